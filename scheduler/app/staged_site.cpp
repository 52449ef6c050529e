#include "scheduler/app/staged_site.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "base/files.hpp"
#include "media/store.hpp"
#include "scheduler/api/ledger_check.hpp"
#include "scheduler/app/data_folder.hpp"
#include "scheduler/ledger/sqlite/ledger_file.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"

namespace bangtin::scheduler::app {

namespace fs = std::filesystem;
namespace admin = wire::admin;

namespace {

error altered_meanwhile(const fs::path& file) {
  return {errc::verification, msg("{} was changed while it was read", file.string()), msg("try again")};
}

// A file of a site that was already damaged when its backup was made is left out.
result<void> put_object(const media::store& store, const digest& object,
                        const std::function<result<std::string_view>()>& next) {
  store.abandon(object);
  result<media::store::upload> upload = store.begin(object, 0);
  if (!upload) return upload.error();
  while (true) {
    result<std::string_view> piece = next();
    if (!piece) return piece.error();
    if (piece->empty()) break;
    if (auto written = upload->write(as_bytes(*piece)); !written) return written;
  }
  result<void> whole = upload->finish();
  if (!whole && whole.error().code == errc::verification) return {};
  return whole;
}

// Whatever an earlier try has left apart from media files: a file under a temporary name may be a private
// key.
result<void> remove_leftovers(const fs::path& folder) {
  std::error_code ec;
  for (fs::directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) {
    if (at->path().filename() != "media") fs::remove_all(at->path(), ec);
  }
  if (ec) return system_error(msg("read the folder {}", folder.string()), ec.value());
  return {};
}

// Jobs whose upload is not in the backup can never run.
result<void> end_jobs_without_files(ledger::ledger& l, const media::store& store, utc_ms now) {
  auto open = l.jobs().open();
  if (!open) return open.error();
  for (ledger::stored_job& j : *open) {
    if (store.has(j.sha256)) continue;
    j.state = ledger::job_state::failed;
    j.ended = now;
    j.failure = error{errc::io, msg("the file was not in the backup"),
                      msg("load it again with \"bangtin media add\"")};
    if (auto updated = l.jobs().update(j); !updated) return updated;
  }
  return {};
}

result<std::int64_t> missing_files(ledger::ledger& l, const media::store& store) {
  auto items = l.media().all();
  if (!items) return items.error();
  std::int64_t missing = 0;
  for (const ledger::stored_media& m : *items) {
    for (const digest& d : ledger::all_files(m)) missing += store.has(d) ? 0 : 1;
  }
  return missing;
}

ledger::audit_line line_about(const restore_order& o, const restored_site& s) {
  return {
      o.now, o.who,
      fmt::format("restored from the backup {} of {} ms, made by {}: the log goes on after its line {} with "
                  "the hash {}; {} tokens of people ended",
                  s.manifest.hex(), to_unix_ms(s.facts.made), s.facts.version, s.facts.audit_number,
                  s.facts.audit_hash.hex(), s.tokens),
      "backup"};
}

}  // namespace

void staged_site::tell(std::uint64_t more) {
  done_ += more;
  if (order_.progress) order_.progress(restore_step::unpacking, done_, total_);
}

std::uint64_t staged_site::bytes_there() const {
  auto store = media::store::open(folder_ / "media");
  return store ? store->used_bytes() : 0;
}

result<void> staged_site::unpack_ledger(archive::reader& r) {
  const fs::path file = folder_ / admin::ledger_member;
  unique_fd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
  if (!fd) return system_error(msg("write {}", file.string()), errno);
  hasher hash;
  while (true) {
    auto piece = r.read();
    if (!piece) return piece.error();
    if (piece->empty()) break;
    hash.update(*piece);
    if (auto written = write_all(fd.get(), *piece); !written) return written;
    tell(piece->size());
  }
  if (::fsync(fd.get()) != 0) return system_error(msg("write {}", file.string()), errno);
  if (hash.finish() != checked_.listed.find(admin::ledger_member)->second)
    return altered_meanwhile(order_.file);
  return {};
}

result<void> staged_site::unpack_object(archive::reader& r, const digest& object) {
  auto store = media::store::open(folder_ / "media");
  if (!store) return store.error();
  if (store->has(object)) return {};
  return put_object(*store, object, [&] {
    auto piece = r.read();
    if (piece) tell(piece->size());
    return piece;
  });
}

// A nightly backup has its media files beside it.
result<void> staged_site::take_objects_beside() {
  auto store = media::store::open(folder_ / "media");
  if (!store) return store.error();
  std::vector<char> buffer(1 << 20);
  for (const auto& [name, hash] : checked_.listed) {
    const std::optional<digest> object = admin::object_of_member(name);
    if (!object || !checked_.is_beside(name) || store->has(*object)) continue;
    unique_fd fd(::open((order_.file.parent_path() / name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd) continue;
    auto put = put_object(*store, *object, [&]() -> result<std::string_view> {
      const ::ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
      if (got < 0) return system_error(msg("read {}", name), errno);
      tell(static_cast<std::uint64_t>(got));
      return std::string_view(buffer.data(), static_cast<std::size_t>(got));
    });
    if (!put) return put;
  }
  return {};
}

result<void> staged_site::unpack(std::uint64_t total) {
  total_ = total;
  if (auto made = make_folder(folder_); !made) return made;
  if (auto removed = remove_leftovers(folder_); !removed) return removed;
  auto r = archive::reader::open(order_.file);
  if (!r) return r.error();
  while (true) {
    auto m = r->next();
    if (!m) return m.error();
    if (!*m) break;
    // The archive was checked, so it has no other names; but the file may have been replaced since.
    if (!checked_.sizes.contains((*m)->name) && (*m)->name != archive::manifest_name) {
      return altered_meanwhile(order_.file);
    }
    if ((*m)->name == admin::ledger_member) {
      if (auto done = unpack_ledger(*r); !done) return done;
    } else if (auto object = admin::object_of_member((*m)->name)) {
      if (auto done = unpack_object(*r, *object); !done) return done;
    }
  }
  return take_objects_beside();
}

result<void> staged_site::write_small(const key_files& keys, const std::string& configuration) {
  for (const auto& [name, pem] : keys) {
    if (auto written = write_file(folder_ / name, pem, 0600); !written) return written;
  }
  if (configuration.empty()) return {};
  return write_file(folder_ / restored_configuration, configuration, 0640);
}

result<void> staged_site::finish_ledger(restored_site& done) {
  const fs::path file = folder_ / admin::ledger_member;
  if (auto whole = ledger::sqlite::examine_whole_ledger_file(file); !whole) return whole.error();
  auto l = ledger::sqlite::open_sqlite_ledger(file);
  if (!l) return l.error();
  auto store = media::store::open(folder_ / "media");
  if (!store) return store.error();
  result<std::optional<public_key>> daemon = (*l)->checks().daemon_key();
  if (!daemon) return daemon.error();
  if (*daemon && **daemon != done.facts.daemon_key) {
    return error{errc::verification, msg("the ledger in {} is that of another daemon", order_.file.string()),
                 msg("use another copy or an older backup")};
  }
  auto wrong = api::unverified_logs(**l, done.facts.daemon_key);
  if (!wrong) return wrong.error();
  done.doubtful_logs = std::ssize(*wrong);
  auto missing = missing_files(**l, *store);
  if (!missing) return missing.error();
  done.missing = *missing;
  std::error_code ec;
  if (fs::exists(folder_ / restored_configuration, ec)) done.configuration = folder_ / restored_configuration;
  return (*l)->transaction([&]() -> result<void> {
    result<std::int64_t> tokens = (*l)->users().remove_all_tokens();
    if (!tokens) return tokens.error();
    done.tokens = *tokens;
    if (auto ended = end_jobs_without_files(**l, *store, order_.now); !ended) return ended;
    return (*l)->audit().add(line_about(order_, done));
  });
}

}  // namespace bangtin::scheduler::app
