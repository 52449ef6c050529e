// When the disk fails, SQLite may undo a whole transaction by itself. Each later step would then be a
// separate transaction. So the session marks such a transaction as broken: it refuses every further call, and
// its outermost step closes the database.
#include "scheduler/ledger/sqlite/session.hpp"

#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include "base/sqlite/database.hpp"
#include "scheduler/ledger/sqlite/migrations.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

bool is_disk_failure(int code) {
  return code == SQLITE_IOERR || code == SQLITE_FULL || code == SQLITE_CORRUPT || code == SQLITE_CANTOPEN;
}

}  // namespace

session::session(std::filesystem::path file, bool durable, std::unique_ptr<SQLite::Database> db)
    : file_(std::move(file)), durable_(durable), db_(std::move(db)) {
  prepared_.set_database(db_.get());
}

void session::close() {
  if (before_close_) before_close_();
  prepared_.set_database(nullptr);
  db_.reset();
}

result<void> session::make_ready() {
  if (broken_) return *broken_;
  if (db_) return {};
  auto opened = bangtin::sqlite::open_database(file_, ledger_migrations(), durable_);
  if (!opened) return opened.error();
  db_ = std::move(*opened);
  prepared_.set_database(db_.get());
  return {};
}

error session::failed(message doing, const SQLite::Exception& e) {
  error why = bangtin::sqlite::database_error(std::move(doing), e);
  bool undone = depth_ > 0 && sqlite3_get_autocommit(db_->getHandle()) != 0;
  if (!is_disk_failure(e.getErrorCode()) && !undone) return why;
  spdlog::error("the database failed ({}); the next call opens it again", e.what());
  if (depth_ > 0) {
    broken_ = why;
  } else {
    close();
  }
  return why;
}

session::step::step(session& s) : s_(s), outermost_(s.depth_ == 0) {
  s_.db_->exec(outermost_ ? "BEGIN" : "SAVEPOINT step");
  ++s_.depth_;
}

void session::step::keep() {
  s_.db_->exec(outermost_ ? "COMMIT" : "RELEASE step");
  kept_ = true;
}

session::step::~step() {
  if (!kept_) undo();
  --s_.depth_;
  if (outermost_ && s_.broken_) {
    s_.broken_.reset();
    s_.close();
  }
}

void session::step::undo() {
  SQLite::Database& db = *s_.db_;
  bool undone = db.tryExec(outermost_ ? "ROLLBACK" : "ROLLBACK TO step; RELEASE step") == SQLITE_OK;
  // After a disk failure SQLite has undone the whole transaction already.
  bool nothing_open = sqlite3_get_autocommit(db.getHandle()) != 0;
  if (undone || s_.broken_ || (outermost_ && nothing_open)) return;
  s_.broken_ = bangtin::sqlite::database_error(msg("undo a change"), SQLite::Exception(db.getHandle()));
}

}  // namespace bangtin::scheduler::ledger::sqlite
