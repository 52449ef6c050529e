// Finds what never comes. For each group of alike screens it goes through the days ahead with windows only,
// without slots. A campaign's windows, cut to the opening hours, minus the windows of the campaigns by share
// at higher levels, are the instants at which it can be chosen. The longest stretch from such an instant to
// the next hard edge is the room that its items have. These are bounds on what the timeline can do, so that
// "never" is certain. A campaign is settled once there is room for all its items, which is nearly always so
// within the first days; only unusual campaigns are followed through two years.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "playlists/analysis/lint_context.hpp"

namespace bangtin::playlists::analysis {

namespace {

using std::chrono::days;

constexpr std::int64_t steps_of_a_window = 4;
constexpr int first_days = 8;  // every weekday, plus one day for hours that cross midnight

bool by_share(const programme::campaign& c) {
  return !c.every;
}

// The days on which a campaign's windows can lie. Campaigns with the same dates share a page; each day is
// computed on demand.
class day_book {
 public:
  day_book(const programme::programme& p, programme::local_day first, int count)
      : first_(first), count_(count) {
    std::map<const programme::campaign*, std::int32_t, by_dates> known;
    for (const programme::campaign& c : p.campaigns) {
      page_of_.push_back(known.emplace(&c, static_cast<std::int32_t>(known.size())).first->second);
    }
    pages_.resize(known.size());
  }

  // Whether the campaign runs on the day or on one of the two days before it; no window is longer than that.
  bool touches(const schedule::run_days& c, std::int32_t i, programme::local_day d) {
    auto& page = pages_[static_cast<std::size_t>(page_of_[static_cast<std::size_t>(i)])];
    if (page.empty()) page.resize(static_cast<std::size_t>(count_), unknown);
    auto& touched = page[static_cast<std::size_t>((d - first_).count())];
    if (touched == unknown) touched = c.holds(d) || c.holds(d - days(1)) || c.holds(d - days(2)) ? yes : no;
    return touched == yes;
  }

 private:
  enum mark : std::uint8_t { unknown, yes, no };
  struct by_dates {
    static auto key(const programme::campaign& c) {
      return std::tie(c.repeats, c.from, c.to, c.days, c.rrule, c.except);
    }
    bool operator()(const programme::campaign* a, const programme::campaign* b) const {
      return key(*a) < key(*b);
    }
  };

  programme::local_day first_;
  int count_;
  std::vector<std::int32_t> page_of_;  // for each campaign
  std::vector<std::vector<mark>> pages_;
};

class sweep {
 public:
  explicit sweep(lint_context& s)
      : s_(s),
        steps_(s.ahead.steps),
        days_(s.p, s.today, s.ahead.calendar_days),
        has_no_day_(s.p.campaigns.size()) {}

  // Returns whether the steps sufficed for everything.
  bool run() {
    int all = s_.ahead.calendar_days;
    int begin = std::min(first_days, all);
    for (auto [from, to] : {std::pair(0, begin), std::pair(begin, all)}) {
      for (std::size_t g = 0; g < s_.groups.size() && steps_ > 0; ++g) look(g, from, to);
    }
    s_.calendar_done = steps_ > 0;
    for (std::size_t g = 0; g < s_.groups.size(); ++g) look_for_overlaps(g, all);
    return steps_ > 0;
  }

 private:
  using indices = std::vector<std::int32_t>;

  void look(std::size_t group, int from, int to) {
    const alike_screens& g = s_.groups[group];
    indices open_cases;
    higher_ = {};
    for (std::int32_t i : g.campaigns) {
      if (!s_.feasibility_at(i).is_settled && !has_no_day(i)) open_cases.push_back(i);
      if (by_share(s_.campaign_at(i)))
        higher_[static_cast<std::size_t>(s_.campaign_at(i).level)].push_back(i);
    }
    for (int n = from; n < to && !open_cases.empty() && steps_ > 0; ++n) {
      programme::local_day d = s_.today + days(n);
      steps_ -= static_cast<std::int64_t>(open_cases.size()) / 32 + 1;
      begin_day(g, d);
      for (std::int32_t i : open_cases) {
        if (days_.touches(s_.runs_at(i), i, d)) consider(group, i);
      }
      std::erase_if(open_cases, [&](std::int32_t i) { return s_.feasibility_at(i).is_settled; });
    }
    if (steps_ <= 0 || to < s_.ahead.calendar_days) return;
    // A campaign's days do not depend on the screen, so no other group needs to look for them.
    for (std::int32_t i : open_cases) {
      if (!s_.feasibility_at(i).runs) has_no_day_[static_cast<std::size_t>(i)] = true;
    }
  }
  bool has_no_day(std::int32_t i) const { return has_no_day_[static_cast<std::size_t>(i)]; }

  // ---- one group of screens on one day

  void begin_day(const alike_screens& g, programme::local_day d) {
    near_ = s_.site.near(d);
    day_ = d;
    open_.reset();
    covered_ = {};
    edges_.reset();
    on_ = &s_.first_screen(g);
  }

  const schedule::instant_ranges& openings() {
    if (!open_) schedule::append_openings(near_, *on_, day_, open_.emplace());
    return *open_;
  }

  void add_windows(std::int32_t i, schedule::instant_ranges& out) {
    steps_ -= steps_of_a_window;
    const schedule::run_days& c = s_.runs_at(i);
    if (days_.touches(c, i, day_)) schedule::append_activity(near_, c, day_, out);
  }

  // The instants at which a campaign by share at this level or above is active.
  const schedule::instant_ranges& covered(programme::level from) {
    auto& ranges = covered_[static_cast<std::size_t>(from)];
    if (ranges) return *ranges;
    ranges.emplace();
    if (from != programme::level::takeover) {
      *ranges = covered(static_cast<programme::level>(static_cast<int>(from) + 1));
    }
    for (std::int32_t i : higher_[static_cast<std::size_t>(from)]) add_windows(i, *ranges);
    schedule::unite(*ranges);
    return *ranges;
  }

  const std::vector<utc_ms>& takeover_begins() {
    if (edges_) return *edges_;
    edges_.emplace();
    schedule::instant_ranges all;
    for (std::int32_t i : higher_[static_cast<std::size_t>(programme::level::takeover)]) add_windows(i, all);
    for (const programme::instant_range& r : all) edges_->push_back(r.from);
    std::sort(edges_->begin(), edges_->end());
    return *edges_;
  }

  void consider(std::size_t group, std::int32_t i) {
    const programme::campaign& c = s_.campaign_at(i);
    feasibility& of = s_.feasibility_at(i);
    schedule::instant_ranges pieces;
    add_windows(i, pieces);
    of.runs = of.runs || !pieces.empty();
    pieces = schedule::common(pieces, openings());
    if (pieces.empty()) return;
    of.meets_screen = true;
    if (c.level != programme::level::takeover) {
      utc_ms first = pieces.front().from;
      pieces =
          schedule::without(pieces, covered(static_cast<programme::level>(static_cast<int>(c.level) + 1)));
      if (pieces.empty() && of.silenced_on < 0) {
        of.silenced_at = first;
        of.silenced_on = static_cast<std::int32_t>(group);
      }
    }
    if (pieces.empty()) return;
    of.is_heard = true;
    for (const programme::instant_range& r : pieces) of.max_room = std::max(of.max_room, room_in(r));
    of.is_settled = of.max_room >= s_.list_at(i).longest;
  }

  // The longest stretch from an instant of the piece to the next hard edge.
  milliseconds room_in(const programme::instant_range& piece) {
    const std::vector<utc_ms>& begins = takeover_begins();
    auto opening = std::find_if(openings().begin(), openings().end(),
                                [&](const programme::instant_range& r) { return piece.from < r.to; });
    milliseconds most{};
    utc_ms at = piece.from;
    for (auto edge = std::upper_bound(begins.begin(), begins.end(), at); at < piece.to; ++edge) {
      utc_ms next = edge == begins.end() ? opening->to : std::min(*edge, opening->to);
      most = std::max(most, next - at);
      if (edge == begins.end()) break;
      at = *edge;
    }
    return most;
  }

  // ---- takeovers

  // Finds pairs of takeovers by share that are active at once, each with the first time at which it happens.
  void look_for_overlaps(std::size_t group, int count) {
    const alike_screens& g = s_.groups[group];
    indices takeovers;
    for (std::int32_t i : g.campaigns) {
      const programme::campaign& c = s_.campaign_at(i);
      if (c.level == programme::level::takeover && by_share(c)) takeovers.push_back(i);
    }
    if (takeovers.size() < 2) return;
    for (int n = 0; n < count && steps_ > 0; ++n) {
      begin_day(g, s_.today + days(n));
      steps_ -= static_cast<std::int64_t>(takeovers.size()) / 32 + 1;
      std::vector<std::pair<programme::instant_range, std::int32_t>> today;
      for (std::int32_t i : takeovers) {
        if (!days_.touches(s_.runs_at(i), i, day_)) continue;
        schedule::instant_ranges w;
        add_windows(i, w);
        for (const programme::instant_range& r : schedule::common(w, openings())) today.emplace_back(r, i);
      }
      note_overlaps(group, today);
    }
  }

  // Compares each window only with the earlier one that lasts longest: that suffices, and takes linear time.
  void note_overlaps(std::size_t group,
                     std::vector<std::pair<programme::instant_range, std::int32_t>>& today) {
    std::sort(today.begin(), today.end(), [](const auto& a, const auto& b) {
      return std::pair(a.first.from, a.second) < std::pair(b.first.from, b.second);
    });
    for (std::size_t n = 1, longest = 0; n < today.size(); ++n) {
      auto [earlier, a] = today[longest];
      auto [later, b] = today[n];
      bool is_new = later.from < earlier.to && a != b && told_.size() < max_findings &&
                    told_.insert(std::minmax(a, b)).second;
      if (is_new) s_.overlaps.push_back({std::min(a, b), std::max(a, b), group, later.from});
      if (earlier.to < later.to) longest = n;
    }
  }

  lint_context& s_;
  std::int64_t steps_;
  day_book days_;
  std::vector<bool> has_no_day_;   // for each campaign: no day in the whole calendar ahead
  std::array<indices, 3> higher_;  // the group's campaigns by share, by level
  std::set<std::pair<std::int32_t, std::int32_t>> told_;

  const programme::screen* on_ = nullptr;
  programme::local_day day_{};
  schedule::calendar near_ = s_.site;
  std::optional<schedule::instant_ranges> open_;
  std::array<std::optional<schedule::instant_ranges>, 3> covered_;
  std::optional<std::vector<utc_ms>> edges_;
};

}  // namespace

bool assess_feasibility(lint_context& s) {
  return sweep(s).run();
}

}  // namespace bangtin::playlists::analysis
