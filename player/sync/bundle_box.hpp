// The USB stick that is plugged in now, if there is one: what it brings was read and its index verified. The
// bundle thread puts it here; the twins of the daemon (daemon_route.hpp) answer from it. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "player/sync/daemon_api.hpp"
#include "player/sync/said_of_notices.hpp"
#include "wire/bundle.hpp"
#include "wire/bundle_folder.hpp"
#include "wire/bundle_logs.hpp"

namespace bangtin::player::sync {

struct plugged_stick {
  explicit plugged_stick(wire::bundle_folder f) : folder(std::move(f)) {}

  wire::bundle_folder folder;
  std::string screen_folder;                // of this screen, within `folder`
  std::optional<wire::bundle_index> index;  // empty: it has nothing for this screen yet
  std::optional<wire::signed_programme> programme;
  std::optional<wire::trust_document> trust;
  std::int64_t trust_number = 0;
  wire::screen_commands commands;
  std::optional<newest_receipt> receipt;
  std::optional<std::vector<wire::known_log>> logs;  // empty: the stick does not say
};

class bundle_box {
 public:
  // The stick, or nullptr: none is plugged in.
  void put(std::shared_ptr<const plugged_stick> s);
  std::shared_ptr<const plugged_stick> current() const;
  // What this screen has said of notices for a stick to carry.
  said_of_notices& said() const { return *said_; }
  // Grows with each `put`.
  std::uint64_t generation() const;
  // Waits for another generation than `seen`, up to `timeout`, or until `stop` returns true, which is asked
  // again and again.
  void wait(std::uint64_t seen, std::chrono::milliseconds timeout, const std::function<bool()>& stop) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::shared_ptr<const plugged_stick> stick_;  // guarded by mutex_
  std::uint64_t generation_ = 0;                // guarded by mutex_
  const std::unique_ptr<said_of_notices> said_ = std::make_unique<said_of_notices>();
};

}  // namespace bangtin::player::sync
