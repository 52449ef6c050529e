// Emergency notices. While one is active, the schedule is one segment without end: the plan is removed, what
// is on show ends as interrupted, and no play begins. When the last notice is over, the screen joins the plan
// at the current instant, as after a start.
//
// Notices ignore opening hours.
#include <algorithm>

#include "player/core/conductor_state.hpp"
#include "player/core/content.hpp"
#include "player/core/plan.hpp"

namespace bangtin::player::core {

namespace {

constexpr std::string_view interrupted = "interrupted-by-notice";

}  // namespace

bool conductor::impl::shows_notice() const {
  return !schedule_.empty() && schedule_.front().kind == segment_kind::notice && !notices_.empty();
}

void conductor::impl::acknowledge_over(const std::vector<std::string>& ids) {
  for (const std::string& id : ids) out_.push_back(notice_over{id, now_.utc});
}

void conductor::impl::update_notices() {
  acknowledge_over(notices_.expire(now_));
  bool on = !schedule_.empty() && schedule_.front().kind == segment_kind::notice;
  if (notices_.empty()) {
    if (on) resume_schedule();
    return;
  }
  if (!on) interrupt();
  show_notice();
}

void conductor::impl::interrupt() {
  notice_since_ = now_.utc;
  if (std::optional<utc_ms> started = plays_.latest_started()) {
    notice_since_ = std::max(notice_since_, *started + milliseconds(1));
  }
  plays_.interrupt(interrupted);
  clear(interrupted);
  schedule_.show_only(segment_kind::notice, now_.utc, scheduled_segment::progress::under_way);
}

// Plays that were planned during the notice leave no START or END; one GAP record counts them.
void conductor::impl::resume_schedule() {
  if (programme_) {
    std::int64_t lost = count_plays(*programme_->value, screen_, notice_since_, now_.utc);
    if (lost > 0) note(evidence::record_type::gap, "notice", lost);
  }
  begin_anew(interrupted);
}

void conductor::impl::show_notice() {
  std::optional<stage::mono_ms> at = notice_due();
  if (!at) return;
  drop_not_begun(interrupted, [](const cue_state& c) { return c.kind == segment_kind::notice; });
  if (cues_.size() >= limits::max_cues) reclaim();
  const scheduled_segment& s = schedule_.front();
  const active_notice& n = notices_.current();
  const notice_media* media = notices_.current_media();
  cue_state& c = media != nullptr ? add_cue(s, segment_kind::notice, media->file, notice_content(*media), *at)
                                  : add_cue(s, segment_kind::notice, {}, notice_card(n), *at);
  c.notice = n.id;
  c.video = media != nullptr && media->video;
  show(c);
}

// When a new cue of the current notice must begin; empty if the right cue is on show or under way. A video is
// repeated when it ends.
std::optional<stage::mono_ms> conductor::impl::notice_due() const {
  const cue_state* last = newest_notice_cue();
  bool media = notices_.current_media() != nullptr;
  bool same = last != nullptr && last->notice == notices_.current().id && last->is_notice_text() != media;
  if (!same) return now_.mono < notices_.retry_at() ? std::nullopt : std::optional(now_.mono);
  if (!last->video || !last->began) return std::nullopt;
  stage::mono_ms end = last->began_at + last->length;
  return now_.mono < end - limits::repeat_lead ? std::nullopt : std::optional(end);
}

const cue_state* conductor::impl::newest_notice_cue() const {
  auto newest = std::find_if(cues_.rbegin(), cues_.rend(),
                             [](const auto& entry) { return entry.second.kind == segment_kind::notice; });
  return newest == cues_.rend() ? nullptr : &newest->second;
}

void conductor::impl::notice_began(const cue_state& c) {
  if (!notices_.began(c.notice)) return;
  out_.push_back(notice_on_show{c.notice, now_.utc - (now_.mono - c.began_at)});
}

// After a picture or video that failed, the notice shows its text; after a text that failed, it tries again.
void conductor::impl::notice_failed(const cue_state& c) {
  if (c.is_notice_text()) {
    notices_.text_failed(now_.mono);
  } else {
    notices_.media_failed(c.notice);
  }
}

stage::mono_ms conductor::impl::notice_wake() const {
  stage::mono_ms wake = notices_.next_change(now_);
  const cue_state* last = newest_notice_cue();
  bool repeats = last != nullptr && last->video && last->began;
  return repeats ? std::min(wake, last->began_at + last->length - limits::repeat_lead) : wake;
}

}  // namespace bangtin::player::core
