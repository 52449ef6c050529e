// The root key is one of these values; pinning it twice with the same key changes nothing.
#include "scheduler/ledger/sqlite/site_values.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

constexpr const char* root_key = "root";

}  // namespace

std::optional<std::string> site_value(const SQLite::Database& db, const std::string& key) {
  statement s(db, "SELECT value FROM site WHERE key = :key");
  s.set(":key", key);
  if (!s.next()) return std::nullopt;
  return s.text("value");
}

void set_site_value(const SQLite::Database& db, const std::string& key, const std::string& value) {
  statement s(db, "INSERT OR REPLACE INTO site (key, value) VALUES (:key, :value)");
  s.set(":key", key);
  s.set(":value", value);
  s.run();
}

void remove_site_value(const SQLite::Database& db, const std::string& key) {
  statement s(db, "DELETE FROM site WHERE key = :key");
  s.set(":key", key);
  s.run();
}

std::optional<public_key> pinned_root(const SQLite::Database& db) {
  std::optional<std::string> hex = site_value(db, root_key);
  if (!hex) return std::nullopt;
  std::optional<public_key> key = public_key::from(*hex);
  if (!key) throw damaged("value");
  return key;
}

result<void> pin_root(const SQLite::Database& db, const public_key& root) {
  std::optional<public_key> known = pinned_root(db);
  if (!known) set_site_value(db, root_key, root.hex());
  if (known && *known != root) {
    return error{errc::verification, msg("this site answers to another root key"),
                 msg("use the keys with which this site was set up")};
  }
  return {};
}

void replace_root(const SQLite::Database& db, const public_key& root) {
  set_site_value(db, root_key, root.hex());
}

}  // namespace bangtin::scheduler::ledger::sqlite
