// The programme that is published now, ready to be handed out, and the screens that wait for the next one.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <list>
#include <memory>
#include <string>

#include "base/hash.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::scheduler::events {

namespace asio = boost::asio;

struct published_programme {
  std::int64_t version = 0;
  digest programme_digest;
  std::string etag;                         // the identity in quotes
  std::shared_ptr<const std::string> json;  // wire::signed_programme
  std::shared_ptr<const playlists::programme::programme> value;
};

// One thread: the network's.
class programme_hub {
 public:
  explicit programme_hub(asio::any_io_executor on) : executor_(std::move(on)) {}

  // nullptr until something is published.
  std::shared_ptr<const published_programme> current() const { return current_; }
  // The current one, or an empty one that says in which time zone the site is until then.
  std::shared_ptr<const playlists::programme::programme> zone() const;

  // Hands it out from now on, and wakes all who wait.
  void show(std::shared_ptr<const published_programme> next);
  // Until the next `show` or `wake_all`, at most `most`.
  asio::awaitable<void> wait(std::chrono::steady_clock::duration most);
  void wake_all();
  std::size_t waiting() const { return waiting_.size(); }

 private:
  asio::any_io_executor executor_;
  std::shared_ptr<const published_programme> current_;
  std::list<asio::steady_timer> waiting_;
};

}  // namespace bangtin::scheduler::events
