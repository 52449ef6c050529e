// The schedule: what one screen shows when, from now on. It is built from whole days of a plan (plan.hpp) and
// is cut and extended when another programme takes over or the wall clock steps.
//
// Invariant, asserted after every operation: segments are in ascending order, none is empty, and each begins
// where the one before it ends. So there is one answer to what is on at any instant between the front's begin
// and `end()`.
//
// Pure: it reads no clock, and all instants are wall-clock time. Not thread-safe. Operations never fail; a
// call that would break the invariant is a programming error and is caught by an assertion. A second zone on
// a screen is a second schedule.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "player/core/events.hpp"
#include "player/core/segment.hpp"

namespace bangtin::player::core {

struct scheduled_segment : segment {
  segment_number number = 0;                         // ascending within a schedule, never used twice, never 0
  std::shared_ptr<const ready_programme> programme;  // null for a card or notice
  utc_ms begin{};  // `from`, or later if the schedule joins it in its middle
  // given_up: it failed or it will not be tried; something else stands in.
  enum class progress { ahead, under_way, given_up } at = progress::ahead;
};

class schedule {
 public:
  bool empty() const { return segments_.empty(); }
  std::size_t size() const { return segments_.size(); }
  // Precondition of front() and end_time(): not empty.
  const scheduled_segment& front() const { return segments_.front(); }
  utc_ms end_time() const { return segments_.back().to; }
  const std::shared_ptr<const ready_programme>& last_programme() const { return segments_.back().programme; }
  const scheduled_segment& operator[](std::size_t i) const { return segments_[i]; }
  auto begin() const { return segments_.begin(); }
  auto end() const { return segments_.end(); }

  // The segment of that number, or null if it has been cut or dropped. Valid until the next change.
  const scheduled_segment* find(segment_number number) const;
  // The numbers of the segments of one play, from `first` on.
  std::vector<segment_number> segments_of(play_token play, segment_number first) const;

  // True if it holds a card or a notice: that is then the only segment and has no end.
  bool is_endless() const;
  // The end of the run of segments of that kind at the front; nothing if the front is of another kind.
  std::optional<utc_ms> end_of_leading(segment_kind kind) const;
  // The end of the last segment of that play, or nothing.
  std::optional<utc_ms> end_of_play(play_token play) const;

  // Appends what lies at or after `from` in `plan`; a segment that contains `from` is joined there. If the
  // plan begins later, the schedule's last segment lasts until then: the plan of a machine that wakes from
  // suspend begins after what was on before. Precondition: the schedule is empty or ends at `from`.
  void append(const std::vector<segment>& plan, const std::shared_ptr<const ready_programme>& programme,
              utc_ms from);
  // Adds one segment without end: a card or a notice. Precondition: empty.
  void show_only(segment_kind kind, utc_ms from, scheduled_segment::progress at);

  struct cut_result {
    std::vector<scheduled_segment> removed;  // last first
    play_token shortened = 0;                // the play of the segment that now ends at the cut, if it is one
  };
  // Removes everything from `from` on; a segment that crosses it ends there and remembers `why`, which must
  // be a literal.
  cut_result cut(utc_ms from, std::string_view why);
  std::vector<scheduled_segment> clear();
  // Removes what is over at `now`, but never the last segment. Returns it in order.
  std::vector<scheduled_segment> drop_past(utc_ms now);
  // Moves all segments, when the wall clock stepped by `by` and what is on is to stay as it is.
  void shift(milliseconds by);
  void mark(segment_number number, scheduled_segment::progress at);

 private:
  void check() const;

  std::deque<scheduled_segment> segments_;
  segment_number next_number_ = 1;
};

}  // namespace bangtin::player::core
