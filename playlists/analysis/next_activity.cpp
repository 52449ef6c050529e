// Walks day by day until it finds something. A day on which a campaign does not run costs one look-up of its
// date.
#include "playlists/analysis/next_activity.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "playlists/schedule/instant_ranges.hpp"

namespace bangtin::playlists::analysis {

namespace {

using std::chrono::days;

std::optional<utc_ms> first_begun_after(const std::vector<programme::instant_range>& ranges, utc_ms t) {
  for (const programme::instant_range& r : ranges) {
    if (r.from > t) return r.from;
  }
  return std::nullopt;
}

// A window with the same hours on this weekday only, whatever the campaign's dates.
programme::run_window hours_begun_on(programme::local_day d, const programme::run_window& w) {
  programme::run_window only_hours;
  only_hours.hours = w.hours;
  only_hours.days = static_cast<programme::weekday_set>(1U << (std::chrono::weekday(d).iso_encoding() - 1));
  return only_hours;
}

// The first instant from `at` on that is in one of the ranges.
std::optional<utc_ms> first_from(const schedule::instant_ranges& ranges, utc_ms at) {
  for (const programme::instant_range& r : ranges) {
    if (r.to > at) return std::max(r.from, at);
  }
  return std::nullopt;
}

// A screen, and the campaigns that silence another one there: those by share at higher levels.
struct place {
  const programme::screen* on;
  std::vector<std::size_t> above;  // indices into p.campaigns
};

// Screens of the same hours under the same campaigns need one look.
std::vector<place> different_places(const programme::programme& p, const programme::campaign& c,
                                    std::span<const programme::screen* const> on) {
  std::vector<place> all;
  for (const programme::screen* s : on) {
    place one{s, {}};
    for (std::size_t i = 0; i < p.campaigns.size(); ++i) {
      const programme::campaign& other = p.campaigns[i];
      if (other.level > c.level && !other.every && programme::applies_to(other, *s)) one.above.push_back(i);
    }
    const bool is_known = std::any_of(all.begin(), all.end(), [&](const place& known) {
      return known.on->open == s->open && known.above == one.above;
    });
    if (!is_known) all.push_back(std::move(one));
  }
  return all;
}

// When campaigns are silenced. Prepares each of the others when it is first asked for.
class silencing {
 public:
  silencing(const schedule::calendar& site, const programme::programme& p)
      : site_(site), p_(p), runs_(p.campaigns.size()) {}

  schedule::instant_ranges on(const schedule::calendar& near, const place& one, programme::local_day d) {
    schedule::instant_ranges all;
    for (std::size_t i : one.above) {
      if (!runs_[i]) runs_[i].emplace(p_.campaigns[i], site_);
      schedule::append_activity(near, *runs_[i], d, all);
    }
    schedule::unite(all);
    return all;
  }

 private:
  const schedule::calendar& site_;
  const programme::programme& p_;
  std::vector<std::optional<schedule::run_days>> runs_;
};

}  // namespace

std::optional<utc_ms> next_activity(const schedule::calendar& site, const schedule::run_days& c,
                                    utc_ms after) {
  const programme::local_day today = site.day_of(after);
  std::vector<programme::instant_range> windows;
  bool ran = c.holds(today - days(1));
  for (programme::local_day d = today; d <= today + next_activity_horizon; d += days(1)) {
    // Yesterday's hours may also begin today, if a clock change skips their beginning before midnight.
    const bool ran_yesterday = std::exchange(ran, c.holds(d));
    if (!ran && !ran_yesterday) continue;
    windows.clear();
    schedule::append_activity(site.near(d), c, d, windows);
    if (auto found = first_begun_after(windows, after)) return found;
  }
  return std::nullopt;
}

std::optional<utc_ms> next_opening(const schedule::calendar& site, const programme::screen& s, utc_ms after) {
  const programme::local_day today = site.day_of(after);
  std::vector<programme::instant_range> openings;
  for (programme::local_day d = today; d <= today + next_activity_horizon; d += days(1)) {
    openings.clear();
    schedule::append_openings(site.near(d), s, d, openings);
    if (auto found = first_begun_after(openings, after)) return found;
  }
  return std::nullopt;
}

next_chance next_run(const schedule::calendar& site, const programme::programme& p,
                     const programme::campaign& c, std::span<const programme::screen* const> on, utc_ms at) {
  const std::vector<place> places = different_places(p, c, on);
  const schedule::run_days its(c, site);
  silencing above(site, p);
  next_chance chance;
  const programme::local_day today = site.day_of(at);
  schedule::instant_ranges windows, openings;
  bool ran = its.holds(today - days(1));
  for (programme::local_day d = today; !places.empty() && d <= today + next_activity_horizon; d += days(1)) {
    const bool ran_yesterday = std::exchange(ran, its.holds(d));
    if (!ran && !ran_yesterday) continue;
    const schedule::calendar near = site.near(d);
    windows.clear();
    schedule::append_activity(near, its, d, windows);
    for (const place& one : places) {
      openings.clear();
      schedule::append_openings(near, *one.on, d, openings);
      const schedule::instant_ranges wanted = schedule::common(windows, openings);
      if (!first_from(wanted, at)) continue;
      chance.silenced = true;
      std::optional<utc_ms> here = first_from(schedule::without(wanted, above.on(near, one, d)), at);
      if (here && (!chance.at || *here < *chance.at)) chance.at = here;
    }
    if (chance.at) return {chance.at};
  }
  return chance;
}

std::optional<utc_ms> activity_ends(const schedule::calendar& site, std::span<const schedule::run_days> any,
                                    utc_ms from) {
  const programme::local_day today = site.day_of(from);
  std::vector<programme::instant_range> windows;
  utc_ms lasts_to = from;
  for (programme::local_day d = today; d <= today + next_activity_horizon; d += days(1)) {
    const schedule::calendar near = site.near(d);
    windows.clear();
    for (const schedule::run_days& c : any) schedule::append_activity(near, c, d, windows);
    std::sort(windows.begin(), windows.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    for (const programme::instant_range& w : windows) {
      if (w.from <= lasts_to) lasts_to = std::max(lasts_to, w.to);
    }
    if (lasts_to < near.day(d).to) return lasts_to;
  }
  return std::nullopt;
}

inactivity why_inactive(const schedule::calendar& site, const schedule::run_days& c, utc_ms at) {
  const programme::local_day today = site.day_of(at);
  std::vector<programme::instant_range> would_hold;
  for (programme::local_day begun : {today, today - days(1), today - days(2)}) {
    would_hold.clear();
    schedule::append_activity(site, hours_begun_on(begun, c.of()), today, would_hold);
    if (holding(would_hold, at) == nullptr) continue;
    if (auto o = c.obstacle(begun)) return {o, begun};
  }
  return {c.obstacle(today), today};
}

const programme::instant_range* holding(std::span<const programme::instant_range> ranges, utc_ms t) {
  auto found = std::find_if(ranges.begin(), ranges.end(),
                            [&](const programme::instant_range& r) { return r.from <= t && t < r.to; });
  return found == ranges.end() ? nullptr : &*found;
}

}  // namespace bangtin::playlists::analysis
