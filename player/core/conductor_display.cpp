// What the conductor does about the display. A screen that is unplugged or asleep goes on playing, and its
// plays say so. Without any display there is nothing to draw on: no play begins, what was on show ends, and
// GAP records count the plays that fell into that time. When a display comes, the screen joins the plan at
// the current instant, as after a start.
#include <algorithm>

#include "player/core/conductor_state.hpp"
#include "player/core/plan.hpp"

namespace bangtin::player::core {

namespace {

constexpr std::string_view no_display = "no-display";

}  // namespace

void conductor::impl::on(const stage::output_state& e) {
  output_ = !e.known      ? output_status::unknown
            : e.connected ? output_status::connected
                          : output_status::disconnected;
  for (const auto& [id, c] : cues_) {
    if (c.began) plays_.saw_output(c.play, output_);
  }
  if (e.no_display == no_display_ || stopping_) return;
  no_display_ = e.no_display;
  if (no_display_) {
    lose_display();
  } else {
    find_display();
  }
}

// Blank replaces what is on show, so that the stage reports how much of it was seen, and decoders end.
void conductor::impl::lose_display() {
  if (shows_notice()) note_missed("notice", notice_since_, now_.utc);
  unseen_since_ = now_.utc;
  if (std::optional<utc_ms> started = plays_.latest_started()) {
    unseen_since_ = std::max(unseen_since_, *started + milliseconds(1));
  }
  plays_.interrupt(no_display);
  bool bare = is_bare();
  clear(no_display);
  powered_.reset();
  on_now status;
  status.media = no_display;
  showing_ = status;
  if (bare) return;
  if (cues_.size() >= limits::max_cues) reclaim();
  cue_state& c = add_cue({}, segment_kind::blank, {}, stage::blank{}, now_.mono);
  c.status = status;
  show(c);
}

void conductor::impl::find_display() {
  note_unseen(now_.utc);
  bool nothing_to_show_yet = screen_.empty() && pairing_ == unpaired{};
  if (!nothing_to_show_yet) begin_anew(no_display);
}

// The only step of advance() that is left without a display. A day's plays end by midnight, so what is noted
// then is exact; and a power cut loses a day at most.
void conductor::impl::wait_for_display() {
  acknowledge_over(notices_.expire(now_));
  if (!programme_) return;
  const playlists::programme::programme& p = *programme_->value;
  utc_ms midnight = playlists::schedule::range_of(p, playlists::schedule::day_of(p, now_.utc)).from;
  if (unseen_since_ < midnight) note_unseen(midnight);
}

void conductor::impl::note_unseen(utc_ms until) {
  note_missed(no_display, unseen_since_, until);
  unseen_since_ = std::max(unseen_since_, until);
}

// Notes how many whole plays were planned in [since, until) and have left no record.
void conductor::impl::note_missed(std::string_view why, utc_ms since, utc_ms until) {
  if (!programme_ || screen_.empty()) return;
  std::int64_t lost = count_plays(*programme_->value, screen_, since, until);
  if (lost > 0) note(evidence::record_type::gap, why, lost);
}

}  // namespace bangtin::player::core
