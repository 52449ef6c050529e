// What is on when: how the conductor fills and repairs its schedule, and what a change means for cues and
// plays. Every segment that leaves the schedule early is withdrawn from its play.
#include <algorithm>

#include "player/core/conductor_state.hpp"
#include "player/core/plan.hpp"

namespace bangtin::player::core {

// ---- the clock

void conductor::impl::set_clock(const time_reading& reading) {
  milliseconds offset = reading.utc.time_since_epoch() - reading.mono;
  milliseconds shift = offset - offset_;
  now_ = reading;
  offset_ = offset;
  bool stepped = shift > limits::min_clock_step || shift < -limits::min_clock_step;
  if (std::exchange(clock_seen_, true) && stepped) clock_stepped(shift);
}

// The item on show continues to the next boundary of the plan for the new time, or to its own end if that
// comes sooner. Then the schedule follows the new plan. Instants of the monotonic clock do not change.
void conductor::impl::clock_stepped(milliseconds shift) {
  evidence::record r = stamped(evidence::record_type::clock);
  r.reason = "step";
  r.shift_ms = shift.count();
  out_.push_back(write_note{std::move(r)});
  if (no_display_) unseen_since_ += shift;
  if (schedule_.empty() || stopping_) return;

  const scheduled_segment& front = schedule_.front();
  bool item_on_show = std::any_of(cues_.begin(), cues_.end(), [&](const auto& entry) {
    return entry.second.began && entry.second.play != 0 && entry.second.segment == front.number;
  });
  if (!item_on_show) return begin_anew("clock-step");

  utc_ms end = schedule_.end_of_play(front.play).value_or(front.to);
  cut(end, "clock-step");
  schedule_.shift(shift);
  end += shift;
  std::vector<segment> fresh = plan_after(*programme_, now_.utc);
  utc_ms boundary = first_boundary(fresh, now_.utc + limits::switch_lead);
  if (boundary < end) cut(end = boundary, "clock-step");
  schedule_.append(fresh, programme_, end);
  if (schedule_.empty()) begin_anew("clock-step");
}

// ---- filling and repairing

std::vector<segment> conductor::impl::plan_after(const ready_programme& programme, utc_ms from) {
  return plan_from(*programme.value, screen_, from, next_play_);
}

void conductor::impl::begin_anew(std::string_view why) {
  if (shows_notice() || no_display_) return;  // when that is over, the plan begins anew here
  clear(why);
  if (!programme_ || screen_.empty()) return show_card();
  schedule_.append(plan_after(*programme_, now_.utc), programme_, now_.utc);
}

void conductor::impl::show_card() {
  if (no_display_) return;
  clear("unpaired");
  schedule_.show_only(segment_kind::card, now_.utc, scheduled_segment::progress::ahead);
}

// The new programme takes over at once if no item is on show; otherwise at the first boundary of its own
// plan.
void conductor::impl::switch_programme() {
  bool item_on_show = !schedule_.empty() && schedule_.front().kind == segment_kind::item &&
                      schedule_.front().at != scheduled_segment::progress::given_up;
  if (!item_on_show) return begin_anew("programme-changed");
  std::vector<segment> fresh = plan_after(*programme_, now_.utc);
  utc_ms boundary = first_boundary(fresh, now_.utc + limits::switch_lead);
  while (schedule_.end_time() < boundary) append_day();
  cut(boundary, "programme-changed");
  schedule_.append(fresh, programme_, boundary);
  if (schedule_.empty() || schedule_.end_time() <= boundary) {
    schedule_.append(plan_after(*programme_, boundary), programme_, boundary);
  }
}

void conductor::impl::cut(utc_ms from, std::string_view why) {
  schedule::cut_result cut = schedule_.cut(from, why);
  for (const scheduled_segment& s : cut.removed) withdraw(s, why);
  plays_.blame(cut.shortened, why);
}

// Cues that have begun stay until something else is shown.
void conductor::impl::clear(std::string_view why) {
  withdraw_not_begun(why);
  for (const scheduled_segment& s : schedule_.clear()) withdraw(s, why);
}

void conductor::impl::withdraw(const scheduled_segment& s, std::string_view why) {
  drop_not_begun(why, [&](const cue_state& c) { return c.segment == s.number; });
  plays_.withdraw(s.play, why);
  if (s.at == scheduled_segment::progress::ahead) plays_.segment_dropped(s.play, s.number, why);
}

// Appends the day after the schedule's last day, from the programme of the last segment.
void conductor::impl::append_day() {
  std::shared_ptr<const ready_programme> programme = schedule_.last_programme();
  utc_ms end = schedule_.end_time();
  schedule_.append(plan_after(*programme, end), programme, end);
}

// After a suspend past the schedule's end, the segments that are left expire, and the plan starts again at
// the current instant. Plays after the schedule's end are not counted as missed.
void conductor::impl::extend() {
  if (schedule_.empty() || schedule_.is_endless()) return;
  if (schedule_.end_time() <= now_.utc) {
    for (const scheduled_segment& s : schedule_) expire(s);
    begin_anew("missed");
  }
  if (schedule_.end_time() - now_.utc < limits::plan_lead) append_day();
}

void conductor::impl::pass_boundaries() {
  for (const scheduled_segment& s : schedule_.drop_past(now_.utc)) expire(s);
  if (missed_ > 0) note(evidence::record_type::gap, "missed", std::exchange(missed_, 0));
}

// The segment's time is over: drops its cues that have not begun, because they never will.
void conductor::impl::expire(const scheduled_segment& s) {
  drop_not_begun("not-ready", [&](const cue_state& c) { return c.segment == s.number; });
  if (s.at != scheduled_segment::progress::ahead || s.kind != segment_kind::item) return;
  if (plays_.contains(s.play)) {
    plays_.segment_dropped(s.play, s.number, "missed");
  } else {
    missed_ += s.starts_play ? 1 : 0;
  }
}

}  // namespace bangtin::player::core
