#include "scheduler/service_manager.hpp"

#include <signal.h>
#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

namespace bangtin::scheduler {

namespace {

asio::awaitable<void> feed_watchdog(daemon& d, std::chrono::microseconds period) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (;;) {
    if (co_await d.alive()) ::sd_notify(0, "WATCHDOG=1");
    timer.expires_after(period / 2);
    co_await timer.async_wait(asio::use_awaitable);
  }
}

asio::awaitable<void> stop_on_signal(daemon& d) {
  asio::signal_set wanted(co_await asio::this_coro::executor, SIGTERM, SIGINT);
  int number = co_await wanted.async_wait(asio::use_awaitable);
  ::sd_notify(0, "STOPPING=1");
  spdlog::info("stopping on {}", number == SIGTERM ? "SIGTERM" : "SIGINT");
  d.stop();
}

}  // namespace

void serve_under_manager(daemon& d) {
  asio::co_spawn(d.executor(), stop_on_signal(d), asio::detached);
  std::uint64_t period_us = 0;
  if (::sd_watchdog_enabled(0, &period_us) > 0) {
    asio::co_spawn(d.executor(), feed_watchdog(d, std::chrono::microseconds(period_us)), asio::detached);
  }
  ::sd_notify(0, "READY=1");
}

}  // namespace bangtin::scheduler
