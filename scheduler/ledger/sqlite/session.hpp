// The open database that the subjects share, and the transaction that they may share. Every call of the
// ledger goes through `read` or `change`, which turn what SQLite throws and damaged values into errors.
//
// After a disk failure nobody knows what the last commit left. So the session closes the database then, and
// the next call opens it again and sees what is there.
//
// One thread: that of the ledger.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/error.hpp"

namespace bangtin::scheduler::ledger::sqlite {

class session {
 public:
  // `db` is `file`, opened with ledger_migrations().
  session(std::filesystem::path file, bool durable, std::unique_ptr<SQLite::Database> db);

  // What `f(db)` returns. `doing` completes "cannot ..." if SQLite refuses.
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

  // The same in a transaction, or as a step of the one that runs already; undone unless `f` returns success.
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

 private:
  // BEGIN or SAVEPOINT; undone by the destructor unless kept.
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

  // Opens the database again if a failure closed it. The error of a broken transaction while that runs.
  result<void> make_ready();
  error failed(message doing, const SQLite::Exception& e);

  std::filesystem::path file_;
  bool durable_;
  std::unique_ptr<SQLite::Database> db_;
  int depth_ = 0;                // steps that run
  std::optional<error> broken_;  // why the running transaction can only end
};

}  // namespace bangtin::scheduler::ledger::sqlite
