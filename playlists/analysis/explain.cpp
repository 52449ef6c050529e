// Reads the day's slots once, to learn what is on at the instant, how often each campaign was on before, and
// when it is next. The windows tell which campaigns are active. From these two follow the states that the
// timeline went through: due times from the last slot before, the next item from the number of slots before,
// and hard edges from the windows alone. Nothing is scheduled here a second time.
#include "playlists/analysis/explain.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "playlists/analysis/next_activity.hpp"
#include "playlists/schedule/rotation.hpp"
#include "playlists/schedule/screen_plan.hpp"
#include "playlists/schedule/window.hpp"

namespace bangtin::playlists::analysis {

namespace {

void name(std::vector<std::int32_t>& list, const schedule::contender& c) {
  if (list.size() < max_named) list.push_back(c.index);
}

why_not reason_of(schedule::day_obstacle o) {
  switch (o) {
    case schedule::day_obstacle::dates:
      return why_not::dates;
    case schedule::day_obstacle::exception:
      return why_not::exception;
    case schedule::day_obstacle::weekday:
      return why_not::weekday;
    case schedule::day_obstacle::rule:
      break;
  }
  return why_not::rule;
}

// The part of a contender's day that matters for the instant.
struct course {
  std::vector<programme::instant_range> windows;  // of the whole day
  int shown = 0;                                  // number of items that began before the present slot's item
  std::optional<utc_ms> last;                     // when the last of them began
  std::optional<utc_ms> next;                     // when the next begins after the instant
};

class explainer {
 public:
  explainer(const programme::programme& p, const programme::screen& on, utc_ms at);
  explanation run();

 private:
  void note_silences();
  void read_slots(const std::vector<schedule::slot>& slots);
  presence why_on(presence now) const;
  absence why_off(const schedule::contender& c);

  const course& of(const schedule::contender& c) const {
    return courses_[static_cast<std::size_t>(&c - first())];
  }
  const schedule::contender* first() const { return plan_.contenders.data(); }
  const programme::instant_range* window(const schedule::contender& c, utc_ms t) const {
    return holding(of(c).windows, t);
  }

  utc_ms due(const schedule::contender& c, const programme::instant_range& window) const;
  milliseconds next_item(const schedule::contender& c) const;
  bool something_is_offered(utc_ms t) const;
  barrier closing() const;
  barrier hard_edge() const;
  barrier end_of_chance(const schedule::contender& c);
  const std::optional<barrier>& silence_begins(std::size_t level);
  std::optional<utc_ms> silence_ends(std::size_t level) const;

  const programme::programme& p_;
  const programme::screen& on_;
  const utc_ms at_;
  schedule::screen_plan plan_;
  programme::local_day day_;
  schedule::calendar site_;
  std::vector<course> courses_;                          // same order as plan_.contenders
  std::vector<const schedule::contender*> by_campaign_;  // nullptr: not for this screen
  std::optional<programme::instant_range> opening_;      // the one that contains the instant
  std::optional<presence> now_;
  std::optional<barrier> edge_;
  // For each level: the campaigns that silence it now, until when, and which silences it next.
  struct silence {
    std::vector<std::int32_t> by;
    std::optional<utc_ms> ends;
    std::optional<barrier> next;
    bool end_is_known = false, next_is_known = false;
  };
  std::array<silence, schedule::level_count> silences_;
};

explainer::explainer(const programme::programme& p, const programme::screen& on, utc_ms at)
    : p_(p),
      on_(on),
      at_(at),
      plan_(p, on),
      day_(plan_.site.day_of(at)),
      site_(plan_.site.near(day_)),
      courses_(plan_.contenders.size()),
      by_campaign_(p.campaigns.size()) {
  for (std::size_t i = 0; i < courses_.size(); ++i) {
    const schedule::contender& c = plan_.contenders[i];
    by_campaign_[static_cast<std::size_t>(c.index)] = &c;
    schedule::append_activity(site_, c.days, day_, courses_[i].windows);
  }
  note_silences();
  std::vector<programme::instant_range> openings;
  schedule::append_openings(site_, on, day_, openings);
  if (const programme::instant_range* open = holding(openings, at)) opening_ = *open;
  if (opening_) edge_ = hard_edge();
  read_slots(schedule::planner(p, on).day(day_));
}

void explainer::note_silences() {
  for (const schedule::contender& c : plan_.contenders) {
    if (c.value->every || window(c, at_) == nullptr) continue;
    for (std::size_t below = 0; below < c.level; ++below) name(silences_[below].by, c);
  }
  for (const schedule::contender& c : plan_.contenders) {
    silence& its = silences_[c.level];
    if (!its.by.empty() && !std::exchange(its.end_is_known, true)) its.ends = silence_ends(c.level);
  }
}

void explainer::read_slots(const std::vector<schedule::slot>& slots) {
  auto after = std::upper_bound(slots.begin(), slots.end(), at_,
                                [](utc_ms t, const schedule::slot& s) { return t < s.from; });
  if (after != slots.begin() && at_ < std::prev(after)->to) {
    auto shown = std::prev(after);
    auto begin = shown - std::max(shown->page - 1, 0);
    auto end = after;
    while (end != slots.end() && end->page == std::prev(end)->page + 1 && end->page > 1) ++end;
    now_.emplace();
    now_->shown = *shown;
    now_->item_from = begin->from;
    now_->item_to = std::prev(end)->to;
  }
  const utc_ms chosen = now_ ? now_->item_from : at_;
  for (const schedule::slot& s : slots) {
    if (s.campaign < 0 || s.page > 1) continue;
    course& c =
        courses_[static_cast<std::size_t>(by_campaign_[static_cast<std::size_t>(s.campaign)] - first())];
    if (s.from < chosen) {
      ++c.shown;
      c.last = s.from;
    } else if (s.from > at_ && !c.next) {
      c.next = s.from;
    }
  }
}

explanation explainer::run() {
  explanation all;
  if (now_) {
    all.now = why_on(*now_);
  } else {
    all.opens = next_opening(plan_.site, on_, at_);
  }
  for (std::size_t i = 0; i < p_.campaigns.size(); ++i) {
    auto index = static_cast<std::int32_t>(i);
    if (now_ && now_->shown.campaign == index) continue;
    absence a;
    if (by_campaign_[i] != nullptr) a = why_off(*by_campaign_[i]);
    a.campaign = index;
    if (a.reason == why_not::closed) a.until = all.opens;
    all.others.push_back(std::move(a));
  }
  return all;
}

// ---- why the campaign is on

presence explainer::why_on(presence now) const {
  if (now.shown.campaign < 0) {
    if (something_is_offered(now.item_from)) now.edge = edge_;
    return now;
  }
  const schedule::contender& c = *by_campaign_[static_cast<std::size_t>(now.shown.campaign)];
  const programme::instant_range* its = window(c, now.item_from);
  if (window(c, at_) == nullptr) now.window_ended = its->to;
  if (c.value->every) {
    now.due = due(c, *its);
    return now;
  }
  for (const schedule::contender& other : plan_.contenders) {
    bool takes_turns = other.level == c.level && !other.value->every;
    if (takes_turns && window(other, now.item_from)) now.turns.push_back(other.index);
  }
  return now;
}

bool explainer::something_is_offered(utc_ms t) const {
  return std::any_of(plan_.contenders.begin(), plan_.contenders.end(), [&](const schedule::contender& c) {
    const programme::instant_range* its = window(c, t);
    return its != nullptr && (!c.value->every || due(c, *its) <= t);
  });
}

// The earliest due time within the window that no earlier item has served.
utc_ms explainer::due(const schedule::contender& c, const programme::instant_range& window) const {
  const utc_ms start = std::max(window.from, opening_->from);
  const std::optional<utc_ms>& last = of(c).last;
  if (!last || *last < start) return start;
  return start + *c.value->every * ((*last - start) / *c.value->every + 1);
}

milliseconds explainer::next_item(const schedule::contender& c) const {
  schedule::rotation items(c.value->order, c.seed, static_cast<std::int32_t>(c.items->size()), c.step, day_);
  for (int i = of(c).shown; i > 0; --i) items.advance();
  return (*c.items)[static_cast<std::size_t>(items.item())].total;
}

// ---- why a campaign is not on

absence explainer::why_off(const schedule::contender& c) {
  absence a;
  a.next = of(c).next;
  const programme::instant_range* its = window(c, at_);
  if (its == nullptr) {
    inactivity why = why_inactive(site_, c.days, at_);
    a.reason = why.obstacle ? reason_of(*why.obstacle) : why_not::hours;
    a.day = why.day;
    a.until = next_activity(plan_.site, c.days, at_);
    return a;
  }
  if (!opening_) {
    a.reason = why_not::closed;
    return a;
  }
  if (const silence& s = silences_[c.level]; !s.by.empty()) {
    a.reason = why_not::silenced;
    a.silencers = s.by;
    a.until = s.ends;
    return a;
  }
  barrier end = end_of_chance(c);
  if (c.value->every && due(c, *its) > at_) {
    a.reason = why_not::not_due;
    a.until = std::min(due(c, *its), end.at);
    if (a.until == end.at) a.before = std::move(end);
    return a;
  }
  a.item = next_item(c);
  if (at_ + a.item > edge_->at) {
    a.reason = why_not::no_room;
    a.before = edge_;
    a.until = edge_->at;
    return a;
  }
  a.item = {};
  if (a.next && *a.next < end.at) {
    a.reason = why_not::turn;
    a.until = a.next;
    return a;
  }
  a.reason = why_not::no_turn;
  a.until = end.at;
  a.before = std::move(end);
  return a;
}

// ---- barriers

barrier explainer::closing() const {
  if (opening_->to < site_.day(day_).to) return {opening_->to, barrier_kind::screen_closes, {}};
  std::vector<programme::instant_range> tomorrow;
  schedule::append_openings(plan_.site, on_, day_ + std::chrono::days(1), tomorrow);
  bool goes_on = holding(tomorrow, opening_->to) != nullptr;
  return {opening_->to, goes_on ? barrier_kind::day_ends : barrier_kind::screen_closes, {}};
}

barrier explainer::hard_edge() const {
  barrier edge = closing();
  for (const schedule::contender& c : plan_.contenders) {
    if (c.value->level != programme::level::takeover || c.value->every) continue;
    for (const programme::instant_range& w : of(c).windows) {
      if (w.from <= at_ || w.from > edge.at) continue;
      if (w.from < edge.at) edge = {w.from, barrier_kind::campaign_begins, {}};
      if (edge.kind == barrier_kind::campaign_begins) name(edge.campaigns, c);
    }
  }
  return edge;
}

// The first barrier that ends an active campaign's chance to come on.
barrier explainer::end_of_chance(const schedule::contender& c) {
  barrier end = closing();
  utc_ms window_ends = window(c, at_)->to;
  if (window_ends < end.at) end = {window_ends, barrier_kind::window_ends, {}};
  const std::optional<barrier>& louder = silence_begins(c.level);
  return louder && louder->at < end.at ? *louder : end;
}

// The next time at which a campaign by share above the level begins; the level is not silenced now.
const std::optional<barrier>& explainer::silence_begins(std::size_t level) {
  silence& s = silences_[level];
  if (std::exchange(s.next_is_known, true)) return s.next;
  for (const schedule::contender& c : plan_.contenders) {
    if (c.level <= level || c.value->every) continue;
    for (const programme::instant_range& w : of(c).windows) {
      if (w.from <= at_ || (s.next && w.from > s.next->at)) continue;
      if (!s.next || w.from < s.next->at) s.next = {w.from, barrier_kind::campaign_begins, {}};
      name(s.next->campaigns, c);
    }
  }
  return s.next;
}

std::optional<utc_ms> explainer::silence_ends(std::size_t level) const {
  std::vector<schedule::run_days> above;
  for (const schedule::contender& c : plan_.contenders) {
    if (c.level > level && !c.value->every) above.push_back(c.days);
  }
  return activity_ends(plan_.site, above, at_);
}

}  // namespace

explanation explain(const programme::programme& p, const programme::screen& on, utc_ms at) {
  return explainer(p, on, at).run();
}

std::string_view to_string(why_not reason) {
  static constexpr std::array<std::string_view, 12> names{"other_screens", "dates",   "exception", "weekday",
                                                          "rule",          "hours",   "closed",    "silenced",
                                                          "not_due",       "no_room", "turn",      "no_turn"};
  return names.at(static_cast<std::size_t>(reason));
}

std::string_view to_string(barrier_kind kind) {
  static constexpr std::array<std::string_view, 4> names{"campaign_begins", "window_ends", "screen_closes",
                                                         "day_ends"};
  return names.at(static_cast<std::size_t>(kind));
}

}  // namespace bangtin::playlists::analysis
