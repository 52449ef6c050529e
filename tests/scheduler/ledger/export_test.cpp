// The contract of the reads for evidence files.
#include "scheduler/ledger/export_ledger.hpp"

#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

class export_contract : public ledger_contract {
 protected:
  // Records first..last of a log: a BOOT at 2, then START and END in turn; a receipt for the last one.
  void append(const std::string& log, std::int64_t first, std::int64_t last) {
    std::vector<ledger::stored_record> records;
    for (std::int64_t seq = first; seq <= last; ++seq) {
      const char* type = seq == 1 ? "GENESIS" : seq == 2 ? "BOOT" : seq % 2 == 1 ? "START" : "END";
      std::optional<std::int64_t> play;
      if (seq > 2) play = seq % 2 == 1 ? seq : seq - 1;
      records.push_back(
          {seq, sha256(log + std::to_string(seq)), type, at(seq), play, "line " + std::to_string(seq)});
    }
    const evidence::head h{log, last, records.back().hash};
    ASSERT_TRUE(ledger_->evidence().append_batch(log, "lobby", key_, records, h,
                                                 note("head " + std::to_string(last)),
                                                 note("receipt " + std::to_string(last))));
  }
  // The play that START and END at these seqs tell of.
  void judge(std::int64_t start, std::int64_t end) {
    ledger::judged_play p;
    p.log = ledger_->plays().log(log_)->id;
    p.seq = start;
    p.end_seq = end;
    ASSERT_TRUE(ledger_->plays().put(std::vector{p}));
  }

  const std::string log_ = std::string(32, '1');
  const public_key key_ = secret_key::generate().public_part();
};

TEST_P(export_contract, lists_logs_by_screen_with_their_newest_receipt) {
  append(log_, 1, 4);
  append(log_, 5, 6);
  append(std::string(32, '0'), 1, 2);
  auto logs = ledger_->exports().logs().value();
  ASSERT_EQ(logs.size(), 2U);
  EXPECT_EQ(logs[0].log, std::string(32, '0'));
  EXPECT_EQ(logs[1], (ledger::exported_log{log_, "lobby", key_, 0, 6}));
}

TEST_P(export_contract, finds_records_boots_ends_and_receipts) {
  append(log_, 1, 4);
  append(log_, 5, 8);
  ledger::export_ledger& e = ledger_->exports();
  EXPECT_EQ(e.record_at(log_, 3).value()->line, "line 3");
  EXPECT_EQ(e.record_at(log_, 9).value(), std::nullopt);
  ASSERT_EQ(e.boots(log_, 8)->size(), 1U);
  EXPECT_EQ(e.boots(log_, 8)->front().seq, 2);
  EXPECT_TRUE(e.boots(log_, 1)->empty());
  for (std::int64_t start : {3, 5, 7}) judge(start, start + 1);
  EXPECT_EQ(e.last_end_of(log_, 1, 5).value(), 6);
  EXPECT_EQ(e.last_end_of(log_, 1, 2).value(), 0);
  EXPECT_EQ(e.receipt_from(log_, 1).value(), 4);
  EXPECT_EQ(e.receipt_from(log_, 5).value(), 8);
  EXPECT_EQ(e.receipt_from(log_, 9).value(), 0);
  EXPECT_EQ(e.receipt_before(log_, 8).value(), 4);
  EXPECT_EQ(e.receipt_before(log_, 4).value(), 0);
  EXPECT_EQ(e.receipts_between(log_, 1, 8).value(), (ledger::receipt_figures{2, 1}));
  EXPECT_EQ(e.receipts_between(log_, 5, 7).value(), (ledger::receipt_figures{0, 1}));
  EXPECT_EQ(e.head_at(log_, 8).value(), note("head 8"));
  EXPECT_EQ(code_of(e.head_at(log_, 7)), errc::not_found);
}

TEST_P(export_contract, keeps_forks_with_their_lines) {
  append(log_, 1, 4);
  const ledger::recorded_fork f{log_, "lobby", 4, sha256("x"), note("other"), {"a", "b"}, at(9)};
  ASSERT_TRUE(ledger_->evidence().record_fork(f));
  reopen();
  EXPECT_EQ(ledger_->exports().forks(log_).value(), std::vector{f});
  EXPECT_TRUE(ledger_->exports().forks("another")->empty());
}

TEST_P(export_contract, keeps_the_certificate_of_a_screen_that_was_replaced_or_removed) {
  ledger::paired_screen s;
  s.name = "lobby";
  s.root = root_;
  s.certificate = note("first");
  ASSERT_TRUE(ledger_->screens().pair(s));
  s.certificate = note("second, longer");
  ASSERT_TRUE(ledger_->screens().pair(s));
  ASSERT_TRUE(ledger_->screens().remove("lobby"));
  reopen();
  auto kept = ledger_->exports().screen_certificates().value();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0], note("first"));
  EXPECT_EQ(kept[1], note("second, longer"));
}

LEDGER_CONTRACT(export_contract);

}  // namespace
}  // namespace bangtin::scheduler::test
