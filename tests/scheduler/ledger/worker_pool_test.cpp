#include "scheduler/ledger/worker_pool.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <future>

namespace bangtin::scheduler::ledger {
namespace {

using clock = std::chrono::steady_clock;

// A pool with one thread, which is busy until `release`.
struct busy_pool {
  busy_pool() {
    std::promise<void> begun;
    asio::post(pool.executor(), [&begun, gate = may_end.get_future().share()] {
      begun.set_value();
      gate.wait();
    });
    begun.get_future().wait();
  }
  void release() { may_end.set_value(); }
  std::promise<void> may_end;
  worker_pool pool{1};
};

TEST(worker_pools, that_are_idle_end_when_they_are_asked) {
  worker_pool pool(2);
  pool.stop();
  EXPECT_TRUE(pool.wait_until(clock::time_point::max()));
}

TEST(worker_pools, that_hang_are_waited_for_to_the_limit_only) {
  busy_pool hangs;
  worker_pool idle(1);
  hangs.pool.stop();
  idle.stop();
  EXPECT_FALSE(hangs.pool.wait_until(clock::now()));
  EXPECT_TRUE(idle.wait_until(clock::time_point::max()))
      << "it was asked before anybody waited for the other";
  hangs.release();
  EXPECT_TRUE(hangs.pool.wait_until(clock::time_point::max()));
}

TEST(worker_pools, that_are_stopped_begin_nothing_more) {
  busy_pool busy;
  bool begun = false;
  asio::post(busy.pool.executor(), [&] { begun = true; });
  busy.pool.stop();
  busy.release();
  EXPECT_TRUE(busy.pool.wait_until(clock::time_point::max()));
  EXPECT_FALSE(begun);
}

TEST(worker_pools, give_a_coroutine_its_value_or_what_was_thrown_on_its_own_thread) {
  asio::io_context context(1);
  worker_pool pool(1);  // ends before the context, to which its thread still posts when run() returns
  int value = 0;
  std::string thrown;
  bool at_home = false;
  auto conversation = [&]() -> asio::awaitable<void> {
    std::thread::id home = std::this_thread::get_id();
    std::thread::id there = co_await pool.run([] { return std::this_thread::get_id(); });
    at_home = there != home && std::this_thread::get_id() == home;
    value = co_await pool.run([] { return 7; });
    try {
      co_await pool.run([]() -> int { throw std::runtime_error("no"); });
    } catch (const std::exception& e) {
      thrown = e.what();
    }
  };
  asio::co_spawn(context, conversation(), asio::detached);
  context.run();
  EXPECT_TRUE(at_home);
  EXPECT_EQ(value, 7);
  EXPECT_EQ(thrown, "no");
}

}  // namespace
}  // namespace bangtin::scheduler::ledger
