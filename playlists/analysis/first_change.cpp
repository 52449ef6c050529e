// A day's timeline depends only on the campaigns that are active on it. So only days on which a changed
// campaign runs need to be computed, unless the screen's hours or the slate changed.
#include "playlists/analysis/first_change.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "playlists/analysis/compared_programme.hpp"
#include "playlists/analysis/next_activity.hpp"
#include "playlists/schedule/timeline.hpp"
#include "playlists/schedule/window.hpp"

namespace bangtin::playlists::analysis {

namespace {

using programme::campaign;
using programme::playlist;
using programme::playlist_item;
using programme::run_window;
using programme::screen;
using schedule::slot;
using std::chrono::days;

// A slate that is shorter only fills the time before something else.
constexpr std::chrono::minutes long_wait{5};
constexpr std::size_t max_searches = 64;           // for when a campaign can play first
constexpr std::int64_t steps_of_a_search = 1'000;  // two years of days, and more

const run_window& window_of(const run_window& w) {
  return w;
}

class comparison {
 public:
  comparison(const programme::programme& before, const programme::programme& after, utc_ms now,
             const change_horizon& ahead)
      : old_(before), new_(after), now_(now), ahead_(ahead), left_(ahead.steps) {
    same_slate_ = before.timezone == after.timezone && before.body == after.body &&
                  old_.file_of(before.slate) == new_.file_of(after.slate);
    for (const campaign& c : after.campaigns) {
      const campaign* was = old_.find_campaign(c.name);
      if (was != nullptr && same_slots(*was, c)) same_campaigns_.insert(c.name);
    }
  }

  std::vector<screen_change> run() {
    std::vector<screen_change> all;
    std::size_t to_do = new_.p.screens.size();
    for (const screen& s : new_.p.screens) {
      // Each screen gets an equal part of the steps that are left, so that one cannot starve the others.
      mine_ = left_ / static_cast<std::int64_t>(to_do--);
      const std::int64_t had = mine_;
      const screen* was = old_.p.find_screen(s.name);
      screen_change c = was == nullptr ? of_kind(screen_change_kind::added) : compare(*was, s);
      c.screen = s.name;
      all.push_back(std::move(c));
      left_ -= had - std::max<std::int64_t>(mine_, 0);
    }
    for (const screen& s : old_.p.screens) {
      if (new_.p.find_screen(s.name) != nullptr) continue;
      all.push_back(of_kind(screen_change_kind::removed));
      all.back().screen = s.name;
    }
    return all;
  }

 private:
  static screen_change of_kind(screen_change_kind k) {
    screen_change c;
    c.kind = k;
    return c;
  }

  // Whether the two make the same slots, however their items look.
  bool same_slots(const campaign& a, const campaign& b) const {
    const std::vector<playlist_item>&x = old_.list_of(a).items, &y = new_.list_of(b).items;
    return window_of(a) == window_of(b) && a.level == b.level && a.share == b.share && a.every == b.every &&
           a.order == b.order &&
           std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [&](const playlist_item& i, const playlist_item& j) {
                        return old_.file_of(i.media) == new_.file_of(j.media) && i.duration == j.duration;
                      });
  }

  // A campaign that is not the same on this screen, in one of the programmes.
  struct changed_campaign {
    schedule::run_days runs;
    programme::local_day first;  // before this day it cannot play
  };

  std::vector<changed_campaign> changed_campaigns(const screen& was, const screen& is) {
    std::vector<changed_campaign> all;
    for (const campaign& c : new_.p.campaigns) {
      const campaign* before = old_.find_campaign(c.name);
      bool here = programme::applies_to(c, is);
      bool was_here = before != nullptr && programme::applies_to(*before, was);
      if (here && was_here && same_campaigns_.contains(c.name)) continue;
      if (here) add_if_heard(all, new_, c, is);
      if (was_here) add_if_heard(all, old_, *before, was);
    }
    for (const campaign& c : old_.p.campaigns) {
      if (!new_.campaigns.contains(c.name) && programme::applies_to(c, was)) add_if_heard(all, old_, c, was);
    }
    return all;
  }

  // One that higher levels silence, or whose hours never meet the opening hours, changes no slot. Looking for
  // that pays where few campaigns have changed.
  void add_if_heard(std::vector<changed_campaign>& all, const compared_programme& in, const campaign& c,
                    const screen& on) {
    const programme::local_day today = in.site.day_of(now_);
    changed_campaign one{schedule::run_days(c, in.site), today};
    if (all.size() < max_searches) {
      mine_ -= steps_of_a_search;
      const screen* const here[] = {&on};
      const next_chance next = next_run(in.site, in.p, c, here, in.site.day(today).from);
      if (!next.at) return;
      one.first = in.site.day_of(*next.at);
    }
    all.push_back(std::move(one));
  }

  // ---- one screen, day by day

  // What looks different takes at most half of the steps, so that the content is always looked at.
  screen_change compare(const screen& was, const screen& is) {
    std::int64_t for_overlays = mine_ / 2;
    mine_ -= for_overlays;
    const int count = std::max(ahead_.days, 1);
    std::vector<overlay_change> overlays = overlay_changes(old_, was, new_, is, now_, count, for_overlays);
    mine_ += std::max<std::int64_t>(for_overlays, 0);
    screen_change c = first_content(was, is, count);
    c.overlays = std::move(overlays);
    if (was.open != is.open) c.openings = opening_changes(old_.site, was, new_.site, is, now_);
    return c;
  }

  screen_change first_content(const screen& was, const screen& is, int count) {
    const bool every_day = !same_slate_ || was.open != is.open;
    const std::vector<changed_campaign> changed = changed_campaigns(was, is);
    if (!every_day && changed.empty()) return {};
    schedule::planner old_plan(old_.p, was), new_plan(new_.p, is);
    const programme::local_day today = new_.site.day_of(now_);
    for (programme::local_day d = today; d < today + days(count); d += days(1)) {
      screen_change first;
      if (every_day || any_plays(changed, d)) first = compare_content(old_plan, new_plan, d);
      if (mine_ <= 0) return of_kind(screen_change_kind::unknown);
      if (first.kind != screen_change_kind::none) return first;
    }
    return {};
  }

  // Hours that begin the day before may reach into this one.
  bool any_plays(const std::vector<changed_campaign>& all, programme::local_day d) {
    return std::any_of(all.begin(), all.end(), [&](const changed_campaign& c) {
      if (d < c.first) return false;
      mine_ -= 2;
      return c.runs.holds(d) || c.runs.holds(d - days(1));
    });
  }

  sight sight_of(const compared_programme& in, const slot* s) const {
    if (s == nullptr) return {};
    if (s->campaign < 0) return {true, "", in.p.slate};
    return {true, in.campaign_of(*s).name, in.item_of(*s).media, s->page};
  }

  // Within a campaign of the same name it is the file that counts: overlay_changes tells how it looks.
  bool looks_alike(const slot* a, const slot* b) const {
    if (a == nullptr || b == nullptr) return a == b;
    if ((a->campaign < 0) != (b->campaign < 0) || a->page != b->page) return false;
    if (a->campaign < 0) return same_slate_;
    const campaign &ca = old_.campaign_of(*a), &cb = new_.campaign_of(*b);
    const playlist_item &ia = old_.item_of(*a), &ib = new_.item_of(*b);
    return old_.file_of(ia.media) == new_.file_of(ib.media) &&
           (ca.name == cb.name || look_of(old_, ca, ia) == look_of(new_, cb, ib));
  }

  screen_change compare_content(const schedule::planner& old_plan, const schedule::planner& new_plan,
                                programme::local_day d) {
    old_plan.day(d, old_slots_);
    new_plan.day(d, new_slots_);
    mine_ -= static_cast<std::int64_t>(old_slots_.size() + new_slots_.size());
    const programme::instant_range day = new_.site.day(d);
    const utc_ms first = std::max(now_, day.from);
    std::optional<screen_change> c = first_difference(first, day.to);
    if (!c) return {};
    // Before a takeover the slate fills what no item fits into; people ask for the takeover.
    const utc_ms slate_ends = std::max(slate_end(old_slots_, c->at), slate_end(new_slots_, c->at));
    if (slate_ends > c->at && slate_ends - c->at < long_wait && slate_ends < day.to) {
      std::optional<screen_change> next = first_difference(slate_ends, day.to);
      if (next && next->at == slate_ends) return *next;
    }
    return *c;
  }

  // The slot that holds at the instant; nullptr: none. `until`: not beyond the instant at which that ends.
  static const slot* on(const std::vector<slot>& slots, utc_ms t, utc_ms& until) {
    auto next =
        std::upper_bound(slots.begin(), slots.end(), t, [](utc_ms at, const slot& s) { return at < s.to; });
    if (next == slots.end()) return nullptr;
    const bool is_on = next->from <= t;
    until = std::min(until, is_on ? next->to : next->from);
    return is_on ? &*next : nullptr;
  }

  static utc_ms slate_end(const std::vector<slot>& slots, utc_ms t) {
    utc_ms until = utc_ms::max();
    const slot* s = on(slots, t, until);
    return s != nullptr && s->campaign < 0 ? until : t;
  }

  std::optional<screen_change> first_difference(utc_ms from, utc_ms to) const {
    for (utc_ms t = from; t < to;) {
      utc_ms until = to;
      const slot *before = on(old_slots_, t, until), *after = on(new_slots_, t, until);
      if (!looks_alike(before, after)) {
        screen_change c = of_kind(screen_change_kind::content);
        c.at = t;
        c.before = sight_of(old_, before);
        c.after = sight_of(new_, after);
        return c;
      }
      t = until;
    }
    return std::nullopt;
  }

  compared_programme old_, new_;
  utc_ms now_;
  change_horizon ahead_;
  std::int64_t left_, mine_ = 0;
  bool same_slate_ = true;
  std::set<std::string_view> same_campaigns_;
  std::vector<slot> old_slots_, new_slots_;
};

}  // namespace

std::vector<screen_change> first_changes(const programme::programme& before,
                                         const programme::programme& after, utc_ms now,
                                         const change_horizon& ahead) {
  return comparison(before, after, now, ahead).run();
}

}  // namespace bangtin::playlists::analysis
