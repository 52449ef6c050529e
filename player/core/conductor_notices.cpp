// Emergency notices. While one holds, the schedule is a single part without an end: the plan is taken off,
// what is on ends as interrupted, and nobody plays. When the last one is over the plan is joined where it is
// by then, as after a start.
//
// A notice is shown whatever the opening hours say: it is for people who are there, and a flood keeps none.
#include <algorithm>

#include "base/text.hpp"
#include "player/core/conductor_state.hpp"

namespace bangtin::player {

namespace {

constexpr std::string_view interrupted = "interrupted-by-notice";

// The first line is the title, the others stand below it.
text_card card_of(const active_notice& n) {
  text_card card;
  card.as = text_card::style::notice;
  for (std::string& line : split(n.text, '\n')) {
    if (line.empty()) continue;
    if (card.title.empty()) {
      card.title = std::move(line);
    } else {
      card.lines.push_back(std::move(line));
    }
  }
  return card;
}

picture_file picture_of(const notice_media& m) {
  picture_file what;
  what.kind = m.video ? picture_file::type::video : picture_file::type::still;
  what.length = m.video ? std::max(m.duration, limits::repeat_least) : std::chrono::hours(24 * 365);
  what.sound = m.video;
  return what;
}

}  // namespace

void conductor::impl::on(const notices_changed& e) {
  if (stopping_ || screen_.empty()) return;
  std::vector<held_notice> next;
  // One that had its time stays over, even where the wall clock has gone back and it seems to hold again.
  std::erase_if(over_, [&](const std::string& id) {
    return std::none_of(e.active.begin(), e.active.end(), [&](const active_notice& n) { return n.id == id; });
  });
  for (const active_notice& n : e.active) {
    if (over_.contains(n.id)) continue;
    auto known = std::find_if(notices_.begin(), notices_.end(),
                              [&](const held_notice& h) { return h.what.id == n.id; });
    held_notice h{n, now_.mono + std::max(milliseconds{}, n.expires - n.issued)};
    if (known != notices_.end()) {
      h = *known;
      h.media_failed &= h.what.media == n.media;
      h.what = n;
    }
    next.push_back(std::move(h));
  }
  for (const held_notice& h : notices_) {
    bool holds = std::any_of(next.begin(), next.end(),
                             [&](const held_notice& other) { return other.what.id == h.what.id; });
    if (!holds && h.told) out_.push_back(notice_over{h.what.id, now_.utc});
  }
  std::sort(next.begin(), next.end(),
            [](const auto& a, const auto& b) { return a.what.number < b.what.number; });
  notices_ = std::move(next);
}

void conductor::impl::tend_notices() {
  end_notices();
  bool on = !schedule_.empty() && schedule_.front().p.kind == part_kind::notice;
  if (notices_.empty()) {
    if (on) give_back();
    return;
  }
  if (!on) make_way();
  show_notice(notices_.back().what);
}

void conductor::impl::end_notices() {
  std::erase_if(notices_, [&](const held_notice& h) {
    if (now_.utc < h.what.expires && now_.mono < h.latest_end) return false;
    if (h.told) out_.push_back(notice_over{h.what.id, now_.utc});
    if (now_.mono >= h.latest_end) over_.insert(h.what.id);
    return true;
  });
}

void conductor::impl::make_way() {
  notice_since_ = now_.utc;
  for (const auto& [token, p] : plays_) {
    if (p.start_written) {
      notice_since_ = std::max(notice_since_, p.facts.planned_start + milliseconds(1));
    }
  }
  for (auto& [token, p] : plays_) {
    if (p.parts_left > 0 && !p.broken) p.reason = interrupted;
  }
  drop_not_begun(interrupted);
  cut_from(utc_ms::min(), interrupted);
  schedule_.clear();
  planned part;
  part.p.kind = part_kind::notice;
  part.p.from = part.begin = part.takes_over = now_.utc;
  part.p.to = utc_ms::max();
  part.number = next_part_++;
  part.at = planned::progress::under_way;
  schedule_.push_back(part);
}

// What was planned meanwhile, and is over, leaves no record of its own.
void conductor::impl::give_back() {
  if (programme_) {
    std::int64_t lost = plays_missed(notice_since_, now_.utc);
    if (lost > 0) note(evidence::record_type::gap, "notice", lost);
  }
  begin_anew(interrupted);
}

std::int64_t conductor::impl::plays_missed(utc_ms from, utc_ms to) {
  std::int64_t count = 0;
  for (utc_ms at = from; at < to;) {
    std::deque<planned> day = plan_of_day(programme_, at);
    count += std::count_if(day.begin(), day.end(), [&](const planned& p) {
      bool whole = p.p.play_from >= from && p.p.play_from + p.p.planned <= to;
      return p.p.kind == part_kind::item && p.p.starts_play && whole;
    });
    at = day.empty() ? to : std::max(day.back().p.to, at + milliseconds(1));
  }
  return count;
}

// Whatever of it is to be on the screen is there, or under way; a video begins again when it ends.
void conductor::impl::show_notice(const active_notice& n) {
  bool media = n.media && !notices_.back().media_failed;
  const cue* last = newest_notice_cue();
  bool same = last != nullptr && last->notice == n.id && (last->length > milliseconds{}) == media;
  mono_ms at = now_.mono;
  if (same) {
    if (!last->video || !last->began) return;
    at = last->began_at + last->length;
    if (now_.mono < at - limits::repeat_lead) return;
  } else if (now_.mono < notice_retry_) {
    return;
  }
  for (auto c = cues_.begin(); c != cues_.end();) {
    auto next = std::next(c);
    if (c->second.kind == part_kind::notice && !c->second.began) drop(c->first, interrupted);
    c = next;
  }
  if (cues_.size() >= limits::cues) reclaim();
  const planned& part = schedule_.front();
  cue& fresh = media ? add_cue(part, part_kind::notice, n.media->file, picture_of(*n.media), at)
                     : add_cue(part, part_kind::notice, {}, card_of(n), at);
  fresh.notice = n.id;
  fresh.video = media && n.media->video;
  // The programme that goes on behind it.
  fresh.tells.programme_version = programme_ ? programme_->value->version : 0;
  show(fresh);
}

const cue* conductor::impl::newest_notice_cue() const {
  for (auto c = cues_.rbegin(); c != cues_.rend(); ++c) {
    if (c->second.kind == part_kind::notice) return &c->second;
  }
  return nullptr;
}

void conductor::impl::notice_began(const cue& c) {
  for (held_notice& h : notices_) {
    if (h.what.id != c.notice || std::exchange(h.told, true)) continue;
    out_.push_back(notice_on_show{h.what.id, now_.utc - (now_.mono - c.began_at)});
  }
}

// A medium that cannot be shown leaves the text; a text is tried again.
void conductor::impl::notice_failed(const cue& c) {
  bool media = c.length > milliseconds{};
  for (held_notice& h : notices_) h.media_failed |= media && h.what.id == c.notice;
  if (!media) notice_retry_ = now_.mono + limits::notice_again;
}

mono_ms conductor::impl::notice_wake() const {
  mono_ms wake = mono_ms::max();
  for (const held_notice& h : notices_) {
    wake = std::min({wake, mono_of(h.what.expires), h.latest_end});
  }
  if (notice_retry_ > now_.mono) wake = std::min(wake, notice_retry_);
  const cue* last = newest_notice_cue();
  bool repeats = last != nullptr && last->video && last->began;
  return repeats ? std::min(wake, last->began_at + last->length - limits::repeat_lead) : wake;
}

}  // namespace bangtin::player
