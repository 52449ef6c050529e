#include "scheduler/backup/nightly.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <set>

#include "base/archive/archive_reader.hpp"
#include "base/archive/archive_writer.hpp"

namespace bangtin::scheduler::backup {

namespace fs = std::filesystem;
namespace admin = wire::admin;

namespace {

constexpr std::uint64_t reserve_bytes = 16 * 1024 * 1024;
constexpr std::uint64_t max_facts_bytes = 256 * 1024 * 1024;
constexpr std::size_t piece_bytes = 1 << 20;
constexpr int nights_per_round = 30;  // until every media file was read again

error stopped() {
  return {errc::unreachable, msg("the daemon stops"), msg("the backup is made after the next start")};
}

// Hands the file's bytes to `take`, piece by piece.
result<void> read_pieces(int fd, const std::string& name, const std::stop_token& stopping,
                         const std::function<result<void>(std::string_view)>& take) {
  std::vector<char> buffer(piece_bytes);
  for (::off_t at = 0;;) {
    if (stopping.stop_requested()) return stopped();
    const ::ssize_t got = ::pread(fd, buffer.data(), buffer.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error(msg("read {}", name), errno);
    if (got == 0) return {};
    at += got;
    if (auto taken = take({buffer.data(), static_cast<std::size_t>(got)}); !taken) return taken;
  }
}

// False: the daemon's own file is missing or damaged.
result<bool> copy_object(const media::store& from, const media::store& to, const digest& object,
                         const std::stop_token& stopping) {
  result<unique_fd> file = from.open_object(object);
  if (!file && file.error().code == errc::not_found) return false;
  if (!file) return file.error();
  to.abandon(object);
  result<media::store::upload> upload = to.begin(object, 0);
  if (!upload) return upload.error();
  auto copied = read_pieces(file->get(), object.hex(), stopping,
                            [&](std::string_view piece) { return upload->write(as_bytes(piece)); });
  if (!copied) return copied.error();
  result<void> whole = upload->finish();
  if (whole) return true;
  if (whole.error().code == errc::verification) return false;
  return whole.error();
}

bool is_read_again(const digest& object, local_days night) {
  return object.value[0] % nights_per_round == night.time_since_epoch().count() % nights_per_round;
}

// After it `beside` has all of the objects that the daemon has.
result<void> copy_objects(const snapshot& from, const media::store& store, const media::store& beside,
                          local_days night, const std::stop_token& stopping) {
  for (const admin::backup_object& o : from.facts.objects) {
    if (stopping.stop_requested()) return stopped();
    if (beside.has(o.sha256) && is_read_again(o.sha256, night)) {
      auto good = beside.verify(o.sha256, [&] { return stopping.stop_requested(); });
      if (!good) return good.error();
    }
    if (beside.has(o.sha256)) continue;
    if (auto copied = copy_object(store, beside, o.sha256, stopping); !copied) return copied.error();
  }
  return {};
}

result<void> check_all_fits(const fs::path& folder, const snapshot& from, const media::store& beside) {
  std::uint64_t needed = static_cast<std::uint64_t>(from.facts.ledger_bytes) + reserve_bytes;
  for (const admin::backup_object& o : from.facts.objects) {
    if (!beside.has(o.sha256)) needed += static_cast<std::uint64_t>(o.bytes);
  }
  return archive::check_room(folder, archive::size_of_archive(from.facts.objects.size(), needed));
}

result<void> write_archive(const fs::path& file, const snapshot& from, const std::string& configuration,
                           const media::store& beside, const std::stop_token& stopping) {
  result<archive::writer> to = archive::writer::make(file);
  if (!to) return to.error();
  auto added = to->add(std::string(admin::facts_member), canonical(admin::encode(from.facts)) + '\n');
  if (!added) return added;
  if (!configuration.empty()) {
    auto kept = to->add(std::string(admin::configuration_member), configuration);
    if (!kept) return kept;
  }
  auto begun =
      to->begin(std::string(admin::ledger_member), static_cast<std::uint64_t>(from.facts.ledger_bytes));
  if (!begun) return begun;
  auto copied = read_pieces(from.ledger->get(), std::string(admin::ledger_member), stopping,
                            [&](std::string_view piece) { return to->write(piece); });
  if (!copied) return copied;
  if (auto ended = to->end(); !ended) return ended.error();
  for (const admin::backup_object& o : from.facts.objects) {
    if (beside.has(o.sha256)) to->mention(admin::object_member(o.sha256), o.sha256);
  }
  if (auto whole = to->finish(); !whole) return whole.error();
  return {};
}

result<admin::backup_facts> facts_of(const fs::path& file) {
  auto r = archive::reader::open(file);
  if (!r) return r.error();
  auto first = r->next();
  if (!first) return first.error();
  result<std::string> text = r->read_all(max_facts_bytes);
  if (!text) return text.error();
  result<json::value> v = parse_json(*text);
  if (!v) return v.error();
  return admin::decode<admin::backup_facts>(*v);
}

// Media files go only when all remaining archives say what they need.
result<void> remove_superseded(const nightly_setup& setup, const media::store& beside) {
  result<nights> now = nights_in(setup.folder);
  if (!now) return now.error();
  const std::vector<local_days> old = superseded(setup.plan, now->there);
  for (local_days night : old) {
    const fs::path file = setup.folder / file_of(night);
    if (::unlink(file.c_str()) != 0) return system_error(msg("remove {}", file.string()), errno);
  }
  if (old.empty()) return {};
  if (auto synced = sync_folder(setup.folder); !synced) return synced;
  std::set<digest> needed;
  for (local_days night : now->there) {
    if (std::find(old.begin(), old.end(), night) != old.end()) continue;
    auto facts = facts_of(setup.folder / file_of(night));
    if (!facts) return facts.error();
    for (const admin::backup_object& o : facts->objects) needed.insert(o.sha256);
  }
  beside.keep_only({needed.begin(), needed.end()});
  return {};
}

// What a killed daemon has left behind.
void remove_unfinished(const fs::path& folder) {
  std::error_code ec;
  for (fs::directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) {
    if (at->path().filename().string().starts_with(".bangtin-")) ::unlink(at->path().c_str());
  }
}

}  // namespace

result<nights> nights_in(const fs::path& folder) {
  nights found;
  std::error_code ec;
  for (fs::directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) {
    if (auto night = night_of(at->path().filename().string())) found.there.push_back(*night);
  }
  if (ec) return system_error(msg("read the folder of the backups, {}", folder.string()), ec.value());
  std::sort(found.there.begin(), found.there.end());
  if (found.there.empty()) return found;
  if (auto facts = facts_of(folder / file_of(found.there.back()))) found.newest = facts->made;
  return found;
}

result<void> write_night(const nightly_setup& setup, local_days night, const snapshot& from,
                         const std::string& configuration, const media::store& store,
                         const std::stop_token& stopping) {
  remove_unfinished(setup.folder);
  result<media::store> beside = media::store::open(setup.folder / "media");
  if (!beside) return beside.error();
  if (auto fits = check_all_fits(setup.folder, from, *beside); !fits) return fits;
  if (auto copied = copy_objects(from, store, *beside, night, stopping); !copied) return copied;
  const fs::path file = setup.folder / file_of(night);
  if (auto written = write_archive(file, from, configuration, *beside, stopping); !written) return written;
  return remove_superseded(setup, *beside);
}

}  // namespace bangtin::scheduler::backup
