// The journal's own thread with the display loop and two askers beside it.
#include "player/sync/journal_thread.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <set>
#include <thread>

#include "player/core/small_programme.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player {
namespace {

using evidence::record;
using evidence::record_type;

record of(record_type t) {
  record r;
  r.type = t;
  r.utc = the_day;
  evidence::play_facts facts;
  facts.programme = sha256("programme");
  facts.campaign = "outreach";
  facts.media = "clip.mp4";
  facts.planned_start = the_day;
  facts.planned = seconds(30);
  r.play = facts;
  if (t == record_type::end) {
    r.end = evidence::play_end{seconds(30), 900, 0, "connected", evidence::play_outcome::complete, ""};
  }
  return r;
}
write_start start(play_token t) {
  return {t, of(record_type::start)};
}
write_end end(play_token t) {
  return {t, of(record_type::end)};
}

class fixed_clock final : public clock_source {
 public:
  time_reading now() const override { return {the_day, milliseconds(1'000'000), clock_trust::synced}; }
};

class a_journal_thread : public ::testing::Test {
 protected:
  fakes::temporary_folder folder_;
  secret_key screen = secret_key::generate();
  secret_key daemon = secret_key::generate();
  fixed_clock clock;
  bell rings;
  const std::string boot = std::string(32, 'b');
  std::atomic<int> commits = 0;

  std::unique_ptr<journal_thread> open(const std::filesystem::path& file) {
    return std::make_unique<journal_thread>(journal_setup{file, "lobby", screen, daemon.public_part(), &clock,
                                                          boot, &rings, [this] { ++commits; }});
  }
  // As the display loop: rests until the bell rings. The bound is only reached on a failure.
  std::vector<kept_answer> answers(journal_thread& j, std::size_t count) {
    std::vector<kept_answer> all;
    while (all.size() < count) {
      pollfd fd{rings.fd(), POLLIN, 0};
      if (::poll(&fd, 1, 60'000) != 1) return all;
      std::uint64_t drained = 0;
      if (::read(rings.fd(), &drained, sizeof drained) != sizeof drained) return all;
      for (kept_answer& a : j.answers()) all.push_back(std::move(a));
    }
    return all;
  }
};

TEST_F(a_journal_thread, keeps_every_play_while_others_ask_for_batches) {
  constexpr play_token plays = 200;
  auto j = open(folder_ / "journal.db");
  {
    auto asks = [&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        EXPECT_TRUE(j->next_batch());
        EXPECT_GE(j->unacknowledged(), 0);
      }
    };
    std::jthread first(asks), second(asks);
    for (play_token t = 1; t <= plays; ++t) {
      ASSERT_TRUE(j->send(start(t)));
      ASSERT_TRUE(j->send(end(t)));
    }
    std::set<std::int64_t> seqs;
    for (const kept_answer& a : answers(*j, plays)) {
      ASSERT_TRUE(std::holds_alternative<start_durable>(a));
      EXPECT_TRUE(seqs.insert(std::get<start_durable>(a).play).second) << "two plays of one seq";
    }
    EXPECT_EQ(seqs.size(), plays);
  }
  // GENESIS, BOOT, and both sides of each play.
  EXPECT_EQ(j->unacknowledged(), static_cast<std::int64_t>(2 + 2 * plays));
  EXPECT_GT(commits, 0);
}

TEST_F(a_journal_thread, keeps_what_it_was_sent_before_its_end) {
  {
    auto j = open(folder_ / "journal.db");
    for (play_token t = 1; t <= 50; ++t) {
      ASSERT_TRUE(j->send(start(t)));
      ASSERT_TRUE(j->send(end(t)));
    }
  }
  auto kept = evidence::journal::open(folder_ / "journal.db", screen, "lobby", clock.now(), boot);
  ASSERT_TRUE(kept) << describe(kept.error());
  EXPECT_EQ((*kept)->last_seq(), 2 + 2 * 50);
  EXPECT_TRUE((*kept)->open_plays()->empty());
}

TEST_F(a_journal_thread, refuses_starts_and_answers_questions_while_the_journal_cannot_be_opened) {
  auto j = open(folder_ / "no such folder" / "journal.db");
  ASSERT_TRUE(j->send(start(7)));
  auto said = answers(*j, 1);
  ASSERT_EQ(said.size(), 1u);
  ASSERT_TRUE(std::holds_alternative<journal_failed>(said[0]));
  EXPECT_EQ(std::get<journal_failed>(said[0]).token, 7u);
  EXPECT_EQ(j->next_batch().error().code, errc::io);
  EXPECT_EQ(j->unacknowledged(), 0);
}

}  // namespace
}  // namespace bangtin::player
