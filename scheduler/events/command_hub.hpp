// What the daemon wants of its screens at once: the emergency notices that hold now, and wishes for
// screenshots; and the screens that wait for either.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::events {

namespace asio = boost::asio;

// Those of `all` (starts and stops) which are on at `now`: neither over nor stopped. In the order of `all`,
// and valid as long as its elements are.
std::vector<const ledger::stored_notice*> notices_on(const std::vector<ledger::stored_notice>& all,
                                                     utc_ms now);

// One thread: the network's.
class command_hub {
 public:
  explicit command_hub(asio::any_io_executor on) : executor_(std::move(on)) {}

  // Hands it out from now on, and wakes all who wait. Its number is greater than those before.
  void put(ledger::stored_notice n);

  // What a screen is to hear that took the notices up to `after`: starts that hold, and stops.
  wire::screen_commands for_screen(const std::string& screen, std::int64_t after, utc_ms now);

  // A wish for a screenshot: its number. It wakes the screen, and is forgotten after a minute.
  std::int64_t request_screenshot(const std::string& screen, utc_ms now);
  // The screen has answered the wishes up to this one.
  void screenshot_arrived(const std::string& screen, std::int64_t request_number);
  bool is_answered(const std::string& screen, std::int64_t request_number) const;

  // Until something here changes, at most `most`.
  asio::awaitable<void> wait(std::chrono::steady_clock::duration most);
  // The daemon ends: nobody waits any more.
  void close();
  bool closed() const { return closed_; }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  void wake_all();
  void forget(utc_ms now);

  struct screenshot_request {
    std::int64_t number = 0, answered = 0;
    utc_ms at{};
  };

  asio::any_io_executor executor_;
  std::vector<ledger::stored_notice> notices_;  // ascending by number
  std::map<std::string, screenshot_request> requests_;
  std::list<asio::steady_timer> waiting_;
  bool closed_ = false;
};

}  // namespace bangtin::scheduler::events
