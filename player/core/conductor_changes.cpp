// How another plan takes over while something is on show: after a new programme, after a step of the wall
// clock, and when a programme that is still being fetched withdraws items.
//
// What both plans show plays on, with its cue, its play and its records. What only the old plan shows gives
// way at the first boundary, or is cut. A play whose START has been requested continues where the new plan
// has the same slot, so that one slot leaves one START and one END.
#include <algorithm>

#include "player/core/conductor_state.hpp"
#include "player/core/content.hpp"
#include "player/core/plan.hpp"
#include "player/core/plan_change.hpp"

namespace bangtin::player::core {

namespace {

constexpr std::string_view changed = "programme-changed";
constexpr std::string_view stepped = "clock-step";

}  // namespace

// The newest programme's plan from now on, for longer than a change may wait.
std::vector<segment> conductor::impl::coming_plan() {
  utc_ms until = now_.utc + limits::max_change_delay + 2 * min_join;
  return plan_beyond(*programme_->value, screen_, now_.utc, until, next_play_);
}

// Whether the segment's item is on show, or has been sent to be shown.
bool conductor::impl::is_on_show(const scheduled_segment& s) const {
  return std::any_of(cues_.begin(), cues_.end(), [&](const auto& entry) {
    const cue_state& c = entry.second;
    return c.play != 0 && c.segment == s.number && (c.began || (c.show_sent && c.instant <= now_.mono));
  });
}

// ---- another programme

std::optional<changeover> conductor::impl::pending_changeover() const {
  if (!programme_ || schedule_.empty() || schedule_.front().programme == programme_) return std::nullopt;
  auto first = std::find_if(schedule_.begin(), schedule_.end(),
                            [&](const scheduled_segment& s) { return s.programme == programme_; });
  if (first == schedule_.end()) return std::nullopt;
  return changeover{programme_->value->version, first->begin};
}

void conductor::impl::switch_programme() {
  if (schedule_.empty() || schedule_.is_endless()) return begin_anew(changed);
  extend();
  pass_boundaries();
  if (schedule_.front().programme == programme_) return;
  std::vector<segment> fresh = coming_plan();
  const scheduled_segment& front = schedule_.front();
  utc_ms at = now_.utc;
  if (same_in(fresh, *programme_, front, screen_, at) == nullptr) {
    bool given_up = front.at == scheduled_segment::progress::given_up;
    if (front.kind != segment_kind::item || given_up || !is_on_show(front)) return begin_anew(changed);
    at = change_instant(fresh);
  }
  utc_ms stays = adopt(fresh, at);
  if (stays <= now_.utc) return begin_anew(changed);
  change_over(fresh, stays, changed);
}

// When to leave an item that the new programme does not show: where an item begins that both show and that is
// prepared, at the first boundary, or as soon as something else can be ready. The old programme's slate is no
// reason to wait.
utc_ms conductor::impl::change_instant(const std::vector<segment>& fresh) const {
  utc_ms at = first_join(fresh, now_.utc + limits::cut_lead);
  if (!programme_->value->now) {
    std::optional<utc_ms> boundary =
        first_boundary(schedule_, fresh, now_.utc + limits::switch_lead, now_.utc + limits::max_change_delay);
    at = boundary.value_or(at);
  }
  for (const scheduled_segment& s : schedule_) {
    if (s.begin >= at) break;
    if (s.begin <= now_.utc) continue;
    bool prepared = s.at == scheduled_segment::progress::under_way;
    if (prepared && same_in(fresh, *programme_, s, screen_, s.begin) != nullptr) return s.begin;
    bool shows_item = s.kind == segment_kind::item && s.at != scheduled_segment::progress::given_up;
    if (!shows_item) return first_join(fresh, std::max(s.begin, now_.utc + limits::cut_lead));
  }
  return at;
}

// Gives the segments from `at` on that are prepared, and that both plans show, to the new programme. Returns
// where the rest of the new plan begins.
utc_ms conductor::impl::adopt(std::vector<segment>& fresh, utc_ms at) {
  for (std::size_t i = 0; i < schedule_.size(); ++i) {
    const scheduled_segment s = schedule_[i];
    if (s.to <= at) continue;
    bool prepared = s.at != scheduled_segment::progress::ahead || plays_.contains(s.play);
    const segment* same = prepared ? same_in(fresh, *programme_, s, screen_, at) : nullptr;
    if (same == nullptr) break;
    adopt(s, *same);
    at = stays_until(s, *same, fresh);
    const play* p = plays_.find(s.play);
    bool goes_on = p != nullptr && p->start_requested && p->facts.planned == same->planned;
    if (same->to > s.to && goes_on) continue_play(fresh, same->play, s.play);
    if (same->to != s.to || at != s.to) break;
  }
  return at;
}

void conductor::impl::adopt(const scheduled_segment& s, const segment& same) {
  schedule_.adopt(s.number, same, programme_);
  for (auto& [id, c] : cues_) {
    if (c.segment != s.number) continue;
    bool is_shown = c.began && showing_ == c.status;
    c.status = status_of(*schedule_.find(s.number), c.kind);
    if (is_shown) showing_ = c.status;
  }
}

// Where a segment that both plans show gives way. An end that the new plan brings forward is kept, unless
// that makes the play partial which would soon be complete.
utc_ms conductor::impl::stays_until(const scheduled_segment& s, const segment& same,
                                    const std::vector<segment>& fresh) const {
  if (same.to >= s.to) return s.to;
  const play* p = plays_.find(s.play);
  bool made_partial = p != nullptr && (s.to - same.to) * 20 > p->facts.planned;
  bool ends_soon = s.to - now_.utc <= limits::max_change_delay && !programme_->value->now;
  if (made_partial && ends_soon) return s.to;
  utc_ms soon = now_.utc + limits::cut_lead;
  return same.to >= soon ? same.to : first_join(fresh, soon);
}

void conductor::impl::continue_play(std::vector<segment>& fresh, play_token from, play_token as) {
  for (segment& s : fresh) {
    if (s.play == from) s.play = as;
  }
}

// The new plan holds from the first instant at or after `at` at which it can be joined.
void conductor::impl::change_over(const std::vector<segment>& fresh, utc_ms at, std::string_view why) {
  at = first_join(fresh, at);
  while (schedule_.end_time() < at) append_day();
  cut(at, why);
  // Nothing else of the old programme flashes up just before, unless an earlier change cuts what it follows.
  const scheduled_segment& last = schedule_.back();
  bool flashes = schedule_.size() > 1 && last.programme != programme_ && last.begin > now_.utc &&
                 at - last.begin < min_join && schedule_[schedule_.size() - 2].cut_by.empty();
  if (flashes) cut(last.begin, why);
  schedule_.hold(at);
  append(fresh, at);
}

void conductor::impl::append(const std::vector<segment>& fresh, utc_ms at) {
  segment_number last = schedule_.empty() ? 0 : schedule_.back().number;
  schedule_.append(fresh, programme_, at);
  if (schedule_.empty() || schedule_.end_time() <= at) {
    schedule_.append(plan_after(*programme_, at), programme_, at);
  }
  for (const scheduled_segment& s : schedule_) {
    if (s.number > last) plays_.add_segment(s.play, s.number);
  }
}

// ---- the clock

void conductor::impl::set_clock(const time_reading& reading) {
  milliseconds offset = reading.utc.time_since_epoch() - reading.mono;
  milliseconds shift = offset - offset_;
  now_ = reading;
  offset_ = offset;
  bool is_step = shift > limits::min_clock_step || shift < -limits::min_clock_step;
  const bool seen = std::exchange(clock_seen_, true);
  const bool better = seen && reading.trust < trust_;
  trust_ = reading.trust;
  if (seen && is_step) return clock_stepped(shift);
  if (better) clock_trusted();
}

// The record dates those before it in this boot, even if none follows. A clock that is believed and doubted
// in turn leaves one in ten minutes.
void conductor::impl::clock_trusted() {
  const bool known = trusted_at_ && trusted_as_ <= trust_ && now_.mono - *trusted_at_ < limits::trust_again;
  if (known) return;
  trusted_at_ = now_.mono;
  trusted_as_ = trust_;
  note(evidence::record_type::clock, "trusted", 0);
}

// A still that the new time has in the same slot stays, and ends when that slot ends. Anything else is joined
// where it is by the new time. Instants of the monotonic clock do not change.
void conductor::impl::clock_stepped(milliseconds shift) {
  evidence::record r = stamped(evidence::record_type::clock);
  r.reason = "step";
  r.shift_ms = shift.count();
  out_.push_back(write_note{std::move(r)});
  if (no_display_) unseen_since_ += shift;
  notice_since_ += shift;
  if (schedule_.empty() || stopping_) return;
  if (schedule_.is_endless()) return begin_anew(stepped);

  for (const scheduled_segment& s : schedule_.drop_past(now_.utc - shift)) expire(s);
  const scheduled_segment front = schedule_.front();
  std::vector<segment> fresh = coming_plan();
  if (!is_on_show(front) || front.to <= now_.utc - shift) {
    continue_plays(fresh, now_.utc);
    clear(stepped);
    return append(fresh, now_.utc);
  }
  const segment* same =
      front.from <= now_.utc ? same_in(fresh, *programme_, front, screen_, now_.utc) : nullptr;
  bool stays = same != nullptr && !is_video(front);
  utc_ms at = stays ? same->to : first_join(fresh, now_.utc + limits::cut_lead);
  milliseconds by = same != nullptr ? milliseconds{} : shift;
  if (stays) adopt(front, *same);
  plays_.blame(front.play, stepped);
  continue_plays(fresh, at);
  utc_ms begin = std::min(front.begin + by, now_.utc);
  for (const scheduled_segment& s : schedule_.keep_front(front.from + by, begin, at)) withdraw(s, stepped);
  append(fresh, at);
}

// Plays whose START has been requested continue in `fresh`, which is joined at `at`. What has been on show
// and comes again later is another play.
void conductor::impl::continue_plays(std::vector<segment>& fresh, utc_ms at) {
  for (const scheduled_segment& s : schedule_) {
    const play* p = plays_.find(s.play);
    bool comes_again = s.from > at && is_on_show(s);
    if (p == nullptr || !p->start_requested || comes_again) continue;
    const segment* same = same_in(fresh, *programme_, s, screen_, at);
    if (same != nullptr) continue_play(fresh, same->play, s.play);
  }
}

bool conductor::impl::is_video(const scheduled_segment& s) {
  const playlists::programme::media_item* media =
      s.kind == segment_kind::item ? media_of(*s.programme->value, s) : nullptr;
  return media != nullptr && media->kind == playlists::programme::media_kind::video;
}

// ---- items that a coming programme withdraws

void conductor::impl::on(const items_withdrawn& e) {
  std::set<digest> files(e.files.begin(), e.files.end());
  bool fewer = !std::includes(files.begin(), files.end(), withdrawn_.begin(), withdrawn_.end());
  withdrawn_ = std::move(files);
  if (stopping_ || schedule_.empty() || schedule_.is_endless()) return;
  overlays_from_.reset();  // the logo may be withdrawn
  extend();
  pass_boundaries();
  if (fewer && schedule_.front().at == scheduled_segment::progress::given_up) begin_anew(changed);
  skip_withdrawn();
}

bool conductor::impl::is_withdrawn(const playlists::programme::file_ref& file) const {
  return withdrawn_.contains(file.sha256);
}

bool conductor::impl::is_withdrawn(const scheduled_segment& s) const {
  if (withdrawn_.empty() || s.kind != segment_kind::item) return false;
  const playlists::programme::programme& p = *s.programme->value;
  const playlists::programme::media_item* media = media_of(p, s);
  if (media == nullptr || file_index(s) >= media->files.size()) return false;
  return is_withdrawn(media->files[file_index(s)]) || is_withdrawn(subtitles_of(p, s));
}

// Replaces what is on show or prepared. `prepare_item` rejects what comes later.
void conductor::impl::skip_withdrawn() {
  std::vector<scheduled_segment> prepared;
  for (const scheduled_segment& s : schedule_) {
    if (s.at == scheduled_segment::progress::under_way) prepared.push_back(s);
  }
  for (const scheduled_segment& s : prepared) {
    stage::mono_ms at = std::max(mono_of(s.begin), now_.mono);
    if (s.kind == segment_kind::slate) {
      const playlists::programme::programme& p = *s.programme->value;
      const playlists::programme::media_item* slate = p.find_media(p.slate);
      bool stays = slate == nullptr || slate->files.empty() || !is_withdrawn(slate->files.front());
      if (stays) continue;
      drop_not_begun(changed, [&](const cue_state& c) { return c.segment == s.number; });
      prepare_card(s, at);
    } else if (is_withdrawn(s)) {
      drop_not_begun(changed, [&](const cue_state& c) { return c.segment == s.number; });
      plays_.blame(s.play, changed);
      if (!is_on_show(s)) plays_.segment_rejected(s.play, s.number, changed);
      schedule_.mark(s.number, scheduled_segment::progress::given_up);
      prepare_slate(s, at);
    }
  }
}

}  // namespace bangtin::player::core
