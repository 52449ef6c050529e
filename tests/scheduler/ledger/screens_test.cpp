#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

class screens_contract : public ledger_contract {
 protected:
  ledger::paired_screen screen(const std::string& name) const {
    return {name,
            "Sảnh " + name,
            "centre",
            secret_key::generate().public_part(),
            root_,
            sha256("token" + name),
            note("cert" + name),
            sha256("tag" + name),
            at(9)};
  }
  static ledger::screen_report report(std::int64_t seen) {
    ledger::screen_report r;
    r.last_seen = at(seen);
    r.clock_offset_ms = -7;
    r.status.version = "1.0";
    r.status.now_playing = "poster.png";
    r.status.problem_what = msg("the disk has {} bytes", 7);
    r.status.temperature_mc = 45'000;
    r.shown_since = at(40);
    return r;
  }
};
LEDGER_CONTRACT(screens_contract);

TEST_P(screens_contract, an_empty_ledger_has_no_screens) {
  EXPECT_TRUE(ledger_->screens().all()->empty());
  EXPECT_EQ(*ledger_->screens().report_of("lobby"), std::nullopt);
}

TEST_P(screens_contract, paired_screens_are_listed_by_name) {
  ledger::paired_screen lobby = screen("lobby"), hall = screen("hall"), upper = screen("Z");
  lobby.tag_2 = sha256("the daemon's authority too");
  for (const ledger::paired_screen& s : {lobby, hall, upper}) ASSERT_TRUE(ledger_->screens().pair(s));
  reopen();
  EXPECT_EQ(*ledger_->screens().all(), (std::vector<ledger::paired_screen>{upper, hall, lobby}));
}

TEST_P(screens_contract, the_newest_report_replaces_the_one_before) {
  ASSERT_TRUE(ledger_->screens().pair(screen("lobby")));
  EXPECT_EQ(*ledger_->screens().report_of("lobby"), std::nullopt);
  ASSERT_TRUE(ledger_->screens().set_report("lobby", report(50)));
  ASSERT_TRUE(ledger_->screens().set_report("lobby", report(60)));
  reopen();
  EXPECT_EQ(*ledger_->screens().report_of("lobby"), report(60));
}

TEST_P(screens_contract, a_report_of_an_unknown_screen_is_dropped) {
  ASSERT_TRUE(ledger_->screens().set_report("lobby", report(50)));
  EXPECT_EQ(*ledger_->screens().report_of("lobby"), std::nullopt);
  ASSERT_TRUE(ledger_->screens().pair(screen("lobby")));
  EXPECT_EQ(*ledger_->screens().report_of("lobby"), std::nullopt);
}

TEST_P(screens_contract, a_screen_of_the_same_name_is_replaced_with_its_report) {
  ledger::paired_screen before = screen("lobby"), after = screen("lobby"), hall = screen("hall");
  ASSERT_TRUE(ledger_->screens().pair(before));
  ASSERT_TRUE(ledger_->screens().pair(hall));
  ASSERT_TRUE(ledger_->screens().set_report("lobby", report(50)));
  ASSERT_TRUE(ledger_->screens().set_report("hall", report(51)));
  ASSERT_TRUE(ledger_->screens().pair(after));
  EXPECT_EQ(*ledger_->screens().all(), (std::vector<ledger::paired_screen>{hall, after}));
  EXPECT_EQ(*ledger_->screens().report_of("lobby"), std::nullopt)
      << "what the old screen said is not the new one's";
  EXPECT_EQ(*ledger_->screens().report_of("hall"), report(51));
}

TEST_P(screens_contract, an_unpaired_screen_keeps_its_report_until_it_is_paired_again) {
  ledger::paired_screen lobby = screen("lobby");
  ASSERT_TRUE(ledger_->screens().pair(lobby));
  ASSERT_TRUE(ledger_->screens().set_report("lobby", report(50)));
  EXPECT_EQ(code_of(ledger_->screens().unpair("hall", at(60))), errc::not_found);
  ASSERT_TRUE(ledger_->screens().unpair("lobby", at(60)));
  ASSERT_TRUE(ledger_->screens().unpair("lobby", at(70))) << "the first time counts";
  reopen();
  EXPECT_EQ(ledger_->screens().all()->at(0).unpaired, at(60));
  EXPECT_EQ(*ledger_->screens().report_of("lobby"), report(50));
  ASSERT_TRUE(ledger_->screens().pair(lobby));
  EXPECT_EQ(*ledger_->screens().all(), (std::vector<ledger::paired_screen>{lobby}));
}

TEST_P(screens_contract, a_removed_screen_leaves_no_row_and_no_report) {
  ledger::paired_screen lobby = screen("lobby"), hall = screen("hall");
  ASSERT_TRUE(ledger_->screens().pair(lobby));
  ASSERT_TRUE(ledger_->screens().pair(hall));
  ASSERT_TRUE(ledger_->screens().set_report("lobby", report(50)));
  ASSERT_TRUE(ledger_->screens().remove("lobby"));
  EXPECT_EQ(code_of(ledger_->screens().remove("lobby")), errc::not_found);
  reopen();
  EXPECT_EQ(*ledger_->screens().all(), (std::vector<ledger::paired_screen>{hall}));
  EXPECT_EQ(*ledger_->screens().report_of("lobby"), std::nullopt);
  EXPECT_EQ(*ledger_->root(), root_);
}

TEST_P(screens_contract, the_first_screen_pins_the_root) {
  ASSERT_TRUE(ledger_->screens().pair(screen("lobby")));
  EXPECT_EQ(*ledger_->root(), root_);
  ledger::paired_screen stranger = screen("hall");
  stranger.root = other_root_;
  EXPECT_EQ(code_of(ledger_->screens().pair(stranger)), errc::verification);
  EXPECT_EQ(ledger_->screens().all()->size(), 1U);
  EXPECT_EQ(*ledger_->root(), root_);
}

}  // namespace
}  // namespace bangtin::scheduler::test
