// The journal thread, with the test as its display loop and other threads that ask it questions.
#include "player/sync/journal_thread.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <latch>
#include <set>
#include <thread>

#include "base/files.hpp"
#include "player/app/exit_deadline.hpp"
#include "player/core/small_programme.hpp"
#include "player/sync/archive_check.hpp"
#include "player/sync/stop_all.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::sync {

using std::chrono::hours;
using std::chrono::seconds;
namespace {

using evidence::record;
using evidence::record_type;

record of(record_type t) {
  record r;
  r.type = t;
  r.utc = core::the_day;
  evidence::play_facts facts;
  facts.programme = sha256("programme");
  facts.campaign = "outreach";
  facts.media = "clip.mp4";
  facts.planned_start = core::the_day;
  facts.planned = seconds(30);
  r.play = facts;
  if (t == record_type::end) {
    r.end = evidence::play_end{seconds(30), 900, 0, "connected", evidence::play_outcome::complete, ""};
  }
  return r;
}
core::write_start start(core::play_token t) {
  return {t, of(record_type::start)};
}
core::write_end end(core::play_token t) {
  return {t, of(record_type::end)};
}

class fixed_clock final : public clock_source {
 public:
  time_reading now() const override { return {core::the_day, milliseconds(1'000'000), clock_trust::synced}; }
};

class a_journal_thread : public ::testing::Test {
 protected:
  fakes::temporary_folder folder_;
  secret_key screen = secret_key::generate();
  secret_key daemon = secret_key::generate();
  fixed_clock clock;
  wake_event wakes;
  const std::string boot = std::string(32, 'b');
  std::atomic<int> commits = 0;

  std::unique_ptr<journal_thread> open(const std::filesystem::path& file) {
    return std::make_unique<journal_thread>(journal_setup{file, "lobby", screen, daemon.public_part(), &clock,
                                                          boot, &wakes, [this] { ++commits; }});
  }
  // Like the display loop, waits until the journal thread wakes it. Only a failure reaches the timeout.
  std::vector<record_outcome> answers(journal_thread& j, std::size_t count) {
    std::vector<record_outcome> all;
    while (all.size() < count) {
      pollfd fd{wakes.fd(), POLLIN, 0};
      if (::poll(&fd, 1, 60'000) != 1) return all;
      std::uint64_t drained = 0;
      if (::read(wakes.fd(), &drained, sizeof drained) != sizeof drained) return all;
      for (record_outcome& a : j.answers()) all.push_back(std::move(a));
    }
    return all;
  }
};

TEST_F(a_journal_thread, keeps_every_play_while_others_ask_for_batches) {
  constexpr core::play_token plays = 200;
  auto j = open(folder_ / "journal.db");
  {
    auto asks = [&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        EXPECT_TRUE(j->next_batch({}));
        EXPECT_GE(j->unacknowledged({}).value(), 0);
      }
    };
    std::jthread first(asks), second(asks);
    for (core::play_token t = 1; t <= plays; ++t) {
      ASSERT_TRUE(j->send(start(t)));
      ASSERT_TRUE(j->send(end(t)));
    }
    std::set<std::int64_t> seqs;
    for (const record_outcome& a : answers(*j, plays)) {
      ASSERT_TRUE(std::holds_alternative<core::start_durable>(a));
      EXPECT_TRUE(seqs.insert(std::get<core::start_durable>(a).play).second) << "two plays of one seq";
    }
    EXPECT_EQ(seqs.size(), plays);
  }
  // GENESIS, BOOT, and START and END of each play.
  EXPECT_EQ(j->unacknowledged({}).value(), static_cast<std::int64_t>(2 + 2 * plays));
  EXPECT_GT(commits, 0);
}

// The screen's clock learns from receipts, but not from one that the daemon did not sign.
TEST_F(a_journal_thread, passes_on_the_time_of_receipts_that_hold) {
  std::vector<utc_ms> told;
  journal_setup setup{
      folder_ / "journal.db", "lobby", screen, daemon.public_part(), &clock, boot, &wakes, {}};
  setup.acknowledged = [&](utc_ms received) { told.push_back(received); };
  journal_thread j(std::move(setup));
  auto batch = j.next_batch({});
  ASSERT_TRUE(batch && *batch);
  evidence::head head = evidence::head_from_text((*batch)->head.text).value();
  std::string text = evidence::to_text(evidence::receipt{head, core::the_day + hours(3)});
  EXPECT_FALSE(j.acknowledge(evidence::sign_text(text, secret_key::generate()), {}));
  EXPECT_TRUE(told.empty());
  EXPECT_TRUE(j.acknowledge(evidence::sign_text(text, daemon), {}));
  EXPECT_EQ(told, std::vector{core::the_day + hours(3)});
}

TEST_F(a_journal_thread, keeps_what_it_was_sent_before_its_end) {
  {
    auto j = open(folder_ / "journal.db");
    for (core::play_token t = 1; t <= 50; ++t) {
      ASSERT_TRUE(j->send(start(t)));
      ASSERT_TRUE(j->send(end(t)));
    }
  }
  auto kept = evidence::journal::journal::open(folder_ / "journal.db", screen, "lobby", clock.now(), boot);
  ASSERT_TRUE(kept) << describe(kept.error());
  EXPECT_EQ((*kept)->last_seq(), 2 + 2 * 50);
  EXPECT_TRUE((*kept)->open_plays()->empty());
}

TEST_F(a_journal_thread, refuses_starts_and_answers_questions_while_the_journal_cannot_be_opened) {
  auto j = open(folder_ / "no such folder" / "journal.db");
  ASSERT_TRUE(j->send(start(7)));
  auto said = answers(*j, 1);
  ASSERT_EQ(said.size(), 1u);
  ASSERT_TRUE(std::holds_alternative<core::journal_failed>(said[0]));
  EXPECT_EQ(std::get<core::journal_failed>(said[0]).token, 7u);
  EXPECT_EQ(j->next_batch({}).error().code, errc::io);
  EXPECT_EQ(j->unacknowledged({}).error().code, errc::io);
}

// A journal whose file turns out to be damaged at the first record after BOOT.
class lost_book final : public journal_api {
 public:
  result<std::int64_t> append(std::span<evidence::record> records) override {
    if (last_ > 0) return error{errc::io, msg("it cannot be read"), msg("look")};
    return last_ += static_cast<std::int64_t>(records.size());
  }
  result<void> reopen() override { return error{errc::invalid, msg("it is damaged"), msg("begin another")}; }
  std::int64_t last_seq() const override { return last_; }
  result<std::vector<evidence::record>> open_plays() const override {
    return std::vector<evidence::record>();
  }

 private:
  std::int64_t last_ = 0;
};
class sound_book final : public journal_api {
 public:
  explicit sound_book(evidence::journal::journal& j) : journal_(j) {}
  result<std::int64_t> append(std::span<evidence::record> records) override {
    return journal_.append(records);
  }
  result<void> reopen() override { return journal_.reopen(); }
  std::int64_t last_seq() const override { return journal_.last_seq(); }
  result<std::vector<evidence::record>> open_plays() const override { return journal_.open_plays(); }

 private:
  evidence::journal::journal& journal_;
};

// Without a new start of the player.
TEST_F(a_journal_thread, opens_its_journal_anew_when_the_file_is_damaged_under_it) {
  journal_setup s{folder_ / "journal.db", "lobby", screen, daemon.public_part(), &clock, boot, &wakes, {}};
  s.book = [lost = true](evidence::journal::journal& j) mutable -> std::unique_ptr<journal_api> {
    if (std::exchange(lost, false)) return std::make_unique<lost_book>();
    return std::make_unique<sound_book>(j);
  };
  journal_thread j(std::move(s));
  ASSERT_TRUE(j.send(start(1)));
  auto said = answers(j, 1);
  ASSERT_EQ(said.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<core::journal_failed>(said[0]));
  ASSERT_TRUE(j.send(start(2)));
  said = answers(j, 1);
  ASSERT_EQ(said.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<core::start_durable>(said[0]));
}

TEST_F(a_journal_thread, tells_once_what_is_wrong_and_once_that_it_is_over) {
  std::mutex lock;
  std::vector<bool> told;
  std::filesystem::path file = folder_ / "not yet" / "journal.db";
  journal_setup s{file, "lobby", screen, daemon.public_part(), &clock, boot, &wakes, {}};
  s.tell_problem = [&](const std::optional<error>& e) {
    std::lock_guard guard(lock);
    told.push_back(e.has_value());
  };
  auto j = std::make_unique<journal_thread>(std::move(s));
  core::write_note gap{of(record_type::gap)};
  gap.record.play.reset();
  gap.record.reason = "journal-failed";
  gap.record.lost = 1;
  for (core::play_token t = 1; t < 4; ++t) {
    ASSERT_TRUE(j->send(start(t)));
    ASSERT_TRUE(j->send(gap));
  }
  EXPECT_EQ(answers(*j, 3).size(), 3u);
  std::filesystem::create_directory(file.parent_path());
  while (!j->unacknowledged({})) continue;
  auto batch = j->next_batch({});
  ASSERT_TRUE(batch && *batch);
  ASSERT_EQ((*batch)->lines.size(), 3u);  // GENESIS, BOOT and one GAP
  EXPECT_EQ(evidence::from_line((*batch)->lines[2])->lost, 3);
  std::lock_guard guard(lock);
  EXPECT_EQ(told, (std::vector<bool>{true, false}));
}

// The daemon takes no more of the log, while a play is under way.
TEST_F(a_journal_thread, begins_a_new_log_and_the_play_under_way_is_in_its_gap) {
  auto j = open(folder_ / "journal.db");
  ASSERT_TRUE(j->send(start(1)));
  ASSERT_TRUE(j->send(end(1)));
  ASSERT_TRUE(j->send(start(2)));
  ASSERT_EQ(answers(*j, 2).size(), 2u);
  const std::string before = *j->log({});
  const evidence::batch sent = **j->next_batch({});
  const evidence::head last = *evidence::head_from_text(sent.head.text);
  const auto receipt = evidence::sign_text(evidence::to_text(evidence::receipt{last, core::the_day}), daemon);
  EXPECT_EQ(*j->compare(receipt, {}), evidence_source::standing::agrees);
  ASSERT_TRUE(j->begin_new_log({}, {}));
  EXPECT_NE(*j->log({}), before);
  ASSERT_TRUE(j->send(end(2)));  // of the log before: it has no place in this one
  ASSERT_TRUE(j->send(start(3)));
  std::vector<record_outcome> said = answers(*j, 1);
  ASSERT_TRUE(std::holds_alternative<core::start_durable>(said.at(0)));
  std::vector<record_type> types;
  std::int64_t lost = 0;
  const std::vector<std::string> lines = (*j->next_batch({}))->lines;
  for (const std::string& line : lines) {
    types.push_back(evidence::from_line(line)->type);
    lost += evidence::from_line(line)->lost;
  }
  EXPECT_EQ(types, (std::vector<record_type>{record_type::genesis, record_type::gap, record_type::boot,
                                             record_type::start}));
  EXPECT_EQ(lost, 2);
}

// The daemon has another log of this screen, while a play is under way.
TEST_F(a_journal_thread, writes_its_log_again_and_the_play_under_way_ends_in_it) {
  auto j = open(folder_ / "journal.db");
  ASSERT_TRUE(j->send(start(1)));
  std::vector<record_outcome> said = answers(*j, 1);
  const std::int64_t play = std::get<core::start_durable>(said.at(0)).play;
  const std::string before = *j->log({});
  const evidence::head lost{std::string(32, 'e'), 5, sha256("lost")};
  const std::string text = evidence::to_text(evidence::receipt{lost, core::the_day});
  EXPECT_EQ(j->cite(evidence::sign_text(text, secret_key::generate()), {}).error().code, errc::verification);
  EXPECT_EQ(*j->log({}), before);
  EXPECT_EQ(*j->cite(evidence::sign_text(text, daemon), {}), evidence_source::citing::done);
  EXPECT_NE(*j->log({}), before);
  ASSERT_TRUE(j->send(end(1)));
  ASSERT_TRUE(j->send(start(2)));
  said = answers(*j, 1);
  ASSERT_TRUE(std::holds_alternative<core::start_durable>(said.at(0)));
  std::vector<record_type> types;
  std::vector<record> records;
  const std::vector<std::string> lines = (*j->next_batch({}))->lines;
  for (const std::string& line : lines) {
    records.push_back(*evidence::from_line(line));
    types.push_back(records.back().type);
  }
  EXPECT_EQ(types, (std::vector<record_type>{record_type::genesis, record_type::boot, record_type::start,
                                             record_type::end, record_type::start}));
  EXPECT_EQ(records.at(0).cites, lost.hash.hex());
  EXPECT_EQ(records.at(3).play->play, play);
}

TEST_F(a_journal_thread, has_the_acknowledged_records_of_the_log_before) {
  auto j = open(folder_ / "journal.db");
  ASSERT_TRUE(j->send(start(1)));
  ASSERT_TRUE(j->send(end(1)));
  ASSERT_EQ(answers(*j, 1).size(), 1u);
  const std::string before = *j->log({});
  const evidence::batch sent = **j->next_batch({});
  const evidence::head last = *evidence::head_from_text(sent.head.text);
  const auto receipt = evidence::sign_text(evidence::to_text(evidence::receipt{last, core::the_day}), daemon);
  ASSERT_TRUE(j->acknowledge(receipt, {}));
  EXPECT_TRUE(j->older_logs({})->empty());
  ASSERT_TRUE(j->begin_new_log({}, {}));
  EXPECT_EQ(*j->older_logs({}), std::vector<std::string>{before});
  EXPECT_EQ((*j->older_batch(before, 1, {}))->lines, sent.lines);
  EXPECT_EQ(*j->older_from(before, receipt, {}), last.seq + 1);
}

class estimating_clock final : public clock_source {
 public:
  time_reading now() const override {
    return {core::the_day, milliseconds(1'000'000), clock_trust::estimated};
  }
};

TEST_F(a_journal_thread, says_how_far_an_estimated_time_can_be_off_once_the_daemon_reads_it) {
  estimating_clock estimates;
  journal_setup s{
      folder_ / "journal.db", "lobby", screen, daemon.public_part(), &estimates, boot, &wakes, {}};
  s.clock_bound = [] { return std::optional(milliseconds(1500)); };
  core::write_start now = start(0);
  now.record.clock = clock_trust::estimated;
  now.record.mono = milliseconds(1'000'000);
  core::write_start earlier = now;  // stamped before the clock was corrected
  earlier.record.utc -= seconds(5);
  core::write_start trusted = now;
  trusted.record.clock = clock_trust::synced;
  auto bounds = [&](journal_thread& j, core::play_token first) {
    for (core::write_start w : {now, earlier, trusted}) {
      w.token = first++;
      EXPECT_TRUE(j.send(w));
    }
    EXPECT_EQ(answers(j, 3).size(), 3u);
    std::vector<std::optional<milliseconds>> all;
    const std::vector<std::string> lines = (*j.next_batch({}))->lines;
    for (std::size_t i = lines.size() - 3; i < lines.size(); ++i) {
      all.push_back(evidence::from_line(lines[i])->bound);
    }
    return all;
  };
  const std::vector<std::optional<milliseconds>> none(3), only_now{milliseconds(1500), {}, {}};
  {
    journal_thread j(s);
    EXPECT_EQ(bounds(j, 1), none);
    ASSERT_TRUE(j.set_daemon_reads(2, {}));
    EXPECT_EQ(bounds(j, 4), only_now);
  }
  journal_thread again(s);  // it remembers
  EXPECT_EQ(bounds(again, 7), only_now);
  ASSERT_TRUE(again.set_daemon_reads(1, {}));
  EXPECT_EQ(bounds(again, 10), none);
}

TEST_F(a_journal_thread, sets_a_damaged_archive_aside_and_tells) {
  std::vector<bool> told;
  journal_setup s{folder_ / "journal.db", "lobby", screen, daemon.public_part(), &clock, boot, &wakes, {}};
  std::mutex lock;
  s.tell_archive_problem = [&](const std::optional<error>& e) {
    std::lock_guard guard(lock);
    told.push_back(e.has_value());
  };
  journal_thread j(std::move(s));
  const evidence::head last = *evidence::head_from_text((*j.next_batch({}))->head.text);
  ASSERT_TRUE(j.acknowledge(
      evidence::sign_text(evidence::to_text(evidence::receipt{last, core::the_day}), daemon), {}));
  auto always = [] { return true; };
  ASSERT_TRUE(check_archive(j, always, {}));
  const std::filesystem::path file = j.archive_parts({})->at(0).file;
  std::string content = *read_file(file, 100'000);
  content[content.size() / 2] ^= 1;
  ASSERT_TRUE(write_file(file, content));
  ASSERT_TRUE(check_archive(j, always, {}));
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_TRUE(std::filesystem::exists(file.string() + ".damaged"));
  EXPECT_TRUE(j.archive_parts({})->empty());
  std::lock_guard guard(lock);
  EXPECT_EQ(told, std::vector{true});
}

// A journal whose disk hangs at the first record of a run, until the test releases it.
struct hanging_disk {
  std::promise<void> hangs;
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();

  class book final : public journal_api {
   public:
    explicit book(hanging_disk& disk) : disk_(disk) {}
    result<std::int64_t> append(std::span<evidence::record> records) override {
      if (!std::exchange(hung_, true)) disk_.hangs.set_value();
      disk_.released.wait();
      return last_ += static_cast<std::int64_t>(records.size());
    }
    result<void> reopen() override { return {}; }
    std::int64_t last_seq() const override { return last_; }
    result<std::vector<evidence::record>> open_plays() const override {
      return std::vector<evidence::record>();
    }

   private:
    hanging_disk& disk_;
    bool hung_ = false;
    std::int64_t last_ = 0;
  };
};

TEST_F(a_journal_thread, whose_disk_hangs_keeps_nobody_waiting_and_does_not_delay_the_end_of_the_program) {
  hanging_disk disk;
  auto j = std::make_unique<journal_thread>(
      journal_setup{folder_ / "journal.db",
                    "lobby",
                    screen,
                    daemon.public_part(),
                    &clock,
                    boot,
                    &wakes,
                    {},
                    [&](evidence::journal::journal&) { return std::make_unique<hanging_disk::book>(disk); }});
  disk.hangs.get_future().wait();

  EXPECT_EQ(j->next_batch({{}, milliseconds(0)}).error().code, errc::io) << "the timeout";
  std::promise<errc> stopped;
  {
    std::jthread asks([&](std::stop_token stop) {
      stopped.set_value(j->resend_from(1, {std::move(stop), hours(1)}).error().code);
    });
  }
  EXPECT_EQ(stopped.get_future().get(), errc::unreachable) << "the stop";

  std::promise<void> exited;
  std::atomic<bool> joined = false;
  app::exit_deadline deadline(milliseconds(0), [&] { exited.set_value(); });
  std::jthread stops([&] {
    j.reset();
    joined = true;
  });
  deadline.start();
  deadline.start();
  exited.get_future().wait();
  EXPECT_FALSE(joined);
  disk.release.set_value();
}

TEST(an_exit_deadline, lets_a_stop_in_time_be) {
  bool exited = false;
  {
    app::exit_deadline never_started(milliseconds(0), [&] { exited = true; });
  }
  {
    app::exit_deadline in_time(hours(1), [&] { exited = true; });
    in_time.start();
  }
  EXPECT_FALSE(exited);
}

// A thread that ends only when both threads of this kind have been asked to stop.
class one_of_two {
 public:
  explicit one_of_two(std::latch& all_asked)
      : thread_([&all_asked](const std::stop_token& stop) {
          std::mutex never_locked_elsewhere;
          std::unique_lock guard(never_locked_elsewhere);
          std::condition_variable_any().wait(guard, stop, [] { return false; });
          all_asked.arrive_and_wait();
        }) {}
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

TEST(threads_that_stop, are_all_asked_before_one_is_waited_for) {
  std::latch all_asked(2);
  std::optional<one_of_two> first(std::in_place, all_asked), second(std::in_place, all_asked), none;
  stop_all(first, none, second);
  EXPECT_FALSE(first || second);
}

}  // namespace
}  // namespace bangtin::player::sync
