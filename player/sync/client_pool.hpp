// The connections to the daemon that the uplink's threads share: a request takes the one that was used last,
// so a screen at rest keeps one beside its channel, and the daemon closes the others after a minute.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "player/sync/trusting_client.hpp"

namespace bangtin::player::sync {

// Thread-safe.
class client_pool {
 public:
  client_pool(daemon_address where, std::string token) : where_(std::move(where)), token_(std::move(token)) {}

  // The idle one that was used last, or a new one. Its user gives it back.
  std::unique_ptr<trusting_client> take();
  void give_back(std::unique_ptr<trusting_client> c);

 private:
  static constexpr std::size_t max_idle = 2;  // more are closed

  const daemon_address where_;
  const std::string token_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<trusting_client>> idle_;  // the latest is last; guarded by mutex_
};

// As trusting_client, with a connection of the pool for each call. Not thread-safe: one object per thread.
class pooled_client {
 public:
  pooled_client(std::shared_ptr<client_pool> pool, std::function<bool()> stop)
      : pool_(std::move(pool)), stop_(std::move(stop)) {}

  result<wire::reply> send(const wire::request& r);
  result<wire::reply> call(const wire::request& r);
  void authority_named(std::string_view text);
  // Of the latest call.
  std::uint64_t received() const { return received_; }
  bool crawled() const { return crawled_; }
  const std::string& shown_authority() const { return shown_authority_; }

 private:
  std::shared_ptr<client_pool> pool_;
  std::function<bool()> stop_;
  std::uint64_t received_ = 0;
  bool crawled_ = false;
  std::string shown_authority_;
};

}  // namespace bangtin::player::sync
