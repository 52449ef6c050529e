// go_to() is compiled once here, because its Asio code is large and nearly every handler awaits a pool. The
// pool's thread may still be inside post() after the coroutine that awaited it has resumed and ended, so the
// context of those who await must outlive the pool.
#include "scheduler/ledger/worker_pool.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bangtin::scheduler::ledger {

asio::awaitable<void> go_to(asio::any_io_executor there) {
  co_await asio::post(asio::bind_executor(there, asio::use_awaitable));
}

worker_pool::worker_pool(std::size_t threads) : context_(static_cast<int>(threads)), running_(threads) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

worker_pool::~worker_pool() {
  stop();
  for (std::thread& t : threads_) t.join();
}

void worker_pool::work() {
  context_.run();
  // Notify while holding the lock: once it is released, wait_until may return and, after this thread is
  // joined, the pool may be destroyed.
  std::lock_guard<std::mutex> lock(mutex_);
  --running_;
  ended_.notify_all();
}

void worker_pool::stop() {
  open_.reset();
  context_.stop();
}

bool worker_pool::wait_until(std::chrono::steady_clock::time_point limit) {
  std::unique_lock<std::mutex> lock(mutex_);
  return ended_.wait_until(lock, limit, [&] { return running_ == 0; });
}

}  // namespace bangtin::scheduler::ledger
