// The watchdog is fed only after a round trip to the database, so systemd restarts a daemon whose network
// thread or ledger hangs.
#include "scheduler/app/service_manager.hpp"

#include <signal.h>
#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

namespace bangtin::scheduler::app {

namespace {

asio::awaitable<void> feed_watchdog(daemon& d, std::chrono::microseconds period) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (;;) {
    if (co_await d.alive()) ::sd_notify(0, "WATCHDOG=1");
    timer.expires_after(period / 2);
    co_await timer.async_wait(asio::use_awaitable);
  }
}

}  // namespace

void serve_under_manager(daemon& d) {
  // Installed here and not in a coroutine, so that signals are caught from now on, before the daemon runs.
  auto wanted = std::make_shared<asio::signal_set>(d.executor(), SIGTERM, SIGINT);
  wanted->async_wait([wanted, &d](boost::system::error_code ec, int number) {
    if (ec) return;
    ::sd_notify(0, "STOPPING=1");
    spdlog::info("stopping on {}", number == SIGTERM ? "SIGTERM" : "SIGINT");
    d.stop();
  });
  std::uint64_t period_us = 0;
  if (::sd_watchdog_enabled(0, &period_us) > 0) {
    asio::co_spawn(d.executor(), feed_watchdog(d, std::chrono::microseconds(period_us)), asio::detached);
  }
  ::sd_notify(0, "READY=1");
}

}  // namespace bangtin::scheduler::app
