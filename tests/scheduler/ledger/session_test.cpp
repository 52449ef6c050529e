// The session that the subjects of the SQLite ledger share, when its disk fails.
#include "scheduler/ledger/sqlite/session.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "base/sqlite/database.hpp"
#include "scheduler/ledger/contract.hpp"
#include "scheduler/ledger/sqlite/migrations.hpp"
#include "scheduler/ledger/sqlite/statement.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::test {
namespace {

class session_on_a_full_disk : public ::testing::Test {
 protected:
  // The database cannot grow until the session opens it again.
  void fill_disk() {
    ASSERT_TRUE(session_.read(msg("limit"), [](SQLite::Database& db) -> result<void> {
      int pages = db.execAndGet("PRAGMA page_count").getInt();
      db.exec("PRAGMA max_page_count=" + std::to_string(pages));
      return {};
    }));
  }
  result<void> add_large() {
    return screenshots_->set("lobby", {utc_ms(milliseconds(1)), std::string(200'000, 'x')});
  }
  bool has_shot() { return screenshots_->newest_of("lobby")->has_value(); }
  // Makes SQLite undo the whole transaction by itself.
  result<void> lose_transaction() {
    return session_.change(msg("lose"), [](SQLite::Database& db) -> result<void> {
      db.exec("INSERT OR ROLLBACK INTO audit (id, at, who, what) SELECT id, at, who, what FROM audit");
      return {};
    });
  }

  fakes::temporary_folder folder_;
  std::filesystem::path file_ = folder_ / "ledger.sqlite";
  ledger::sqlite::session session_{
      file_, false, sqlite::open_database(file_, ledger::sqlite::ledger_migrations(), false).value()};
  std::unique_ptr<ledger::screenshot_ledger> screenshots_ = ledger::sqlite::sqlite_screenshots(session_);
  std::unique_ptr<ledger::audit_ledger> audit_ = ledger::sqlite::sqlite_audit(session_);
  ledger::audit_line line_{utc_ms(milliseconds(5)), "uid 0 (root)", "did it"};
};

TEST_F(session_on_a_full_disk, a_failed_call_changes_nothing_and_the_next_one_opens_it_again) {
  fill_disk();
  EXPECT_EQ(code_of(add_large()), errc::io);
  EXPECT_FALSE(has_shot());
  EXPECT_TRUE(add_large()) << "there is room again";
  EXPECT_TRUE(has_shot());
}

TEST_F(session_on_a_full_disk, a_transaction_fails_whatever_it_says) {
  fill_disk();
  result<void> done = session_.change(msg("change"), [&](SQLite::Database&) -> result<void> {
    EXPECT_TRUE(audit_->add(line_));
    EXPECT_EQ(code_of(add_large()), errc::io);
    EXPECT_EQ(code_of(audit_->add(line_)), errc::io) << "nothing more is done within it";
    EXPECT_EQ(code_of(audit_->newest(9)), errc::io);
    return {};
  });
  EXPECT_EQ(code_of(done), errc::io);
  EXPECT_TRUE(audit_->newest(9)->empty());
  EXPECT_FALSE(has_shot());
  EXPECT_TRUE(add_large()) << "there is room again";
}

TEST_F(session_on_a_full_disk, steps_after_a_lost_transaction_are_none_of_their_own) {
  ASSERT_TRUE(audit_->add(line_));
  result<void> done = session_.change(msg("change"), [&](SQLite::Database&) -> result<void> {
    EXPECT_TRUE(audit_->add(line_));
    EXPECT_FALSE(lose_transaction());
    EXPECT_FALSE(audit_->add(line_));
    return {};
  });
  EXPECT_EQ(code_of(done), errc::io);
  EXPECT_EQ(audit_->newest(9)->size(), 1U);
  EXPECT_TRUE(audit_->add(line_)) << "the ledger goes on";
}

class prepared_statements : public session_on_a_full_disk {
 protected:
  using statement = ledger::sqlite::statement;
  static constexpr const char* insert =
      "INSERT INTO audit (at, who, what, hash) VALUES (:at, :who, :what, lower(hex(zeroblob(32))))";
  // The statements that the open database has.
  int count() {
    return session_
        .read(msg("count"),
              [](SQLite::Database& db) -> result<int> {
                int n = 0;
                for (sqlite3_stmt* s = nullptr; (s = sqlite3_next_stmt(db.getHandle(), s)) != nullptr;) ++n;
                return n;
              })
        .value();
  }
  result<void> add(bool with_what) {
    return session_.change(msg("add"), [&](SQLite::Database&) -> result<void> {
      statement s(session_.prepared(), insert);
      s.set(":at", line_.at);
      s.set(":who", line_.who);
      if (with_what) s.set(":what", line_.what);
      s.run();
      return {};
    });
  }
};

TEST_F(prepared_statements, run_again_without_their_values) {
  const int before = count();
  ASSERT_TRUE(add(true));
  ASSERT_TRUE(add(true));
  EXPECT_EQ(count(), before + 1) << "prepared once";
  EXPECT_FALSE(add(false)) << "a value that is not set is NULL";
  ASSERT_TRUE(add(true));
  EXPECT_EQ(audit_->newest(9)->size(), 3U);
}

TEST_F(prepared_statements, may_be_the_same_twice_at_once) {
  ASSERT_TRUE(add(true));
  ASSERT_TRUE(add(true));
  const std::string all = "SELECT id FROM audit ORDER BY id";
  ASSERT_TRUE(session_.read(msg("read"), [&](SQLite::Database&) -> result<void> {
    statement outer(session_.prepared(), all);
    EXPECT_TRUE(outer.next());
    {
      statement inner(session_.prepared(), all);
      EXPECT_TRUE(inner.next());
      EXPECT_EQ(inner.integer("id"), 1);
    }
    EXPECT_TRUE(outer.next());
    EXPECT_EQ(outer.integer("id"), 2);
    statement third(session_.prepared(), all);
    EXPECT_TRUE(third.next());
    EXPECT_EQ(third.integer("id"), 1) << "one that comes back begins again";
    return {};
  }));
}

TEST_F(prepared_statements, are_those_of_the_open_database_after_a_failure) {
  ASSERT_TRUE(add(true));
  fill_disk();
  EXPECT_EQ(code_of(add_large()), errc::io);
  ASSERT_TRUE(add(true));
  EXPECT_EQ(audit_->newest(9)->size(), 2U);
}

// Whoever holds one while the database is opened again gives back what no later call may use.
TEST(statement_cache, drops_the_statements_of_the_database_before) {
  SQLite::Database first(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  SQLite::Database second(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  ledger::sqlite::statement_cache cache;
  cache.set_database(&first);
  auto held = cache.take("SELECT 1");
  cache.set_database(&second);
  cache.put_back(std::move(held));
  EXPECT_EQ(sqlite3_next_stmt(first.getHandle(), nullptr), nullptr);
  cache.put_back(cache.take("SELECT 1"));
  EXPECT_NE(sqlite3_next_stmt(second.getHandle(), nullptr), nullptr);
  cache.set_database(nullptr);
  EXPECT_EQ(sqlite3_next_stmt(second.getHandle(), nullptr), nullptr);
}

}  // namespace
}  // namespace bangtin::scheduler::test
