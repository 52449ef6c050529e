// Work that blocks (the database, the disk, the ingest worker) runs on threads of its own; a coroutine waits
// for it here and goes on where it was.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler {

namespace asio = boost::asio;

// The coroutine that awaits it goes on with `there`.
asio::awaitable<void> go_to(asio::any_io_executor there);

// Calls `f` on a thread of `there`; its value, or what it threw. The coroutine goes on with its own executor.
template <class F>
asio::awaitable<std::invoke_result_t<F&>> run_on(asio::any_io_executor there, F f) {
  asio::any_io_executor home = co_await asio::this_coro::executor;
  std::optional<std::invoke_result_t<F&>> value;
  std::exception_ptr failure;
  co_await go_to(there);
  try {
    value.emplace(f());
  } catch (...) {
    failure = std::current_exception();
  }
  co_await go_to(home);
  if (failure) std::rethrow_exception(failure);
  co_return std::move(*value);
}

// The ledger and the one thread that may call it.
class ledger_thread {
 public:
  explicit ledger_thread(std::unique_ptr<ledger> l) : ledger_(std::move(l)) {}
  ~ledger_thread() { finish(); }
  ledger_thread(const ledger_thread&) = delete;
  ledger_thread& operator=(const ledger_thread&) = delete;

  // co_await ledger.ask([&](ledger& l) { return l.media().all(); })
  template <class F>
  auto ask(F f) {
    return run_on(thread_.get_executor(), [this, f = std::move(f)]() mutable { return f(*ledger_); });
  }

  // Only while nothing else uses it: at the start, before the network.
  ledger& directly() { return *ledger_; }
  // Does what is still waiting and ends the thread.
  void finish() { thread_.join(); }

 private:
  std::unique_ptr<ledger> ledger_;
  asio::thread_pool thread_{1};
};

}  // namespace bangtin::scheduler
