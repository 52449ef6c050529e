// Which subjects have changed since somebody looked: a number for each, and who waits for the next change. In
// memory only. The subjects are the tags of the OpenAPI document.
//
//   change_hub::position seen = hub.now();
//   co_await hub.wait(25s);
//   std::vector<std::string> changed = hub.changed_since(seen);   // {"media", "screens"}; `seen` is now
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/events/waiters.hpp"

namespace bangtin::scheduler::events {

// Not thread-safe; use only on the network's thread.
class change_hub {
 public:
  using position = std::map<std::string, std::uint64_t, std::less<>>;  // how often each subject has changed

  explicit change_hub(asio::any_io_executor on) : waiters_(std::move(on)) {}

  void note(std::string_view subject);
  const position& now() const { return changes_; }
  // The subjects that have changed since, ascending. Sets `seen` to now.
  std::vector<std::string> changed_since(position& seen) const;
  // Until the next change, at most `most`.
  asio::awaitable<void> wait(std::chrono::steady_clock::duration most) { return waiters_.wait(most); }

  // A stream counts as open while this value lives, which may be longer than the hub does.
  std::shared_ptr<const char> place() const { return open_; }
  std::size_t open() const { return static_cast<std::size_t>(open_.use_count()) - 1; }
  // The daemon ends: all streams do.
  void close();
  bool closed() const { return closed_; }

 private:
  position changes_;
  std::shared_ptr<const char> open_ = std::make_shared<char>();
  waiters waiters_;
  bool closed_ = false;
};

}  // namespace bangtin::scheduler::events
