// The conductor's schedule: whose front contains now, and which has no holes. It is made of whole days of a
// plan; it is cut and mended when another programme takes over or the wall clock steps.
#include <algorithm>

#include "base/language.hpp"
#include "player/core/conductor_state.hpp"

namespace bangtin::player {

namespace {

// The first instant from `from` on at which a picture, and with a guide the whole of it, begins anew. The
// slate and the dark have no middle.
utc_ms first_boundary(const std::deque<planned>& plan, utc_ms from) {
  for (const planned& p : plan) {
    if (p.p.kind != part_kind::item && p.p.to > from) return std::max(p.p.from, from);
    if (p.p.from >= from && p.p.starts_play) return p.p.from;
  }
  return plan.back().p.to;
}

}  // namespace

// ---- the clock

void conductor::impl::look_at_clock(const time_reading& reading) {
  milliseconds offset = reading.utc.time_since_epoch() - reading.mono;
  milliseconds shift = offset - offset_;
  now_ = reading;
  offset_ = offset;
  if (std::exchange(clock_seen_, true) && (shift > limits::step || shift < -limits::step)) {
    clock_stepped(shift);
  }
}

// What is on goes on to the next boundary of the new time, or to its own end if that comes sooner; after that
// the new time's plan is followed. Instants of the monotonic clock stay what they are.
void conductor::impl::clock_stepped(milliseconds shift) {
  evidence::record r = stamped(evidence::record_type::clock);
  r.reason = "step";
  r.shift_ms = shift.count();
  out_.push_back(write_note{r});
  if (schedule_.empty() || stopping_) return;

  planned& front = schedule_.front();
  auto on_show = std::find_if(cues_.begin(), cues_.end(), [&](const auto& entry) {
    return entry.second.began && entry.second.play != 0 && entry.second.part == front.number;
  });
  if (on_show == cues_.end()) return begin_anew("clock-step");

  play_token whole = front.p.play;
  utc_ms end = front.p.to;
  for (const planned& p : schedule_) {
    if (p.p.play == whole) end = p.p.to;
  }
  cut_from(end, "clock-step");
  for (planned& p : schedule_) {
    p.p.from += shift;
    p.p.to += shift;
    p.begin += shift;
    p.takes_over += shift;
  }
  end += shift;
  std::deque<planned> fresh = plan_from(now_.utc);
  utc_ms boundary = first_boundary(fresh, now_.utc + limits::switch_ahead);
  if (boundary < end) cut_from(end = boundary, "clock-step");
  append(std::move(fresh), end);
}

// ---- making and mending

std::deque<planned> conductor::impl::plan_of_day(const std::shared_ptr<const ready_programme>& of,
                                                 utc_ms within) {
  std::deque<planned> parts;
  for (const part& p : plan_day(*of->value, screen_, playlists::day_of(*of->value, within), next_play_)) {
    parts.push_back({p, 0, of, p.from, p.from});
  }
  return parts;
}

// What is to be shown from `from` on, to the end of that day at least; the first part contains `from`.
std::deque<planned> conductor::impl::plan_from(utc_ms from) {
  std::deque<planned> parts = plan_of_day(programme_, from);
  while (!parts.empty() && parts.front().p.to <= from) parts.pop_front();
  return parts;
}

void conductor::impl::begin_anew(std::string_view why) {
  if (notice_is_on()) return;  // what comes after it is asked for then
  drop_not_begun(why);
  cut_from(utc_ms::min(), why);
  schedule_.clear();
  if (!programme_ || screen_.empty()) return show_card();
  append(plan_from(now_.utc), now_.utc);
}

void conductor::impl::show_card() {
  drop_not_begun("unpaired");
  cut_from(utc_ms::min(), "unpaired");
  schedule_.clear();
  planned card;
  card.p.kind = part_kind::card;
  card.p.from = card.begin = card.takes_over = now_.utc;
  card.p.to = utc_ms::max();
  card.number = next_part_++;
  schedule_.push_back(card);
}

// The new programme takes over at once where nobody is in the middle of seeing something, else where its own
// plan begins something new.
void conductor::impl::take_over() {
  bool in_the_middle = !schedule_.empty() && schedule_.front().p.kind == part_kind::item &&
                       schedule_.front().at != planned::progress::given_up;
  if (!in_the_middle) return begin_anew("programme-changed");
  std::deque<planned> fresh = plan_from(now_.utc);
  utc_ms boundary = first_boundary(fresh, now_.utc + limits::switch_ahead);
  while (schedule_.back().p.to < boundary) {
    append(plan_of_day(schedule_.back().of, schedule_.back().p.to), schedule_.back().p.to);
  }
  cut_from(boundary, "programme-changed");
  append(std::move(fresh), boundary);
  if (schedule_.back().p.to <= boundary) append(plan_of_day(programme_, boundary), boundary);
}

// Takes everything from `from` on off the schedule; a part that crosses it ends there.
void conductor::impl::cut_from(utc_ms from, std::string_view why) {
  while (!schedule_.empty() && schedule_.back().takes_over >= from) {
    withdraw(schedule_.back(), why);
    schedule_.pop_back();
  }
  if (schedule_.empty() || schedule_.back().p.to <= from) return;
  part& last = schedule_.back().p;
  last.to = from;
  last.cut_by = why;
  auto p = plays_.find(last.play);
  if (p != plays_.end()) p->second.blame(why);
}

// Appends what of `plan` lies at or after `from`; a part that contains it is joined there.
void conductor::impl::append(std::deque<planned> plan, utc_ms from) {
  for (planned& p : plan) {
    if (p.p.to <= from) continue;
    p.begin = p.takes_over = std::max(p.p.from, from);
    planned* last = schedule_.empty() ? nullptr : &schedule_.back();
    bool picture_goes_on = last != nullptr && p.p.kind != part_kind::item && last->p.kind == p.p.kind &&
                           last->of == p.of && last->p.to == p.begin;
    if (picture_goes_on) {
      last->p.to = p.p.to;
    } else {
      p.number = next_part_++;
      schedule_.push_back(p);
    }
  }
}

// Tomorrow is planned a little before midnight. After a stop of more than the days that are planned (a
// suspended machine) nothing can be said of the time between.
void conductor::impl::extend() {
  if (schedule_.empty() || schedule_.back().p.kind == part_kind::card || notice_is_on()) return;
  if (schedule_.back().p.to <= now_.utc) {
    for (planned& p : schedule_) leave(p);
    begin_anew("missed");
  }
  utc_ms end = schedule_.back().p.to;
  if (end - now_.utc < limits::day_ahead) append(plan_of_day(schedule_.back().of, end), end);
}

void conductor::impl::pass_boundaries() {
  while (schedule_.size() > 1 && schedule_.front().p.to <= now_.utc) {
    leave(schedule_.front());
    schedule_.pop_front();
  }
  if (missed_ > 0) note(evidence::record_type::gap, "missed", std::exchange(missed_, 0));
}

// The part's time is over: what has not come by now will not come.
void conductor::impl::leave(planned& p) {
  for (auto c = cues_.begin(); c != cues_.end();) {
    auto next = std::next(c);
    if (c->second.part == p.number && !c->second.began) drop(c->first, "not-ready");
    c = next;
  }
  if (p.at != planned::progress::ahead || p.p.kind != part_kind::item) return;
  p.at = planned::progress::given_up;
  auto known = plays_.find(p.p.play);
  if (known == plays_.end()) {
    missed_ += p.p.starts_play ? 1 : 0;
  } else {
    known->second.blame("missed");
    --known->second.parts_left;
  }
}

}  // namespace bangtin::player
