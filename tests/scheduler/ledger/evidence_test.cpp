#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

class evidence_contract : public ledger_contract {
 protected:
  static digest link(std::int64_t seq) { return sha256("link " + std::to_string(seq)); }
  static ledger::stored_record record(std::int64_t seq, const char* type, std::int64_t ms,
                                      std::optional<std::int64_t> play, std::string line) {
    return {seq, link(seq), type, at(ms), play, std::move(line)};
  }
  // Adds a record with the next seq, from 1.
  void add(const char* type, std::int64_t ms, std::optional<std::int64_t> play, std::string line) {
    records_.push_back(record(std::ssize(records_) + 1, type, ms, play, std::move(line)));
  }
  result<void> append_batch(const std::string& log, const std::string& screen,
                            const std::vector<ledger::stored_record>& records, std::int64_t head) {
    return ledger_->evidence().append_batch(log, screen, key_, records, {log, head, link(head)}, note("head"),
                                            note("receipt " + std::to_string(head)));
  }
  ledger::recorded_fork fork(std::int64_t seq, const std::string& screen, std::int64_t ms) const {
    return {"log", screen, seq, sha256("x"), note("head"), {"line 1", "line 2"}, at(ms)};
  }
  // All plays in pages of `max`, as "start end".
  std::vector<std::string> pages(utc_ms from, utc_ms to, int max) {
    std::vector<std::string> seen;
    std::optional<ledger::play_place> after;
    for (;;) {
      std::vector<ledger::stored_play> page = ledger_->evidence().plays(from, to, after, max).value();
      for (const ledger::stored_play& p : page) seen.push_back(p.start + " " + p.end);
      if (std::ssize(page) < max) return seen;
      after = ledger::play_place{page.back().utc, page.back().log, page.back().seq};
    }
  }

  public_key key_ = secret_key::generate().public_part();
  std::vector<ledger::stored_record> records_;
};
LEDGER_CONTRACT(evidence_contract);

TEST_P(evidence_contract, an_unknown_log_is_no_error) {
  ASSERT_TRUE(append_batch("another", "lobby", {record(1, "GENESIS", 1, {}, "one")}, 1));
  ledger::log_state v = *ledger_->evidence().read_log_state("log", "lobby", 1, 5);
  EXPECT_FALSE(v.exists);
  EXPECT_EQ(v.tip, 0);
  EXPECT_EQ(v.at_last, std::nullopt);
  EXPECT_EQ(v.receipt, std::nullopt);
  EXPECT_EQ(v.logs_of_screen, 1);
  EXPECT_EQ(ledger_->evidence().read_log_state("log", "hall", 1, 5)->logs_of_screen, 0);
}

TEST_P(evidence_contract, what_was_taken_in_is_seen) {
  ASSERT_TRUE(
      append_batch("log", "lobby", {record(1, "GENESIS", 1, {}, "1"), record(2, "START", 2, 2, "2")}, 2));
  ASSERT_TRUE(append_batch("log", "lobby", {record(3, "END", 3, 2, "3")}, 3));
  reopen();
  ledger::log_state v = *ledger_->evidence().read_log_state("log", "lobby", 3, 3);
  EXPECT_TRUE(v.exists);
  EXPECT_EQ(v.screen, "lobby");
  EXPECT_EQ(v.key, key_);
  EXPECT_EQ(v.tip, 3);
  EXPECT_EQ(v.tip_hash, link(3));
  EXPECT_EQ(v.before, link(2));
  EXPECT_EQ(v.at_last, link(3));
  EXPECT_EQ(v.receipt, note("receipt 3"));
  EXPECT_EQ(v.logs_of_screen, 1);
}

TEST_P(evidence_contract, a_look_says_what_is_not_there) {
  ASSERT_TRUE(
      append_batch("log", "lobby", {record(1, "GENESIS", 1, {}, "1"), record(2, "START", 2, 2, "2")}, 2));
  ledger::log_state whole = *ledger_->evidence().read_log_state("log", "lobby", 1, 1);
  EXPECT_EQ(whole.before, std::nullopt) << "nothing is before the first record";
  EXPECT_EQ(whole.at_last, link(1));
  EXPECT_EQ(whole.receipt, std::nullopt) << "no receipt was given for that head";
  ledger::log_state beyond = *ledger_->evidence().read_log_state("log", "lobby", 3, 9);
  EXPECT_EQ(beyond.before, link(2));
  EXPECT_EQ(beyond.at_last, std::nullopt);
}

TEST_P(evidence_contract, a_log_stays_with_the_screen_that_began_it) {
  ASSERT_TRUE(append_batch("log", "lobby", {record(1, "GENESIS", 1, {}, "1")}, 1));
  public_key first = std::exchange(key_, secret_key::generate().public_part());
  ASSERT_TRUE(append_batch("log", "hall", {record(2, "START", 2, 2, "2")}, 2));
  ledger::log_state v = *ledger_->evidence().read_log_state("log", "hall", 1, 2);
  EXPECT_EQ(v.screen, "lobby");
  EXPECT_EQ(v.key, first);
  EXPECT_EQ(v.tip, 2);
  EXPECT_EQ(v.logs_of_screen, 0);
}

TEST_P(evidence_contract, logs_that_a_screen_began_after_its_first_are_counted) {
  auto begin = [&](const std::string& log, std::int64_t ms) {
    ASSERT_TRUE(ledger_->evidence().append_batch(log, "lobby", key_, {record(1, "GENESIS", 1, {}, "1")},
                                                 {log, 1, link(1)}, note("head"),
                                                 {note("receipt 1"), at(ms), 2}));
  };
  auto begun = [&](std::int64_t since) {
    return ledger_->evidence().logs_begun("lobby", key_, at(since)).value();
  };
  EXPECT_EQ(begun(0), 0);
  begin("first", 100);
  EXPECT_EQ(begun(0), 0) << "every screen has a first one";
  begin("second", 200);
  begin("third", 300);
  reopen();
  EXPECT_EQ(begun(0), 2);
  EXPECT_EQ(begun(200), 2);
  EXPECT_EQ(begun(201), 1);
  EXPECT_EQ(begun(301), 0);
  EXPECT_EQ(ledger_->evidence().logs_begun("hall", key_, at(0)).value(), 0);
  EXPECT_EQ(ledger_->evidence().read_log_state("fourth", "lobby", 1, 1)->newest_log_began, at(300));
  key_ = secret_key::generate().public_part();
  EXPECT_EQ(begun(0), 0) << "with the key of another pairing";
}

TEST_P(evidence_contract, a_receipt_can_be_stored_without_records) {
  ASSERT_TRUE(
      append_batch("log", "lobby", {record(1, "GENESIS", 1, {}, "1"), record(2, "START", 2, 2, "2")}, 2));
  ASSERT_TRUE(append_batch("log", "lobby", {}, 1));
  ledger::log_state v = *ledger_->evidence().read_log_state("log", "lobby", 1, 1);
  EXPECT_EQ(v.receipt, note("receipt 1"));
  EXPECT_EQ(v.tip, 2);
  EXPECT_EQ(v.tip_hash, link(2));
}

TEST_P(evidence_contract, all_of_a_batch_or_nothing_is_stored) {
  ASSERT_TRUE(
      append_batch("log", "lobby", {record(1, "GENESIS", 1, {}, "1"), record(2, "START", 2, 2, "2")}, 2));
  // The second record is stored already.
  EXPECT_EQ(
      code_of(append_batch("log", "lobby", {record(3, "END", 3, 2, "3"), record(2, "START", 2, 2, "2")}, 3)),
      errc::conflict);
  // The receipt for this head is stored already.
  EXPECT_EQ(code_of(append_batch("log", "lobby", {record(3, "END", 3, 2, "3")}, 2)), errc::conflict);
  // A failed append does not even begin a log.
  EXPECT_EQ(code_of(append_batch("new", "lobby",
                                 {record(1, "GENESIS", 1, {}, "1"), record(1, "START", 1, 1, "1")}, 1)),
            errc::conflict);
  reopen();
  ledger::log_state v = *ledger_->evidence().read_log_state("log", "lobby", 3, 3);
  EXPECT_EQ(v.tip, 2);
  EXPECT_EQ(v.tip_hash, link(2));
  EXPECT_EQ(v.at_last, std::nullopt);
  EXPECT_EQ(v.receipt, std::nullopt);
  EXPECT_EQ(v.logs_of_screen, 1);
  EXPECT_FALSE(ledger_->evidence().read_log_state("new", "lobby", 1, 1)->exists);
}

TEST_P(evidence_contract, the_first_end_of_each_start_makes_a_play) {
  add("GENESIS", 0, {}, "g");
  add("START", 100, 2, "s2");
  add("END", 110, 2, "e2");
  add("END", 120, 2, "a second end");
  add("START", 200, 5, "s5");  // never ends
  add("START", 300, 6, "s6");
  add("START", 300, 7, "s7");
  add("END", 310, 7, "e7");
  add("END", 320, 6, "e6");
  add("END", 330, 10, "an end of itself");
  add("START", 400, 11, "after the month");
  add("END", 410, 11, "e11");
  ASSERT_TRUE(append_batch("log", "lobby", records_, 12));
  std::vector<std::string> expected{"s2 e2", "s6 e6", "s7 e7"};
  for (int max : {1, 2, 3, 100}) EXPECT_EQ(pages(at(100), at(400), max), expected) << "in pages of " << max;
  EXPECT_EQ(ledger_->evidence().plays(at(101), at(401), {}, 10)->size(), 3U) << "[from, to)";
  EXPECT_EQ(ledger_->evidence().plays(at(100), at(400), {}, 10)->front(),
            (ledger::stored_play{"lobby", "log", 2, at(100), "s2", "e2"}));
  EXPECT_TRUE(ledger_->evidence().plays(at(100), at(400), {}, 0)->empty());
  EXPECT_TRUE(ledger_->evidence().plays(at(101), at(300), {}, 10)->empty());
}

TEST_P(evidence_contract, plays_of_several_logs_are_ordered_by_time_then_log_then_seq) {
  add("GENESIS", 0, {}, "g");
  add("START", 100, 2, "2");
  add("END", 110, 2, "e");
  add("START", 100, 4, "4");
  add("END", 110, 4, "e");
  // Real logs do not have such names, but no name may be lost between pages.
  for (const char* log : {"b", "a", "~~", "ư"}) {
    std::vector<ledger::stored_record> records = records_;
    for (ledger::stored_record& r : records) r.line = log + r.line;
    ASSERT_TRUE(append_batch(log, std::string("screen of ") + log, records, 5));
  }
  std::vector<std::string> expected{"a2 ae",   "a4 ae",   "b2 be", "b4 be",
                                    "~~2 ~~e", "~~4 ~~e", "ư2 ưe", "ư4 ưe"};
  for (int max : {1, 3, 100}) EXPECT_EQ(pages(at(100), at(101), max), expected) << "in pages of " << max;
  EXPECT_TRUE(pages(at(101), at(200), 10).empty());
  EXPECT_EQ(ledger_->evidence().plays(at(100), at(101), {}, 100)->back().screen, "screen of ư");
}

TEST_P(evidence_contract, a_play_comes_with_the_boot_of_its_run) {
  add("GENESIS", 0, {}, "g");
  add("START", 10, 2, "before any boot");
  add("END", 11, 2, "e");
  add("BOOT", 12, {}, "first boot");
  add("START", 13, 5, "first run");
  add("BOOT", 14, {}, "second boot");
  add("END", 15, 5, "e");  // of the run before, which left it open
  add("START", 16, 8, "second run");
  add("END", 17, 8, "e");
  ASSERT_TRUE(append_batch("log", "lobby", records_, 9));
  records_ = {records_[0]};
  add("START", 18, 2, "another log");
  add("END", 19, 2, "e");
  ASSERT_TRUE(append_batch("other", "lobby", records_, 3));
  std::vector<std::string> seen;
  for (const ledger::stored_play& p : *ledger_->evidence().plays(at(0), at(100), {}, 9)) {
    seen.push_back(p.start + ": " + p.boot);
    EXPECT_FALSE(p.before_output_rule) << "of a ledger that began with the rule";
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"before any boot: ", "first run: first boot",
                                            "second run: second boot", "another log: "}));
}

TEST_P(evidence_contract, a_fork_is_listed_without_its_lines) {
  EXPECT_TRUE(ledger_->evidence().forks_of("lobby")->empty());
  ledger::recorded_fork f = fork(7, "lobby", 5);
  ASSERT_TRUE(ledger_->evidence().record_fork(f));
  ASSERT_TRUE(ledger_->evidence().record_fork(f)) << "the same again";
  reopen();
  f.lines.clear();
  EXPECT_EQ(*ledger_->evidence().forks_of("lobby"), std::vector<ledger::recorded_fork>{f});
  EXPECT_TRUE(ledger_->evidence().forks_of("market")->empty());
}

// A screen may send the same fork in other batches.
TEST_P(evidence_contract, of_one_head_the_fork_with_the_most_lines_is_kept) {
  ledger::recorded_fork f = fork(7, "lobby", 5);
  for (const std::vector<std::string>& lines :
       std::vector<std::vector<std::string>>{{"line 2"}, {"line 1", "line 2"}, {"line 2"}}) {
    f.lines = lines;
    ASSERT_TRUE(ledger_->evidence().record_fork(f));
  }
  const std::vector<ledger::recorded_fork> kept = ledger_->exports().forks(f.log).value();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].lines, (std::vector<std::string>{"line 1", "line 2"}));
}

TEST_P(evidence_contract, a_batch_that_may_continue_a_fork_is_told) {
  ASSERT_TRUE(append_batch("log", "lobby", {record(1, "GENESIS", 1, {}, "one")}, 1));
  EXPECT_TRUE(ledger_->evidence().read_log_state("log", "lobby", 8, 9)->forked_before.empty());
  const ledger::recorded_fork f = fork(7, "lobby", 5);
  ledger::recorded_fork other = f;
  other.hash = sha256("another");
  ASSERT_TRUE(ledger_->evidence().record_fork(f));
  ASSERT_TRUE(ledger_->evidence().record_fork(other));
  std::vector<digest> both{f.hash, other.hash};
  std::sort(both.begin(), both.end());
  auto before = [&](const std::string& log, std::int64_t first) {
    return ledger_->evidence().read_log_state(log, "lobby", first, first + 1)->forked_before;
  };
  EXPECT_EQ(before(f.log, 8), both);
  EXPECT_TRUE(before(f.log, 7).empty());
  EXPECT_TRUE(before("other", 8).empty());
}

TEST_P(evidence_contract, no_more_forks_are_kept_than_tell_the_story) {
  const int most = ledger::max_forks_per_screen;
  for (int i = 0; i < most + 40; ++i) ASSERT_TRUE(ledger_->evidence().record_fork(fork(i, "lobby", i)));
  ASSERT_TRUE(ledger_->evidence().record_fork(fork(1000, "hall", 0))) << "each screen has its own limit";
  std::vector<std::int64_t> seqs;
  std::vector<ledger::recorded_fork> forks = ledger_->evidence().forks_of("lobby").value();
  for (const ledger::recorded_fork& f : forks) seqs.push_back(f.seq);
  std::vector<std::int64_t> newest;
  for (int i = 1; i <= ledger::max_listed_forks; ++i) newest.push_back(most - i);
  EXPECT_EQ(seqs, newest) << "the first ones are kept, the newest of them told first";
  EXPECT_EQ(ledger_->evidence().forks_of("hall")->size(), 1U);
}

TEST_P(evidence_contract, of_forks_of_one_time_the_last_is_listed_first) {
  for (int i : {3, 1, 2}) ASSERT_TRUE(ledger_->evidence().record_fork(fork(i, "lobby", 5)));
  std::vector<ledger::recorded_fork> forks = ledger_->evidence().forks_of("lobby").value();
  ASSERT_EQ(forks.size(), 3U);
  EXPECT_EQ(forks[0].seq, 2);
  EXPECT_EQ(forks[2].seq, 3);
}

TEST_P(evidence_contract, a_receipt_keeps_its_time_and_its_rules) {
  auto append = [&](std::int64_t seq, ledger::given_receipt receipt) {
    return ledger_->evidence().append_batch("log", "lobby", key_, {record(seq, "GENESIS", 1, {}, "1")},
                                            {"log", seq, link(seq)}, note("head"), receipt);
  };
  ASSERT_TRUE(append(1, {note("one"), at(70), 1}));
  ASSERT_TRUE(append(2, {note("two"), at(50), 2}));
  reopen();
  ledger::log_state v = *ledger_->evidence().read_log_state("log", "lobby", 1, 1);
  EXPECT_EQ(v.covering, (ledger::stored_receipt{1, note("one"), at(70), 1}));
  EXPECT_EQ(v.received, at(70)) << "the latest";
  EXPECT_EQ(ledger_->evidence().read_log_state("log", "lobby", 3, 3)->covering, std::nullopt);
  ASSERT_TRUE(ledger_->evidence().append_batch("log", "lobby", key_,
                                               {record(3, "START", 1, 3, "3"), record(4, "END", 1, 3, "4")},
                                               {"log", 4, link(4)}, note("head"), {note("four"), at(80), 2}));
  v = *ledger_->evidence().read_log_state("log", "lobby", 3, 3);
  EXPECT_EQ(v.covering, (ledger::stored_receipt{4, note("four"), at(80), 2})) << "the first at or after it";
  EXPECT_EQ(ledger_->evidence().tip_of("log").value(),
            (ledger::log_tip{"lobby", key_, 4, ledger::stored_receipt{4, note("four"), at(80), 2}}));
  EXPECT_EQ(ledger_->evidence().tip_of("other").value(), std::nullopt);
}

TEST_P(evidence_contract, the_log_that_began_last_is_the_newest) {
  auto begin = [&](const char* log, const char* screen, std::int64_t received) {
    ASSERT_TRUE(ledger_->evidence().append_batch(log, screen, key_, {record(1, "GENESIS", 1, {}, "1")},
                                                 {log, 1, link(1)}, note("head"),
                                                 {note("receipt"), at(received)}));
  };
  EXPECT_EQ(ledger_->evidence().newest_log_of("lobby", key_).value(), "");
  begin("b", "lobby", 10);
  begin("a", "lobby", 20);
  begin("c", "hall", 30);
  ASSERT_TRUE(ledger_->evidence().append_batch("b", "lobby", key_, {record(2, "START", 1, 2, "2")},
                                               {"b", 2, link(2)}, note("head"), {note("receipt"), at(40)}));
  EXPECT_EQ(ledger_->evidence().newest_log_of("lobby", key_).value(), "a");
  EXPECT_EQ(ledger_->evidence().newest_log_of("lobby", secret_key::generate().public_part()).value(), "");
}

TEST_P(evidence_contract, what_is_in_doubt_is_kept_and_not_counted) {
  ASSERT_TRUE(append_batch("log", "lobby",
                           {record(1, "GENESIS", 1, {}, "1"), record(2, "START", 2, 2, "s2"),
                            record(3, "END", 3, 2, "e3"), record(4, "START", 4, 4, "s4")},
                           4));
  ASSERT_TRUE(append_batch("log", "lobby", {record(5, "END", 5, 4, "e5")}, 5));
  EXPECT_EQ(pages(at(0), at(9), 9), (std::vector<std::string>{"s2 e3", "s4 e5"}));
  EXPECT_EQ(ledger_->evidence().doubts().value(), std::vector<ledger::stored_doubt>{});
  ledger::stored_doubt d{"log", 5, msg("record {} is wrong", 5), at(7), "lobby"};
  ASSERT_TRUE(ledger_->evidence().record_doubt(d));
  ASSERT_TRUE(ledger_->evidence().record_doubt({"log", 9, msg("later"), at(8), {}}));
  reopen();
  EXPECT_EQ(ledger_->evidence().doubts().value(), std::vector<ledger::stored_doubt>{d});
  EXPECT_EQ(pages(at(0), at(9), 9), (std::vector<std::string>{"s2 e3"})) << "a play needs its END";
  EXPECT_EQ(ledger_->evidence().read_log_state("log", "lobby", 6, 6)->doubted_from, 5);
  EXPECT_EQ(ledger_->evidence().tip_of("log").value()->newest->seq, 4) << "the newest that still holds";
  ASSERT_TRUE(ledger_->evidence().record_doubt({"log", 2, msg("earlier"), at(9), {}}));
  EXPECT_EQ(ledger_->evidence().doubts().value().front().from_seq, 2);
  EXPECT_EQ(pages(at(0), at(9), 9), std::vector<std::string>{});
  EXPECT_EQ(ledger_->evidence().tip_of("log").value()->newest, std::nullopt);

  std::vector<ledger::stored_doubt> all{{"a", 3, {}, {}, {}}, {"c", 1, {}, {}, {}}};
  EXPECT_TRUE(ledger::is_doubted(all, "a", 3));
  EXPECT_FALSE(ledger::is_doubted(all, "a", 2));
  EXPECT_FALSE(ledger::is_doubted(all, "b", 9));
  EXPECT_TRUE(ledger::is_doubted(all, "c", 1));
}

}  // namespace
}  // namespace bangtin::scheduler::test
