#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

class screenshots_contract : public ledger_contract {};
LEDGER_CONTRACT(screenshots_contract);

TEST_P(screenshots_contract, the_newest_of_each_screen_is_kept) {
  EXPECT_EQ(*ledger_->screenshots().newest_of("lobby"), std::nullopt);
  ledger::stored_screenshot first{at(1), "first"}, bytes{at(2), std::string("\xff\xd8\0\xff'\n", 6)};
  ASSERT_TRUE(ledger_->screenshots().set("lobby", first));
  ASSERT_TRUE(ledger_->screenshots().set("hall", first));
  ASSERT_TRUE(ledger_->screenshots().set("lobby", bytes));
  reopen();
  EXPECT_EQ(*ledger_->screenshots().newest_of("lobby"), bytes);
  EXPECT_EQ(*ledger_->screenshots().newest_of("hall"), first);
}

TEST_P(screenshots_contract, an_empty_one_is_one) {
  ASSERT_TRUE(ledger_->screenshots().set("lobby", {at(1), ""}));
  EXPECT_EQ(*ledger_->screenshots().newest_of("lobby"), (ledger::stored_screenshot{at(1), ""}));
}

}  // namespace
}  // namespace bangtin::scheduler::test
