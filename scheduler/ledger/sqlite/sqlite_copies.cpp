// SQLite's backup interface over the ledger's own connection: no other connection could read, as this one
// holds the file's lock, and SQLite itself writes into the copy what this connection changes meanwhile.
#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>

#include <algorithm>
#include <optional>

#include "base/sqlite/database.hpp"
#include "scheduler/ledger/sqlite/statement.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

error no_copy() {
  return {errc::conflict, msg("the copy of the ledger was interrupted"), msg("try again")};
}

std::uint64_t pragma(SQLite::Database& db, const char* what) {
  return static_cast<std::uint64_t>(db.execAndGet(what).getInt64());
}

class copies_in_sqlite final : public copy_ledger {
 public:
  explicit copies_in_sqlite(session& s) : session_(s) {
    session_.set_before_close([this] { drop(); });
  }
  ~copies_in_sqlite() override {
    drop();
    session_.set_before_close({});
  }

  result<std::uint64_t> bytes() override {
    return session_.read(msg("read the database"), [](SQLite::Database& db) -> result<std::uint64_t> {
      return pragma(db, "PRAGMA page_count") * pragma(db, "PRAGMA page_size");
    });
  }

  result<void> begin(const std::filesystem::path& file) override {
    drop();
    return session_.read(msg("copy the database"), [&](SQLite::Database& db) -> result<void> {
      try {
        page_bytes_ = pragma(db, "PRAGMA page_size");
        copy_ =
            std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        // Nobody reads the file before it is whole and synced.
        copy_->exec("PRAGMA synchronous=OFF");
        copy_->exec("PRAGMA journal_mode=OFF");
        step_ = std::make_unique<SQLite::Backup>(*copy_, db);
        return {};
      } catch (const SQLite::Exception& e) {
        drop();
        return bangtin::sqlite::database_error(msg("write {}", file.string()), e);
      }
    });
  }

  result<bool> copy_more(std::uint64_t bytes) override {
    if (!step_) return no_copy();
    return session_.read(msg("copy the database"), [&](SQLite::Database&) -> result<bool> {
      if (!step_) return no_copy();
      try {
        const std::uint64_t pages = std::max<std::uint64_t>(bytes / page_bytes_, 1);
        const int done = step_->executeStep(static_cast<int>(std::min<std::uint64_t>(pages, 1 << 20)));
        if (done != SQLITE_DONE) return true;
        drop();
        return false;
      } catch (const SQLite::Exception& e) {
        // SQLite does not say which of the two files failed; a damaged ledger will be found by its own reads.
        drop();
        return bangtin::sqlite::database_error(msg("copy the database"), e);
      }
    });
  }

  void drop() override {
    step_.reset();
    copy_.reset();
  }

 private:
  session& session_;
  std::uint64_t page_bytes_ = 4096;
  std::unique_ptr<SQLite::Database> copy_;
  std::unique_ptr<SQLite::Backup> step_;
};

}  // namespace

std::unique_ptr<copy_ledger> sqlite_copies(session& s) {
  return std::make_unique<copies_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
