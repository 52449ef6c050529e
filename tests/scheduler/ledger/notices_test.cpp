#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

class notices_contract : public ledger_contract {
 protected:
  static ledger::stored_notice notice(std::int64_t number, const std::string& id,
                                      std::int64_t expires = 1000) {
    ledger::stored_notice n;
    n.value.number = number;
    n.value.id = id;
    n.value.issued = at(1);
    n.value.expires = at(expires);
    n.value.screens = {"lobby"};
    n.value.text = "Cảnh báo lũ";
    n.note = {wire::to_bytes(n.value), note("signature").signature, note("certificate")};
    n.approver = "Người duyệt";
    n.received = at(2);
    return n;
  }
  std::vector<ledger::stored_notice> all() { return ledger_->notices().newest(utc_ms(), 100).value(); }
  std::vector<ledger::acknowledgement> words() {
    return ledger_->notices().acknowledgements("0000aaaa").value();
  }
  result<bool> acknowledge(std::optional<utc_ms> shown, std::optional<utc_ms> ended, message refused = {},
                           const std::string& screen = "lobby") {
    return ledger_->notices().acknowledge(screen, {"0000aaaa", shown, ended, std::move(refused)});
  }
};
LEDGER_CONTRACT(notices_contract);

TEST_P(notices_contract, an_empty_ledger_has_no_notices) {
  EXPECT_TRUE(all().empty());
  EXPECT_EQ(*ledger_->notices().newest_number(), 0);
  EXPECT_TRUE(words().empty());
}

TEST_P(notices_contract, notices_come_back_newest_first) {
  ledger::stored_notice one = notice(5, "0000aaaa"), two = notice(9, "0000bbbb");
  ASSERT_TRUE(ledger_->notices().add(one, root_));
  ASSERT_TRUE(ledger_->notices().add(two, root_));
  reopen();
  EXPECT_EQ(all(), (std::vector<ledger::stored_notice>{two, one}));
  EXPECT_EQ(*ledger_->notices().newest_number(), 9);
  EXPECT_EQ(*ledger_->notices().newest(utc_ms(), 1), std::vector<ledger::stored_notice>{two});
  EXPECT_TRUE(ledger_->notices().newest(utc_ms(), 0)->empty());
}

TEST_P(notices_contract, those_that_are_over_are_left_out) {
  ledger::stored_notice one = notice(1, "0000aaaa", 100), two = notice(2, "0000bbbb", 101),
                        three = notice(3, "0000cccc", 102);
  for (const ledger::stored_notice& n : {one, two, three}) ASSERT_TRUE(ledger_->notices().add(n, root_));
  EXPECT_EQ(*ledger_->notices().newest(at(99), 9), (std::vector<ledger::stored_notice>{three, two, one}));
  EXPECT_EQ(*ledger_->notices().newest(at(100), 9), (std::vector<ledger::stored_notice>{three, two}));
  EXPECT_EQ(*ledger_->notices().newest(at(100), 1), std::vector<ledger::stored_notice>{three});
  EXPECT_TRUE(ledger_->notices().newest(at(102), 9)->empty());
}

TEST_P(notices_contract, a_number_is_greater_than_all_before_and_an_id_is_new) {
  ASSERT_TRUE(ledger_->notices().add(notice(5, "0000aaaa"), root_));
  EXPECT_EQ(code_of(ledger_->notices().add(notice(4, "0000bbbb"), root_)), errc::conflict);
  EXPECT_EQ(code_of(ledger_->notices().add(notice(5, "0000bbbb"), root_)), errc::conflict);
  EXPECT_EQ(code_of(ledger_->notices().add(notice(6, "0000aaaa"), root_)), errc::conflict);
  EXPECT_EQ(all(), std::vector<ledger::stored_notice>{notice(5, "0000aaaa")});
}

TEST_P(notices_contract, the_first_notice_pins_the_root) {
  EXPECT_EQ(code_of(ledger_->notices().add(notice(0, "0000aaaa"), root_)), errc::conflict);
  EXPECT_EQ(*ledger_->root(), std::nullopt) << "a refused notice pins no root";
  ASSERT_TRUE(ledger_->notices().add(notice(5, "0000aaaa"), root_));
  EXPECT_EQ(*ledger_->root(), root_);
  EXPECT_EQ(code_of(ledger_->notices().add(notice(6, "0000bbbb"), other_root_)), errc::verification);
  EXPECT_EQ(all().size(), 1U);
}

TEST_P(notices_contract, nobody_acknowledges_an_unknown_notice) {
  EXPECT_EQ(code_of(acknowledge(at(10), {})), errc::not_found);
  EXPECT_TRUE(words().empty());
}

TEST_P(notices_contract, the_first_showing_stays_and_a_later_end_replaces) {
  ASSERT_TRUE(ledger_->notices().add(notice(5, "0000aaaa"), root_));
  EXPECT_TRUE(*acknowledge(at(10), {})) << "this is news";
  EXPECT_FALSE(*acknowledge(at(11), {}));
  EXPECT_FALSE(*acknowledge({}, at(20)));
  EXPECT_FALSE(*acknowledge(at(12), at(21)));
  EXPECT_FALSE(*acknowledge({}, {}));
  reopen();
  EXPECT_EQ(words(), (std::vector<ledger::acknowledgement>{{"lobby", at(10), at(21), {}}}));
}

TEST_P(notices_contract, a_refusal_is_told_in_its_own_words) {
  ASSERT_TRUE(ledger_->notices().add(notice(5, "0000aaaa"), root_));
  message why = msg("the notice is for \"{}\"", "hội trường");
  EXPECT_TRUE(*acknowledge({}, {}, why)) << "this is news";
  EXPECT_FALSE(*acknowledge({}, {}, msg("the same for another reason")));
  EXPECT_FALSE(*acknowledge({}, {}, why));
  reopen();
  EXPECT_EQ(words(), (std::vector<ledger::acknowledgement>{{"lobby", {}, {}, why}}));
  EXPECT_TRUE(*acknowledge(at(10), {})) << "it shows it after all";
  EXPECT_EQ(words(), (std::vector<ledger::acknowledgement>{{"lobby", at(10), {}, {}}}));
  EXPECT_TRUE(*acknowledge({}, {}, why)) << "it refuses it again";
}

TEST_P(notices_contract, each_screen_has_its_own_word) {
  ASSERT_TRUE(ledger_->notices().add(notice(5, "0000aaaa"), root_));
  ASSERT_TRUE(ledger_->notices().add(notice(6, "0000bbbb"), root_));
  EXPECT_TRUE(*acknowledge(at(10), {}, {}, "lobby"));
  EXPECT_TRUE(*acknowledge(at(11), {}, {}, "hall"));
  EXPECT_EQ(words(),
            (std::vector<ledger::acknowledgement>{{"hall", at(11), {}, {}}, {"lobby", at(10), {}, {}}}));
  EXPECT_TRUE(ledger_->notices().acknowledgements("0000bbbb")->empty());
}

}  // namespace
}  // namespace bangtin::scheduler::test
