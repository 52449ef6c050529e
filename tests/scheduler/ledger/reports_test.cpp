#include <tuple>

#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

class reports_contract : public ledger_contract {
 protected:
  ledger::handed_out_report report(int revision) {
    return {"2026-10",
            revision,
            sha256(std::to_string(revision)),
            at(revision),
            {{"hall", 0, 3, sha256("hall")}, {"lobby", 12, 14, {}}},
            {{std::string(32, 'a'), 7, sha256("a")}, {std::string(32, 'b'), 9, sha256("b")}},
            {}};
  }
  // Appends a record for each type, from seq 1 on, in one batch.
  void append(const std::string& log, const std::string& screen,
              const std::vector<ledger::stored_record>& records) {
    const evidence::head head{log, records.back().seq, records.back().hash};
    ASSERT_TRUE(ledger_->evidence().append_batch(log, screen, root_, records, head, note("head"),
                                                 note(log + std::to_string(head.seq))));
  }
  ledger::stored_record record(std::int64_t seq, const std::string& type, std::int64_t utc,
                               std::optional<std::int64_t> play = {}) {
    return {seq, sha256(std::to_string(seq)), type, at(utc), play, "line"};
  }
};
LEDGER_CONTRACT(reports_contract);

// A START without END may still get one only at the end of the newest log of its screen.
TEST_P(reports_contract, plays_that_may_still_end_are_those_of_the_open_tail) {
  ledger::play_ledger& plays = ledger_->plays();
  const std::chrono::local_days day{std::chrono::days(10)};
  auto judge = [&](const std::string& log, std::int64_t judged_to,
                   std::vector<std::tuple<std::int64_t, const char*, std::int64_t>> starts) {
    ledger::judged_log l = *plays.log(log);
    l.judged_to = judged_to;
    ASSERT_TRUE(plays.set_log(l));
    std::vector<ledger::judged_play> all;
    for (const auto& [seq, boot, end_seq] : starts) {
      ledger::judged_play p;
      p.log = l.id;
      p.seq = seq;
      p.end_seq = end_seq;
      p.boot = plays.boot(l.id, boot, seq)->id;
      p.day = day;
      if (end_seq == 0) p.verdict = {evidence::rules::column::uncounted, "open"};
      all.push_back(p);
    }
    ASSERT_TRUE(plays.put(all));
  };
  append("a", "lobby", {record(1, "GENESIS", 1)});
  append("b", "lobby", {record(1, "GENESIS", 1)});
  append("c", "hall", {record(1, "GENESIS", 1)});
  judge("a", 9, {{8, "x", 0}});
  judge("b", 100, {{50, "y", 0}, {90, "y", 0}, {95, "z", 96}, {97, "z", 0}, {99, "z", 0}});
  judge("c", 100, {{50, "x", 0}, {99, "x", 0}});
  EXPECT_EQ(*plays.not_ended(day, day + std::chrono::days(1)), 3)
      << "two of \"b\", not those of its older boot, and one of \"c\", not that of long ago";
  EXPECT_EQ(*plays.not_ended(day + std::chrono::days(1), day + std::chrono::days(2)), 0);
}

TEST_P(reports_contract, the_newest_plan_is_kept_and_the_one_before) {
  EXPECT_EQ(*ledger_->reports().plan(), std::nullopt);
  ASSERT_TRUE(ledger_->reports().set_plan("{}"));
  EXPECT_EQ(*ledger_->reports().previous_plan(), std::nullopt);
  ASSERT_TRUE(ledger_->reports().set_plan(R"({"tasks":[]})"));
  reopen();
  EXPECT_EQ(*ledger_->reports().plan(), R"({"tasks":[]})");
  EXPECT_EQ(*ledger_->reports().previous_plan(), "{}");
  ASSERT_TRUE(ledger_->reports().set_plan("{}"));
  EXPECT_EQ(*ledger_->reports().previous_plan(), R"({"tasks":[]})");
}

TEST_P(reports_contract, revisions_of_a_month_follow_each_other) {
  EXPECT_TRUE(ledger_->reports().handed_out("2026-10")->empty());
  EXPECT_EQ(code_of(ledger_->reports().hand_out(report(2))), errc::conflict);
  ASSERT_TRUE(ledger_->reports().hand_out(report(1)));
  EXPECT_EQ(code_of(ledger_->reports().hand_out(report(1))), errc::conflict);
  ASSERT_TRUE(ledger_->reports().hand_out(report(2)));
  reopen();
  EXPECT_EQ(*ledger_->reports().handed_out("2026-10"), (std::vector{report(1), report(2)}));
  EXPECT_TRUE(ledger_->reports().handed_out("2026-11")->empty());
}

TEST_P(reports_contract, the_evidence_that_a_revision_names_is_named_once) {
  EXPECT_EQ(code_of(ledger_->reports().name_evidence("2026-10", 1, sha256("file"))), errc::conflict);
  ASSERT_TRUE(ledger_->reports().hand_out(report(1)));
  ASSERT_TRUE(ledger_->reports().name_evidence("2026-10", 1, sha256("file")));
  EXPECT_EQ(code_of(ledger_->reports().name_evidence("2026-10", 1, sha256("other"))), errc::conflict);
  reopen();
  EXPECT_EQ(ledger_->reports().handed_out("2026-10")->at(0).evidence, sha256("file"));
}

TEST_P(reports_contract, a_report_that_was_not_stored_leaves_nothing) {
  auto done = ledger_->transaction([&]() -> result<void> {
    EXPECT_TRUE(ledger_->reports().hand_out(report(1)));
    return error{errc::invalid, msg("no"), {}};
  });
  EXPECT_EQ(code_of(done), errc::invalid);
  EXPECT_TRUE(ledger_->reports().handed_out("2026-10")->empty());
}

// By the day that counts: a screen that does not know the time writes 1970.
TEST_P(reports_contract, a_log_reaches_to_the_end_of_its_newest_play_in_the_time) {
  append("a", "lobby", {record(1, "GENESIS", 1), record(2, "START", 100), record(3, "END", 110, 2)});
  append("a", "lobby", {record(4, "START", 0), record(5, "END", 9, 4), record(6, "START", 200)});
  append("b", "hall", {record(1, "GENESIS", 1), record(2, "START", 150), record(3, "BOOT", 160)});
  append("c", "hall", {record(1, "START", 200), record(2, "END", 210, 1)});
  append("d", "hall", {record(1, "START", 150)});
  auto day = [](std::int64_t n) { return std::chrono::local_days(std::chrono::days(n)); };
  std::vector<ledger::judged_play> plays;
  auto judged = [&](const char* log, std::int64_t seq, std::int64_t end_seq, std::int64_t utc,
                    clock_trust trust) {
    ledger::judged_play p;
    p.log = ledger_->plays().log(log)->id;
    p.seq = seq;
    p.end_seq = end_seq;
    p.at = {at(0), trust, {}};
    p.day = day(utc);
    plays.push_back(p);
  };
  judged("a", 2, 3, 100, clock_trust::synced);
  judged("a", 4, 5, 199, clock_trust::estimated);
  judged("a", 6, 0, 200, clock_trust::synced);
  judged("b", 2, 0, 150, clock_trust::unsynced);
  judged("c", 1, 2, 200, clock_trust::synced);
  ASSERT_TRUE(ledger_->plays().put(plays));
  EXPECT_EQ(*ledger_->reports().reach(day(100), day(200)),
            (std::vector<ledger::log_reach>{{"a", "lobby", 5, clock_trust::estimated},
                                            {"b", "hall", 2, clock_trust::unsynced}}));
  EXPECT_TRUE(ledger_->reports().reach(day(300), day(400))->empty());
}

TEST_P(reports_contract, the_oldest_receipt_that_covers_a_record_is_found) {
  append("a", "lobby", {record(1, "GENESIS", 1), record(2, "START", 100), record(3, "END", 110, 2)});
  append("a", "lobby", {record(4, "START", 199), record(5, "END", 209, 4)});
  EXPECT_EQ(*ledger_->reports().receipt_from("a", 2), note("a3"));
  EXPECT_EQ(*ledger_->reports().receipt_from("a", 3), note("a3"));
  EXPECT_EQ(*ledger_->reports().receipt_from("a", 4), note("a5"));
  EXPECT_EQ(*ledger_->reports().receipt_from("a", 6), std::nullopt);
  EXPECT_EQ(*ledger_->reports().receipt_from("b", 1), std::nullopt);
}

}  // namespace
}  // namespace bangtin::scheduler::test
