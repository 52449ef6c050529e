// Compiled once: Asio's part of it is large, and nearly every handler waits for the ledger.
#include "scheduler/ledger/ledger_thread.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bangtin::scheduler {

asio::awaitable<void> go_to(asio::any_io_executor there) {
  co_await asio::post(asio::bind_executor(there, asio::use_awaitable));
}

}  // namespace bangtin::scheduler
