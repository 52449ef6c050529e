#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

class programmes_contract : public ledger_contract {
 protected:
  static ledger::published_row version(std::int64_t n) {
    return {n, sha256(std::to_string(n)), "Người duyệt", at(10 * n + 1), at(10 * n + 2), at(10 * n + 3)};
  }
};
LEDGER_CONTRACT(programmes_contract);

TEST_P(programmes_contract, an_empty_ledger_has_no_programme_and_no_root) {
  EXPECT_EQ(*ledger_->programmes().draft(), std::nullopt);
  EXPECT_TRUE(ledger_->programmes().published()->empty());
  EXPECT_EQ(*ledger_->programmes().newest_version(), 0);
  EXPECT_EQ(*ledger_->programmes().json_of(1), std::nullopt);
  EXPECT_EQ(*ledger_->root(), std::nullopt);
}

TEST_P(programmes_contract, the_newest_draft_replaces_the_one_before) {
  ASSERT_TRUE(ledger_->programmes().set_draft("one"));
  ASSERT_TRUE(ledger_->programmes().set_draft("hai"));
  reopen();
  EXPECT_EQ(*ledger_->programmes().draft(), "hai");
  ASSERT_TRUE(ledger_->programmes().set_draft(""));
  EXPECT_EQ(*ledger_->programmes().draft(), "");
}

TEST_P(programmes_contract, published_versions_are_listed_newest_first) {
  ASSERT_TRUE(ledger_->programmes().publish(version(1), "one", root_));
  ASSERT_TRUE(ledger_->programmes().publish(version(2), "two", root_));
  reopen();
  EXPECT_EQ(*ledger_->programmes().newest_version(), 2);
  EXPECT_EQ(*ledger_->programmes().published(), (std::vector<ledger::published_row>{version(2), version(1)}));
  EXPECT_EQ(*ledger_->programmes().json_of(1), "one");
  EXPECT_EQ(*ledger_->programmes().json_of(2), "two");
  EXPECT_EQ(*ledger_->programmes().json_of(3), std::nullopt);
}

TEST_P(programmes_contract, only_the_next_version_can_be_published) {
  EXPECT_EQ(code_of(ledger_->programmes().publish(version(2), "two", root_)), errc::conflict);
  EXPECT_EQ(*ledger_->root(), std::nullopt) << "a refused programme pins no root";
  ASSERT_TRUE(ledger_->programmes().publish(version(1), "one", root_));
  for (std::int64_t n : {-1, 0, 1, 3}) {
    EXPECT_EQ(code_of(ledger_->programmes().publish(version(n), "again", root_)), errc::conflict) << n;
  }
  EXPECT_EQ(*ledger_->programmes().published(), std::vector<ledger::published_row>{version(1)});
  EXPECT_EQ(*ledger_->programmes().json_of(1), "one");
}

TEST_P(programmes_contract, the_first_programme_pins_the_root) {
  ASSERT_TRUE(ledger_->programmes().publish(version(1), "one", root_));
  EXPECT_EQ(code_of(ledger_->programmes().publish(version(2), "two", other_root_)), errc::verification);
  reopen();
  EXPECT_EQ(*ledger_->root(), root_);
  EXPECT_EQ(*ledger_->programmes().newest_version(), 1);
}

}  // namespace
}  // namespace bangtin::scheduler::test
