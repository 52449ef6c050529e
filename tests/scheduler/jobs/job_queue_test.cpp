#include "scheduler/jobs/job_queue.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace bangtin::scheduler::jobs {

// Printed as a test writes them.
void PrintTo(const action& a, std::ostream* out) {
  std::visit([&](const auto& of) { *out << "start kill give_up"[a.index() * 6] << of.id; }, a);
}

namespace {

using actions = std::vector<action>;

// A queue and everything that it has asked for so far.
struct scene {
  explicit scene(std::size_t workers = 1, std::size_t max_stalled = 4) : queue({workers, max_stalled}) {}

  actions give(const event& e) {
    actions todo = queue.resume(e);
    for (const action& a : todo) {
      if (const auto* s = std::get_if<start>(&a)) started.push_back(s->id);
    }
    return todo;
  }
  // Ends the oldest job that was started and not ended yet, again and again until nothing runs.
  std::vector<job_id> run_out() {
    for (std::size_t next = 0; next < started.size(); ++next) give(ended{started[next]});
    return started;
  }

  job_queue queue;
  std::vector<job_id> started;
};

TEST(job_queue, starts_as_many_as_there_are_workers) {
  scene s(2);
  EXPECT_EQ(s.give(added{1, "lan"}), actions{start{1}});
  EXPECT_EQ(s.give(added{2, "lan"}), actions{start{2}});
  EXPECT_EQ(s.give(added{3, "lan"}), actions{});
  EXPECT_EQ(s.queue.running(), 2U);
  EXPECT_EQ(s.queue.waiting(), 1U);
  EXPECT_EQ(s.give(ended{2}), actions{start{3}});
  EXPECT_EQ(s.give(ended{1}), actions{});
  EXPECT_EQ(s.give(ended{3}), actions{});
  EXPECT_EQ(s.queue.running(), 0U);
}

struct turns_case {
  const char* about;
  std::vector<added> jobs;
  std::vector<job_id> order;
};

TEST(job_queue, people_take_turns_and_their_own_jobs_keep_their_order) {
  const std::vector<turns_case> cases{
      {"one person: first come", {{1, "a"}, {2, "a"}, {3, "a"}}, {1, 2, 3}},
      {"a pile does not delay one file", {{1, "a"}, {2, "a"}, {3, "a"}, {4, "b"}}, {1, 4, 2, 3}},
      {"two piles alternate", {{1, "a"}, {2, "a"}, {3, "a"}, {4, "b"}, {5, "b"}}, {1, 4, 2, 5, 3}},
      {"three people", {{1, "a"}, {2, "a"}, {3, "b"}, {4, "b"}, {5, "c"}, {6, "c"}}, {1, 3, 5, 2, 4, 6}},
      {"among equals the older job", {{1, "x"}, {5, "b"}, {6, "a"}}, {1, 5, 6}}};
  for (const turns_case& c : cases) {
    scene s;
    for (const added& j : c.jobs) s.give(j);
    EXPECT_EQ(s.run_out(), c.order) << c.about;
  }
}

TEST(job_queue, absence_earns_no_credit) {
  scene s;
  for (job_id id = 1; id <= 6; ++id) s.give(added{id, "a"});
  s.give(ended{1});
  s.give(ended{2});
  s.give(ended{3});
  for (job_id id = 11; id <= 13; ++id) s.give(added{id, "b"});
  EXPECT_EQ(s.run_out(), (std::vector<job_id>{1, 2, 3, 4, 11, 5, 12, 6, 13}));
}

TEST(job_queue, whoever_asks_again_at_once_does_not_come_twice_in_a_round) {
  scene s;
  s.give(added{1, "a"});
  s.give(added{2, "a"});
  s.give(added{3, "b"});
  s.give(added{4, "c"});
  s.give(ended{1});  // b runs
  s.give(added{5, "b"});
  s.give(ended{3});
  EXPECT_EQ(s.started.back(), 4) << "c has not had a turn";
  EXPECT_EQ(s.run_out(), (std::vector<job_id>{1, 3, 4, 2, 5}));
}

TEST(job_queue, a_waiting_job_is_cancelled_by_leaving) {
  scene s;
  s.give(added{1, "a"});
  s.give(added{2, "a"});
  EXPECT_EQ(s.give(cancelled{2}), actions{});
  EXPECT_FALSE(s.queue.is_open(2));
  EXPECT_EQ(s.give(ended{1}), actions{});
}

TEST(job_queue, a_running_job_is_cancelled_by_killing_it_once) {
  scene s;
  s.give(added{1, "a"});
  s.give(added{2, "a"});
  EXPECT_TRUE(s.queue.is_open(1));
  EXPECT_EQ(s.give(cancelled{1}), actions{kill{1}});
  EXPECT_FALSE(s.queue.is_open(1));
  EXPECT_EQ(s.give(cancelled{1}), actions{}) << "its worker is dying";
  EXPECT_EQ(s.queue.running(), 1U) << "it still has its worker";
  EXPECT_EQ(s.give(ended{1}), actions{start{2}});
}

TEST(job_queue, a_worker_that_sleeps_keeps_nobody_waiting) {
  scene s(1, 2);
  for (job_id id = 1; id <= 5; ++id) s.give(added{id, "a"});
  EXPECT_EQ(s.give(stalled{1}), actions{start{2}});
  EXPECT_EQ(s.give(stalled{1}), actions{}) << "that was known";
  EXPECT_EQ(s.give(stalled{2}), actions{start{3}});
  EXPECT_EQ(s.give(stalled{3}), actions{}) << "this machine has only so much memory";
  EXPECT_EQ(s.give(ended{2}), actions{start{4}});
}

TEST(job_queue, a_worker_that_wakes_up_counts_again) {
  scene s;
  for (job_id id = 1; id <= 3; ++id) s.give(added{id, "a"});
  s.give(stalled{1});
  EXPECT_EQ(s.give(moved{1}), actions{});
  EXPECT_EQ(s.give(ended{2}), actions{}) << "the first runs";
  EXPECT_EQ(s.give(ended{1}), actions{start{3}});
}

TEST(job_queue, a_file_that_killed_the_daemon_three_times_is_given_up) {
  scene s;
  EXPECT_EQ(s.give(added{1, "a", 2}), actions{start{1}});
  EXPECT_EQ(s.give(added{2, "a", 3}), actions{give_up{2}});
  EXPECT_EQ(s.give(added{3, "a", 7}), actions{give_up{3}});
  EXPECT_EQ(s.queue.waiting(), 0U);
}

TEST(job_queue, that_closes_kills_what_runs_and_starts_nothing) {
  scene s(2);
  for (job_id id = 1; id <= 4; ++id) s.give(added{id, "a"});
  s.give(cancelled{2});
  EXPECT_EQ(s.give(closing{}), actions{kill{1}});
  EXPECT_EQ(s.give(ended{1}), actions{});
  EXPECT_EQ(s.give(added{5, "a"}), actions{});
  EXPECT_EQ(s.give(closing{}), actions{});
}

TEST(job_queue, ignores_events_about_unknown_jobs) {
  scene s;
  s.give(added{1, "a"});
  s.give(added{2, "a"});
  for (const event& e : std::vector<event>{ended{9}, ended{2}, cancelled{9}, stalled{2}, stalled{9}, moved{1},
                                           moved{9}, added{1, "b"}}) {
    EXPECT_EQ(s.give(e), actions{}) << e.index();
  }
  EXPECT_EQ(s.run_out(), (std::vector<job_id>{1, 2}));
}

// A random history, in which every event is one that could happen. After each of them the rules hold.
RC_GTEST_PROP(job_queue, keeps_its_rules_whatever_happens, ()) {
  const auto workers = *rc::gen::inRange<std::size_t>(1, 4);
  const auto max_stalled = *rc::gen::inRange<std::size_t>(0, 3);
  const auto people = *rc::gen::inRange(1, 5);
  job_queue queue({workers, max_stalled});
  std::map<job_id, std::string> waiting, running;
  std::set<job_id> stalling, killed, ever;
  job_id newest = 0;
  std::map<std::string, std::map<std::string, int>> passed;  // who waits: whom they let pass, how often

  auto any_of = [](const auto& of) {
    return std::next(of.begin(), *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(of)))->first;
  };
  auto obey = [&](const std::vector<action>& todo) {
    for (const action& a : todo) {
      if (const auto* k = std::get_if<kill>(&a))
        RC_ASSERT(running.contains(k->id) && killed.insert(k->id).second);
      const auto* s = std::get_if<start>(&a);
      if (s == nullptr) continue;
      RC_ASSERT(waiting.contains(s->id));
      RC_ASSERT(ever.insert(s->id).second);
      const std::string who = waiting[s->id];
      for (const auto& [id, other] : waiting) {
        if (other == who) RC_ASSERT(id >= s->id);
        if (other != who) RC_ASSERT(passed[other].count(who) == 0 || passed[other][who] <= 1);
      }
      std::set<std::string> others;
      for (const auto& [id, other] : waiting) others.insert(other);
      for (const std::string& other : others) {
        if (other != who) ++passed[other][who];
      }
      passed.erase(who);
      running[s->id] = who;
      waiting.erase(s->id);
    }
  };
  for (int step = *rc::gen::inRange(1, 120); step > 0; --step) {
    switch (*rc::gen::weightedElement<int>({{4, 0}, {3, 1}, {1, 2}, {1, 3}, {1, 4}})) {
      case 0: {
        std::string who = "person " + std::to_string(*rc::gen::inRange(0, people));
        waiting[++newest] = who;
        obey(queue.resume(added{newest, who}));
        break;
      }
      case 1:
        if (running.empty()) break;
        {
          job_id id = any_of(running);
          running.erase(id);
          stalling.erase(id);
          obey(queue.resume(ended{id}));
        }
        break;
      case 2:
        if (!waiting.empty() && *rc::gen::arbitrary<bool>()) {
          job_id id = any_of(waiting);
          std::string who = waiting[id];
          waiting.erase(id);
          bool more =
              std::any_of(waiting.begin(), waiting.end(), [&](const auto& j) { return j.second == who; });
          if (!more) passed.erase(who);
          obey(queue.resume(cancelled{id}));
        } else if (!running.empty()) {
          obey(queue.resume(cancelled{any_of(running)}));
        }
        break;
      case 3:
        if (running.empty()) break;
        {
          job_id id = any_of(running);
          stalling.insert(id);
          obey(queue.resume(stalled{id}));
        }
        break;
      default:
        if (stalling.empty()) break;
        job_id id = *stalling.begin();
        stalling.erase(id);
        obey(queue.resume(moved{id}));
    }
    RC_ASSERT(queue.waiting() == waiting.size());
    RC_ASSERT(queue.running() == running.size());
    RC_ASSERT(running.size() <= workers + max_stalled);
    // Nobody waits while a worker is free.
    std::size_t moving = running.size() - stalling.size();
    if (moving < workers && stalling.size() <= max_stalled) RC_ASSERT(waiting.empty());
  }
}

}  // namespace
}  // namespace bangtin::scheduler::jobs
