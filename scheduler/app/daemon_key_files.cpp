// The ledger names the new key first, and then the file takes its place: data_folder.cpp accepts a ledger
// that already names the next key.
#include "scheduler/app/daemon_key_files.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "base/files.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::scheduler::app {

namespace fs = std::filesystem;

namespace {

result<wire::site_trust> statement_of(ledger::ledger& l) {
  result<std::optional<wire::trust_document>> newest = l.trust().newest();
  if (!newest) return newest.error();
  return *newest ? wire::trust_from_text((*newest)->statement.text) : wire::site_trust();
}

// The secret key of the file, if it is this one.
result<std::optional<secret_key>> next_key(const fs::path& file, const public_key& wanted) {
  using answer = std::optional<secret_key>;
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return answer();
  result<secret_key> key = load_or_create_key(file.string());
  if (!key) return key.error();
  return key->public_part() == wanted ? answer(std::move(*key)) : answer();
}

result<void> move_next_key(const fs::path& data) {
  std::error_code failed;
  fs::rename(next_key_file(data), key_file(data), failed);
  if (failed) return system_error(msg("write {}", key_file(data).string()), failed.value());
  return sync_folder(data);
}

}  // namespace

fs::path key_file(const fs::path& data) {
  return data / "daemon.key";
}
fs::path next_key_file(const fs::path& data) {
  return data / "daemon.key.next";
}

result<key_in_force> take_key_in_force(const fs::path& data, ledger::ledger& l) {
  result<secret_key> key = load_or_create_key(key_file(data).string());
  if (!key) return key.error();
  result<wire::site_trust> statement = statement_of(l);
  if (!statement) return statement.error();
  const public_key wanted = wire::daemon_key(*statement, key->public_part());
  if (wanted != key->public_part()) {
    result<std::optional<secret_key>> next = next_key(next_key_file(data), wanted);
    if (!next) return next.error();
    if (*next) {
      if (result<void> named = l.checks().set_daemon_key(wanted); !named) return named.error();
      if (result<void> moved = move_next_key(data); !moved) return moved.error();
      spdlog::info("the daemon's new key {} is in force", wanted.hex());
      key = std::move(**next);
    } else {
      spdlog::error(
          "the site statement {} names the daemon key {}, which is not here: screens refuse this "
          "daemon's receipts and time. Make it another one with \"bangtin keys renew-daemon\".",
          statement->number, wanted.hex());
    }
  }
  std::vector<public_key> all = wire::daemon_keys(*statement, key->public_part());
  std::stable_partition(all.begin(), all.end(), [&](const public_key& k) { return k == key->public_part(); });
  return key_in_force{std::move(*key), api::daemon_keys(std::move(all))};
}

}  // namespace bangtin::scheduler::app
