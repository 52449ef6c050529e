// What is on when: how the conductor fills its schedule, and what it means for cues and plays that segments
// leave it. Every segment that leaves the schedule early is withdrawn from its play.
#include <algorithm>

#include "player/core/conductor_state.hpp"
#include "player/core/plan.hpp"

namespace bangtin::player::core {

std::vector<segment> conductor::impl::plan_after(const ready_programme& programme, utc_ms from) {
  return plan_from(*programme.value, screen_, from, next_play_);
}

void conductor::impl::begin_anew(std::string_view why) {
  if (shows_notice() || no_display_) return;  // when that is over, the plan begins here again
  clear(why);
  if (!programme_ || screen_.empty()) return show_card();
  schedule_.append(plan_after(*programme_, now_.utc), programme_, now_.utc);
}

void conductor::impl::show_card() {
  if (no_display_) return;
  clear("unpaired");
  schedule_.show_only(segment_kind::card, now_.utc, scheduled_segment::progress::ahead);
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
