// The emergency notices that hold for this screen: which one is shown, when each expires, and what the daemon
// is told of them.
//
// The notice with the greatest number is shown; an older one comes back when it ends. A notice expires at
// `expires` by the wall clock, and at the latest its length after it was first heard of. An expired notice
// stays expired, even if the wall clock is set back. One that a wrong wall clock ended early may return.
//
// Pure: it reads no clock. Not thread-safe. Operations never fail; unknown ids are ignored.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "player/core/events.hpp"

namespace bangtin::player::core {

class notice_queue {
 public:
  // Pause before a text that the stage could not show is shown again.
  static constexpr milliseconds text_retry_delay{1'000};

  bool empty() const { return notices_.empty(); }
  // Replaces the notices that hold. Returns the ids of those that were on show and hold no more, to be
  // acknowledged as over.
  std::vector<std::string> update(const std::vector<active_notice>& active, stage::mono_ms now);
  // Removes what has expired; returns ids as `update` does.
  std::vector<std::string> expire(const time_reading& now);
  // Forgets the notices, for a screen that is no longer paired. What is expired stays expired.
  void clear() { notices_.clear(); }

  // The notice to show. Precondition: not empty.
  const active_notice& current() const { return notices_.back().what; }
  // Its picture or video; null if its text is to be shown, for want of a medium or because that failed.
  const notice_media* current_media() const;

  // The stage shows it. True for the first time, which is to be acknowledged.
  bool began(std::string_view id);
  // The stage cannot show its medium: from now on its text is shown, until the medium is another one.
  void media_failed(std::string_view id);
  // The stage cannot show its text: wait until `retry_at`.
  void text_failed(stage::mono_ms now) { retry_at_ = now + text_retry_delay; }
  stage::mono_ms retry_at() const { return retry_at_; }

  // When the next of them expires, or a text is shown again. Precondition: not empty.
  stage::mono_ms next_change(const time_reading& now) const;

 private:
  struct queued_notice {
    active_notice what;
    stage::mono_ms latest_end{};
    bool acknowledged = false;  // as on show
    bool media_failed = false;
  };

  queued_notice* find(std::string_view id);

  std::vector<queued_notice> notices_;  // ascending by number
  std::set<std::string> expired_;       // ids of expired notices that the daemon still lists
  stage::mono_ms retry_at_{};
};

}  // namespace bangtin::player::core
