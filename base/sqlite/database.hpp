// SQLite, opened the one way this project opens it, with numbered migrations.
//
// One process, one connection, one thread at a time. Rollback journal and synchronous=EXTRA: a transaction
// whose commit returned is on the disk, through a power cut too; no WAL (SQLite before 3.51.3 can reset one
// wrongly when several connections write). A commit that returned an error is unknown, not failed: close,
// reopen and look.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "base/error.hpp"

namespace bangtin::sqlite {

// One step of a schema: the SQL that leads from version N to N+1, where N is its place in the list.
using migration = std::string_view;

// Opens or creates the file and brings its schema (PRAGMA user_version) to the newest version, each step in a
// transaction of its own. errc::io when the disk refuses, errc::invalid when the file is no database or its
// schema is newer than this program knows. `durable=false` is for tests of logic only.
result<std::unique_ptr<SQLite::Database>> open_database(const std::filesystem::path& file,
                                                        std::span<const migration> migrations,
                                                        bool durable = true);

// An error for what SQLite threw while doing `doing`.
error database_error(message doing, const SQLite::Exception& e);

}  // namespace bangtin::sqlite
