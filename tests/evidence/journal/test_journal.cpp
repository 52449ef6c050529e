#include "evidence/journal/journal_fixture.hpp"

namespace bangtin::evidence::journal {
namespace {

class journal_test : public journal_fixture {};

TEST_F(journal_test, new_log_begins_with_genesis) {
  auto j = open();
  EXPECT_EQ(j->last_seq(), 1);
  EXPECT_EQ(j->unacknowledged(), 1);
  result<std::optional<batch>> b = j->next_batch();
  ASSERT_TRUE(b && *b);
  result<extension> e = extend(beginning(j->log(), key.public_part()), **b, key.public_part());
  ASSERT_TRUE(e) << describe(e.error());
  const record& genesis = e->records.at(0);
  EXPECT_EQ(genesis.type, record_type::genesis);
  EXPECT_EQ(genesis.screen, "lobby");
  EXPECT_EQ(genesis.cites, "");
  EXPECT_EQ(genesis.boot, "boot-1");
  EXPECT_EQ(genesis.utc, now.utc);
}

TEST_F(journal_test, fills_in_what_only_it_knows) {
  auto j = open();
  std::vector<record> two{sample::boot(77), start()};
  result<std::int64_t> first = j->append(two);
  ASSERT_TRUE(first);
  EXPECT_EQ(*first, 2);
  EXPECT_EQ(two[0].seq, 2);
  EXPECT_EQ(two[1].seq, 3);
  EXPECT_EQ(two[1].play->play, 3);
  EXPECT_EQ(two[1].log, j->log());
  EXPECT_EQ(two[1].boot, "boot-1");
  EXPECT_EQ(j->last_seq(), 3);
}

TEST_F(journal_test, records_and_chain_go_on_after_opening_again) {
  auto j = open();
  play(*j, 3);
  const std::string log = j->log();
  j.reset();
  j = open("boot-2");
  EXPECT_EQ(j->log(), log);
  EXPECT_EQ(j->last_seq(), 7);
  play(*j, 1);
  result<std::optional<batch>> b = j->next_batch();
  ASSERT_TRUE(b && *b);
  result<extension> e = extend(beginning(log, key.public_part()), **b, key.public_part());
  ASSERT_TRUE(e) << describe(e.error());
  EXPECT_EQ(e->tip.seq, 9);
  EXPECT_EQ(e->records[6].boot, "boot-1");
  EXPECT_EQ(e->records[7].boot, "boot-2");
}

TEST_F(journal_test, play_without_end_stays_open_through_receipt_and_restart) {
  auto j = open();
  const std::int64_t first = append(*j, start());
  const std::int64_t second = append(*j, start());
  append(*j, end_of(first));
  ASSERT_TRUE(j->acknowledge(receipt_for(**j->next_batch()), daemon.public_part()));
  j.reset();
  j = open("boot-2");
  result<std::vector<record>> left = j->open_plays();
  ASSERT_TRUE(left);
  ASSERT_EQ(left->size(), 1U);
  EXPECT_EQ(left->front().seq, second);
  EXPECT_EQ(left->front().play->media, "posters/vneid.png");
  append(*j, end_of(second));
  EXPECT_TRUE(j->open_plays()->empty());
}

TEST_F(journal_test, refused_records_change_nothing) {
  auto j = open();
  const std::int64_t first = append(*j, start());
  append(*j, end_of(first));
  record no_play = end_of(5);
  no_play.play->play = 0;
  record no_facts = sample::of_type(record_type::end, 1);
  record mixed = sample::boot(1);
  mixed.lost = 3;
  record too_long = start();
  too_long.play->media = std::string(5000, 'x');
  record second_genesis = sample::genesis();
  for (record bad : {no_play, no_facts, end_of(first), end_of(99), mixed, too_long, second_genesis}) {
    std::vector<record> both{sample::boot(1), bad};
    result<std::int64_t> got = j->append(both);
    ASSERT_FALSE(got) << to_line(bad);
    EXPECT_NE(got.error().code, errc::io);
    EXPECT_EQ(j->last_seq(), 3);
  }
  play(*j, 1);
  EXPECT_EQ(j->next_batch().value()->lines.size(), 5U);
}

TEST_F(journal_test, receipt_lets_go_of_records_and_only_of_those) {
  auto j = open();
  play(*j, 2);
  result<std::optional<batch>> first = j->next_batch(3);
  ASSERT_EQ((*first)->lines.size(), 3U);
  ASSERT_TRUE(j->acknowledge(receipt_for(**first), daemon.public_part()));
  EXPECT_EQ(j->unacknowledged(), 2);
  j.reset();
  j = open();
  EXPECT_EQ(j->unacknowledged(), 2);
  result<std::optional<batch>> second = j->next_batch();
  ASSERT_TRUE(second && *second);
  EXPECT_EQ((*second)->first_seq, 4);
  head before = *head_from_text((*first)->head.text);
  EXPECT_TRUE(extend(before, **second, key.public_part()));
  ASSERT_TRUE(j->acknowledge(receipt_for(**second), daemon.public_part()));
  EXPECT_FALSE(j->next_batch().value());
}

TEST_F(journal_test, lost_reply_means_the_same_batch_again_and_its_receipt_counts_once) {
  auto j = open();
  play(*j, 2);
  const batch sent = **j->next_batch();
  const batch again = **j->next_batch();
  EXPECT_EQ(sent.lines, again.lines);
  EXPECT_EQ(sent.head, again.head);
  const signed_text note = receipt_for(sent);
  ASSERT_TRUE(j->acknowledge(note, daemon.public_part()));
  ASSERT_TRUE(j->acknowledge(note, daemon.public_part()));
  EXPECT_EQ(j->unacknowledged(), 0);
  EXPECT_EQ(j->last_seq(), 5);
}

TEST_F(journal_test, late_receipt_for_less_changes_nothing) {
  auto j = open();
  play(*j, 2);
  const batch small = **j->next_batch(2);
  const batch large = **j->next_batch();
  ASSERT_TRUE(j->acknowledge(receipt_for(large), daemon.public_part()));
  EXPECT_TRUE(j->acknowledge(receipt_for(small), daemon.public_part()));
  EXPECT_EQ(j->unacknowledged(), 0);
  j.reset();
  EXPECT_EQ(open()->unacknowledged(), 0);
}

TEST_F(journal_test, receipt_that_does_not_hold_changes_nothing) {
  auto j = open();
  play(*j, 2);
  const batch b = **j->next_batch();
  const head h = *head_from_text(b.head.text);
  const utc_ms at{};
  const auto by_daemon = [&](head claimed) {
    return sign_text(to_text(receipt{std::move(claimed), at}), daemon);
  };
  signed_text changed = receipt_for(b);
  changed.text.back() = ' ';
  const std::vector<std::pair<const char*, signed_text>> bad{
      {"signed by the screen itself", sign_text(to_text(receipt{h, at}), key)},
      {"text changed", changed},
      {"a head, not a receipt", sign_text(to_text(h), daemon)},
      {"another log", by_daemon({std::string(32, 'f'), h.seq, h.hash})},
      {"another hash", by_daemon({h.log, h.seq, sha256("x")})},
      {"another seq", by_daemon({h.log, h.seq - 1, h.hash})},
      {"seq that is still to come", by_daemon({h.log, h.seq + 1, h.hash})}};
  for (const auto& [situation, note] : bad) {
    result<void> got = j->acknowledge(note, daemon.public_part());
    ASSERT_FALSE(got) << situation;
    EXPECT_EQ(got.error().code, errc::verification) << situation;
    EXPECT_EQ(j->unacknowledged(), 5) << situation;
  }
  EXPECT_EQ(j->next_batch().value()->lines, b.lines);
}

TEST_F(journal_test, daemon_names_the_record_it_wants) {
  auto j = open();
  play(*j, 3);
  ASSERT_TRUE(j->acknowledge(receipt_for(**j->next_batch(3)), daemon.public_part()));
  ASSERT_TRUE(j->resend_from(5));
  EXPECT_EQ(j->next_batch().value()->first_seq, 5);
  ASSERT_TRUE(j->resend_from(4));
  EXPECT_EQ(j->next_batch().value()->first_seq, 4);
  ASSERT_TRUE(j->resend_from(8));
  EXPECT_FALSE(j->next_batch().value());
  ASSERT_TRUE(j->resend_from(3)) << "the archive has it";
  EXPECT_EQ(j->next_batch().value()->first_seq, 3);
  for (std::int64_t impossible : {-1, 0, 9}) {
    result<void> got = j->resend_from(impossible);
    ASSERT_FALSE(got) << impossible;
    EXPECT_EQ(got.error().code, errc::invalid);
  }
}

TEST_F(journal_test, sends_again_what_a_restored_daemon_has_lost) {
  std::unique_ptr<journal> j = open();
  play(*j, 3);
  ASSERT_TRUE(j->acknowledge(receipt_for(**j->next_batch(5)), daemon.public_part()));
  for (const std::int64_t tip : {5, 6, 7, 90}) {
    EXPECT_FALSE(*j->resend_lost(tip)) << "the answer may have been lost on its way";
    EXPECT_EQ((*j->next_batch())->first_seq, 6);
  }
  for (const std::int64_t tip : {4, 0, 2}) {
    EXPECT_TRUE(*j->resend_lost(tip));
    EXPECT_EQ((*j->next_batch())->first_seq, tip + 1);
  }
  std::filesystem::remove_all(folder.path() / "archive");
  j.reset();
  j = open();
  EXPECT_EQ(j->resend_lost(2).error().code, errc::invalid) << "nobody has these any more";
}

TEST_F(journal_test, batch_is_bounded_in_records_and_bytes) {
  auto j = open();
  std::vector<record> many(2500, start());
  for (record& r : many) r.play->media = std::string(1000, '"');  // about 2.4 KiB a line
  ASSERT_TRUE(j->append(many));
  const batch b = **j->next_batch(100'000);
  std::size_t bytes = 0;
  for (const std::string& line : b.lines) bytes += line.size() + 1;
  EXPECT_LE(bytes, 4U * 1024 * 1024 - 4096);
  EXPECT_GT(b.lines.size(), 1000U);
  EXPECT_TRUE(extend(beginning(j->log(), key.public_part()), b, key.public_part()));
  EXPECT_EQ(j->next_batch(7).value()->lines.size(), 7U);
}

TEST_F(journal_test, second_process_or_journal_is_kept_out) {
  auto j = open();
  result<std::unique_ptr<journal>> other = journal::open(file, key, "lobby", now, "boot-1");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, errc::io);
  play(*j, 1);
}

TEST_F(journal_test, another_key_or_name_begins_a_log_of_its_own_and_loses_nothing) {
  open().reset();
  result<std::unique_ptr<journal>> renamed = journal::open(file, key, "market", now, "boot-1");
  ASSERT_TRUE(renamed);
  EXPECT_EQ((*renamed)->last_seq(), 1);
  renamed->reset();
  ASSERT_TRUE(journal::open(file, secret_key::generate(), "market", now, "boot-1"));
  const std::string place = file.string() + ".damaged-1791590400000";
  EXPECT_TRUE(std::filesystem::exists(place));
  EXPECT_TRUE(std::filesystem::exists(place + "-2"));
}

TEST_F(journal_test, new_log_on_demand_cites_the_last_receipt) {
  auto j = open();
  play(*j, 1);
  const batch b = **j->next_batch();
  ASSERT_TRUE(j->acknowledge(receipt_for(b), daemon.public_part()));
  const std::string before = j->log();
  ASSERT_TRUE(j->begin_new_log(now));
  EXPECT_NE(j->log(), before);
  result<extension> e = extend(beginning(j->log(), key.public_part()), **j->next_batch(), key.public_part());
  ASSERT_TRUE(e);
  EXPECT_EQ(e->records.at(0).cites, head_from_text(b.head.text)->hash.hex());
  play(*j, 1);
  EXPECT_EQ(j->last_seq(), 3);
}

TEST_F(journal_test, screen_without_a_name_has_no_journal) {
  EXPECT_FALSE(journal::open(file, key, "", now, "boot-1"));
}

TEST_F(journal_test, folder_that_is_not_there_is_a_failure_of_the_disk) {
  result<std::unique_ptr<journal>> j =
      journal::open(folder.path() / "no" / "journal.db", key, "lobby", now, "b");
  ASSERT_FALSE(j);
  EXPECT_EQ(j.error().code, errc::io);
}

}  // namespace
}  // namespace bangtin::evidence::journal
