// What the daemon wants its screens to do at once (the emergency notices in force and the screenshot
// requests), and those who wait: screens for commands, staff for a screenshot. In memory only; the ledger
// keeps the notices.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/events/waiters.hpp"
#include "scheduler/ledger/ledger.hpp"
#include "wire/root_succession.hpp"

namespace bangtin::scheduler::events {

// Those of `all` (starts and stops) which are on at `now`: neither over nor stopped. In the order of `all`,
// and valid as long as its elements are.
std::vector<const ledger::stored_notice*> notices_on(const std::vector<ledger::stored_notice>& all,
                                                     utc_ms now);

// Not thread-safe; use only on the network's thread.
class command_hub {
 public:
  explicit command_hub(asio::any_io_executor on) : waiters_(std::move(on)) {}

  // Sends the notice to screens from now on, and wakes all waiters. Its number must be greater than that of
  // every earlier notice.
  void put(ledger::stored_notice n);

  // Gives the notices' certificates the signatures of a new root key.
  void recertify(const wire::root_chain& roots);

  // The commands for a screen that has the notices up to number `after`: newer notices in force, newer stops,
  // and its open screenshot request. Forgets expired notices.
  wire::screen_commands for_screen(const std::string& screen, std::int64_t after, utc_ms now);

  // The number of the newest notice, for whatever screen; 0: there is none.
  std::int64_t newest() const { return notices_.empty() ? 0 : notices_.back().value.number; }

  // Asks the screen for a screenshot and wakes all waiters. Returns the request's number. The screen no
  // longer gets the request after one minute.
  std::int64_t request_screenshot(const std::string& screen, utc_ms now);
  // The screen has answered all requests up to this number.
  void screenshot_arrived(const std::string& screen, std::int64_t request_number);
  bool is_answered(const std::string& screen, std::int64_t request_number) const;

  // Until something here changes, at most `most`.
  asio::awaitable<void> wait(std::chrono::steady_clock::duration most) { return waiters_.wait(most); }
  void wake_all() { waiters_.wake_all(); }
  // Whatever wakes the waiters here wakes those there too.
  void also_wake(waiters& channels) { waiters_.also_wake(channels); }
  // The daemon ends: nobody waits any more.
  void close();
  bool closed() const { return closed_; }
  std::size_t waiting() const { return waiters_.count(); }

 private:
  void forget(utc_ms now);

  struct screenshot_request {
    std::int64_t number = 0, answered = 0;
    utc_ms at{};
  };

  std::vector<ledger::stored_notice> notices_;  // ascending by number
  std::map<std::string, screenshot_request> requests_;
  waiters waiters_;
  bool closed_ = false;
};

}  // namespace bangtin::scheduler::events
