// The life of one cue, from its preparation to the request that shows it: which content to prepare, when to
// request START, and when to tell the stage to show.
#include <algorithm>
#include <utility>

#include "player/core/conductor_state.hpp"
#include "player/core/content.hpp"
#include "player/core/plan.hpp"
#include "player/core/plan_change.hpp"

namespace bangtin::player::core {

// ---- prepare

void conductor::impl::prepare(const scheduled_segment& s) {
  std::optional<utc_ms> begin = start_late(s);
  if (!begin) return;
  schedule_.mark(s.number, scheduled_segment::progress::under_way);
  switch (s.kind) {
    case segment_kind::item:
      return prepare_item(s, *begin);
    case segment_kind::slate:
      return prepare_slate(s, mono_of(*begin));
    case segment_kind::blank:
      return show(add_cue(s, segment_kind::blank, {}, stage::blank{}, mono_of(*begin)));
    case segment_kind::card:
      return prepare_card(s, mono_of(*begin));
    case segment_kind::notice:
      return;  // see update_notices
  }
}

// When the segment's cue begins. An item whose beginning has passed is joined; the result is empty if hardly
// anything is left of it.
std::optional<utc_ms> conductor::impl::start_late(const scheduled_segment& s) {
  bool past = now_.utc > s.from && now_.utc >= s.begin;
  if (!past || s.kind != segment_kind::item) return s.begin;
  if (!is_worth_joining(s, now_.utc)) {
    withdraw(s, "late-join");
    schedule_.mark(s.number, scheduled_segment::progress::given_up);
    // The slate replaces a notice that is over and would otherwise stay on the screen.
    if (showing_.media == "notice") prepare_slate(s, now_.mono);
    return std::nullopt;
  }
  const playlists::programme::media_item* media = media_of(*s.programme->value, s);
  bool video = media != nullptr && media->kind == playlists::programme::media_kind::video;
  if (!video) return now_.utc;
  bool keeps_instant = now_.utc - s.from <= max_catch_up;
  return keeps_instant ? s.from : now_.utc + limits::join_lead;
}

void conductor::impl::prepare_item(const scheduled_segment& s, utc_ms begin) {
  const playlists::programme::programme& p = *s.programme->value;
  open_play(s, begin);
  const playlists::programme::media_item* media = media_of(p, s);
  if (plays_.is_quarantined(plays_.find(s.play)->media_key)) return reject(s, begin, "quarantined");
  if (media == nullptr || file_index(s) >= media->files.size()) return reject(s, begin, "file-missing");
  if (is_withdrawn(s)) {
    plays_.withdraw(s.play, "programme-changed");  // nobody means to show it, so it leaves no record
    return reject(s, begin, "programme-changed");
  }
  cue_state& c = add_cue(s, segment_kind::item, media->files[file_index(s)],
                         item_content(p, screen_, s, begin), mono_of(begin), subtitles_of(p, s));
  c.fade = std::min(campaign_of(p, s).fade, (s.to - begin) / 2);
}

// Opens the segment's play, unless an earlier page has.
void conductor::impl::open_play(const scheduled_segment& s, utc_ms begin) {
  bool joined = begin > s.from;
  if (!plays_.contains(s.play)) {
    const playlists::programme::media_item* media = media_of(*s.programme->value, s);
    plays_.open(s.play, facts_of(*s.programme, s), media == nullptr ? digest{} : key_of(*media),
                schedule_.segments_of(s.play, s.number));
    joined |= !s.starts_play;
  }
  if (joined) plays_.blame(s.play, "late-join");
  if (!s.cut_by.empty()) plays_.blame(s.play, s.cut_by);
}

// For an item that cannot even be prepared: the slate stands in.
void conductor::impl::reject(const scheduled_segment& s, utc_ms begin, std::string_view why) {
  plays_.segment_rejected(s.play, s.number, why);
  schedule_.mark(s.number, scheduled_segment::progress::given_up);
  prepare_slate(s, mono_of(begin));
}

void conductor::impl::prepare_slate(const scheduled_segment& s, stage::mono_ms at) {
  const playlists::programme::media_item* media =
      s.programme ? s.programme->value->find_media(s.programme->value->slate) : nullptr;
  bool usable = media != nullptr && !media->files.empty() && !is_withdrawn(media->files.front());
  if (!usable) return prepare_card(s, at);
  show(add_cue(s, segment_kind::slate, media->files.front(), slate_content(*media), at));
}

void conductor::impl::prepare_card(const scheduled_segment& s, stage::mono_ms at) {
  stage::text_card card = screen_.empty() ? pairing_card(pairing_) : waiting_card(s.programme.get());
  show(add_cue(s, segment_kind::card, {}, std::move(card), at));
}

cue_state& conductor::impl::add_cue(const scheduled_segment& s, segment_kind kind,
                                    const playlists::programme::file_ref& file, stage::content what,
                                    stage::mono_ms at, const playlists::programme::file_ref& subtitles) {
  cue_state c;
  c.id = next_cue_++;
  c.kind = kind;
  c.segment = s.number;
  c.play = kind == segment_kind::item ? s.play : 0;
  c.prepared = now_.mono;
  c.instant = at;
  if (const auto* f = std::get_if<stage::picture_file>(&what)) c.length = f->length;
  c.status = status_of(s, kind);
  out_.push_back(prepare_cue{c.id, file, std::move(what), subtitles});
  return cues_.emplace(c.id, std::move(c)).first->second;
}

on_now conductor::impl::status_of(const scheduled_segment& s, segment_kind kind) const {
  on_now status;
  status.programme_version = s.programme ? s.programme->value->version : 0;
  switch (kind) {
    case segment_kind::item:
      status.media = media_of(*s.programme->value, s)->name;
      status.campaign = campaign_of(*s.programme->value, s).name;
      break;
    case segment_kind::slate:
      status.media = "slate";
      break;
    case segment_kind::blank:
      status.media = "closed";
      break;
    case segment_kind::card:
      status.media = screen_.empty() ? "pairing" : "slate";
      break;
    case segment_kind::notice:
      status.media = "notice";
      // The programme that continues after the notice.
      status.programme_version = programme_ ? programme_->value->version : 0;
      break;
  }
  return status;
}

// ---- START and show

// When to request START: for a cue that is ready, early enough that even a slow disk has START by the cue's
// instant; for a cue that is not ready, as late as possible.
stage::mono_ms conductor::impl::start_due(const cue_state& c) {
  return c.instant - (c.ready ? limits::max_start_lead : limits::min_start_lead);
}

// Requests START when it is due, and shows the cue once START is answered or has timed out.
void conductor::impl::advance_start(cue_state& c) {
  const play* p = plays_.find(c.play);
  if (p == nullptr || c.show_sent) return;
  if (!p->start_requested && now_.mono >= start_due(c)) {
    write_start_of(c.play, p->facts);
    plays_.request_start(c.play);
  }
  bool timed_out = p->start_requested && now_.mono >= c.instant + limits::start_timeout;
  if (timed_out && plays_.start_timed_out(c.play)) note(evidence::record_type::gap, "start-late", 1);
  if (plays_.may_show(c.play)) show(c);
}

void conductor::impl::show(cue_state& c) {
  c.show_sent = true;
  c.gives_up_at =
      std::max(std::max(c.instant, now_.mono) + limits::show_timeout, c.prepared + limits::ready_timeout);
  out_.push_back(show_cue{c.id, c.instant, c.fade});
}

// ---- drop

// Removes the cue from the stage, which then does not report how much of it was seen.
void conductor::impl::drop(stage::cue_id id, std::string_view why) {
  auto found = cues_.find(id);
  out_.push_back(drop_cue{id});
  plays_.segment_dropped(found->second.play, found->second.segment, why);
  cues_.erase(found);
}

void conductor::impl::drop_not_begun(std::string_view why,
                                     const std::function<bool(const cue_state&)>& condition) {
  for (auto c = cues_.begin(); c != cues_.end();) {
    auto next = std::next(c);
    if (!c->second.began && condition(c->second)) drop(c->first, why);
    c = next;
  }
}

void conductor::impl::withdraw_not_begun(std::string_view why) {
  for (const auto& [id, c] : cues_) {
    if (!c.began) plays_.withdraw(c.play, why);
  }
  drop_not_begun(why, [](const cue_state&) { return true; });
}

// Frees the place of a cue whose end the stage never reported: drops the oldest cue that has begun, unless it
// is the one on show.
void conductor::impl::reclaim() {
  stage::cue_id newest = 0;
  for (const auto& [id, c] : cues_) newest = c.began ? id : newest;
  auto old = std::find_if(cues_.begin(), cues_.end(),
                          [&](const auto& entry) { return entry.second.began && entry.first != newest; });
  if (old != cues_.end()) drop(old->first, "stage-lost");
}

}  // namespace bangtin::player::core
