#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

class trust_contract : public ledger_contract {};
LEDGER_CONTRACT(trust_contract);

TEST_P(trust_contract, the_newest_statement_is_kept) {
  EXPECT_EQ(*ledger_->trust().newest(), std::nullopt);
  ASSERT_TRUE(ledger_->trust().put({note("first\n")}, root_));
  ASSERT_TRUE(ledger_->trust().put({note("second\nNguyễn \"A\"\n")}, root_));
  reopen();
  EXPECT_EQ(*ledger_->trust().newest().value()->statement, note("second\nNguyễn \"A\"\n"));
  EXPECT_EQ(*ledger_->root(), root_);
}

TEST_P(trust_contract, another_root_changes_nothing) {
  ASSERT_TRUE(ledger_->trust().put({note("first\n")}, root_));
  EXPECT_EQ(code_of(ledger_->trust().put({note("second\n")}, other_root_)), errc::verification);
  EXPECT_EQ(*ledger_->trust().newest().value()->statement, note("first\n"));
}

}  // namespace
}  // namespace bangtin::scheduler::test
