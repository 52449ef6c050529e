// Plays a day slot by slot. First it turns the windows of all campaigns into a sorted list of events (a
// campaign begins or stops being active), and the beginnings of takeovers into a list of hard edges. In each
// level one tournament (tournament.hpp) tells which campaign by cadence is due first, and another which
// campaign by share is furthest behind in virtual time. So a slot costs a few steps up a tree of campaigns,
// whatever the number of items.
//
// A campaign whose next item does not fit before the hard edge cannot fit later before the same edge. It is
// set aside until the edge has passed, so that no campaign is asked twice before an edge.
#include "playlists/schedule/timeline.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "playlists/programme/rfc3339.hpp"
#include "playlists/schedule/rotation.hpp"
#include "playlists/schedule/screen_plan.hpp"
#include "playlists/schedule/tournament.hpp"
#include "playlists/schedule/window.hpp"

namespace bangtin::playlists::schedule {

namespace {

constexpr std::array<programme::level, level_count> from_the_top{
    programme::level::takeover, programme::level::normal, programme::level::filler};

struct activity_event {
  utc_ms at;
  std::int32_t who;
  bool begins;
};

// A contender's current state.
enum class standing { inactive, offering, set_aside };

// The data of a contender that a slot needs, stored compactly: a hundred of them fit in the processor's
// first-level cache.
struct contender_state {
  const showing* shown = nullptr;  // its playlist's items
  rotation items;
  standing now = standing::inactive;
  bool by_cadence = false;
  std::uint8_t level = 0;
  std::int32_t index = 0;  // in programme.campaigns
  std::size_t number = 0;  // as in contender
  milliseconds every{};    // of a cadence
  utc_ms active_since{};
  utc_ms counted_from{};  // of a cadence: due times are this instant plus multiples of `every`
  utc_ms due{};           // of a cadence: the earliest due time not yet served
};

class day_run {
 public:
  // Appends to `slots`.
  day_run(const screen_plan& plan, programme::local_day d, std::vector<slot>& slots);
  void run();

 private:
  // Contenders are sorted by name, so the smaller index wins and no further comparison is needed.
  struct by_name {
    bool decides() const { return false; }
    bool operator()(std::int32_t a, std::int32_t b) const { return a < b; }
  };
  struct by_virtual_time {
    const std::vector<contender>* contenders;
    const virtual_times* times;
    bool decides() const { return !times->key_is_all(); }
    bool operator()(std::int32_t a, std::int32_t b) const {
      int order = times->compare((*contenders)[static_cast<std::size_t>(a)].number,
                                 (*contenders)[static_cast<std::size_t>(b)].number);
      return order != 0 ? order < 0 : a < b;
    }
  };
  struct level_state {
    level_state(const day_run& run, const share_scale& scale, std::size_t cadence_count)
        : times(std::make_unique<virtual_times>(scale)),
          cadences(cadence_count, by_name{}),
          shares(scale.count(), by_virtual_time{&run.contenders_, times.get()}) {}
    std::unique_ptr<virtual_times> times;
    tournament<by_name> cadences;        // keyed by due time
    tournament<by_virtual_time> shares;  // keyed by own virtual time
    int active_shares = 0;               // offering or set aside
  };

  contender_state& state(std::int32_t i) { return states_[static_cast<std::size_t>(i)]; }
  level_state& level_of(const contender_state& s) { return levels_[s.level]; }

  void note_activity();
  void reserve(milliseconds open_for);
  void take_events(utc_ms until);
  void begin(std::int32_t i, utc_ms at);
  void cease(std::int32_t i);
  void offer(std::int32_t i);
  void withdraw(const contender_state& s);

  void open(programme::instant_range hours);
  void pass_edge();
  static std::uint64_t key_of(utc_ms due) {
    // Flips the sign bit so that instants before 1970 sort correctly too.
    return static_cast<std::uint64_t>(due.time_since_epoch().count()) ^ std::uint64_t{1} << 63;
  }
  template <class Order>
  std::int32_t first_that_fits(Order& order, std::uint64_t largest_key);
  std::int32_t choose();
  bool something_is_offered() const;
  void show(std::int32_t i);
  void hold_slate();

  const screen_plan& plan_;
  const std::vector<contender>& contenders_;
  programme::local_day day_;
  calendar site_;
  std::vector<contender_state> states_;
  std::vector<level_state> levels_;
  std::vector<activity_event> events_;
  std::size_t next_event_ = 0;
  std::vector<utc_ms> takeovers_;  // instants at which a takeover by share begins, ascending
  std::vector<std::int32_t> set_aside_;
  int active_shares_ = 0;  // of all levels
  bool any_cadence_ = false;
  int waiting_cadences_ = 0;  // due and set aside
  utc_ms now_{}, edge_{}, close_{};
  std::vector<slot>& slots_;
};

day_run::day_run(const screen_plan& plan, programme::local_day d, std::vector<slot>& slots)
    : plan_(plan),
      contenders_(plan.contenders),
      day_(d),
      site_(plan.site.near(d)),
      states_(contenders_.size()),
      slots_(slots) {
  levels_.reserve(level_count);
  for (std::size_t l = 0; l < level_count; ++l) {
    levels_.emplace_back(*this, plan.scales[l], plan.cadences[l]);
  }
  note_activity();
}

void day_run::note_activity() {
  std::vector<programme::instant_range> windows;
  for (std::size_t i = 0; i < contenders_.size(); ++i) {
    const contender& c = contenders_[i];
    windows.clear();
    append_activity(site_, c.days, day_, windows);
    if (windows.empty()) continue;
    contender_state& s = states_[i];
    s.shown = c.items->data();
    s.items = rotation(c.value->order, c.seed, static_cast<std::int32_t>(c.items->size()), c.step, day_);
    s.by_cadence = c.value->every.has_value();
    any_cadence_ |= s.by_cadence;
    s.every = c.value->every.value_or(milliseconds{});
    s.level = static_cast<std::uint8_t>(c.level);
    s.index = c.index;
    s.number = c.number;
    bool is_edge = c.value->level == programme::level::takeover && !c.value->every;
    for (const programme::instant_range& w : windows) {
      events_.push_back({w.from, static_cast<std::int32_t>(i), true});
      events_.push_back({w.to, static_cast<std::int32_t>(i), false});
      if (is_edge) takeovers_.push_back(w.from);
    }
  }
  std::sort(events_.begin(), events_.end(),
            [](const activity_event& a, const activity_event& b) { return a.at < b.at; });
  std::sort(takeovers_.begin(), takeovers_.end());
}

// The minimum length of an item limits the number of slots of a day. Reserving memory for a usual day avoids
// the copies of a growing vector; reserved but unused memory costs nothing.
void day_run::reserve(milliseconds open_for) {
  constexpr std::int64_t usual = 16'384;
  milliseconds shortest = milliseconds::max();
  for (const contender& c : contenders_) shortest = std::min(shortest, c.shortest);
  slots_.reserve(static_cast<std::size_t>(std::min(usual, open_for / shortest + 16)));
}

void day_run::run() {
  std::vector<programme::instant_range> openings;
  append_openings(site_, *plan_.on, day_, openings);
  milliseconds open_for{};
  for (const programme::instant_range& hours : openings) open_for += hours.to - hours.from;
  reserve(open_for);
  for (const programme::instant_range& hours : openings) {
    open(hours);
    while (now_ < close_) {
      if (next_event_ < events_.size() && events_[next_event_].at <= now_) take_events(now_);
      if (now_ >= edge_) pass_edge();
      std::int32_t chosen = choose();
      if (chosen >= 0) {
        show(chosen);
      } else {
        hold_slate();
      }
    }
  }
}

// ---- which campaigns are active

void day_run::take_events(utc_ms until) {
  while (next_event_ < events_.size() && events_[next_event_].at <= until) {
    const activity_event& e = events_[next_event_++];
    if (e.begins) {
      begin(e.who, e.at);
    } else {
      cease(e.who);
    }
  }
}

void day_run::begin(std::int32_t i, utc_ms at) {
  contender_state& s = state(i);
  s.active_since = at;
  if (s.by_cadence) {
    s.counted_from = s.due = at;
  } else {
    level_of(s).times->join(s.number);
    ++level_of(s).active_shares;
    ++active_shares_;
  }
  offer(i);
}

void day_run::cease(std::int32_t i) {
  contender_state& s = state(i);
  if (s.now == standing::offering) {
    withdraw(s);
  } else if (s.by_cadence) {
    --waiting_cadences_;
  }
  s.now = standing::inactive;
  if (!s.by_cadence) {
    --level_of(s).active_shares;
    --active_shares_;
  }
}

void day_run::offer(std::int32_t i) {
  contender_state& s = state(i);
  s.now = standing::offering;
  if (s.by_cadence) {
    level_of(s).cadences.seat(s.number, i, key_of(s.due));
  } else {
    level_of(s).shares.seat(s.number, i, level_of(s).times->key(s.number));
  }
}

void day_run::withdraw(const contender_state& s) {
  if (s.by_cadence) {
    level_of(s).cadences.leave(s.number);
  } else {
    level_of(s).shares.leave(s.number);
  }
}

// ---- edges

void day_run::open(programme::instant_range hours) {
  now_ = hours.from;
  close_ = hours.to;
  take_events(now_);
  pass_edge();
  if (!any_cadence_) return;
  for (std::size_t n = 0; n < states_.size(); ++n) {
    contender_state& s = states_[n];
    if (s.now == standing::inactive || !s.by_cadence) continue;
    s.counted_from = s.due = std::max(now_, s.active_since);
    offer(static_cast<std::int32_t>(n));
  }
}

void day_run::pass_edge() {
  for (std::int32_t i : set_aside_) {
    // It may have become inactive, or even active again, meanwhile.
    if (state(i).now != standing::set_aside) continue;
    if (state(i).by_cadence) --waiting_cadences_;
    offer(i);
  }
  set_aside_.clear();
  auto next = std::upper_bound(takeovers_.begin(), takeovers_.end(), now_);
  edge_ = next == takeovers_.end() ? close_ : std::min(*next, close_);
}

// ---- one slot

// The first contender of that order whose item fits, up to that key. Sets aside those before it whose item
// does not fit.
template <class Order>
std::int32_t day_run::first_that_fits(Order& order, std::uint64_t largest_key) {
  while (!order.empty() && order.top_key() <= largest_key) {
    std::int32_t i = order.top();
    contender_state& s = state(i);
    if (now_ + s.shown[s.items.item()].total <= edge_) return i;
    order.leave(s.number);
    s.now = standing::set_aside;
    set_aside_.push_back(i);
    if (s.by_cadence) ++waiting_cadences_;
  }
  return -1;
}

std::int32_t day_run::choose() {
  for (programme::level l : from_the_top) {
    level_state& here = levels_[static_cast<std::size_t>(l)];
    std::int32_t i = first_that_fits(here.cadences, key_of(now_));
    if (i < 0) i = first_that_fits(here.shares, std::numeric_limits<std::uint64_t>::max());
    if (i >= 0 || here.active_shares > 0) return i;
  }
  return -1;
}

bool day_run::something_is_offered() const {
  if (active_shares_ > 0 || waiting_cadences_ > 0) return true;
  return std::any_of(levels_.begin(), levels_.end(), [&](const level_state& l) {
    return !l.cadences.empty() && l.cadences.top_key() <= key_of(now_);
  });
}

void day_run::show(std::int32_t i) {
  contender_state& s = state(i);
  level_state& here = level_of(s);
  const std::int32_t number = s.items.item();
  const showing& item = s.shown[number];
  const utc_ms begun = now_;
  for (std::int32_t page = item.pages == 0 ? 0 : 1; page <= item.pages; ++page) {
    const utc_ms from = now_;
    now_ += item.each;
    slots_.push_back(
        {from, now_, s.index, number, page, s.by_cadence ? slot_reason::every : slot_reason::share});
  }
  s.items.advance();
  if (s.by_cadence) {
    // This slot serves all due times up to its beginning.
    s.due = s.counted_from + s.every * ((begun - s.counted_from) / s.every + 1);
    here.cadences.seat(s.number, i, key_of(s.due));
  } else {
    here.times->begin(s.number, item.total);
    here.shares.seat(s.number, i, here.times->key(s.number));
  }
}

// If items are offered but none fits, the slate stays until the edge. If nothing is offered, it stays until
// something is.
void day_run::hold_slate() {
  slot one;
  one.from = now_;
  while (!something_is_offered()) {
    utc_ms next = edge_;
    if (next_event_ < events_.size()) next = std::min(next, events_[next_event_].at);
    for (const level_state& l : levels_) {
      if (!l.cadences.empty()) next = std::min(next, states_[static_cast<std::size_t>(l.cadences.top())].due);
    }
    now_ = next;
    if (now_ >= edge_) break;
    take_events(now_);
  }
  if (one.from == now_) now_ = edge_;
  one.to = now_;
  slots_.push_back(one);
}

}  // namespace

struct planner::plan : screen_plan {
  using screen_plan::screen_plan;
};

planner::planner(const programme::programme& p, const programme::screen& on)
    : plan_(std::make_unique<const plan>(p, on)) {}
planner::~planner() = default;
planner::planner(planner&&) noexcept = default;
planner& planner::operator=(planner&&) noexcept = default;

std::vector<slot> planner::day(programme::local_day d) const {
  std::vector<slot> slots;
  day(d, slots);
  return slots;
}

void planner::day(programme::local_day d, std::vector<slot>& slots) const {
  slots.clear();
  day_run(*plan_, d, slots).run();
}

std::vector<slot> timeline(const programme::programme& p, const programme::screen& on,
                           programme::local_day day) {
  return planner(p, on).day(day);
}

programme::local_day day_of(const programme::programme& p, utc_ms t) {
  return calendar(p.timezone).day_of(t);
}

programme::instant_range range_of(const programme::programme& p, programme::local_day day) {
  return calendar(p.timezone).day(day);
}

bool is_open(const programme::programme& p, const programme::screen& on, utc_ms t) {
  if (on.open.empty()) return true;
  calendar site(p.timezone);
  std::vector<programme::instant_range> openings;
  append_openings(site, on, site.day_of(t), openings);
  return std::any_of(openings.begin(), openings.end(),
                     [&](const programme::instant_range& r) { return r.from <= t && t < r.to; });
}

std::string to_local_rfc3339(const programme::programme& p, utc_ms t) {
  std::string out;
  programme::rfc3339_writer(calendar(p.timezone).offsets()).append(out, t);
  return out;
}

}  // namespace bangtin::playlists::schedule
