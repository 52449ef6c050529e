// The steps after every event, in order, and when to take them again if nothing happens.
#include <algorithm>
#include <utility>

#include "player/core/conductor_state.hpp"
#include "player/core/plan.hpp"

namespace bangtin::player::core {

namespace {

// Cues are prepared for the current segment and for the two after it.
constexpr std::size_t max_segments_ahead = 3;

}  // namespace

void conductor::impl::advance() {
  if (no_display_ && !stopping_) {
    wait_for_display();
  } else if (!stopping_) {
    update_notices();
    extend();
    pass_boundaries();
    update_overlays();
    prepare_ahead();
    give_up_late();
    for (auto& [id, c] : cues_) advance_start(c);
    check_ahead();
    update_power();
  }
  finish_plays();
}

// An emergency notice stands alone, and the pairing card has the code itself.
stage::pairing_panel conductor::impl::panel_now() const {
  return shows_notice() || screen_.empty() ? stage::pairing_panel{} : panel_;
}

stage::stick_panel conductor::impl::stick_now() const {
  return shows_notice() ? stage::stick_panel{} : stick_;
}

void conductor::impl::update_overlays() {
  std::shared_ptr<const ready_programme> by = schedule_.empty() ? nullptr : schedule_.front().programme;
  stage::pairing_panel panel = panel_now();
  stage::stick_panel stick = stick_now();
  bool holds = by == overlays_from_ && panel == overlay_state_.what.pairing &&
               stick == overlay_state_.what.stick &&
               (!by || (now_.utc >= overlay_state_.from && now_.utc < overlay_state_.to));
  if (holds) return;
  overlay_state now = by ? overlays_at(*by->value, screen_, now_.utc) : overlay_state{};
  if (is_withdrawn(now.logo)) now.logo = {};
  now.what.pairing = std::move(panel);
  now.what.stick = std::move(stick);
  if (now.what != overlay_state_.what || now.logo != overlay_state_.logo) {
    out_.push_back(set_overlays{now.what, now.logo});
  }
  overlays_from_ = by;
  overlay_state_ = std::move(now);
}

void conductor::impl::prepare_ahead() {
  for (std::size_t i = 0; i < schedule_.size() && i < max_segments_ahead; ++i) {
    const scheduled_segment& s = schedule_[i];
    if (s.at != scheduled_segment::progress::ahead) continue;
    // While the first picture after a start is being prepared, others wait longer, so that it has the
    // processor to itself.
    bool others_first = !cues_.empty() && is_bare();
    if (s.begin - now_.utc > (others_first ? limits::first_prepare_lead : limits::prepare_lead)) return;
    if (cues_.size() >= limits::max_cues) reclaim();
    // The last of these segments leaves one place free, for a slate that must stand in.
    bool last_ahead = i + 1 == max_segments_ahead;
    if (cues_.size() + (last_ahead ? 1 : 0) >= limits::max_cues) return;
    prepare(s);
  }
}

// True while nothing is on show.
bool conductor::impl::is_bare() const {
  return std::none_of(cues_.begin(), cues_.end(), [](const auto& entry) { return entry.second.began; });
}

// Gives up cues that should be on show and have not begun. The slate stands in for an item, a card for the
// slate.
void conductor::impl::give_up_late() {
  for (auto entry = cues_.begin(); entry != cues_.end();) {
    const cue_state c = (entry++)->second;
    if (!c.show_sent || c.began || now_.mono < c.gives_up_at || c.kind == segment_kind::blank) continue;
    if (c.kind == segment_kind::card || c.is_notice_text()) continue;
    plays_.segment_given_up(c.play, c.segment, "not-ready");
    drop(c.id, "not-ready");
    if (c.kind == segment_kind::notice) {
      notice_failed(c);
      continue;
    }
    const scheduled_segment* s = schedule_.find(c.segment);
    if (s == nullptr) continue;
    schedule_.mark(s->number, scheduled_segment::progress::given_up);
    if (c.kind == segment_kind::slate) {
      prepare_card(*s, now_.mono);
    } else {
      prepare_slate(*s, now_.mono);
    }
  }
}

// ---- files

// Has each segment's files checked once, before the segment begins.
void conductor::impl::check_ahead() {
  if (is_bare()) return;
  for (const scheduled_segment& s : schedule_) {
    if (s.begin - now_.utc > limits::check_lead) return;
    bool has_files = s.kind == segment_kind::item || s.kind == segment_kind::slate;
    if (s.number <= checked_segment_ || !s.programme || !has_files) continue;
    checked_segment_ = s.number;
    check_files(s);
  }
}

void conductor::impl::check_files(const scheduled_segment& s) {
  auto check = [&](const playlists::programme::media_item* media, std::size_t index) {
    if (media != nullptr && index < media->files.size()) out_.push_back(check_file{media->files[index]});
  };
  const playlists::programme::programme& p = *s.programme->value;
  if (s.kind == segment_kind::slate) return check(p.find_media(p.slate), 0);
  check(media_of(p, s), file_index(s));
  const playlists::programme::playlist_item* entry = entry_of(p, s);
  if (entry != nullptr && !entry->subtitles.empty()) check(p.find_media(entry->subtitles), 0);
}

// ---- the output's power

// Switches the output off once blank is on show and lasts for more than min_power_off, and on again
// power_on_lead before blank ends.
void conductor::impl::update_power() {
  bool on = powered_.value_or(true);
  milliseconds blank_for = schedule_.end_of_leading(segment_kind::blank).value_or(now_.utc) - now_.utc;
  if (!on) {
    on = blank_for <= limits::power_on_lead;
  } else if (blank_for > limits::min_power_off) {
    on = std::none_of(cues_.begin(), cues_.end(), [](const auto& entry) {
      return entry.second.kind == segment_kind::blank && entry.second.began;
    });
  }
  if (powered_ == on) return;
  powered_ = on;
  out_.push_back(set_power{on});
}

// ---- plays

void conductor::impl::finish_plays() {
  for (finished_play& p : plays_.finish(now_.utc, stopping_)) {
    if (p.needs_start) write_start_of(p.token, p.facts);
    evidence::record r = stamped(evidence::record_type::end);
    r.play = std::move(p.facts);
    r.end = std::move(p.end);
    out_.push_back(write_end{p.token, std::move(r)});
  }
}

// ---- when to wake

stage::mono_ms conductor::impl::next_wake(const time_reading& reading) const {
  stage::mono_ms wake =
      std::min({reading.mono + (no_display_ ? limits::max_unseen_wake_delay : limits::max_wake_delay),
                segments_wake(), cues_wake()});
  if (!notices_.empty()) wake = std::min(wake, notice_wake());
  if (std::optional<utc_ms> next = plays_.next_finish(now_.utc)) wake = std::min(wake, mono_of(*next));
  return std::max(wake, reading.mono + limits::min_wake_delay);
}

stage::mono_ms conductor::impl::segments_wake() const {
  stage::mono_ms wake = stage::mono_ms::max();
  auto by = [&](stage::mono_ms t) { wake = std::min(wake, t); };
  if (!schedule_.is_endless()) {
    for (std::size_t i = 0; i < schedule_.size() && i < max_segments_ahead; ++i) {
      const scheduled_segment& s = schedule_[i];
      if (i == 0) by(mono_of(s.to));
      if (s.at == scheduled_segment::progress::ahead) by(mono_of(s.begin) - limits::prepare_lead);
    }
  }
  if (powered_ == false) {
    utc_ms blank_until = schedule_.end_of_leading(segment_kind::blank).value_or(now_.utc);
    by(mono_of(blank_until) - limits::power_on_lead);
  }
  if (overlays_from_ && !no_display_) by(mono_of(overlay_state_.to));
  return wake;
}

stage::mono_ms conductor::impl::cues_wake() const {
  stage::mono_ms wake = stage::mono_ms::max();
  for (const auto& [id, c] : cues_) {
    if (c.began) continue;
    const play* p = plays_.find(c.play);
    // Blank, cards and notice texts have no length, and are never given up.
    if (c.show_sent && c.length > milliseconds{}) wake = std::min(wake, c.gives_up_at);
    if (c.show_sent || p == nullptr) continue;
    wake = std::min(wake, p->start_requested ? c.instant + limits::start_timeout : start_due(c));
  }
  return wake;
}

}  // namespace bangtin::player::core
