#include "scheduler/backup/snapshot.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "base/archive/archive_writer.hpp"
#include "base/key_passphrase.hpp"
#include "base/version.hpp"
#include "scheduler/api/audit_check.hpp"
#include "scheduler/api/ledger_check.hpp"
#include "scheduler/ledger/sqlite/ledger_file.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::scheduler::backup {

namespace fs = std::filesystem;
namespace admin = wire::admin;

namespace {

constexpr std::uint64_t piece_bytes = 4 * 1024 * 1024;      // some milliseconds of the ledger's thread
constexpr std::uint64_t reserve_bytes = 256 * 1024 * 1024;  // that stay free for the daemon's own work
constexpr std::uint64_t max_key_bytes = 64 * 1024;
constexpr std::string_view copy_prefix = "ledger-";
constexpr auto in_tuple = asio::as_tuple(asio::use_awaitable);

error another_one() {
  return {errc::conflict, msg("another backup is being made just now"), msg("wait until it is done")};
}

result<std::int64_t> statement_number(ledger::ledger& l) {
  result<std::optional<wire::trust_document>> newest = l.trust().newest();
  if (!newest) return newest.error();
  if (!*newest) return std::int64_t{0};
  result<wire::site_trust> read = wire::trust_from_text((*newest)->statement.text);
  if (!read) return read.error();
  return read->number;
}

// The numbers that a restored site goes on from.
result<void> read_numbers(ledger::ledger& l, admin::backup_facts& f) {
  result<std::optional<public_key>> root = l.root();
  if (!root) return root.error();
  result<std::int64_t> version = l.programmes().newest_version();
  if (!version) return version.error();
  result<std::int64_t> notice = l.notices().newest_number();
  if (!notice) return notice.error();
  result<std::int64_t> statement = statement_number(l);
  if (!statement) return statement.error();
  result<ledger::audit_tip> tip = l.audit().tip();
  if (!tip) return tip.error();
  f.root = *root;
  f.programme_version = *version;
  f.notice_number = *notice;
  f.statement_number = *statement;
  f.audit_number = tip->number;
  f.audit_hash = tip->hash;
  return {};
}

// Damaged evidence is no reason to have no backup, so it is only counted.
result<void> count_doubts(ledger::ledger& l, const public_key& daemon, admin::backup_facts& f) {
  result<std::vector<std::string>> wrong = api::unverified_logs(l, daemon);
  if (!wrong) return wrong.error();
  f.doubtful_logs = std::ssize(*wrong);
  api::audit_check check;
  while (true) {
    result<bool> more = check.next_piece(l);
    if (!more) return more.error();
    if (!*more) break;
  }
  f.audit_holds = !check.fault();
  return {};
}

// Examines the copy and says what is in it. Blocking; reads all of it.
result<admin::backup_facts> read_copy(const fs::path& file, const public_key& daemon) {
  result<std::int64_t> whole = ledger::sqlite::examine_whole_ledger_file(file);
  if (!whole) return whole.error();
  admin::backup_facts f;
  {
    auto l = ledger::sqlite::open_sqlite_ledger(file, false);
    if (!l) return l.error();
    if (auto read = read_numbers(**l, f); !read) return read.error();
    if (auto counted = count_doubts(**l, daemon, f); !counted) return counted.error();
  }
  std::error_code ec;
  f.ledger_bytes = static_cast<std::int64_t>(fs::file_size(file, ec));
  if (ec) return system_error(msg("read {}", file.string()), ec.value());
  return f;
}

std::vector<admin::backup_object> objects_of(const media::store& store) {
  std::vector<admin::backup_object> all;
  for (const digest& d : store.list()) {
    result<std::int64_t> bytes = store.size_of(d);
    if (bytes) all.push_back({d, *bytes});
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.sha256 < b.sha256; });
  return all;
}

// Opens the copy, syncs it and takes its name away.
result<std::shared_ptr<unique_fd>> take_name(const fs::path& file) {
  auto fd = std::make_shared<unique_fd>(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!*fd || ::fsync(fd->get()) != 0) return system_error(msg("read {}", file.string()), errno);
  ::unlink(file.c_str());
  return fd;
}

}  // namespace

asio::awaitable<result<void>> snapshot_maker::copy(const fs::path& file) {
  result<void> begun = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.copies().begin(file); });
  if (!begun) co_return begun;
  asio::steady_timer rest(co_await asio::this_coro::executor);
  while (true) {
    const auto began = std::chrono::steady_clock::now();
    result<bool> more =
        co_await deps_.ledger.ask([](ledger::ledger& l) { return l.copies().copy_more(piece_bytes); });
    if (!more) co_return more.error();
    if (!*more) co_return result<void>();
    rest.expires_after(std::chrono::steady_clock::now() - began);
    co_await rest.async_wait(in_tuple);
  }
}

asio::awaitable<result<snapshot>> snapshot_maker::make_in(const fs::path& file) {
  result<std::uint64_t> bytes =
      co_await deps_.ledger.ask([](ledger::ledger& l) { return l.copies().bytes(); });
  if (!bytes) co_return bytes.error();
  if (auto room = archive::check_room(deps_.folder, *bytes + reserve_bytes); !room) co_return room.error();
  if (auto copied = co_await copy(file); !copied) co_return copied.error();
  const utc_ms now = deps_.clock.now().utc;
  result<admin::backup_facts> facts =
      co_await deps_.reading.run([&] { return read_copy(file, deps_.daemon); });
  if (!facts) co_return facts.error();
  facts->made = now;
  facts->version = program_version;
  facts->daemon_key = deps_.daemon;
  facts->timezone = deps_.programmes.zone()->timezone;
  facts->objects = co_await deps_.reading.run([&] { return objects_of(deps_.store); });
  result<std::shared_ptr<unique_fd>> fd = take_name(file);
  if (!fd) co_return fd.error();
  co_return snapshot{std::move(*fd), std::move(*facts)};
}

asio::awaitable<result<snapshot>> snapshot_maker::make() {
  if (busy_) co_return another_one();
  if (auto made = make_folder(deps_.folder); !made) co_return made.error();
  busy_ = true;
  const fs::path file = deps_.folder / (std::string(copy_prefix) + random_hex(8));
  result<snapshot> made = co_await make_in(file);
  if (!made) {
    co_await deps_.ledger.ask([](ledger::ledger& l) {
      l.copies().drop();
      return 0;
    });
    ::unlink(file.c_str());
  }
  busy_ = false;
  co_return made;
}

void remove_old_copies(const fs::path& folder) {
  std::error_code ec;
  for (fs::directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) {
    if (at->path().filename().string().starts_with(copy_prefix)) ::unlink(at->path().c_str());
  }
}

result<std::vector<admin::kept_key>> keys_in(const fs::path& data, const std::string& passphrase) {
  std::vector<admin::kept_key> keys;
  std::error_code ec;
  for (fs::directory_iterator at(data, ec), end; !ec && at != end; at.increment(ec)) {
    const fs::path& file = at->path();
    // Not the TLS authority: a site that is restored makes another one, which its screens learn of from the
    // daemon's key, and people need new token files anyway.
    if (file.filename().string().starts_with("tls-")) continue;
    const bool is_key = file.extension() == ".key";
    if ((!is_key && file.extension() != ".pem") || !at->is_regular_file(ec)) continue;
    result<std::string> pem = read_file(file, max_key_bytes);
    if (!pem) return pem.error();
    if (is_key) pem = under_passphrase(*pem, {}, passphrase);
    if (!pem) return pem.error();
    keys.push_back({file.filename().string(), std::move(*pem)});
  }
  if (ec) return system_error(msg("read the folder {}", data.string()), ec.value());
  std::sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
  return keys;
}

}  // namespace bangtin::scheduler::backup
