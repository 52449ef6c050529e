// The audit log, and transactions over several subjects.
#include "scheduler/ledger/ledger.hpp"

#include "scheduler/ledger/audit_chain.hpp"
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

TEST_P(audit_contract, lines_are_numbered_and_chained) {
  EXPECT_EQ(*ledger_->audit().tip(), (ledger::audit_tip{0, ledger::first_audit_hash()}));
  const ledger::audit_line one{at(9), "user lan", "did it", "lobby"},
      two{at(3), "10.0.0.7", "GET /v1/audit refused with 401", "", ledger::audit_outcome::refused};
  ASSERT_TRUE(ledger_->audit().add(one));
  ASSERT_TRUE(ledger_->audit().add(two));
  reopen();
  const digest first = ledger::next_audit_hash(ledger::first_audit_hash(), 1, one);
  const digest second = ledger::next_audit_hash(first, 2, two);
  EXPECT_EQ(*ledger_->audit().after(0, 9),
            (std::vector<ledger::chained_line>{{1, one, first}, {2, two, second}}));
  EXPECT_EQ(*ledger_->audit().after(1, 9), (std::vector<ledger::chained_line>{{2, two, second}}));
  EXPECT_EQ(ledger_->audit().after(0, 1)->size(), 1U);
  EXPECT_EQ(*ledger_->audit().tip(), (ledger::audit_tip{2, second}));
}

// The format of docs/formats.md, computed with sha256sum.
TEST(audit_hash, is_that_of_the_page_on_formats) {
  const ledger::audit_line line{utc_ms(milliseconds(1'791'590'400'000)), "user lan", "unpair screen lobby",
                                "lobby"};
  EXPECT_EQ(ledger::first_audit_hash().hex(),
            "f094c693fadf66c2951f8c43e5dcffbd4a93f7a95aab271926b7054a218c00e9");
  EXPECT_EQ(ledger::next_audit_hash(ledger::first_audit_hash(), 1, line).hex(),
            "850f34ff64807f93c11d8f3860edacd07afac8cb1a8701ce50afe4a09d47b814");
}

TEST_P(audit_contract, lines_are_found_by_time_person_and_object) {
  for (const ledger::audit_line& l : std::vector<ledger::audit_line>{{at(10), "user lan", "a", "lobby"},
                                                                     {at(20), "user hoa", "b", "lobby"},
                                                                     {at(30), "user lan", "c", "Sảnh"}}) {
    ASSERT_TRUE(ledger_->audit().add(l));
  }
  auto found = [&](const ledger::audit_question& q) {
    std::string all;
    for (const ledger::chained_line& l : ledger_->audit().find(q).value()) all += l.line.what;
    return all;
  };
  EXPECT_EQ(found({}), "cba");
  EXPECT_EQ(found({.from = at(20)}), "cb");
  EXPECT_EQ(found({.to = at(20)}), "a") << "[from, to)";
  EXPECT_EQ(found({.who = "lan"}), "ca");
  EXPECT_EQ(found({.object = "lob"}), "ba");
  EXPECT_EQ(found({.who = "lan", .object = "lobby"}), "a");
  EXPECT_EQ(found({.who = "%"}), "") << "a text, not a pattern";
  EXPECT_EQ(found({.below = 3}), "ba");
  EXPECT_EQ(found({.max = 1}), "c");
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
