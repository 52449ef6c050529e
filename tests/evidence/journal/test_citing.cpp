// A log that began after the storage was lost, and is written again so that it cites the log before.
#include <fstream>

#include "evidence/journal/journal_fixture.hpp"

namespace bangtin::evidence::journal {
namespace {

using citing = journal::citing;

class citing_test : public journal_fixture {
 protected:
  head lost{std::string(32, 'e'), 7, sha256("lost")};
  signed_text note = sign_text(to_text(receipt{lost, utc_ms(milliseconds(1))}), daemon);

  result<citing> cite(journal& j) { return j.cite(now, note, daemon.public_part()); }
  // The journal's records, whose chain and head must hold.
  std::vector<record> records(journal& j) {
    result<std::optional<batch>> b = j.next_batch(2000);
    EXPECT_TRUE(b && *b);
    if (!b || !*b) return {};
    result<extension> e = extend(beginning(j.log(), key.public_part()), **b, key.public_part());
    EXPECT_TRUE(e) << describe(e.error());
    return e ? e->records : std::vector<record>();
  }
  int set_aside() const {
    int files = 0;
    for (const auto& f : std::filesystem::directory_iterator(folder.path())) {
      files += f.path().filename().string().starts_with("journal.db.damaged-");
    }
    return files;
  }
};

TEST_F(citing_test, keeps_every_record_with_its_seq_and_times) {
  // What was written is read from a copy, because sending shows the log to others.
  auto j = open();
  append(*j, sample::boot(1));
  play(*j, 3);
  append(*j, start());
  const std::string log = j->log();
  std::filesystem::create_directory(folder.path() / "copy");
  std::filesystem::copy(file, folder.path() / "copy" / "journal.db");
  auto copy = journal::open(folder.path() / "copy" / "journal.db", key, "lobby", now, "boot-1");
  ASSERT_TRUE(copy);
  std::vector<record> before = records(**copy);
  ASSERT_EQ(*cite(*j), citing::done);
  EXPECT_NE(j->log(), log);
  EXPECT_EQ(set_aside(), 1);
  for (record& r : before) r.log = j->log();
  before.at(0).cites = lost.hash.hex();
  EXPECT_EQ(records(*j), before);
  j.reset();
  j = open("boot-2");
  EXPECT_EQ(records(*j), before) << "it holds after opening again";
}

TEST_F(citing_test, open_plays_can_still_end_and_ended_ones_cannot_end_again) {
  auto j = open();
  const std::int64_t ended = append(*j, start()), open_one = append(*j, start()), other = append(*j, start());
  append(*j, end_of(ended));
  ASSERT_EQ(*cite(*j), citing::done);
  ASSERT_EQ(j->open_plays()->size(), 2U);
  EXPECT_EQ(j->open_plays()->front().log, j->log());
  record again = end_of(ended);
  EXPECT_FALSE(j->append({&again, 1}));
  append(*j, end_of(open_one));
  j.reset();
  j = open();
  append(*j, end_of(other));
  EXPECT_TRUE(j->open_plays()->empty());
  ASSERT_TRUE(j->acknowledge(receipt_for(**j->next_batch()), daemon.public_part()));
  EXPECT_EQ(j->unacknowledged(), 0);
}

TEST_F(citing_test, happens_once) {
  auto j = open();
  play(*j, 1);
  ASSERT_EQ(*cite(*j), citing::done);
  const std::string log = j->log();
  EXPECT_EQ(*cite(*j), citing::not_needed);
  j.reset();
  j = open();
  EXPECT_EQ(*cite(*j), citing::not_needed);
  EXPECT_EQ(j->log(), log);
  EXPECT_EQ(set_aside(), 1);
}

TEST_F(citing_test, leaves_a_log_that_others_know_or_that_cites_another_one) {
  auto j = open();
  play(*j, 1);
  const batch sent = **j->next_batch(2);
  EXPECT_EQ(*cite(*j), citing::not_needed) << "the daemon may have it";
  ASSERT_TRUE(j->acknowledge(receipt_for(sent), daemon.public_part()));
  j.reset();
  j = open();
  EXPECT_EQ(*cite(*j), citing::not_needed) << "the daemon has it";
  ASSERT_TRUE(j->begin_new_log(now));
  EXPECT_EQ(*cite(*j), citing::not_needed) << "it cites the log before";
  EXPECT_EQ(set_aside(), 1);
}

TEST_F(citing_test, leaves_a_log_to_which_the_receipt_belongs_or_whose_receipt_does_not_hold) {
  auto j = open();
  play(*j, 1);
  const std::string log = j->log();
  head own = lost;
  own.log = log;
  const signed_text of_this = sign_text(to_text(receipt{own, utc_ms(milliseconds(1))}), daemon);
  EXPECT_EQ(*j->cite(now, of_this, daemon.public_part()), citing::not_needed);
  signed_text forged = sign_text(note.text, secret_key::generate());
  EXPECT_EQ(j->cite(now, forged, daemon.public_part()).error().code, errc::verification);
  forged = sign_text("no receipt", daemon);
  EXPECT_EQ(j->cite(now, forged, daemon.public_part()).error().code, errc::verification);
  EXPECT_EQ(j->log(), log);
  EXPECT_EQ(set_aside(), 0);
}

TEST_F(citing_test, leaves_a_log_of_more_than_5000_records) {
  auto j = open();
  std::vector<record> many(4'999, sample::boot(1));
  ASSERT_TRUE(j->append(many));
  std::vector<record> one(1, sample::boot(1));
  const std::string log = j->log();
  auto copy_of = [&](const char* name) {
    std::filesystem::create_directory(folder.path() / name);
    std::filesystem::copy(file, folder.path() / name / "journal.db");
    return *journal::open(folder.path() / name / "journal.db", key, "lobby", now, "boot-1");
  };
  auto fits = copy_of("fits");
  EXPECT_EQ(*cite(*fits), citing::done);
  EXPECT_EQ(fits->last_seq(), 5'000);
  ASSERT_TRUE(j->append(one));
  EXPECT_EQ(*cite(*j), citing::too_long);
  EXPECT_EQ(j->log(), log);
}

// The power goes at each point where the files differ: a new log that is not whole, one that is, and the old
// one renamed.
TEST_F(citing_test, a_crash_leaves_one_of_the_two_logs_whole) {
  auto j = open();
  play(*j, 2);
  append(*j, start());
  const std::string old_log = j->log();
  j.reset();
  std::filesystem::copy(file, folder.path() / "old");
  j = open();
  ASSERT_EQ(*cite(*j), citing::done);
  const std::string new_log = j->log();
  j.reset();
  std::filesystem::rename(file, folder.path() / "new");
  const std::filesystem::path next = folder.path() / "journal.db.next";

  std::filesystem::copy(folder.path() / "old", file);
  std::ofstream(next) << "half a database";
  j = open();
  EXPECT_EQ(j->log(), old_log);
  EXPECT_EQ(j->last_seq(), 6);
  j.reset();

  std::filesystem::copy(folder.path() / "new", next);
  j = open();
  EXPECT_EQ(j->log(), old_log) << "it begins again at the next agreement";
  EXPECT_FALSE(std::filesystem::exists(next));
  ASSERT_EQ(*cite(*j), citing::done);
  EXPECT_EQ(j->last_seq(), 6);
  j.reset();

  std::filesystem::remove(file);
  std::filesystem::copy(folder.path() / "new", next);
  j = open();
  EXPECT_EQ(j->log(), new_log);
  EXPECT_EQ(records(*j).size(), 6U);
  EXPECT_EQ(j->open_plays()->size(), 1U);
}

TEST_F(citing_test, that_the_disk_refuses_changes_nothing) {
  auto j = open();
  play(*j, 1);
  const std::string log = j->log();
  // A folder where the new log is to be, which cannot be removed.
  std::filesystem::create_directories(folder.path() / "journal.db.next" / "x");
  EXPECT_FALSE(cite(*j));
  EXPECT_TRUE(j->is_usable());
  EXPECT_EQ(j->log(), log);
  play(*j, 1);
  EXPECT_EQ(records(*j).size(), 5U);
}

TEST_F(citing_test, the_next_log_cites_the_same_receipt_if_this_one_is_lost_too) {
  auto j = open();
  ASSERT_EQ(*cite(*j), citing::done);
  j.reset();
  std::filesystem::remove(file);
  j = open();
  EXPECT_EQ(records(*j).at(0).cites, lost.hash.hex());
}

}  // namespace
}  // namespace bangtin::evidence::journal
