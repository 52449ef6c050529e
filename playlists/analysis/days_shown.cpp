// Turns the windows of a day into a sorted list of events, and compares them with the day's slots. Between
// two events the same campaigns are active, so what each share asks for is a product: the share times the
// level's virtual time, which is the sum of elapsed time divided by the sum of the active shares, in
// millionths of a millisecond.
#include "playlists/analysis/days_shown.hpp"

#include "playlists/schedule/timeline.hpp"

#include <algorithm>

namespace bangtin::playlists::analysis {

namespace {

using std::chrono::days;
constexpr std::int64_t millionths = 1'000'000;
constexpr std::int64_t largest_load = 1'000'000 * millionths;  // so that sums do not overflow
constexpr std::size_t levels = 3;

struct window {
  std::size_t who;  // index in group.campaigns
  programme::instant_range range;
};

struct event {
  utc_ms at;
  std::size_t who;
  bool begins;
};

class measurement {
 public:
  measurement(const lint_context& s, const alike_screens& g, std::int64_t& steps)
      : s_(s), g_(g), steps_(steps), plan_(s.p, s.first_screen(g)), at_begin_(g.campaigns.size()) {
    m_.campaigns.resize(g.campaigns.size());
  }

  days_shown run() {
    steps_ -= static_cast<std::int64_t>(s_.p.campaigns.size()) * 4;
    for (int n = 0; n < s_.ahead.days && steps_ > 0; ++n) {
      programme::local_day d = s_.today + days(n);
      collect(d);
      ask();
      allow();
      bool shown = look_at_slots(d);
      m_.open.push_back(!openings_.empty());
      m_.shown.push_back(shown);
      ++m_.days;
    }
    return std::move(m_);
  }

 private:
  const programme::campaign& who(std::size_t i) const { return s_.campaign_at(g_.campaigns[i]); }
  static std::size_t level_of(const programme::campaign& c) { return static_cast<std::size_t>(c.level); }

  void collect(programme::local_day d) {
    schedule::calendar near = s_.site.near(d);
    openings_.clear();
    windows_.clear();
    schedule::append_openings(near, s_.first_screen(g_), d, openings_);
    steps_ -= static_cast<std::int64_t>(g_.campaigns.size()) * 2;
    schedule::instant_ranges w;
    for (std::size_t i = 0; i < g_.campaigns.size(); ++i) {
      w.clear();
      schedule::append_activity(near, s_.runs_at(g_.campaigns[i]), d, w);
      if (w.empty()) continue;
      for (const programme::instant_range& r : schedule::common(w, openings_)) windows_.push_back({i, r});
    }
    events_.clear();
    for (const window& x : windows_) {
      events_.push_back({x.range.from, x.who, true});
      events_.push_back({x.range.to, x.who, false});
    }
    std::sort(events_.begin(), events_.end(), [](const event& a, const event& b) { return a.at < b.at; });
  }

  // ---- what campaigns ask for

  void ask() {
    active_ = {};
    shares_ = {};
    loads_ = {};
    for (std::size_t n = 0; n < events_.size();) {
      utc_ms at = events_[n].at;
      for (; n < events_.size() && events_[n].at == at; ++n) take(events_[n]);
      if (n < events_.size()) pass(at, events_[n].at);
    }
  }

  void take(const event& e) {
    const programme::campaign& c = who(e.who);
    std::size_t l = level_of(c);
    int sign = e.begins ? 1 : -1;
    if (c.every) {
      loads_[l] += sign * load_of(e.who);
    } else {
      active_[l] += sign;
      shares_[l] += sign * c.share;
    }
    auto& of = m_.campaigns[e.who];
    if (e.begins) {
      at_begin_[e.who] = {virtual_[l], asked_[l]};
    } else {
      of.active += asked_[l] - at_begin_[e.who].asked;
      if (!c.every) of.asked += milliseconds((virtual_[l] - at_begin_[e.who].time) * c.share / millionths);
    }
  }

  std::int64_t load_of(std::size_t i) const {
    return std::min(s_.list_at(g_.campaigns[i]).mean_us * 1000 / who(i).every->count(), largest_load);
  }

  // The lowest level that is asked: the first level from the top that has an active campaign by share.
  std::size_t lowest_asked() const {
    for (std::size_t l = levels; l-- > 0;) {
      if (active_[l] > 0) return l;
    }
    return 0;
  }

  void pass(utc_ms from, utc_ms to) {
    std::size_t lowest = lowest_asked();
    if (active_[lowest] > 0) virtual_[lowest] += (to - from).count() * millionths / shares_[lowest];
    std::int64_t load = 0;
    for (std::size_t l = lowest; l < levels; ++l) {
      asked_[l] += to - from;
      load += loads_[l];
    }
    if (load <= m_.max_load) return;
    m_.max_load = load;
    m_.load_at = from;
    m_.loading.clear();
    for (const window& x : windows_) {
      bool counts = who(x.who).every && level_of(who(x.who)) >= lowest;
      if (counts && x.range.from <= from && from < x.range.to) m_.loading.push_back(g_.campaigns[x.who]);
    }
    std::sort(m_.loading.begin(), m_.loading.end());
  }

  // How far fair queueing may let airtime deviate from the shares within one undisturbed day: the bound of
  // docs/timeline.md, summed over the level's campaigns.
  void allow() {
    std::array<milliseconds, levels> longest{};
    std::array<std::int64_t, levels> shares{};
    std::vector<std::size_t> active;
    for (const window& x : windows_) {
      if (!who(x.who).every) active.push_back(x.who);
    }
    active.erase(std::unique(active.begin(), active.end()), active.end());
    for (std::size_t i : active) {
      longest[level_of(who(i))] += s_.list_at(g_.campaigns[i]).longest;
      shares[level_of(who(i))] += who(i).share;
    }
    for (std::size_t i : active) {
      std::size_t l = level_of(who(i));
      m_.campaigns[i].allowed += s_.list_at(g_.campaigns[i]).longest + longest[l] / shares[l] * who(i).share;
    }
  }

  // ---- what the screen shows

  bool look_at_slots(programme::local_day d) {
    std::vector<schedule::slot> slots = plan_.day(d);
    steps_ -= static_cast<std::int64_t>(slots.size());
    bool shown = false;
    for (const schedule::slot& x : slots) {
      if (x.campaign < 0) {
        if (x.to - x.from >= long_wait) consider_wait(x, d);
        continue;
      }
      shown = true;
      auto place = std::lower_bound(g_.campaigns.begin(), g_.campaigns.end(), x.campaign);
      m_.campaigns[static_cast<std::size_t>(place - g_.campaigns.begin())].airtime += x.to - x.from;
    }
    return shown;
  }

  // Slate while a campaign by share is active means waiting for the edge: the campaign was asked, and none of
  // its items fitted.
  void consider_wait(const schedule::slot& x, programme::local_day d) {
    steps_ -= static_cast<std::int64_t>(windows_.size());
    slate_wait wait;
    std::size_t top = 0;
    for (const window& w : windows_) {
      const programme::campaign& c = who(w.who);
      if (c.every || x.from < w.range.from || w.range.to <= x.from || level_of(c) < top) continue;
      if (level_of(c) > top) wait.waiting.clear();
      top = level_of(c);
      wait.waiting.push_back(g_.campaigns[w.who]);
    }
    if (wait.waiting.empty()) return;
    ++m_.waits;
    if (m_.waits > 1 && x.to - x.from <= m_.max_wait.to - m_.max_wait.from) return;
    wait.from = x.from;
    wait.to = x.to;
    wait.edge = x.to == s_.site.day(d).to ? hard_edge::day_ends : hard_edge::screen_closes;
    for (const window& w : windows_) {
      const programme::campaign& c = who(w.who);
      if (c.every || c.level != programme::level::takeover || w.range.from != x.to) continue;
      wait.edge = hard_edge::takeover_begins;
      wait.takeover = g_.campaigns[w.who];
    }
    m_.max_wait = std::move(wait);
  }

  struct standing {
    std::int64_t time = 0;  // virtual time
    milliseconds asked{};
  };

  const lint_context& s_;
  const alike_screens& g_;
  std::int64_t& steps_;
  schedule::planner plan_;
  days_shown m_;
  schedule::instant_ranges openings_;
  std::vector<window> windows_;
  std::vector<event> events_;
  std::vector<standing> at_begin_;              // of each campaign at the beginning of its window
  std::array<int, levels> active_{};            // number of active campaigns by share
  std::array<std::int64_t, levels> shares_{};   // sum of their shares
  std::array<std::int64_t, levels> loads_{};    // load of the active cadences
  std::array<std::int64_t, levels> virtual_{};  // of each level
  std::array<milliseconds, levels> asked_{};    // how long each level was asked
};

}  // namespace

days_shown measure(const lint_context& s, const alike_screens& group, std::int64_t& steps) {
  return measurement(s, group, steps).run();
}

}  // namespace bangtin::playlists::analysis
