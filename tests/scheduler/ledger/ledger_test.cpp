// The audit log, and transactions over several subjects.
#include "scheduler/ledger/ledger.hpp"

#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

class audit_contract : public ledger_contract {};
LEDGER_CONTRACT(audit_contract);

TEST_P(audit_contract, lines_are_told_newest_first) {
  EXPECT_TRUE(audit_lines().empty());
  ledger::audit_line one{at(9), "uid 0 (root)", "đã làm"}, two{at(3), "lobby", "shows"};
  for (const ledger::audit_line& line : {one, two, one}) ASSERT_TRUE(ledger_->audit().add(line));
  reopen();
  EXPECT_EQ(audit_lines(), (std::vector<ledger::audit_line>{one, two, one})) << "the order is that of adding";
  EXPECT_EQ(*ledger_->audit().newest(2), (std::vector<ledger::audit_line>{one, two}));
  EXPECT_TRUE(ledger_->audit().newest(0)->empty());
}

class transaction_contract : public ledger_contract {
 protected:
  error refusal_{errc::limit, msg("no"), msg("nothing")};
};
LEDGER_CONTRACT(transaction_contract);

TEST_P(transaction_contract, a_ledger_answers) {
  EXPECT_TRUE(ledger_->ping());
  EXPECT_TRUE(ledger_->try_to_store());
  EXPECT_TRUE(ledger_->try_to_store()) << "again";
}

TEST_P(transaction_contract, several_subjects_change_at_once) {
  ASSERT_TRUE(ledger_->transaction([&]() -> result<void> {
    EXPECT_TRUE(ledger_->programmes().set_draft("draft"));
    EXPECT_TRUE(ledger_->screenshots().set("lobby", {at(1), "jpeg"}));
    EXPECT_EQ(*ledger_->programmes().draft(), "draft") << "a transaction sees its own changes";
    return ledger_->audit().add(line_);
  }));
  reopen();
  EXPECT_EQ(*ledger_->programmes().draft(), "draft");
  EXPECT_TRUE(ledger_->screenshots().newest_of("lobby")->has_value());
  EXPECT_EQ(audit_lines(), std::vector<ledger::audit_line>{line_});
}

TEST_P(transaction_contract, an_error_undoes_all_of_it) {
  ASSERT_TRUE(ledger_->programmes().set_draft("before"));
  result<void> done = ledger_->transaction([&]() -> result<void> {
    EXPECT_TRUE(ledger_->programmes().set_draft("after"));
    EXPECT_TRUE(ledger_->audit().add(line_));
    return refusal_;
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error(), refusal_);
  reopen();
  EXPECT_EQ(*ledger_->programmes().draft(), "before");
  EXPECT_TRUE(audit_lines().empty());
  EXPECT_TRUE(ledger_->audit().add(line_)) << "the ledger goes on";
}

TEST_P(transaction_contract, an_exception_undoes_all_of_it) {
  auto throws = [&]() -> result<void> {
    EXPECT_TRUE(ledger_->audit().add(line_));
    throw std::logic_error("a defect");
  };
  EXPECT_THROW(static_cast<void>(ledger_->transaction(throws)), std::logic_error);
  EXPECT_TRUE(audit_lines().empty());
  EXPECT_TRUE(ledger_->audit().add(line_)) << "the ledger goes on";
}

TEST_P(transaction_contract, a_call_that_failed_within_it_has_changed_nothing) {
  ledger::published_row second{2, {}, "A", at(1), at(2), at(3)};
  ASSERT_TRUE(ledger_->transaction([&]() -> result<void> {
    EXPECT_TRUE(ledger_->programmes().set_draft("draft"));
    EXPECT_EQ(code_of(ledger_->programmes().publish(second, "two", root_)), errc::conflict);
    EXPECT_EQ(*ledger_->root(), std::nullopt);
    return ledger_->audit().add(line_);
  }));
  reopen();
  EXPECT_EQ(*ledger_->root(), std::nullopt);
  EXPECT_EQ(*ledger_->programmes().draft(), "draft");
  EXPECT_EQ(audit_lines().size(), 1U);
}

TEST_P(transaction_contract, an_inner_one_is_undone_alone_or_with_the_outer_one) {
  auto inner_fails = [&]() -> result<void> {
    EXPECT_TRUE(ledger_->programmes().set_draft("outer"));
    EXPECT_FALSE(ledger_->transaction([&]() -> result<void> {
      EXPECT_TRUE(ledger_->programmes().set_draft("inner"));
      return refusal_;
    }));
    return {};
  };
  ASSERT_TRUE(ledger_->transaction(inner_fails));
  EXPECT_EQ(*ledger_->programmes().draft(), "outer");
  auto outer_fails = [&]() -> result<void> {
    EXPECT_TRUE(ledger_->transaction([&] { return ledger_->programmes().set_draft("inner"); }));
    return refusal_;
  };
  ASSERT_FALSE(ledger_->transaction(outer_fails));
  reopen();
  EXPECT_EQ(*ledger_->programmes().draft(), "outer");
}

TEST_P(transaction_contract, a_change_and_its_audit_line_go_together) {
  ASSERT_TRUE(ledger_->with_audit(line_, [&] { return ledger_->programmes().set_draft("draft"); }));
  EXPECT_EQ(audit_lines(), std::vector<ledger::audit_line>{line_});
  EXPECT_FALSE(ledger_->with_audit(line_, [&]() -> result<void> { return refusal_; }));
  reopen();
  EXPECT_EQ(audit_lines(), std::vector<ledger::audit_line>{line_}) << "a refused change leaves no audit line";
}

}  // namespace
}  // namespace bangtin::scheduler::test
