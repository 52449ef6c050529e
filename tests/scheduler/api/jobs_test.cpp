// Jobs over real sockets: order, progress, cancel, and what a restart of the daemon does with them.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <condition_variable>
#include <mutex>

#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

using namespace std::chrono_literals;

// An ingest worker that works on a file until the test says what becomes of it, or until it is killed.
class scripted_worker {
 public:
  result<media::ingested> work(const std::filesystem::path& file, const media::ingest_control& control) {
    std::string sha = file.filename().string();
    std::stop_callback wake(control.stop, [this] {
      std::lock_guard<std::mutex> lock(mutex_);
      changed_.notify_all();
    });
    std::unique_lock<std::mutex> lock(mutex_);
    ++begun_[sha];
    order_.push_back(sha);
    if (control.progress && permille_.contains(sha)) control.progress(permille_[sha]);
    changed_.notify_all();
    changed_.wait(
        lock, [&] { return ends_.contains(sha) || all_end_ || (control.stop.stop_requested() && !deaf_); });
    if (control.stop.stop_requested() && !ends_.contains(sha)) {
      return error{errc::conflict, msg("killed"), msg("nothing")};
    }
    if (auto end = ends_.find(sha); end != ends_.end() && end->second) return *end->second;
    media::ingested found;
    found.width = 1920;
    found.height = 1080;
    return found;
  }
  // Returns once the file has been begun this often.
  void wait_for(const std::string& bytes, int times = 1) {
    std::unique_lock<std::mutex> lock(mutex_);
    bool came = changed_.wait_for(lock, 20s, [&] { return begun_[sha256(bytes).hex()] >= times; });
    EXPECT_TRUE(came) << bytes << " is not begun";
  }
  void end(const std::string& bytes, std::optional<error> why = {}) {
    change([&] { ends_[sha256(bytes).hex()] = std::move(why); });
  }
  void end_all() {
    change([&] { all_end_ = true; });
  }
  // Kills have no effect from now on.
  void be_deaf() {
    change([&] { deaf_ = true; });
  }
  void set_progress(const std::string& bytes, int permille) {
    change([&] { permille_[sha256(bytes).hex()] = permille; });
  }
  std::vector<std::string> order() {
    std::lock_guard<std::mutex> lock(mutex_);
    return order_;
  }

 private:
  template <class F>
  void change(F f) {
    std::lock_guard<std::mutex> lock(mutex_);
    f();
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, int> begun_, permille_;
  std::map<std::string, std::optional<error>> ends_;
  std::vector<std::string> order_;
  bool all_end_ = false, deaf_ = false;
};

class jobs_over_http : public site {
 protected:
  jobs_over_http() {
    setup_.ingest_workers = 1;
    setup_.stop_grace = milliseconds(50);
    setup_.ingest = [w = worker_](const std::filesystem::path& file, const std::filesystem::path&,
                                  const media::ingest_limits&,
                                  const media::ingest_control& control) { return w->work(file, control); };
  }
  ~jobs_over_http() override { worker_->end_all(); }

  // Uploads the bytes and orders their ingest. Returns the job's path.
  std::string order(const std::string& bytes) {
    store(bytes);
    answer a = order_stored(bytes);
    EXPECT_EQ(a.status, 202) << a.body;
    return a.headers["location"];
  }
  answer order_stored(const std::string& bytes) {
    return admin("POST", "/v1/media",
                 canonical(json::object{{"sha256", sha256(bytes).hex()},
                                        {"file", bytes + ".mp4"},
                                        {"title", "T"},
                                        {"theme", ""},
                                        {"owner", ""},
                                        {"link", ""}}));
  }
  json::value final(const std::string& path) { return parsed(admin("GET", path + "?wait_ms=10000")); }
  std::string state(const std::string& path) {
    return std::string(parsed(admin("GET", path)).at("state").as_string());
  }
  bool uploaded(const std::string& bytes) {
    return parsed(admin("GET", "/v1/uploads/" + sha256(bytes).hex())).at("complete").as_bool();
  }
  std::string metric(const std::string& name) {
    std::string text = open("GET", "/metrics").body;
    std::size_t at = text.find("\n" + name + " ");
    return at == std::string::npos
               ? ""
               : text.substr(at + name.size() + 2, text.find('\n', at + 1) - at - name.size() - 2);
  }
  std::unique_ptr<ledger::ledger> closed_ledger() {
    return ledger::sqlite::open_sqlite_ledger(folder_ / "data" / "ledger.sqlite", false).value();
  }

  std::shared_ptr<scripted_worker> worker_ = std::make_shared<scripted_worker>();
};

TEST_F(jobs_over_http, an_order_is_answered_at_once_and_followed_to_its_end) {
  start();
  worker_->set_progress("film", 421);
  std::string path = order("film");
  worker_->wait_for("film");
  json::value j = parsed(admin("GET", path));
  EXPECT_EQ(j.at("state").as_string(), "running");
  EXPECT_EQ(j.at("kind").as_string(), "ingest");
  EXPECT_EQ(j.at("file").as_string(), "film.mp4");
  EXPECT_EQ(j.at("progress_pct").as_int64(), 42);
  EXPECT_EQ(j.at("queued").as_int64(), clock_.ms.load());
  EXPECT_TRUE(j.at("who").as_string().starts_with("uid "));
  EXPECT_TRUE(j.at("item").is_null());
  answer same = order_stored("film");
  EXPECT_EQ(same.status, 202);
  EXPECT_EQ(same.headers["location"], path) << "the second order gets the same job";
  EXPECT_EQ(metric("bangtin_jobs_running"), "1");

  worker_->end("film");
  j = final(path);
  EXPECT_EQ(j.at("state").as_string(), "done");
  EXPECT_EQ(j.at("progress_pct").as_int64(), 100);
  EXPECT_EQ(j.at("item").at("status").as_string(), "accepted");
  EXPECT_EQ(j.at("item").at("title").as_string(), "T");
  EXPECT_EQ(order_stored("film").status, 200) << "a duplicate";
  EXPECT_EQ(metric("bangtin_jobs_running"), "0");
  EXPECT_EQ(metric("bangtin_jobs_done_total"), "1");
}

TEST_F(jobs_over_http, a_wait_ends_with_the_job_and_not_with_its_time) {
  start();
  std::string path = order("film");
  raw_client waiting(socket());
  waiting.send(request_text("GET", path + "?wait_ms=10000"));
  worker_->wait_for("film");
  EXPECT_EQ(state(path), "running") << "other requests go on meanwhile";
  worker_->end("film", error{errc::limit, msg("it is too long"), msg("make it shorter")});
  json::value j = parsed(waiting.read());
  EXPECT_EQ(j.at("state").as_string(), "failed");
  EXPECT_EQ(j.at("failure").at("code").as_string(), "limit");
  EXPECT_EQ(j.at("failure").at("what").at("id").as_string(), "it is too long");
  EXPECT_EQ(j.at("failure").at("remedy").at("id").as_string(), "make it shorter");
  EXPECT_FALSE(uploaded("film"));
  EXPECT_EQ(metric("bangtin_jobs_failed_total"), "1");
}

TEST_F(jobs_over_http, a_wait_that_is_over_tells_the_state_of_now) {
  start();
  std::string path = order("film");
  worker_->wait_for("film");
  EXPECT_EQ(parsed(admin("GET", path + "?wait_ms=1")).at("state").as_string(), "running");
  EXPECT_EQ(admin("GET", path + "?wait_ms=soon").status, 400);
  EXPECT_EQ(admin("GET", path + "?wait_ms=-1").status, 400);
}

TEST_F(jobs_over_http, unknown_jobs_are_not_found) {
  start();
  for (const char* path : {"/v1/jobs/1", "/v1/jobs/0", "/v1/jobs/x", "/v1/jobs/99999999999999999999"}) {
    EXPECT_EQ(admin("GET", path).status, 404) << path;
    EXPECT_EQ(admin("GET", path + std::string("?wait_ms=10000")).status, 404) << path;
    EXPECT_EQ(admin("DELETE", path).status, 404) << path;
  }
}

TEST_F(jobs_over_http, a_queued_job_is_cancelled_before_it_begins) {
  start();
  std::string first = order("film"), second = order("another film");
  worker_->wait_for("film");
  EXPECT_EQ(state(second), "queued");
  EXPECT_EQ(metric("bangtin_jobs_queued"), "1");
  answer a = admin("DELETE", second);
  EXPECT_EQ(a.status, 200);
  EXPECT_EQ(parsed(a).at("state").as_string(), "cancelled");
  EXPECT_EQ(admin("DELETE", second).status, 409);
  EXPECT_FALSE(uploaded("another film"));
  worker_->end("film");
  EXPECT_EQ(final(first).at("state").as_string(), "done");
  EXPECT_EQ(worker_->order(), std::vector<std::string>{sha256("film").hex()});
  EXPECT_EQ(admin("DELETE", first).status, 409) << "it is done";
}

TEST_F(jobs_over_http, a_running_job_is_cancelled_by_killing_its_worker) {
  start();
  std::string path = order("film");
  worker_->wait_for("film");
  raw_client waiting(socket());
  waiting.send(request_text("GET", path + "?wait_ms=10000"));
  EXPECT_EQ(admin("DELETE", path).status, 200);
  EXPECT_EQ(parsed(waiting.read()).at("state").as_string(), "cancelled");
  std::string next = order("another film");
  worker_->wait_for("another film");  // the only worker is free again
  EXPECT_FALSE(uploaded("film"));
  EXPECT_EQ(metric("bangtin_jobs_cancelled_total"), "1");
  worker_->end_all();
  final(next);
  stop();
  std::vector<ledger::audit_line> lines = *closed_ledger()->audit().newest(9);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1].what, "media cancelled film.mp4 " + sha256("film").hex());
}

TEST_F(jobs_over_http, a_failure_of_ours_keeps_the_upload_for_the_next_order) {
  setup_.ingest = [](const auto&, const auto&, const auto&, const auto&) -> result<media::ingested> {
    throw std::runtime_error("a defect");
  };
  start();
  json::value j = final(order("film"));
  EXPECT_EQ(j.at("failure").at("code").as_string(), "internal");
  EXPECT_TRUE(uploaded("film"));
  EXPECT_NE(order_stored("film").headers["location"], "/v1/jobs/1")
      << "a job that has failed is not had again";
}

TEST_F(jobs_over_http, a_worker_that_sleeps_blocks_nobody) {
  setup_.ingest_stall = milliseconds(20);
  start();
  std::string asleep = order("asleep");
  worker_->wait_for("asleep");
  worker_->end("a film");
  worker_->end("a poster");
  EXPECT_EQ(final(order("a film")).at("state").as_string(), "done");
  EXPECT_EQ(final(order("a poster")).at("state").as_string(), "done");
  EXPECT_EQ(state(asleep), "running");
  EXPECT_EQ(open("GET", "/healthz").status, 200);
}

TEST_F(jobs_over_http, the_list_has_the_newest_first_and_the_items_of_done_ones) {
  start();
  worker_->end("done");
  worker_->end("failed", error{errc::invalid, msg("no"), msg("do better")});
  std::string done = order("done"), failed = order("failed");
  final(failed);
  order("running");
  worker_->wait_for("running");
  order("queued");
  json::array all = parsed(admin("GET", "/v1/jobs")).as_array();
  std::vector<std::string> states;
  for (const json::value& j : all) states.emplace_back(j.at("state").as_string());
  EXPECT_EQ(states, (std::vector<std::string>{"queued", "running", "failed", "done"}));
  EXPECT_EQ(all[3].at("item").at("file").as_string(), "done.mp4");
}

TEST_F(jobs_over_http, a_stop_kills_the_workers_and_the_next_daemon_goes_on) {
  start();
  std::string running = order("film"), queued = order("another film");
  worker_->wait_for("film");
  raw_client waiting(socket());
  waiting.send(request_text("GET", running + "?wait_ms=10000"));
  stop();
  EXPECT_TRUE(clean_);
  for (const ledger::stored_job& j : *closed_ledger()->jobs().open()) {
    EXPECT_EQ(j.state, ledger::job_state::queued) << j.file;
    EXPECT_EQ(j.starts, 0) << "a stop in order counts as no start";
  }
  worker_->end_all();
  start();
  EXPECT_EQ(final(running).at("state").as_string(), "done");
  EXPECT_EQ(final(queued).at("state").as_string(), "done");
  EXPECT_EQ(final(running).at("item").at("title").as_string(), "T");
}

TEST_F(jobs_over_http, a_worker_that_cannot_be_killed_does_not_hold_up_a_stop) {
  worker_->be_deaf();
  start();
  std::string path = order("film");
  worker_->wait_for("film");
  daemon_->stop();
  thread_.join();  // although the worker still runs
  EXPECT_FALSE(clean_);
  worker_->end_all();
  daemon_.reset();
  EXPECT_EQ((*closed_ledger()->jobs().find(1))->state, ledger::job_state::running) << "as after a crash";
  start();
  EXPECT_EQ(final(path).at("state").as_string(), "done");
  stop();
  EXPECT_TRUE(clean_);
}

// A ledger as a daemon leaves it that is killed in the middle of a job.
TEST_F(jobs_over_http, after_a_crash_jobs_are_queued_again_and_given_up_after_the_third) {
  start();
  std::string once = order("once"), thrice = order("thrice");
  worker_->wait_for("once");
  stop();
  std::filesystem::create_directories(folder_ / "data" / "ingest" / "left");
  {
    std::unique_ptr<ledger::ledger> l = closed_ledger();
    for (auto [id, starts] : {std::pair(1, 1), std::pair(2, 3)}) {
      ledger::stored_job j = **l->jobs().find(id);
      j.state = ledger::job_state::running;
      j.starts = starts;
      ASSERT_TRUE(l->jobs().update(j));
    }
  }
  worker_->end_all();
  start();
  EXPECT_EQ(final(once).at("state").as_string(), "done");
  // The daemon gives a job up soon after its start, and nothing waits for that.
  while (state(thrice) != "failed") std::this_thread::yield();
  json::value j = parsed(admin("GET", thrice));
  EXPECT_EQ(j.at("failure").at("what").at("id").as_string(),
            "the daemon or its machine ended three times without warning while it examined this file");
  EXPECT_TRUE(uploaded("thrice"));
  EXPECT_EQ(worker_->order(), (std::vector<std::string>{sha256("once").hex(), sha256("once").hex()}));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "data" / "ingest" / "left"));
}

TEST_F(jobs_over_http, several_workers_work_at_the_same_time) {
  setup_.ingest_workers = 3;
  start();
  for (const char* bytes : {"a", "b", "c", "d"}) order(bytes);
  for (const char* bytes : {"a", "b", "c"}) worker_->wait_for(bytes);
  EXPECT_EQ(metric("bangtin_jobs_running"), "3");
  EXPECT_EQ(metric("bangtin_jobs_queued"), "1");
  worker_->end("b");
  worker_->wait_for("d");
}

}  // namespace
}  // namespace bangtin::scheduler::test
