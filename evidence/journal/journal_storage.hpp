// The journal's rows in SQLite, and a copy of the last receipt in a file beside them. Only journal.cpp
// includes this header. Functions that take a SQLite::Database throw SQLite::Exception when it fails.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/sqlite/database.hpp"
#include "evidence/chain.hpp"
#include "evidence/record.hpp"

namespace bangtin::evidence::journal {

// The screen that the journal belongs to.
struct journal_owner {
  public_key key;
  std::string screen;
};

// The one row of table `state`.
struct journal_state {
  head tip;           // the newest record
  head acknowledged;  // the newest record with a receipt; before the first receipt: seq 0 and the first link
  head moved;         // the newest record that is not here any more; never after `acknowledged`
  std::optional<signed_text> receipt;  // the receipt on `acknowledged`
};

using database = std::unique_ptr<SQLite::Database>;

// Opens the file and checks all of it: the database's own structure, the chain from the last record that has
// left it to the tip, and the open plays. errc::invalid when a check fails or the file belongs to another
// owner, errc::io when the disk refuses. An empty database is no error: `found` stays empty.
struct opened_storage {
  database db;
  std::optional<journal_state> found;
};
result<opened_storage> open_storage(const std::filesystem::path& file, const journal_owner& owner);

// Writes the rows of a log's first record. The caller commits.
journal_state begin_log(SQLite::Database& db, const journal_owner& owner, const record& genesis);
// Adds one record after `tip` and returns the new tip. The caller commits.
head add_record(SQLite::Database& db, const head& tip, const record& r, const std::string& line);
// Stores `tip` in `state`. The caller commits.
void store_tip(SQLite::Database& db, const head& tip);
// Commits without changing anything: what was written before is on the disk then.
void commit_nothing(SQLite::Database& db);
// Stores the receipt. The caller commits.
void store_receipt(SQLite::Database& db, const head& acknowledged, const signed_text& receipt);
// Deletes the records up to `moved`. The caller commits.
void store_moved(SQLite::Database& db, const head& moved);

// The chain's value at record `seq`; empty when the record is not stored here.
std::optional<digest> link_at(SQLite::Database& db, std::int64_t seq);
// The line of record `seq`; empty when the record is not stored here.
std::optional<std::string> line_at(SQLite::Database& db, std::int64_t seq);
// How many STARTs are stored here behind record `seq`.
std::int64_t plays_behind(SQLite::Database& db, std::int64_t seq);
bool is_open_play(SQLite::Database& db, std::int64_t seq);

// The copy of the last receipt in "<journal_file>.receipt". The journal writes it before it deletes records,
// so that a new log can still cite a log whose database is lost. Reading returns nothing when the file is
// absent or damaged; the note is not verified.
result<void> write_receipt_copy(const std::filesystem::path& journal_file, const signed_text& receipt);
std::optional<signed_text> read_receipt_note(const std::filesystem::path& journal_file);
std::optional<receipt> read_receipt_copy(const std::filesystem::path& journal_file);

// Renames the database to "<file>.damaged-<time>" and SQLite's rollback journal with it. Deletes nothing.
// Does nothing when there is no file.
result<void> set_aside(const std::filesystem::path& file, utc_ms now);

}  // namespace bangtin::evidence::journal
