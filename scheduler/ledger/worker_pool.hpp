// Threads for work that blocks: the database, the disk, a large document, the ingest worker. A coroutine on
// the network's thread awaits the work and then goes on with its own executor:
//
//   worker_pool disk(2);
//   result<std::int64_t> size = co_await disk.run([&] { return store.size_of(d); });
//
// To end several pools in limited time, call `stop` for all of them first, and then `wait_until` for each. A
// thread that hangs in the kernel cannot be ended: the process must then exit without destroying its pool.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace bangtin::scheduler::ledger {

namespace asio = boost::asio;

// Moves the coroutine that awaits it to the executor `there`.
asio::awaitable<void> go_to(asio::any_io_executor there);

// Calls `f` on a thread of `there`, and returns its value or throws what it threw. The awaiting coroutine
// goes on with its own executor.
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

// Work begins in the order in which it was given. Any thread except the pool's own may call every member.
class worker_pool {
 public:
  explicit worker_pool(std::size_t threads);
  // Stops the pool, and waits without a time limit for running work.
  ~worker_pool();
  worker_pool(const worker_pool&) = delete;
  worker_pool& operator=(const worker_pool&) = delete;

  asio::any_io_executor executor() { return context_.get_executor(); }
  template <class F>
  auto run(F f) {
    return run_on(executor(), std::move(f));
  }

  // Asks the threads to end after their current work, and returns at once. Work that has not begun never
  // begins; its coroutine is freed with the pool.
  void stop();
  // Waits until all threads have ended, but not longer than `limit`. Returns whether they have ended.
  bool wait_until(std::chrono::steady_clock::time_point limit);

 private:
  void work();

  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> open_{context_.get_executor()};
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t running_;  // number of running threads; guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace bangtin::scheduler::ledger
