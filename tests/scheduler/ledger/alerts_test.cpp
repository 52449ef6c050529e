#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

class alerts_contract : public ledger_contract {};
LEDGER_CONTRACT(alerts_contract);

TEST_P(alerts_contract, the_newest_memory_is_kept) {
  EXPECT_EQ(*ledger_->alerts().memory(), std::nullopt);
  ASSERT_TRUE(ledger_->alerts().put("first"));
  ASSERT_TRUE(ledger_->alerts().put("second: chợ \"A\""));
  reopen();
  EXPECT_EQ(*ledger_->alerts().memory(), "second: chợ \"A\"");
}

}  // namespace
}  // namespace bangtin::scheduler::test
