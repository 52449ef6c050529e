#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

using ledger::job_state;
using ledger::stored_job;

class jobs_contract : public ledger_contract {
 protected:
  static stored_job job(const std::string& content) {
    stored_job j;
    j.sha256 = sha256(content);
    j.file = content + ".mp4";
    j.order = R"({"file":"x"})";
    j.who = "uid 1000 (lan)";
    j.queued = at(7);
    return j;
  }
  ledger::job_ledger& jobs() { return ledger_->jobs(); }
  // Adds a job and ends it in this state.
  std::int64_t add_ended(const std::string& content, std::int64_t ended, job_state state = job_state::done) {
    stored_job j = job(content);
    j.id = jobs().add(j).value();
    j.state = state;
    j.ended = at(ended);
    EXPECT_TRUE(jobs().update(j));
    return j.id;
  }
  std::vector<std::int64_t> ids() {
    std::vector<std::int64_t> all;
    for (const stored_job& j : jobs().newest(1000).value()) all.push_back(j.id);
    return all;
  }
};
LEDGER_CONTRACT(jobs_contract);

TEST_P(jobs_contract, a_job_comes_back_as_it_was_stored) {
  stored_job j = job("film");
  j.file = "phim giới thiệu.mp4";
  j.id = jobs().add(j).value();
  EXPECT_EQ(*jobs().find(j.id), j);
  j.state = job_state::running;
  j.starts = 2;
  ASSERT_TRUE(jobs().update(j));
  EXPECT_EQ(*jobs().find(j.id), j);
  j.state = job_state::failed;
  j.permille = 421;
  j.ended = at(99);
  j.failure = error{errc::invalid, msg("the file is cut off after {} of {} seconds", 3, 12), msg("copy it")};
  ASSERT_TRUE(jobs().update(j));
  reopen();
  EXPECT_EQ(*jobs().find(j.id), j);
  EXPECT_EQ(*jobs().newest(9), std::vector<stored_job>{j});
}

TEST_P(jobs_contract, an_update_changes_no_more_than_what_can_change) {
  stored_job j = job("film");
  j.id = jobs().add(j).value();
  stored_job other = job("another film");
  other.id = j.id;
  other.who = "uid 0 (root)";
  other.queued = at(1);
  other.duplicate = true;
  ASSERT_TRUE(jobs().update(other));
  j.duplicate = true;
  EXPECT_EQ(*jobs().find(j.id), j);
}

TEST_P(jobs_contract, every_state_has_a_name_and_comes_back) {
  using enum job_state;
  for (job_state s : {queued, running, done, failed, cancelled}) {
    EXPECT_EQ(ledger::job_state_from(to_string(s)), s);
    stored_job j = job(std::string(to_string(s)));
    j.state = s;
    j.id = jobs().add(j).value();
    EXPECT_EQ(*jobs().find(j.id), j);
  }
  EXPECT_EQ(ledger::job_state_from("asleep"), std::nullopt);
}

TEST_P(jobs_contract, nothing_is_found_in_an_empty_ledger) {
  EXPECT_EQ(*jobs().find(1), std::nullopt);
  EXPECT_TRUE(jobs().newest(10)->empty());
  EXPECT_TRUE(jobs().open()->empty());
  EXPECT_EQ(*jobs().open_for(sha256("film")), std::nullopt);
  EXPECT_EQ(code_of(jobs().update(job("film"))), errc::not_found);
  EXPECT_EQ(*jobs().forget(at(1000), 0), 0);
}

TEST_P(jobs_contract, an_upload_has_one_open_job) {
  std::int64_t first = jobs().add(job("film")).value();
  EXPECT_EQ(code_of(jobs().add(job("film"))), errc::conflict);
  EXPECT_EQ((*jobs().open_for(sha256("film")))->id, first);
  stored_job running = job("film");
  running.id = first;
  running.state = job_state::running;
  ASSERT_TRUE(jobs().update(running));
  EXPECT_EQ(code_of(jobs().add(job("film"))), errc::conflict);
  running.state = job_state::cancelled;
  running.ended = at(8);
  ASSERT_TRUE(jobs().update(running));
  EXPECT_EQ(*jobs().open_for(sha256("film")), std::nullopt);
  EXPECT_GT(jobs().add(job("film")).value(), first);
}

TEST_P(jobs_contract, what_is_final_stays) {
  for (job_state s : {job_state::done, job_state::failed, job_state::cancelled}) {
    stored_job j = job(std::string(to_string(s)));
    j.id = add_ended(std::string(to_string(s)), 5, s);
    j.state = job_state::queued;
    EXPECT_EQ(code_of(jobs().update(j)), errc::conflict);
    EXPECT_EQ((*jobs().find(j.id))->state, s);
  }
}

TEST_P(jobs_contract, the_open_ones_come_oldest_first_and_the_list_newest_first) {
  std::int64_t a = jobs().add(job("a")).value(), b = add_ended("b", 1), c = jobs().add(job("c")).value();
  EXPECT_EQ(ids(), (std::vector<std::int64_t>{c, b, a}));
  EXPECT_EQ(jobs().newest(2)->size(), 2U);
  std::vector<stored_job> open = jobs().open().value();
  ASSERT_EQ(open.size(), 2U);
  EXPECT_EQ(open[0].id, a);
  EXPECT_EQ(open[1].id, c);
}

TEST_P(jobs_contract, old_and_too_many_final_jobs_are_forgotten_and_open_ones_never) {
  std::int64_t open = jobs().add(job("open")).value();
  std::int64_t old = add_ended("old", 9), a = add_ended("a", 10), b = add_ended("b", 11);
  EXPECT_EQ(*jobs().forget(at(10), 10), 1);
  EXPECT_EQ(*jobs().find(old), std::nullopt);
  EXPECT_EQ(ids(), (std::vector<std::int64_t>{b, a, open}));
  EXPECT_EQ(*jobs().forget(at(0), 1), 1);
  EXPECT_EQ(ids(), (std::vector<std::int64_t>{b, open}));
  EXPECT_EQ(*jobs().forget(at(0), 0), 1);
  EXPECT_EQ(ids(), std::vector<std::int64_t>{open});
  EXPECT_GT(jobs().add(job("next")).value(), b) << "a forgotten job's number is not used again";
}

}  // namespace
}  // namespace bangtin::scheduler::test
