// The programme that is published now, prepared for delivery, and the screens that wait for the next one. In
// memory only; the ledger keeps the programmes.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "playlists/programme/programme.hpp"
#include "scheduler/events/waiters.hpp"

namespace bangtin::scheduler::events {

struct published_programme {
  std::int64_t version = 0;
  digest programme_digest;
  std::string etag;                         // programme_digest in hexadecimal, in quotes
  std::shared_ptr<const std::string> json;  // wire::signed_programme
  std::shared_ptr<const playlists::programme::programme> value;
  std::shared_ptr<const unique_fd>
      in_memory{};  // `json` once more; null: it is short, or there was no file for it
};

// Not thread-safe; use only on the network's thread. What `current` and `zone` return is immutable, and any
// thread may read it.
class programme_hub {
 public:
  explicit programme_hub(asio::any_io_executor on) : waiters_(std::move(on)) {}

  // nullptr until something is published.
  std::shared_ptr<const published_programme> current() const { return current_; }
  // The programme whose time zone the site uses: the current one, or before the first publication an empty
  // one with the zone of set_first_zone.
  std::shared_ptr<const playlists::programme::programme> zone() const;

  // The zone before the first publication (a known IANA name): the draft's, so that all answers agree with
  // the programme that will be published. "Asia/Ho_Chi_Minh" until it is set.
  void set_first_zone(const std::string& timezone);
  // Makes `next` the current programme, and wakes all waiters.
  void show(std::shared_ptr<const published_programme> next);
  // Until the next `show` or `wake_all`, at most `most`.
  asio::awaitable<void> wait(std::chrono::steady_clock::duration most) { return waiters_.wait(most); }
  void wake_all() { waiters_.wake_all(); }
  // Whatever wakes the waiters here wakes those there too.
  void also_wake(waiters& channels) { waiters_.also_wake(channels); }
  std::size_t waiting() const { return waiters_.count(); }

 private:
  std::shared_ptr<const published_programme> current_;
  std::shared_ptr<const playlists::programme::programme> unpublished_ =
      std::make_shared<const playlists::programme::programme>();
  waiters waiters_;
};

}  // namespace bangtin::scheduler::events
