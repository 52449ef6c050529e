// The schedule: what one screen shows when, from now on. The conductor appends whole days of a plan
// (plan.hpp), and cuts and extends the schedule when another programme takes over or the wall clock steps.
//
// Invariant, asserted after `append` and `cut`: segments are in ascending order, none is empty, and each
// begins where the one before it ends. So there is exactly one segment for every instant from the front's
// `begin` to `end_time()`.
//
// Pure: it reads no clock, and all instants are wall-clock time. Not thread-safe. Operations never fail; a
// call that would break the invariant is a programming error, which an assertion catches. A second zone on a
// screen would be a second schedule.
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
  // given_up: it failed or will not be prepared; something else stands in.
  enum class progress { ahead, under_way, given_up } at = progress::ahead;
};

class schedule {
 public:
  bool empty() const { return segments_.empty(); }
  std::size_t size() const { return segments_.size(); }
  // Precondition of front(), back() and end_time(): not empty.
  const scheduled_segment& front() const { return segments_.front(); }
  utc_ms end_time() const { return segments_.back().to; }
  const scheduled_segment& back() const { return segments_.back(); }
  const std::shared_ptr<const ready_programme>& last_programme() const { return segments_.back().programme; }
  const scheduled_segment& operator[](std::size_t i) const { return segments_[i]; }
  auto begin() const { return segments_.begin(); }
  auto end() const { return segments_.end(); }

  // The segment with that number, or null if it has been cut or dropped. Valid until the next change.
  const scheduled_segment* find(segment_number number) const;
  // The numbers of the consecutive segments of one play, from `first` on.
  std::vector<segment_number> segments_of(play_token play, segment_number first) const;

  // True if the front is a card or a notice, which is then the only segment and has no end.
  bool is_endless() const;
  // The end of the consecutive segments of that kind at the front; empty if the front is of another kind.
  std::optional<utc_ms> end_of_leading(segment_kind kind) const;

  // Appends the part of `plan` at or after `from`; a segment that contains `from` is joined there. If the
  // plan begins later, the schedule's last segment is extended to the plan's begin: on a machine that wakes
  // from suspend, the plan begins after the end of what was on. Precondition: the schedule is empty or ends
  // at `from`.
  void append(const std::vector<segment>& plan, const std::shared_ptr<const ready_programme>& programme,
              utc_ms from);
  // Adds one segment without end: a card or a notice. Precondition: empty.
  void show_only(segment_kind kind, utc_ms from, scheduled_segment::progress at);

  struct cut_result {
    std::vector<scheduled_segment> removed;  // last first
    play_token shortened = 0;                // the play of the segment that now ends at the cut, else 0
  };
  // Removes everything from `from` on. A segment that crosses `from` ends there, and its `cut_by` becomes
  // `why`, which must be a literal.
  cut_result cut(utc_ms from, std::string_view why);
  std::vector<scheduled_segment> clear();
  // Removes the segments that are over at `now`, but never the last one. Returns them in order.
  std::vector<scheduled_segment> drop_past(utc_ms now);
  // Removes everything but the front, and makes that [begin, to) of a slot that began at `from`: for a wall
  // clock that stepped while what is on continues. Precondition: not empty, begin < to.
  std::vector<scheduled_segment> keep_front(utc_ms from, utc_ms begin, utc_ms to);
  // The last segment stays until `to`, if it would end sooner. Precondition: not empty, not endless.
  void hold(utc_ms to);
  // The segment is `same` of that programme from now on: another programme has the same item in the same
  // slot. Its times, its play and its progress stay.
  void adopt(segment_number number, const segment& same, const std::shared_ptr<const ready_programme>& by);
  void mark(segment_number number, scheduled_segment::progress at);

 private:
  void check() const;

  std::deque<scheduled_segment> segments_;
  segment_number next_number_ = 1;
};

}  // namespace bangtin::player::core
