// Prepared statements that wait to run again. A statement is taken out while it is in use, so code may use
// the same SQL twice at once. Only fixed SQL belongs here: the cache forgets nothing while its database is
// open.
//
// Not thread-safe; use it only on the database's thread.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

namespace bangtin::scheduler::ledger::sqlite {

class statement_cache {
 public:
  // A statement in use.
  struct taken {
    std::unique_ptr<SQLite::Statement> statement;
    std::uint64_t database = 0;  // of which one it is
  };

  // From now on all statements are those of `db`; nullptr: there is none. Drops the statements of the
  // database before: call it before that one is closed. Those in use are dropped when they come back.
  void set_database(const SQLite::Database* db);

  // A statement without values, as prepared by `sql`. Throws SQLite::Exception when SQLite refuses.
  taken take(const std::string& sql);
  // Resets the statement, and keeps it for the next call of take().
  void put_back(taken t) noexcept;

 private:
  const SQLite::Database* db_ = nullptr;
  std::uint64_t database_ = 0;                                                // counts them
  std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> idle_;  // by their SQL
};

}  // namespace bangtin::scheduler::ledger::sqlite
