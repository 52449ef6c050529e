// Intake's decision about a batch, given what the ledger knows of the log. Needs no database.
#include "scheduler/api/intake.hpp"

#include <gtest/gtest.h>

#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

using evidence::record_type;

class intake_decides : public ::testing::Test {
 protected:
  intake_decides() {
    screen_.begin(at_);
    for (int i = 0; i < 4; ++i)
      screen_.play(sha256("p"), at_ + std::chrono::seconds(10 * i));  // 9 records in total
  }
  // The log's state for a batch first..last, as read from a ledger that holds the records 1..tip.
  ledger::log_state holding(std::int64_t tip, std::int64_t first, std::int64_t last) const {
    ledger::log_state v;
    if (tip == 0) return v;
    auto link = [&](std::int64_t seq) -> std::optional<digest> {
      if (seq < 1 || seq > tip) return std::nullopt;
      return screen_.links[static_cast<std::size_t>(seq - 1)];
    };
    v.exists = true;
    v.screen = screen_.name;
    v.key = screen_.key.public_part();
    v.tip = tip;
    v.tip_hash = *link(tip);
    v.before = link(first - 1);
    v.at_last = link(last);
    return v;
  }
  api::intake::decision decide(const evidence::batch& b, const ledger::log_state& v) const {
    return api::intake::decide({screen_.name, screen_.key.public_part()}, b, v);
  }
  errc refused(const evidence::batch& b, const ledger::log_state& v) const {
    api::intake::decision d = decide(b, v);
    const auto* r = std::get_if<api::intake::refuse>(&d);
    EXPECT_NE(r, nullptr) << "was not refused";
    return r == nullptr ? errc::internal : r->why.code;
  }

  utc_ms at_{milliseconds(1'791'590'400'000)};
  fake_screen screen_;
};

TEST_F(intake_decides, which_records_are_new) {
  struct row {
    std::int64_t tip;
    std::size_t first, last;
    std::size_t new_records;
  };
  for (row r : {row{0, 1, 9, 9}, row{0, 1, 1, 1}, row{3, 4, 9, 6}, row{5, 3, 9, 4}, row{5, 1, 9, 4},
                row{9, 3, 6, 0}, row{9, 9, 9, 0}}) {
    SCOPED_TRACE(::testing::Message() << "tip " << r.tip << ", batch " << r.first << ".." << r.last);
    api::intake::decision d =
        decide(screen_.batch(r.first, r.last),
               holding(r.tip, static_cast<std::int64_t>(r.first), static_cast<std::int64_t>(r.last)));
    auto* a = std::get_if<api::intake::accept>(&d);
    ASSERT_NE(a, nullptr);
    EXPECT_EQ(a->head.seq, static_cast<std::int64_t>(r.last));
    ASSERT_EQ(a->records.size(), r.new_records);
    std::int64_t seq = r.tip;
    for (const ledger::stored_record& s : a->records) {
      EXPECT_EQ(s.seq, ++seq);
      EXPECT_EQ(s.line, screen_.lines[static_cast<std::size_t>(seq - 1)]);
      EXPECT_EQ(s.hash, screen_.links[static_cast<std::size_t>(seq - 1)]);
    }
  }
}

TEST_F(intake_decides, a_hole_names_the_seq_that_is_expected) {
  struct row {
    std::int64_t tip;
    std::size_t first;
    std::int64_t expected;
  };
  for (row r : {row{0, 2, 1}, row{0, 5, 1}, row{3, 5, 4}, row{1, 9, 2}}) {
    api::intake::decision d =
        decide(screen_.batch(r.first, 9), holding(r.tip, static_cast<std::int64_t>(r.first), 9));
    auto* h = std::get_if<api::intake::missing_range>(&d);
    ASSERT_NE(h, nullptr) << "tip " << r.tip;
    EXPECT_EQ(h->expected_seq, r.expected);
  }
}

TEST_F(intake_decides, an_acknowledged_head_gets_its_receipt_again) {
  ledger::log_state v = holding(9, 4, 9);
  v.receipt = evidence::signed_text{"the receipt", {}};
  api::intake::decision d = decide(screen_.batch(4, 9), v);
  ASSERT_TRUE(std::holds_alternative<api::intake::repeat>(d));
  EXPECT_EQ(std::get<api::intake::repeat>(d).receipt, *v.receipt);
}

TEST_F(intake_decides, another_story_at_a_known_seq_is_a_fork) {
  fake_screen twin = screen_;  // a copy of the screen's storage that differs after record 5
  twin.lines.resize(5);
  twin.links.resize(5);
  for (int i = 0; i < 3; ++i) twin.play(sha256("another"), at_ + std::chrono::hours(1 + i));
  struct row {
    std::int64_t tip;
    std::size_t first, last;
  };
  for (row r : {row{9, 6, 9}, row{7, 6, 7}, row{7, 6, 9}, row{7, 1, 9}, row{9, 6, 11}}) {
    SCOPED_TRACE(::testing::Message() << "tip " << r.tip << ", batch " << r.first << ".." << r.last);
    api::intake::decision d =
        decide(twin.batch(r.first, r.last),
               holding(r.tip, static_cast<std::int64_t>(r.first), static_cast<std::int64_t>(r.last)));
    EXPECT_TRUE(std::holds_alternative<api::intake::fork>(d));
  }
}

TEST_F(intake_decides, what_is_not_proven_is_refused) {
  ledger::log_state none = holding(0, 1, 9);
  fake_screen stranger = screen_;
  stranger.key = secret_key::generate();
  EXPECT_EQ(refused(stranger.batch(1, 9), none), errc::verification) << "signed by another key";

  evidence::batch b = screen_.batch(1, 9);
  std::size_t at = b.lines[4].find("\"dropped\":0");
  ASSERT_NE(at, std::string::npos);
  b.lines[4].replace(at, 11, "\"dropped\":1");
  EXPECT_EQ(refused(b, none), errc::verification) << "a record was altered";

  b = screen_.batch(1, 9);
  b.lines.pop_back();
  EXPECT_EQ(refused(b, none), errc::verification) << "the head is of a later record";

  b = screen_.batch(1, 9);
  b.lines[2] = "{}";
  EXPECT_EQ(refused(b, none), errc::invalid) << "a line is no record";

  b = screen_.batch(1, 9);
  b.lines.clear();
  EXPECT_EQ(refused(b, none), errc::invalid) << "there are no records";
}

// A copy that differs before the batch cannot be told from records that were damaged on the way.
TEST_F(intake_decides, records_that_do_not_follow_the_stored_ones_prove_nothing_at_first) {
  fake_screen twin = screen_;
  twin.lines.resize(5);
  twin.links.resize(5);
  for (int i = 0; i < 4; ++i) twin.play(sha256("another"), at_ + std::chrono::hours(1 + i));
  api::intake::decision d = decide(twin.batch(8, 13), holding(7, 8, 13));
  ASSERT_TRUE(std::holds_alternative<api::intake::unproven>(d));
  EXPECT_EQ(std::get<api::intake::unproven>(d).why.code, errc::verification);
}

// So all of a story that lost can be set aside, however far the other one has come here.
TEST_F(intake_decides, what_follows_a_fork_belongs_to_it) {
  fake_screen twin = screen_;
  twin.lines.resize(5);
  twin.links.resize(5);
  for (int i = 0; i < 4; ++i) twin.play(sha256("another"), at_ + std::chrono::hours(1 + i));
  for (std::int64_t tip : {6, 7, 8, 9}) {
    SCOPED_TRACE(tip);
    ledger::log_state v = holding(tip, 8, 13);
    v.forked_before = {sha256("some other fork"), twin.links[6]};
    EXPECT_TRUE(std::holds_alternative<api::intake::fork>(decide(twin.batch(8, 13), v)));
    v.forked_before = {sha256("some other fork")};
    EXPECT_FALSE(std::holds_alternative<api::intake::fork>(decide(twin.batch(8, 13), v)));
  }
  ledger::log_state v = holding(7, 8, 9);
  v.forked_before = {twin.links[6]};
  EXPECT_TRUE(std::holds_alternative<api::intake::accept>(decide(screen_.batch(8, 9), v)))
      << "the log itself goes on";
  evidence::batch damaged = twin.batch(8, 13);
  damaged.lines[2] = damaged.lines[1];
  v.forked_before = {twin.links[6]};
  EXPECT_FALSE(std::holds_alternative<api::intake::fork>(decide(damaged, v)));
}

TEST_F(intake_decides, nothing_follows_what_is_set_aside) {
  ledger::log_state v = holding(3, 4, 9);
  v.doubted_from = 2;
  EXPECT_TRUE(std::holds_alternative<api::intake::doubt>(decide(screen_.batch(4, 9), v)));
  v.key = secret_key::generate().public_part();
  EXPECT_TRUE(std::holds_alternative<api::intake::doubt>(decide(screen_.batch(4, 9), v)))
      << "even where the log's owner was altered";
  v = holding(5, 4, 9);
  v.before.reset();
  api::intake::decision d = decide(screen_.batch(4, 9), v);
  ASSERT_TRUE(std::holds_alternative<api::intake::lost>(d));
  EXPECT_EQ(std::get<api::intake::lost>(d).seq, 3);
}

TEST_F(intake_decides, a_log_begins_with_the_genesis_of_this_screen) {
  fake_screen other;
  other.name = "market";
  other.key = screen_.key;
  other.begin(at_);
  EXPECT_EQ(refused(other.batch(1, 1), ledger::log_state{}), errc::invalid) << "of another screen";

  fake_screen headless;
  headless.key = screen_.key;
  headless.append([&] {
    evidence::record r = headless.blank(record_type::boot, at_);
    r.reason = "start";
    return r;
  }());
  EXPECT_EQ(refused(headless.batch(1, 1), ledger::log_state{}), errc::invalid) << "without a GENESIS";
}

TEST_F(intake_decides, whose_log_it_is) {
  ledger::log_state v = holding(3, 4, 9);
  v.screen = "market";
  EXPECT_EQ(refused(screen_.batch(4, 9), v), errc::forbidden);
  v = holding(3, 4, 9);
  v.key = secret_key::generate().public_part();
  EXPECT_EQ(refused(screen_.batch(4, 9), v), errc::forbidden)
      << "the screen was paired anew with another key";
}

TEST_F(intake_decides, a_screen_that_has_begun_many_logs_waits_ten_minutes_for_each_and_no_longer) {
  struct row {
    bool exists;
    std::int64_t logs;
    milliseconds after;  // the newest log began
    std::int64_t wait_s;
  };
  const std::int64_t many = api::unslowed_logs_per_screen;
  for (row r : {row{false, 0, milliseconds(0), 0}, row{false, many - 1, milliseconds(0), 0},
                row{false, many, milliseconds(0), 600}, row{false, many + 5, milliseconds(1), 600},
                row{false, many, milliseconds(599'001), 1}, row{false, many, milliseconds(600'000), 0},
                row{false, many, std::chrono::hours(48), 0}, row{true, many, milliseconds(0), 0},
                row{false, many, -std::chrono::hours(48), 0}}) {
    ledger::log_state v;
    v.exists = r.exists;
    v.logs_of_screen = r.logs;
    v.newest_log_began = at_;
    EXPECT_EQ(api::intake::wait_to_begin(v, at_ + r.after).count(), r.wait_s)
        << r.logs << " logs, after " << r.after.count() << " ms";
  }
}

}  // namespace
}  // namespace bangtin::scheduler::test
