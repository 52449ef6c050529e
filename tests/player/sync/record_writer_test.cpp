// Records on their way into the journal while the disk refuses writes, or reports an error for a write that
// succeeded.
#include "player/sync/record_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "evidence/output_rule.hpp"

namespace bangtin::player::sync {
namespace {

using evidence::record;
using evidence::record_type;

enum class mood { well, refuses, keeps_and_says_it_refused, keeps_and_is_gone, gone, lost };

class a_book final : public journal_api {
 public:
  mood feels = mood::well;
  std::vector<record> written;
  int commits = 0;

  // Like the journal: after a commit with an unknown outcome, every append fails until `reopen`, and last_seq
  // is out of date.
  result<std::int64_t> append(std::span<record> records) override {
    if (unknown_) return error{errc::io, msg("the outcome is unknown"), msg("reopen")};
    seq_before_ = last_seq();
    for (const record& r : records) {
      if (r.type != record_type::end || feels == mood::gone) continue;
      bool ended_before = std::any_of(written.begin(), written.end(), [&](const record& w) {
        return w.type == record_type::end && w.play->play == r.play->play;
      });
      if (ended_before) return error{errc::invalid, msg("the play has ended already"), msg("look")};
    }
    if (feels != mood::refuses && feels != mood::gone && feels != mood::lost) {
      for (record r : records) {
        r.seq = last_seq() + 1;
        if (r.type == record_type::start) r.play->play = r.seq;
        written.push_back(r);
      }
      ++commits;
    }
    unknown_ = feels != mood::well;
    if (feels == mood::well) return last_seq() - static_cast<std::int64_t>(records.size()) + 1;
    return error{errc::io, msg("the disk is full"), msg("make room")};
  }
  result<void> reopen() override {
    if (feels == mood::lost) return error{errc::invalid, msg("damaged"), msg("begin another")};
    if (feels == mood::gone || feels == mood::keeps_and_is_gone)
      return error{errc::io, msg("gone"), msg("wait")};
    unknown_ = false;
    return {};
  }
  std::int64_t last_seq() const override {
    return unknown_ ? seq_before_ : static_cast<std::int64_t>(written.size());
  }
  result<std::vector<record>> open_plays() const override { return open; }
  std::vector<record> open;

 private:
  bool unknown_ = false;
  std::int64_t seq_before_ = 0;
};

record of(record_type t) {
  record r;
  r.type = t;
  if (t == record_type::start || t == record_type::end) r.play = evidence::play_facts{};
  if (t == record_type::end) r.end = evidence::play_end{};
  return r;
}
core::write_start start(core::play_token t) {
  return {t, of(record_type::start)};
}
core::write_end end(core::play_token t) {
  return {t, of(record_type::end)};
}
core::write_note gap() {
  return {of(record_type::gap)};
}

class keeping : public ::testing::Test {
 protected:
  a_book book;
  record_writer writer{book};
};

TEST_F(keeping, puts_what_comes_together_into_one_commit) {
  auto answers = writer.take({start(7), end(7), start(8), gap()});
  EXPECT_EQ(book.commits, 1);
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(std::get<core::start_durable>(answers[0]).play, 1);
  EXPECT_EQ(std::get<core::start_durable>(answers[1]).play, 3);
  EXPECT_EQ(book.written[1].play->play, 1);
  writer.take({end(8)});
  EXPECT_EQ(book.written.back().play->play, 3);
}

TEST_F(keeping, refuses_a_start_on_a_full_disk_and_forgets_its_end) {
  book.feels = mood::refuses;
  auto answers = writer.take({start(1)});
  EXPECT_TRUE(std::holds_alternative<core::journal_failed>(answers.at(0)));
  book.feels = mood::well;
  writer.take({end(1)});
  EXPECT_TRUE(book.written.empty());
}

TEST_F(keeping, keeps_an_end_until_the_disk_is_well_again) {
  writer.take({start(1)});
  book.feels = mood::refuses;
  writer.take({end(1), gap()});
  EXPECT_EQ(writer.waiting(), 2u);
  EXPECT_FALSE(writer.retry());
  book.feels = mood::well;
  auto answers = writer.take({start(2)});
  EXPECT_EQ(std::get<core::start_durable>(answers.at(0)).play, 4);
  ASSERT_EQ(book.written.size(), 4u);
  EXPECT_EQ(book.written[1].type, record_type::end);
  EXPECT_EQ(book.written[1].play->play, 1);
  EXPECT_EQ(writer.waiting(), 0u);
}

TEST_F(keeping, writes_nothing_twice_when_the_disk_kept_what_it_said_it_refused) {
  book.feels = mood::keeps_and_says_it_refused;
  auto answers = writer.take({start(1), gap()});
  EXPECT_TRUE(std::holds_alternative<core::start_durable>(answers.at(0)));
  EXPECT_EQ(writer.waiting(), 0u);
  EXPECT_EQ(book.written.size(), 2u);
}

TEST_F(keeping, writes_nothing_twice_when_a_disk_that_kept_it_could_not_be_asked) {
  writer.take({start(1)});
  book.feels = mood::keeps_and_is_gone;
  writer.take({end(1), gap(), start(2)});
  EXPECT_EQ(writer.waiting(), 2u);
  book.feels = mood::gone;
  writer.take({gap()});
  EXPECT_EQ(writer.waiting(), 3u);
  book.feels = mood::well;
  auto answers = writer.take({start(3)});
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(std::get<core::start_durable>(answers[0]).play, 6);
  EXPECT_EQ(writer.waiting(), 0u);
  std::vector<record_type> types;
  for (const record& r : book.written) types.push_back(r.type);
  using enum record_type;
  EXPECT_EQ(types, (std::vector<record_type>{start, end, gap, start, gap, start}));
}

// Otherwise the second play would be counted as the first one.
TEST_F(keeping, does_not_take_a_start_that_was_kept_unasked_for_the_next_one) {
  book.feels = mood::keeps_and_is_gone;
  auto answers = writer.take({start(1)});
  EXPECT_TRUE(std::holds_alternative<core::journal_failed>(answers.at(0)));
  book.feels = mood::refuses;
  answers = writer.take({start(2)});
  EXPECT_TRUE(std::holds_alternative<core::journal_failed>(answers.at(0)));
  book.feels = mood::well;
  answers = writer.take({start(3), end(3)});
  EXPECT_EQ(std::get<core::start_durable>(answers.at(0)).play, 2);
  EXPECT_EQ(book.written.back().play->play, 2);
}

TEST_F(keeping, refuses_starts_while_the_disk_is_gone) {
  book.feels = mood::gone;
  for (core::play_token t = 1; t < 5; ++t) {
    auto answers = writer.take({start(t), end(t), gap()});
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_TRUE(std::holds_alternative<core::journal_failed>(answers[0]));
  }
  EXPECT_EQ(writer.waiting(), 4u);  // the notes
}

core::write_note lost_plays(const char* reason, std::int64_t count) {
  core::write_note note = gap();
  note.record.reason = reason;
  note.record.lost = count;
  return note;
}

// A disk may be bad for months; the gaps must neither push ENDs out of the queue nor lose a play.
TEST_F(keeping, makes_one_gap_of_many_that_wait) {
  writer.take({start(1)});
  book.feels = mood::refuses;
  writer.take({end(1)});
  for (core::play_token t = 2; t < 5'000; ++t) writer.take({start(t), lost_plays("journal-failed", 1)});
  writer.take({lost_plays("missed", 7)});
  EXPECT_EQ(writer.waiting(), 3u);
  EXPECT_TRUE(writer.problem());
  book.feels = mood::well;
  EXPECT_TRUE(writer.retry());
  EXPECT_FALSE(writer.problem());
  ASSERT_EQ(book.written.size(), 4u);
  EXPECT_EQ(book.written[1].type, record_type::end);
  EXPECT_EQ(book.written[2].lost, 4'998);
  EXPECT_EQ(book.written[3].lost, 7);
}

TEST_F(keeping, salvages_the_notes_of_a_lost_journal_and_says_how_many_plays_were_in_it) {
  writer.take({start(1), start(2)});
  book.feels = mood::lost;
  writer.take({end(1), lost_plays("missed", 3)});
  ASSERT_TRUE(writer.journal_is_lost());
  auto notes = writer.salvage({});
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_EQ(std::get<core::write_note>(notes[0]).record.reason, "missed");
  EXPECT_EQ(std::get<core::write_note>(notes[1]).record.reason, "journal-lost");
  EXPECT_EQ(std::get<core::write_note>(notes[1]).record.lost, 2);
}

TEST(unwritten_notes, are_kept_with_all_plays_that_they_stand_for) {
  unwritten_notes notes;
  for (int i = 0; i < 10'000; ++i) {
    notes.add(start(1));
    notes.add(lost_plays("journal-failed", 1));
  }
  auto all = notes.take();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(std::get<core::write_note>(all[0]).record.lost, 10'000);
  EXPECT_TRUE(notes.take().empty());
}

TEST_F(keeping, closes_the_plays_of_an_earlier_run_and_claims_nothing_for_them) {
  record left = of(record_type::start);
  left.play->play = 41;
  left.play->media = "clip.mp4";
  book.open = {left};
  time_reading now;
  now.mono = milliseconds(5000);
  ASSERT_TRUE(writer.begin(now));
  ASSERT_EQ(book.written.size(), 2u);
  EXPECT_EQ(book.written[0].type, record_type::boot);
  EXPECT_EQ(book.written[0].reason, "start");
  const record& closed = book.written[1];
  EXPECT_EQ(closed.play, left.play);
  EXPECT_EQ(closed.end->outcome, evidence::play_outcome::partial);
  EXPECT_EQ(closed.end->reason, "interrupted");
  EXPECT_EQ(closed.end->shown.count(), 0);
  EXPECT_EQ(closed.end->frames, 0);
  EXPECT_EQ(closed.end->output, "unknown");
}

TEST_F(keeping, says_in_boot_that_a_technician_vouches_for_the_output) {
  record_writer vouched(book, evidence::boot_output_assumed);
  ASSERT_TRUE(vouched.begin(time_reading{}));
  ASSERT_EQ(book.written.size(), 1u);
  EXPECT_EQ(book.written[0].reason, "output-assumed");
}

}  // namespace
}  // namespace bangtin::player::sync
