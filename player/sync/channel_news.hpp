// What the screen's channel has said, for the threads that would poll otherwise: one thread hears it, others
// wait here. Nothing in here is believed: a digest or a number only says that it is time to ask, and a notice
// is verified as one that came by a poll (notice_sync.hpp).
//
// Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "wire/channel.hpp"
#include "wire/event_stream.hpp"

namespace bangtin::player::sync {

// With what a channel is asked for.
struct channel_question {
  std::int64_t after = 0;  // the number of the newest notice that this screen has
  std::int64_t trust = 0;  // of the site statement that it keeps
  std::string last_id;     // of the last event that was heard; empty: none was
};

class channel_news {
 public:
  // At most so many notices wait; then the oldest is dropped.
  static constexpr std::size_t max_notices = 500;
  // How long those who wait expect a channel, at the start and after one that ended in good order, before
  // they poll.
  static constexpr milliseconds open_timeout{5'000};

  // ---- for the thread that hears the channel
  // Waits until somebody has asked for notices, because the daemon learns from the question which number this
  // screen has. False: the stop is requested.
  bool wait_until_wanted(const std::stop_token& stop);
  channel_question question() const;
  // errc::invalid for an event that is none of those that it knows the form of; unknown types are ignored.
  result<void> hear(const wire::stream_event& e);
  // The channel is over. `comes_again`: in a moment, so nobody needs to poll meanwhile. errc::verification is
  // handed to the next who waits for notices.
  void end(bool comes_again, std::optional<error> why = {});
  bool is_open() const;

  // ---- for those who would poll
  enum class said {
    absent,     // there is no channel: poll
    nothing,    // for all the time
    programme,  // another programme than `known`
    trust       // a site statement with a greater number than `kept`
  };
  // Each waits up to `most`, and ends early when `stop` says so, which it is asked once a second.
  said wait_for_programme(const std::optional<digest>& known, std::int64_t kept, milliseconds most,
                          const std::function<bool()>& stop);
  // Empty: there is no channel. A notice and a request are handed out once. Notices that claim a number up to
  // `after` are dropped. Returns early, with nothing, for a site statement above `kept`.
  std::optional<result<wire::screen_commands>> wait_for_commands(std::int64_t after, std::int64_t kept,
                                                                 milliseconds most,
                                                                 const std::function<bool()>& stop);
  // The number of the newest site statement that the channel has named.
  std::int64_t trust() const;

 private:
  enum class state { coming, open, absent };
  template <class Ready>
  void wait(std::unique_lock<std::mutex>& lock, milliseconds most, const std::function<bool()>& stop,
            Ready ready);
  result<void> take(const wire::stream_event& e);
  wire::screen_commands take_commands(std::int64_t after);

  mutable std::mutex mutex_;  // guards all below
  std::condition_variable_any changed_;
  state state_ = state::coming;
  bool wanted_ = false;
  channel_question question_;
  std::optional<digest> programme_;
  std::int64_t trust_ = 0, shot_ = 0, shot_taken_ = 0;
  std::vector<wire::signed_notice> notices_;
  std::optional<error> failed_;
};

}  // namespace bangtin::player::sync
