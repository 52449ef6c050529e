// The emergency notices that are active on this screen: which one to show, when each expires, and which ones
// to acknowledge to the daemon.
//
// The notice with the greatest number is shown; an older one comes back when it ends. A notice expires at
// `expires` by the wall clock, and at the latest its length (expires - issued) after `update` first listed
// it. A notice whose length has passed stays expired, even if the wall clock is set back. A notice that a
// wrong wall clock ended early may return.
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
  // Replaces the active notices. Returns the ids of those that were on show and are no longer active, to be
  // acknowledged as over.
  std::vector<std::string> update(const std::vector<active_notice>& active, stage::mono_ms now);
  // Removes the notices that have expired; returns ids as `update` does.
  std::vector<std::string> expire(const time_reading& now);
  // Forgets the notices, for a screen that is no longer paired. Expired notices stay expired.
  void clear() { notices_.clear(); }

  // The notice to show. Precondition: not empty.
  const active_notice& current() const { return notices_.back().what; }
  // Its picture or video; null if its text must be shown, because it has no picture or video or because that
  // failed.
  const notice_media* current_media() const;

  // The stage shows it. True the first time, which must be acknowledged.
  bool began(std::string_view id);
  // The stage cannot show its picture or video: from now on the text is shown, until `update` brings another
  // picture or video.
  void media_failed(std::string_view id);
  // The stage cannot show its text: wait until `retry_at`.
  void text_failed(stage::mono_ms now) { retry_at_ = now + text_retry_delay; }
  stage::mono_ms retry_at() const { return retry_at_; }

  // When the next notice expires, or a failed text is tried again. Precondition: not empty.
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
