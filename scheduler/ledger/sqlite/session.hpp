// The open database that all subjects share, and the transaction that they may share. Every call of the
// ledger goes through `read` or `change`, which turn SQLite's exceptions and damaged values into errors.
//
// After a disk failure it is unknown what the last commit left. So the session closes the database, and the
// next call opens it again and reads what is there.
//
// Not thread-safe; use only on the ledger's thread.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/error.hpp"
#include "scheduler/ledger/sqlite/statement_cache.hpp"

namespace bangtin::scheduler::ledger::sqlite {

class session {
 public:
  // `db` is the open database in `file`, brought up to date with ledger_migrations().
  session(std::filesystem::path file, bool durable, std::unique_ptr<SQLite::Database> db);
  ~session() { close(); }
  session(const session&) = delete;
  session& operator=(const session&) = delete;

  // Returns what `f(db)` returns. If SQLite refuses, `doing` completes the error text "cannot ...".
  template <class F>
  auto read(message doing, F f) -> std::invoke_result_t<F&, SQLite::Database&> {
    try {
      if (result<void> ready = make_ready(); !ready) return ready.error();
      return f(*db_);
    } catch (const SQLite::Exception& e) {
      return failed(std::move(doing), e);
    } catch (const error_exception& e) {
      return e.get();
    }
  }

  // Same, but in a transaction, or as a step of the transaction that runs already. Undone unless `f` returns
  // success.
  template <class F>
  auto change(message doing, F f) -> std::invoke_result_t<F&, SQLite::Database&> {
    return read(std::move(doing), [&](SQLite::Database& db) -> std::invoke_result_t<F&, SQLite::Database&> {
      step s(*this);
      auto done = f(db);
      if (broken_) return *broken_;
      if (done) s.keep();
      return done;
    });
  }

  // Called before the database is closed: what still uses its connection must end.
  void set_before_close(std::function<void()> f) { before_close_ = std::move(f); }

  // The prepared statements of the open database: use it within `read` and `change`.
  statement_cache& prepared() { return prepared_; }

 private:
  // A BEGIN or a SAVEPOINT. The destructor undoes it unless keep() was called.
  class step {
   public:
    explicit step(session& s);
    ~step();
    step(const step&) = delete;
    step& operator=(const step&) = delete;
    void keep();

   private:
    void undo();

    session& s_;
    bool outermost_;
    bool kept_ = false;
  };

  // Opens the database again if a failure closed it. Within a broken transaction it returns that
  // transaction's error.
  result<void> make_ready();
  error failed(message doing, const SQLite::Exception& e);
  void close();

  std::filesystem::path file_;
  bool durable_;
  std::unique_ptr<SQLite::Database> db_;
  statement_cache prepared_;
  std::function<void()> before_close_;
  int depth_ = 0;                // number of running steps
  std::optional<error> broken_;  // if set: why the running transaction cannot go on
};

}  // namespace bangtin::scheduler::ledger::sqlite
