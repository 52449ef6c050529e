// The table `site`: single values of the whole site by their keys. For use within session::read and
// session::change, whose exceptions these functions throw.
#pragma once

#include <optional>
#include <string>

#include "scheduler/ledger/sqlite/statement.hpp"

namespace bangtin::scheduler::ledger::sqlite {

std::optional<std::string> site_value(const SQLite::Database& db, const std::string& key);
void set_site_value(const SQLite::Database& db, const std::string& key, const std::string& value);

// The root key that the site is pinned to.
std::optional<public_key> pinned_root(const SQLite::Database& db);
// Pins it when none is pinned; errc::verification when another is.
result<void> pin_root(const SQLite::Database& db, const public_key& root);

}  // namespace bangtin::scheduler::ledger::sqlite
