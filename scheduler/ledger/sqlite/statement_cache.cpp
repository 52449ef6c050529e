#include "scheduler/ledger/sqlite/statement_cache.hpp"

#include <sqlite3.h>

#include <utility>

namespace bangtin::scheduler::ledger::sqlite {

void statement_cache::set_database(const SQLite::Database* db) {
  idle_.clear();
  db_ = db;
  ++database_;
}

statement_cache::taken statement_cache::take(const std::string& sql) {
  if (auto found = idle_.find(sql); found != idle_.end() && found->second) {
    return {std::move(found->second), database_};
  }
  return {std::make_unique<SQLite::Statement>(*db_, sql), database_};
}

void statement_cache::put_back(taken t) noexcept {
  if (t.database != database_ || t.statement->tryReset() != SQLITE_OK) return;
  try {
    t.statement->clearBindings();
    idle_[t.statement->getQuery()] = std::move(t.statement);
  } catch (const std::exception&) {
    // It is prepared again next time.
  }
}

}  // namespace bangtin::scheduler::ledger::sqlite
