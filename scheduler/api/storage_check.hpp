// Whether the daemon can store anything now: it tries, at most once in a few seconds however many people ask.
#pragma once

#include <filesystem>
#include <optional>

#include "base/clock.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

namespace asio = boost::asio;

// Not thread-safe; use only on the network's thread.
class storage_check {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const clock_source& clock;
    std::filesystem::path media;  // the folder of the media store, which may have a disk of its own
  };
  explicit storage_check(deps d) : deps_(std::move(d)) {}

  // Success, or what keeps the daemon from storing: the error of the last try while that is fresh. Within
  // seconds it also fails where the ledger does not answer.
  asio::awaitable<result<void>> now();

 private:
  deps deps_;
  std::optional<milliseconds> ended_;  // of the last try, by the monotonic clock
  std::optional<milliseconds> began_;  // of the one that runs
  result<void> last_;
};

}  // namespace bangtin::scheduler::api
