// The journal's rows in SQLite, and the copy of the last receipt beside them. Part of journal.cpp: nobody
// else includes this.
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

// Whose journal it is.
struct journal_owner {
  public_key key;
  std::string screen;
};

// What the one row of `state` says.
struct journal_state {
  head tip;           // the newest record
  head acknowledged;  // the last with a receipt; seq 0 and the first link before there was one
  std::optional<signed_text> receipt;  // that on `acknowledged`
};

using database = std::unique_ptr<SQLite::Database>;

// Opens the file and checks it whole: the database's own structure, the chain from the acknowledged head to
// the tip, the plays that are open. errc::invalid when anything does not hold or belongs to another owner,
// errc::io when the disk refuses. An empty database is no failure: `found` stays empty.
struct opened_storage {
  database db;
  std::optional<journal_state> found;
};
result<opened_storage> open_storage(const std::filesystem::path& file, const journal_owner& owner);

// Writes the rows of a log's first record. The caller commits.
journal_state begin_log(SQLite::Database& db, const journal_owner& owner, const record& genesis);
// Adds one record after `tip` and returns the new tip. The caller commits.
head add_record(SQLite::Database& db, const head& tip, const record& r, const std::string& line);
void store_tip(SQLite::Database& db, const head& tip);
// Notes the receipt and lets go of the records up to it. The caller commits.
void store_receipt(SQLite::Database& db, const head& acknowledged, const signed_text& receipt);

// The chain's value at a record that is still here.
std::optional<digest> link_at(SQLite::Database& db, std::int64_t seq);
bool is_open_play(SQLite::Database& db, std::int64_t seq);

// The file of the last receipt: written before records are let go of, so that a log whose database is lost
// can still be cited. Reading gives nothing when it is absent or damaged.
result<void> write_receipt_copy(const std::filesystem::path& journal_file, const signed_text& receipt);
std::optional<receipt> read_receipt_copy(const std::filesystem::path& journal_file);

// Moves the database, and what SQLite keeps beside it, out of the way: "<file>.damaged-<time>". Nothing is
// deleted. Does nothing when there is no file.
result<void> set_aside(const std::filesystem::path& file, utc_ms now);

}  // namespace bangtin::evidence::journal
