#include "bench/large_ledger.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include "bench/daemon_path.hpp"
#include "bench/spending.hpp"
#include "scheduler/api/plays.hpp"
#include "scheduler/app/daemon.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::bench {

namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace api = scheduler::api;
namespace http = scheduler::http;
namespace ledger = scheduler::ledger;
using stopwatch = std::chrono::steady_clock;

double seconds_since(stopwatch::time_point began) {
  return std::chrono::duration<double>(stopwatch::now() - began).count();
}

class machine_clock final : public clock_source {
 public:
  time_reading now() const override {
    return {std::chrono::floor<milliseconds>(std::chrono::system_clock::now()), milliseconds(1),
            clock_trust::synced};
  }
};

// A screen has 17,280 records a day.
int screens_for(std::int64_t records) {
  return static_cast<int>(std::max<std::int64_t>(1, (records + 518'399) / 518'400));
}

// The endpoint of `plays count`, without HTTP.
class counting {
 public:
  explicit counting(const fs::path& file) {
    auto l = ledger::sqlite::open_sqlite_ledger(file, true);
    if (!l) throw std::runtime_error(describe(l.error()));
    thread_.emplace(std::move(*l));
    rows_ = api::plays_handlers::rows(
        {.ledger = *thread_,
         .programmes = programmes_,
         .documents = documents_,
         .clock = clock_,
         .backlog = backlog_,
         .counts = counts_.emplace(api::count_proof::deps{*thread_, backlog_, clock_})});
  }
  ~counting() {
    documents_.stop();
    thread_->thread().stop();
  }
  std::size_t count(const std::string& by) {
    http::request r;
    r.method = "GET";
    r.query = {{"month", "2026-10"}, {"by", by}};
    auto open = asio::make_work_guard(context_);
    http::reply answer;
    asio::co_spawn(context_, rows_.front().handle(r), [&](std::exception_ptr e, http::reply a) {
      if (e) std::rethrow_exception(e);
      answer = std::move(a);
      open.reset();
    });
    context_.restart();
    context_.run();
    if (answer.status != 200) throw std::runtime_error("plays count failed");
    return answer.body_bytes();
  }

 private:
  asio::io_context context_{1};
  std::optional<ledger::ledger_thread> thread_;
  ledger::worker_pool documents_{2};
  machine_clock clock_;
  scheduler::events::programme_hub programmes_{context_.get_executor()};
  api::play_judge judge_;
  api::play_backlog backlog_{judge_};
  std::optional<api::count_proof> counts_;
  std::vector<http::endpoint> rows_;
};

double shell(const fs::path& file, const std::string& sql) {
  const auto began = stopwatch::now();
  const std::string command = fmt::format("sqlite3 '{}' \"{}\" > /dev/null", file.string(), sql);
  if (std::system(command.c_str()) != 0) throw std::runtime_error("the sqlite3 shell failed");
  return seconds_since(began);
}

// Only the roll-up and its keys, so that the shell reads nothing else.
void copy_roll_up(const fs::path& from, const fs::path& to) {
  shell(from, fmt::format(
                  "ATTACH '{}' AS peer; CREATE TABLE peer.play_keys AS SELECT * FROM play_keys;"
                  "CREATE UNIQUE INDEX peer.by_id ON play_keys(id);"
                  "CREATE TABLE peer.play_counts (day INTEGER NOT NULL, hour INTEGER NOT NULL,"
                  " key INTEGER NOT NULL, reason TEXT NOT NULL, plays INTEGER NOT NULL,"
                  " airtime_ms INTEGER NOT NULL, partial INTEGER NOT NULL, failed INTEGER NOT NULL,"
                  " uncertain_clock INTEGER NOT NULL, uncounted INTEGER NOT NULL, near_edge INTEGER NOT NULL,"
                  " PRIMARY KEY (day, hour, key, reason)) WITHOUT ROWID, STRICT;"
                  "INSERT INTO peer.play_counts SELECT * FROM main.play_counts",
                  to.string()));
}

std::string sum_by(const std::string& columns) {
  return fmt::format(
      "SELECT {0}, sum(plays), sum(airtime_ms), sum(partial), sum(failed), sum(uncertain_clock), "
      "sum(uncounted)"
      " FROM play_counts AS c JOIN play_keys AS k ON k.id = c.key WHERE day >= 20727 AND day < 20758 GROUP "
      "BY {0}",
      columns);
}

void compare_counts(const fs::path& file, const fs::path& copy, int rounds) {
  copy_roll_up(file, copy);
  counting daemon(file);
  std::cout << "counts of the month      daemon, ms   shell, ms   ratio\n";
  for (const char* by : {"campaign", "screen", "screen,day", "media", "campaign,hour"}) {
    std::vector<double> ours, peer, ratio;
    for (int round = 0; round < rounds; ++round) {
      const auto began = stopwatch::now();
      daemon.count(by);
      ours.push_back(seconds_since(began));
      peer.push_back(shell(copy, sum_by(by)));
      ratio.push_back(ours.back() / peer.back());
    }
    std::cout << fmt::format("  by {:<18} {:>10.1f} {:>12.1f} {:>8.2f}\n", by, median(ours) * 1000,
                             median(peer) * 1000, median(ratio));
  }
}

// So that the start reads the disk, and not the memory of the run before.
void forget_cached(const fs::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  ::fdatasync(fd);
  ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  ::close(fd);
}

void measure_start(const fs::path& folder, int rounds) {
  machine_clock clock;
  std::vector<double> cold, warm;
  for (int round = 0; round < 2 * rounds; ++round) {
    if (round % 2 == 0) forget_cached(folder / "ledger.sqlite");
    scheduler::app::daemon_setup setup;
    setup.data = folder;
    setup.listen = "127.0.0.1:0";
    setup.socket = folder / "admin.sock";
    const auto began = stopwatch::now();
    auto d = scheduler::app::daemon::start(setup, clock);
    if (!d) throw std::runtime_error(describe(d.error()));
    (round % 2 == 0 ? cold : warm).push_back(seconds_since(began));
  }
  std::cout << fmt::format(
      "from the start until it listens: {:.0f} ms, {:.0f} ms where the file is not cached\n",
      median(warm) * 1000, median(cold) * 1000);
}

}  // namespace

void large_ledger(const fs::path& under, std::int64_t records, int rounds) {
  fakes::temporary_folder folder(under);
  const fs::path file = folder / "ledger.sqlite";
  played_site site(screens_for(records));
  constexpr std::size_t batch = 2000;
  const auto posts_of_each = static_cast<std::size_t>(records) / batch / site.screens().size();
  const auto began = stopwatch::now();
  auto key = load_or_create_key((folder / "daemon.key").string());
  if (!key) throw std::runtime_error(describe(key.error()));
  daemon_path(file, site, false, *key).take(site, posts_of_each, batch);
  std::cout << fmt::format("{} records of {} screens, {} MiB, made in {:.0f} s without syncing\n",
                           posts_of_each * batch * site.screens().size(), site.screens().size(),
                           fs::file_size(file) >> 20, seconds_since(began))
            << std::flush;
  compare_counts(file, folder / "roll-up.sqlite", rounds);
  measure_start(folder.path(), rounds);
}

}  // namespace bangtin::bench
