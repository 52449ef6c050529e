// Logs that have ended, and how a daemon that was restored from an older copy gets their records again.

#include "base/files.hpp"
#include "evidence/journal/journal_fixture.hpp"

namespace bangtin::evidence::journal {
namespace {

namespace fs = std::filesystem;

class an_older_log : public journal_fixture {
 protected:
  std::unique_ptr<journal> j = open();
  std::vector<std::string> sent;  // all receipted lines of the log under way

  // The daemon acknowledges everything, seven records at a time.
  void drain() {
    while (true) {
      result<std::optional<batch>> b = j->next_batch(7);
      ASSERT_TRUE(b) << describe(b.error());
      if (!*b) return;
      sent.insert(sent.end(), (*b)->lines.begin(), (*b)->lines.end());
      ASSERT_TRUE(j->acknowledge(receipt_for(**b), daemon.public_part()));
    }
  }
  // Ends a log of 21 records, and returns its name.
  std::string end_a_log() {
    sent.clear();
    play(*j, 10);
    drain();
    std::string log = j->log();
    EXPECT_TRUE(j->begin_new_log(now));
    return log;
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> all;
    for (const auto& e : fs::directory_iterator(folder.path() / "archive")) all.push_back(e.path());
    std::sort(all.begin(), all.end());
    return all;
  }
  // What a daemon that knows nothing of the log gets; every batch has to hold.
  std::vector<std::string> refill(const std::string& log) {
    head tip = beginning(log, key.public_part());
    std::vector<std::string> got;
    while (true) {
      result<std::optional<batch>> b = j->older_batch(log, tip.seq + 1, 4);
      EXPECT_TRUE(b) << describe(b.error());
      if (!b || !*b) return got;
      result<extension> holds = extend(tip, **b, key.public_part());
      EXPECT_TRUE(holds) << describe(holds.error());
      if (!holds) return got;
      got.insert(got.end(), (*b)->lines.begin(), (*b)->lines.end());
      tip = holds->tip;
      EXPECT_EQ(*j->older_from(log, receipt_for(**b), daemon.public_part()), tip.seq + 1);
    }
  }
};

TEST_F(an_older_log, is_there_from_its_first_to_its_last_acknowledged_record_however_it_ended) {
  const std::vector<std::pair<const char*, std::function<void()>>> endings{
      {"in the run that sent it", [&] { EXPECT_TRUE(j->begin_new_log(now)); }},
      {"in a later run",
       [&] {
         j.reset();
         j = open();
         EXPECT_TRUE(j->begin_new_log(now));
       }},
      {"by damage", [&] {
         j.reset();
         EXPECT_TRUE(write_file(file, "no journal"));
         j = open();
       }}};
  std::vector<std::string> names;
  for (const auto& [how, ends] : endings) {
    SCOPED_TRACE(how);
    sent.clear();
    play(*j, 10);
    drain();
    play(*j, 2);  // nobody has acknowledged these
    const std::string log = j->log();
    names.push_back(log);
    ends();
    ASSERT_NE(j->log(), log);
    EXPECT_THAT(j->older_logs(), testing::UnorderedElementsAreArray(names));
    EXPECT_EQ(sent.size(), 21U + (how == endings[0].first ? 0U : 1U)) << "a new log has a GAP";
    EXPECT_EQ(refill(log), sent);
  }
  for (const archive_part& p : j->archive_parts()) EXPECT_TRUE(check(p, [] { return true; }));
}

TEST_F(an_older_log, does_not_disturb_what_the_current_one_sends) {
  const std::string log = end_a_log();
  play(*j, 3);
  const batch before = **j->next_batch(3);
  EXPECT_EQ(refill(log), sent);
  ASSERT_TRUE(j->acknowledge(receipt_for(before), daemon.public_part()));
  EXPECT_EQ((*j->next_batch(3))->first_seq, 4);
  EXPECT_EQ((*j->next_batch(3))->log, j->log());
}

TEST_F(an_older_log, is_read_backwards_in_the_same_batches_each_time) {
  const std::string log = end_a_log();
  std::vector<std::string> got;
  std::vector<std::int64_t> first;
  for (std::int64_t last = 90; last > 0; last = first.back() - 1) {
    result<std::optional<batch>> b = j->older_batch_up_to(log, last, 4);
    ASSERT_TRUE(b && *b);
    const head before{log, (*b)->first_seq - 1, {}};
    const std::int64_t end = before.seq + std::ssize((*b)->lines);
    EXPECT_EQ(end, std::min<std::int64_t>(last, 21));
    EXPECT_EQ(*j->older_batch_up_to(log, end, 4), **b);
    EXPECT_TRUE(verify((*b)->head, key.public_part()));
    got.insert(got.begin(), (*b)->lines.begin(), (*b)->lines.end());
    first.push_back((*b)->first_seq);
  }
  EXPECT_EQ(got, sent);
  EXPECT_FALSE(*j->older_batch_up_to("unknown", 9));
  EXPECT_FALSE(*j->older_batch_up_to(log, 0));
  j.reset();
  j = open();
  for (std::size_t i = 0; i + 1 < first.size(); ++i) {
    EXPECT_EQ((*j->older_batch_up_to(log, first[i] - 1, 4))->first_seq, first[i + 1]);
  }
}

TEST_F(an_older_log, tells_other_records_and_false_receipts) {
  const std::string log = end_a_log();
  const batch five = **j->older_batch(log, 1, 5);
  const signed_text honest = receipt_for(five);
  EXPECT_EQ(*j->older_from(log, honest, daemon.public_part()), 6);
  EXPECT_EQ(j->older_from(j->log(), honest, daemon.public_part()).error().code, errc::verification);
  EXPECT_EQ(j->older_from(log, sign_text(honest.text, key), daemon.public_part()).error().code,
            errc::verification);
  const signed_text other = sign_text(to_text(receipt{{log, 5, sha256("other")}, now.utc}), daemon);
  EXPECT_EQ(j->older_from(log, other, daemon.public_part()).error().code, errc::conflict);
  const signed_text more = sign_text(to_text(receipt{{log, 90, sha256("more")}, now.utc}), daemon);
  EXPECT_EQ(*j->older_from(log, more, daemon.public_part()), 91) << "the archive cannot contradict it";
  EXPECT_FALSE(*j->older_batch(log, 91));
}

TEST_F(an_older_log, with_a_changed_byte_is_not_signed) {
  const std::string log = end_a_log();
  std::string all = *read_file(files().at(0), 1'000'000);
  const std::size_t at = all.find("m.png", all.find("\"seq\":14"));
  ASSERT_NE(all.find("\"seq\":14"), std::string::npos);
  all.at(at == std::string::npos ? all.find("\"seq\":14") + 7 : at) ^= 1;
  ASSERT_TRUE(write_file(files().at(0), all));
  EXPECT_EQ(j->older_batch(log, 12).error().code, errc::verification);
  EXPECT_TRUE(j->archive_problem());
  EXPECT_TRUE(j->older_logs().empty());
}

TEST_F(an_older_log, that_nothing_proves_is_neither_signed_nor_set_aside) {
  play(*j, 10);
  drain();
  const std::string log = j->log();
  j.reset();
  fs::remove(file.string() + ".receipt");
  ASSERT_TRUE(write_file(file, "no journal"));
  j = open();
  EXPECT_EQ((*j->older_batch(log, 3))->lines.size(), 5U) << "up to the receipt in the file";
  EXPECT_EQ(j->older_batch(log, 8).error().code, errc::not_found);
  EXPECT_FALSE(j->archive_problem());
  EXPECT_EQ(j->older_logs(), std::vector<std::string>{log});
}

TEST_F(an_older_log, of_another_key_is_not_ours) {
  const std::string theirs = end_a_log();
  j.reset();
  key = secret_key::generate();
  j = open();
  EXPECT_TRUE(j->older_logs().empty());
  EXPECT_FALSE(*j->older_batch(theirs, 1));
}

TEST_F(an_older_log, whose_beginning_was_dropped_has_the_rest_only) {
  play(*j, 10);
  drain();
  auto receipt_of = [&](const batch& b, std::int64_t days) {
    return sign_text(to_text(receipt{*head_from_text(b.head.text), now.utc + std::chrono::days(days)}),
                     daemon);
  };
  play(*j, 3);
  const batch later = **j->next_batch();
  ASSERT_TRUE(j->acknowledge(receipt_of(later, 40), daemon.public_part()));
  const std::string log = j->log();
  ASSERT_TRUE(j->begin_new_log(now));
  ASSERT_EQ(files().size(), 2U);
  j.reset();
  fs::remove(files().at(0));
  j = open();
  EXPECT_EQ(j->older_batch(log, 1).error().code, errc::not_found);
  EXPECT_EQ((*j->older_batch(log, later.first_seq))->lines, later.lines);
}

}  // namespace
}  // namespace bangtin::evidence::journal
