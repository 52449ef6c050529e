// Bare SQLite with the rows that intake stores: the least that keeping them durably costs.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace bangtin::bench {

// One value of a row.
struct cell {
  int type = SQLITE_NULL;
  std::int64_t number = 0;
  std::string text;
};
using row = std::vector<cell>;

// What intake writes for one batch.
struct batch_rows {
  std::vector<row> records, plays;
  std::vector<row> counts;  // what the batch adds to the roll-up
  row receipt;
  std::string log;
};

// Reads the rows of a ledger to which so many screens sent batches of this size, in turn.
std::vector<batch_rows> read_rows(const std::filesystem::path& ledger, int screens, std::size_t batch);

// A database with the ledger's tables.
class same_rows {
 public:
  // All rows that intake writes; or only the records (unique by log and seq, no further index) and the
  // roll-up.
  enum class tables { all, records_and_counts };
  same_rows(const std::filesystem::path& file, tables which);
  ~same_rows();
  same_rows(const same_rows&) = delete;
  same_rows& operator=(const same_rows&) = delete;
  // One transaction for each batch, with the ledger's own `synchronous`.
  void insert(const std::vector<batch_rows>& all);

 private:
  void exec(const char* sql);
  sqlite3_stmt* prepare(const char* sql);
  static void insert_row(sqlite3_stmt* s, const row& r);

  sqlite3* db_ = nullptr;
  tables which_;
  sqlite3_stmt *record_ = nullptr, *play_ = nullptr, *count_ = nullptr, *receipt_ = nullptr, *tip_ = nullptr;
};

}  // namespace bangtin::bench
