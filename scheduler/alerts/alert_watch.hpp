// Looks at all screens again and again, and tells what the alert machine decides. The daemon's adapter: reads
// the ledger, obeys the machine, runs the hook. Not thread-safe; use only on the network's thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "scheduler/alerts/alert_delivery.hpp"
#include "scheduler/alerts/alert_machine.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::alerts {

namespace asio = boost::asio;

class alert_watch {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const events::programme_hub& programmes;
    ledger::worker_pool& documents;  // for timelines
    ledger::worker_pool& telling;    // one thread, so the hook never runs twice at once
    const clock_source& clock;
    std::function<asio::awaitable<result<void>>()> storage;  // whether the daemon can store anything
    std::stop_token stopping;
  };
  alert_watch(deps d, alert_setup setup);

  // Looks until `stopping`; returns at once where nobody is to be told.
  asio::awaitable<void> run();
  // Sends a test message now. What failed is told as after every message.
  asio::awaitable<delivery> test();

  bool is_on() const { return setup_.is_on(); }
  // Of the last message; empty: it arrived, or there was none.
  const delivery& last() const { return last_; }
  std::size_t active() const { return machine_ ? machine_->active() : 0; }

 private:
  asio::awaitable<void> restore();
  asio::awaitable<std::optional<watched_site>> read_site();
  asio::awaitable<void> look();
  asio::awaitable<void> send(message_under_way m);
  asio::awaitable<delivery> tell(alert_message m);
  asio::awaitable<void> keep(const message_under_way* under_way);

  deps deps_;
  const alert_setup setup_;
  std::string host_;
  std::optional<alert_machine> machine_;
  alert_memory stored_;
  delivery last_;
};

}  // namespace bangtin::scheduler::alerts
