// The runner with a ledger that fails now and then. The test's own thread acts as the network's thread.
#include "scheduler/jobs/job_runner.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "base/files.hpp"
#include "scheduler/site.hpp"
#include "support/memory_ledger.hpp"

namespace bangtin::scheduler::jobs {
namespace {

using namespace std::chrono_literals;
using ledger::job_state;
using ledger::stored_job;

enum class trouble {
  refuses,  // a change fails and is not written
  lies      // a change is written, and fails all the same: nobody knows what the disk holds
};

// A ledger in memory whose next changes fail. Only the jobs' changes and transactions do.
class troubled_ledger final : public ledger::ledger, public scheduler::ledger::job_ledger {
 public:
  explicit troubled_ledger(trouble kind) : kind_(kind) {}
  std::atomic<int> failures = 0;

  scheduler::ledger::media_ledger& media() override { return inner_->media(); }
  scheduler::ledger::programme_ledger& programmes() override { return inner_->programmes(); }
  scheduler::ledger::screen_ledger& screens() override { return inner_->screens(); }
  scheduler::ledger::evidence_ledger& evidence() override { return inner_->evidence(); }
  scheduler::ledger::check_ledger& checks() override { return inner_->checks(); }
  scheduler::ledger::export_ledger& exports() override { return inner_->exports(); }
  scheduler::ledger::play_ledger& plays() override { return inner_->plays(); }
  result<std::unique_ptr<scheduler::ledger::play_ledger>> recount() override { return inner_->recount(); }
  result<std::optional<std::chrono::local_days>> next_counted_day(std::chrono::local_days from) override {
    return inner_->next_counted_day(from);
  }
  result<std::vector<scheduler::ledger::count_difference>> differences(std::chrono::local_days from,
                                                                       std::chrono::local_days to,
                                                                       int max) override {
    return inner_->differences(from, to, max);
  }
  result<std::int64_t> adopt_recount(std::chrono::local_days from, std::chrono::local_days to) override {
    return inner_->adopt_recount(from, to);
  }
  result<void> confirm_recount() override { return inner_->confirm_recount(); }
  result<void> end_recount() override { return inner_->end_recount(); }
  scheduler::ledger::notice_ledger& notices() override { return inner_->notices(); }
  scheduler::ledger::screenshot_ledger& screenshots() override { return inner_->screenshots(); }
  scheduler::ledger::job_ledger& jobs() override { return *this; }
  scheduler::ledger::report_ledger& reports() override { return inner_->reports(); }
  scheduler::ledger::user_ledger& users() override { return inner_->users(); }
  scheduler::ledger::audit_ledger& audit() override { return inner_->audit(); }
  scheduler::ledger::trust_ledger& trust() override { return inner_->trust(); }
  scheduler::ledger::copy_ledger& copies() override { return inner_->copies(); }
  scheduler::ledger::alert_ledger& alerts() override { return inner_->alerts(); }
  result<void> ping() override { return {}; }
  result<void> try_to_store() override { return {}; }
  result<std::optional<public_key>> root() override { return inner_->root(); }
  result<void> transaction(const std::function<result<void>()>& f) override {
    return failing([&] {
      within_ = true;
      result<void> done = inner_->transaction(f);
      within_ = false;
      return done;
    });
  }

  result<std::vector<stored_job>> newest(int max) override { return inner_->jobs().newest(max); }
  result<std::optional<stored_job>> find(std::int64_t id) override { return inner_->jobs().find(id); }
  result<std::vector<stored_job>> open() override { return inner_->jobs().open(); }
  result<std::optional<stored_job>> open_for(const digest& d) override { return inner_->jobs().open_for(d); }
  result<std::int64_t> add(const stored_job& j) override { return inner_->jobs().add(j); }
  result<void> update(const stored_job& j) override {
    if (within_) return inner_->jobs().update(j);
    return failing([&] { return inner_->jobs().update(j); });
  }
  result<int> forget(utc_ms before, int max) override { return inner_->jobs().forget(before, max); }

 private:
  template <class F>
  result<void> failing(F f) {
    if (failures == 0) return f();
    --failures;
    if (kind_ == trouble::lies) (void)f();
    return error{errc::io, msg("the disk is full"), msg("wait")};
  }

  trouble kind_;
  bool within_ = false;
  std::unique_ptr<scheduler::ledger::ledger> inner_ = test::make_memory_ledger();
};

class job_runner_in_trouble : public ::testing::TestWithParam<trouble> {
 protected:
  ~job_runner_in_trouble() override {
    runner_.threads().stop();
    runner_.threads().wait_until(std::chrono::steady_clock::time_point::max());
    ledger_.thread().stop();
    ledger_.thread().wait_until(std::chrono::steady_clock::time_point::max());
  }

  // Runs the network's thread until the condition holds.
  template <class F>
  bool run_until(F holds) {
    while (!holds()) {
      context_.restart();
      if (context_.run_one_for(20s) == 0) return false;
    }
    return true;
  }
  void order() {
    EXPECT_TRUE(write_file(folder_ / "file", "film"));
    digest d = store_.adopt(folder_ / "file").value();
    stored_job j;
    j.sha256 = d;
    j.order = canonical(wire::admin::encode(wire::admin::media_order{d.hex(), "a.mp4", {}, {}, {}, {}, {}}));
    asio::co_spawn(context_, runner_.order(j), [](const std::exception_ptr&, const auto&) {});
  }
  bool idle() const {
    return runner_.running() == 0 && runner_.counted().done + runner_.counted().failed > 0;
  }

  fakes::temporary_folder folder_;
  test::standing_clock clock_;
  asio::io_context context_{1};
  media::store store_ = media::store::open(folder_ / "store").value();
  troubled_ledger* memory_ = new troubled_ledger(GetParam());
  ledger::ledger_thread ledger_{std::unique_ptr<ledger::ledger>(memory_)};
  std::atomic<int> ingested_ = 0;  // also written by the job's thread
  std::function<void()> while_ingesting_ = [] {};
  job_runner runner_{
      {.network = context_.get_executor(),
       .ledger = ledger_,
       .store = store_,
       .clock = clock_,
       .scratch = folder_ / "scratch",
       .limits = {},
       .ingest = [this](const auto&, const auto&, const auto&, const auto&) -> result<media::ingested> {
         ++ingested_;
         while_ingesting_();
         return media::ingested{};
       },
       .queue = {},
       .ledger_retry = 1ms}};
};
INSTANTIATE_TEST_SUITE_P(every, job_runner_in_trouble, ::testing::Values(trouble::refuses, trouble::lies),
                         [](const auto& p) { return p.param == trouble::lies ? "lies" : "refuses"; });

TEST_P(job_runner_in_trouble, repeats_each_step_until_it_is_written) {
  memory_->failures = 3;                                 // at the begin
  while_ingesting_ = [this] { memory_->failures = 3; };  // and at the end
  order();
  ASSERT_TRUE(run_until([&] { return idle(); }));
  stored_job j = **memory_->find(1);
  EXPECT_EQ(j.state, job_state::done);
  EXPECT_EQ(j.starts, 1);
  EXPECT_EQ(ingested_, 1) << "the work is not done twice";
  EXPECT_EQ(memory_->media().all()->size(), 1U);
  EXPECT_EQ(memory_->audit().newest(9)->size(), 1U);
  EXPECT_TRUE(store_.has(sha256("film")));
  EXPECT_EQ(runner_.counted().done, 1U);
}

TEST_P(job_runner_in_trouble, does_not_hold_up_the_end_of_the_daemon) {
  while_ingesting_ = [this] { memory_->failures = 1'000'000'000; };
  order();
  ASSERT_TRUE(run_until([&] { return ingested_ == 1 && memory_->failures < 1'000'000'000; }));
  runner_.close();
  EXPECT_TRUE(run_until([&] { return runner_.running() == 0; }));
}

}  // namespace
}  // namespace bangtin::scheduler::jobs
