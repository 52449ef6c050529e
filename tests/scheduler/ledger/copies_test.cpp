// A copy of the ledger while it is used.
#include "scheduler/ledger/contract.hpp"
#include "scheduler/ledger/sqlite/ledger_file.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"

namespace bangtin::scheduler::test {
namespace {

class a_copy : public ::testing::Test {
 protected:
  a_copy() : ledger_(ledger::sqlite::open_sqlite_ledger(folder_ / "l.sqlite", false).value()) {}
  void add_lines(int count) {
    for (int i = 0; i < count; ++i)
      ASSERT_TRUE(ledger_->audit().add({utc_ms(milliseconds(++lines_)), "uid 0", std::string(500, 'x')}));
  }
  std::filesystem::path file() const { return folder_ / "copy.sqlite"; }

  fakes::temporary_folder folder_;
  std::unique_ptr<ledger::ledger> ledger_;
  std::int64_t lines_ = 0;
};

TEST_F(a_copy, has_what_was_written_while_it_was_made) {
  add_lines(500);
  ASSERT_TRUE(ledger_->copies().begin(file()));
  int pieces = 0;
  for (result<bool> more = true; more && *more; more = ledger_->copies().copy_more(8192)) {
    ASSERT_TRUE(more);
    add_lines(1);
    ++pieces;
  }
  EXPECT_GT(pieces, 20);
  const std::int64_t then = lines_;
  add_lines(1);
  EXPECT_TRUE(ledger::sqlite::examine_whole_ledger_file(file()));
  auto copy = ledger::sqlite::open_sqlite_ledger(file(), false);
  ASSERT_TRUE(copy);
  EXPECT_EQ((*copy)->audit().tip()->number, then);
  EXPECT_EQ(ledger_->audit().tip()->number, then + 1);
}

TEST_F(a_copy, is_dropped_by_the_next_one_and_needs_a_beginning) {
  EXPECT_EQ(ledger_->copies().copy_more(8192).error().code, errc::conflict);
  add_lines(100);
  ASSERT_TRUE(ledger_->copies().begin(file()));
  ASSERT_TRUE(ledger_->copies().copy_more(4096));
  ledger_->copies().drop();
  EXPECT_EQ(ledger_->copies().copy_more(8192).error().code, errc::conflict);
  EXPECT_FALSE(ledger::sqlite::examine_whole_ledger_file(file()));
  add_lines(1);
}

TEST_F(a_copy, that_cannot_be_written_leaves_the_ledger_as_it_is) {
  EXPECT_FALSE(ledger_->copies().begin(folder_ / "none" / "copy.sqlite"));
  add_lines(1);
  EXPECT_EQ(ledger_->audit().tip()->number, 1);
}

}  // namespace
}  // namespace bangtin::scheduler::test
