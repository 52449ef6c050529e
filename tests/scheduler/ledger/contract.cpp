#include "scheduler/ledger/contract.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "support/memory_ledger.hpp"

namespace bangtin::scheduler::test {

namespace {

std::unique_ptr<ledger::ledger> open_sqlite(const std::filesystem::path& folder) {
  return ledger::sqlite::open_sqlite_ledger(folder / "ledger.sqlite", false).value();
}

// SQLite tables with an additional column. A statement that relies on the order or the number of columns
// fails here.
std::unique_ptr<ledger::ledger> open_wider_sqlite(const std::filesystem::path& folder) {
  bool is_new = !std::filesystem::exists(folder / "ledger.sqlite");
  std::unique_ptr<ledger::ledger> l = open_sqlite(folder);
  if (!is_new) return l;
  l.reset();
  SQLite::Database db((folder / "ledger.sqlite").string(), SQLite::OPEN_READWRITE);
  db.exec("PRAGMA synchronous = OFF");
  for (const char* table :
       {"site", "media", "media_files", "programmes", "screens", "logs", "records", "receipts", "forks",
        "doubts", "checks", "audit", "notices", "notice_words", "shots", "jobs", "users", "tokens"}) {
    db.exec("ALTER TABLE " + std::string(table) + " ADD COLUMN to_come TEXT");
  }
  return open_sqlite(folder);
}

}  // namespace

std::vector<implementation> implementations() {
  return {{"sqlite", open_sqlite},
          {"sqlite_with_more_columns", open_wider_sqlite},
          {"memory", [](const std::filesystem::path&) { return make_memory_ledger(); }, false}};
}

}  // namespace bangtin::scheduler::test
