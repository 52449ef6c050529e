// GET /metrics: figures in Prometheus's text format, about the daemon and about each screen.
// rows.hpp describes owner, threads and errors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "scheduler/alerts/alert_watch.hpp"
#include "scheduler/api/backup_state.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/screen_directory.hpp"
#include "scheduler/api/storage_check.hpp"
#include "scheduler/events/channel_hub.hpp"
#include "scheduler/events/command_hub.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/http/http_session.hpp"
#include "scheduler/jobs/job_runner.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class metrics_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const events::programme_hub& programmes;
    const events::command_hub& commands;
    const events::channel_hub& channels;
    const screen_directory& directory;
    const clock_source& clock;
    const http::http_metrics& counted;
    const http::connection_manager& connections;
    const std::uint64_t& records_stored;
    const jobs::job_runner& jobs;
    storage_check& storage;
    const backup_state& backups;
    const alerts::alert_watch& alerts;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit metrics_handlers(deps d) : deps_(d) {}

 private:
  handled metrics(http::request& r);
  asio::awaitable<std::string> screens();

  deps deps_;
  // The figures of the screens are read from the ledger once in a few seconds, however many ask.
  std::string screens_;
  std::optional<milliseconds> screens_read_;
  bool reading_ = false;
};

// A screen, and its last report if it has sent one.
struct reported_screen {
  std::string name;
  bool paired = true;
  std::optional<ledger::screen_report> report;
};
// The figures of the screens in Prometheus's text format. Pure.
std::string screen_figures(const std::vector<reported_screen>& screens);

}  // namespace bangtin::scheduler::api
