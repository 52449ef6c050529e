// Opens a SQLite database with this project's settings and runs its numbered migrations.
//
// One process, one connection, one thread at a time. Rollback journal and synchronous=EXTRA: after a commit
// returns, the transaction survives a power cut. No WAL: before 3.51.3 SQLite can corrupt it on a reset when
// several connections write. A commit that returned an error is unknown, not failed: close, reopen and check.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "base/error.hpp"

namespace bangtin::sqlite {

// One step of a schema: the SQL that changes version N into N+1, where N is its index in the list.
using migration = std::string_view;

// Opens or creates the file and migrates its schema (PRAGMA user_version) to the newest version, each step in
// a separate transaction. errc::io when the disk fails, errc::invalid when the file is not a database or its
// schema is newer than this program knows. Use `durable=false` only for tests of logic.
result<std::unique_ptr<SQLite::Database>> open_database(const std::filesystem::path& file,
                                                        std::span<const migration> migrations,
                                                        bool durable = true);

// SQLite's words for what failed, as a message that can be translated.
message sqlite_text(const SQLite::Exception& e);
// Converts an exception of SQLite; `doing` names the action that failed.
error database_error(message doing, const SQLite::Exception& e);

}  // namespace bangtin::sqlite
