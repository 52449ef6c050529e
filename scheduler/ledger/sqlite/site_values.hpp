// The table `site`: single values of the whole site by their keys. Call these functions only within
// session::read or session::change, which turn the exceptions that they throw into errors.
#pragma once

#include <optional>
#include <string>

#include "scheduler/ledger/sqlite/statement.hpp"

namespace bangtin::scheduler::ledger::sqlite {

std::optional<std::string> site_value(const SQLite::Database& db, const std::string& key);
void set_site_value(const SQLite::Database& db, const std::string& key, const std::string& value);
void remove_site_value(const SQLite::Database& db, const std::string& key);

// The root key that the site is pinned to; empty before the first one.
std::optional<public_key> pinned_root(const SQLite::Database& db);
// Pins `root` when no key is pinned; errc::verification when another one is.
result<void> pin_root(const SQLite::Database& db, const public_key& root);
// Pins `root` in place of the one that is pinned.
void replace_root(const SQLite::Database& db, const public_key& root);

}  // namespace bangtin::scheduler::ledger::sqlite
