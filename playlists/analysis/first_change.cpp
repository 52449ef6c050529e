// A day's timeline depends only on the campaigns that are active on it. So only days on which a changed
// campaign runs need to be computed, unless the screen's hours or the slate changed.
#include "playlists/analysis/first_change.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "playlists/analysis/opening_changes.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/instant_ranges.hpp"
#include "playlists/schedule/timeline.hpp"
#include "playlists/schedule/window.hpp"

namespace bangtin::playlists::analysis {

namespace {

using programme::campaign;
using programme::media_item;
using programme::playlist;
using programme::playlist_item;
using programme::run_window;
using programme::screen;
using programme::ticker;
using schedule::slot;
using std::chrono::days;

// A slate that is shorter only fills the time before something else.
constexpr std::chrono::minutes long_wait{5};

const run_window& window_of(const run_window& w) {
  return w;
}

// A programme with what the comparison looks up again and again.
struct side {
  explicit side(const programme::programme& programme_of) : p(programme_of), site(p.timezone) {
    for (const media_item& m : p.media) media.emplace(m.name, &m);
    for (const playlist& l : p.playlists) playlists.emplace(l.name, &l);
    for (const campaign& c : p.campaigns) campaigns.emplace(c.name, &c);
  }

  const media_item* find_media(const std::string& name) const {
    auto found = media.find(name);
    return found == media.end() ? nullptr : found->second;
  }
  const campaign& campaign_of(const slot& s) const {
    return p.campaigns[static_cast<std::size_t>(s.campaign)];
  }
  const playlist_item& item_of(const slot& s) const {
    return playlists.at(campaign_of(s).playlist)->items[static_cast<std::size_t>(s.item)];
  }

  const programme::programme& p;
  schedule::calendar site;
  std::unordered_map<std::string_view, const media_item*> media;
  std::unordered_map<std::string_view, const playlist*> playlists;
  std::unordered_map<std::string_view, const campaign*> campaigns;
};

// ---- what differs at all

// Files rather than names: a file that got another name looks the same.
bool same_file(const media_item* a, const media_item* b) {
  if (a == nullptr || b == nullptr) return a == b;
  if (a->kind != b->kind || a->duration != b->duration || a->pages != b->pages) return false;
  return a->files.empty() && b->files.empty() ? a->name == b->name : a->files == b->files;
}

bool same_look(const playlist_item& a, const side& in_a, const playlist_item& b, const side& in_b) {
  const media_item *ma = in_a.find_media(a.media), *mb = in_b.find_media(b.media);
  auto link = [](const playlist_item& i, const media_item* m) -> const std::string& {
    return i.link.empty() && m != nullptr ? m->link : i.link;
  };
  return same_file(ma, mb) && a.call == b.call && link(a, ma) == link(b, mb) &&
         same_file(in_a.find_media(a.subtitles), in_b.find_media(b.subtitles));
}

auto presentation(const campaign& c) {
  return std::tie(c.fade, c.volume, c.fit, c.qr, c.logo);
}

class comparison {
 public:
  comparison(const programme::programme& before, const programme::programme& after, utc_ms now,
             const change_horizon& ahead)
      : old_(before), new_(after), now_(now), ahead_(ahead), left_(ahead.steps) {
    same_slate_ = before.timezone == after.timezone && before.body == after.body &&
                  same_file(old_.find_media(before.slate), new_.find_media(after.slate));
    for (const playlist& l : after.playlists) {
      auto found = old_.playlists.find(l.name);
      if (found != old_.playlists.end() && same(*found->second, l)) same_playlists_.insert(l.name);
    }
    for (const campaign& c : after.campaigns) {
      auto found = old_.campaigns.find(c.name);
      if (found != old_.campaigns.end() && same(*found->second, c)) same_campaigns_.insert(c.name);
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
      if (was != nullptr && was->open != s.open)
        c.openings = opening_changes(old_.site, *was, new_.site, s, now_);
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

  bool same(const playlist& a, const playlist& b) const {
    return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(),
                      [&](const playlist_item& x, const playlist_item& y) {
                        return same_look(x, old_, y, new_) && x.duration == y.duration && x.qr == y.qr &&
                               x.logo == y.logo;
                      });
  }
  bool same(const campaign& a, const campaign& b) const {
    return window_of(a) == window_of(b) && a.playlist == b.playlist && same_playlists_.contains(b.playlist) &&
           a.level == b.level && a.share == b.share && a.every == b.every && a.order == b.order &&
           presentation(a) == presentation(b);
  }

  // The windows of the campaigns that are not the same on this screen, each with the calendar of its
  // programme.
  std::vector<schedule::run_days> changed_windows(const screen& was, const screen& is) const {
    std::vector<schedule::run_days> all;
    for (const campaign& c : new_.p.campaigns) {
      bool here = programme::applies_to(c, is);
      auto found = old_.campaigns.find(c.name);
      bool was_here = found != old_.campaigns.end() && programme::applies_to(*found->second, was);
      if (here && was_here && same_campaigns_.contains(c.name)) continue;
      if (here) all.emplace_back(c, new_.site);
      if (was_here) all.emplace_back(*found->second, old_.site);
    }
    for (const campaign& c : old_.p.campaigns) {
      if (!new_.campaigns.contains(c.name) && programme::applies_to(c, was)) all.emplace_back(c, old_.site);
    }
    return all;
  }

  // ---- one screen, day by day

  screen_change compare(const screen& was, const screen& is) {
    const bool every_day = !same_slate_ || was.open != is.open;
    const std::vector<schedule::run_days> windows = changed_windows(was, is);
    const auto [old_tickers, new_tickers] = changed_tickers(was, is);
    const bool dressed_otherwise = std::tie(was.clock, was.logo, was.ticker, was.volume, was.quiet) !=
                                   std::tie(is.clock, is.logo, is.ticker, is.volume, is.quiet);
    if (!every_day && windows.empty() && old_tickers.empty() && new_tickers.empty() && !dressed_otherwise)
      return {};
    schedule::planner old_plan(old_.p, was), new_plan(new_.p, is);
    const programme::local_day today = new_.site.day_of(now_);
    for (programme::local_day d = today; d < today + days(std::max(ahead_.days, 1)); d += days(1)) {
      screen_change first;
      if (every_day || any_holds(windows, d)) first = compare_content(old_plan, new_plan, d);
      if (mine_ <= 0) return of_kind(screen_change_kind::unknown);
      keep_earlier(first, compare_tickers(old_tickers, new_tickers, is, d));
      if (dressed_otherwise) keep_earlier(first, open_on(is, d));
      if (first.kind != screen_change_kind::none) return first;
    }
    return {};
  }

  static void keep_earlier(screen_change& first, screen_change other) {
    if (other.kind == screen_change_kind::none) return;
    if (first.kind == screen_change_kind::none || other.at < first.at) first = std::move(other);
  }

  // Hours that begin the day before may reach into this one.
  bool any_holds(const std::vector<schedule::run_days>& windows, programme::local_day d) {
    return std::any_of(windows.begin(), windows.end(), [&](const schedule::run_days& w) {
      mine_ -= 2;
      return w.holds(d) || w.holds(d - days(1));
    });
  }

  sight sight_of(const side& in, const slot* s) const {
    if (s == nullptr) return {};
    if (s->campaign < 0) return {true, "", in.p.slate};
    return {true, in.campaign_of(*s).name, in.item_of(*s).media, s->page};
  }

  bool looks_alike(const slot* a, const slot* b) const {
    if (a == nullptr || b == nullptr) return a == b;
    if ((a->campaign < 0) != (b->campaign < 0) || a->page != b->page) return false;
    if (a->campaign < 0) return same_slate_;
    const campaign &ca = old_.campaign_of(*a), &cb = new_.campaign_of(*b);
    const playlist_item &ia = old_.item_of(*a), &ib = new_.item_of(*b);
    return same_look(ia, old_, ib, new_) &&
           std::tie(ca.fade, ca.volume, ca.fit) == std::tie(cb.fade, cb.volume, cb.fit) &&
           qr_of(ia, ca) == qr_of(ib, cb) && shows_logo(ia, ca) == shows_logo(ib, cb);
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

  // The opening hours of the screen on the day, without what is over.
  schedule::instant_ranges openings(const screen& is, programme::local_day d) const {
    schedule::instant_ranges open;
    schedule::append_openings(new_.site, is, d, open);
    std::erase_if(open, [&](const programme::instant_range& r) { return r.to <= now_; });
    if (!open.empty()) open.front().from = std::max(open.front().from, now_);
    return open;
  }

  screen_change open_on(const screen& is, programme::local_day d) const {
    schedule::instant_ranges open = openings(is, d);
    if (open.empty()) return {};
    screen_change c = of_kind(screen_change_kind::outfit);
    c.at = open.front().from;
    return c;
  }

  // ---- tickers

  using ticker_list = std::vector<const ticker*>;

  // Those of each programme on this screen that the other does not have there.
  std::pair<ticker_list, ticker_list> changed_tickers(const screen& was, const screen& is) const {
    auto on = [](const programme::programme& p, const screen& s) {
      ticker_list all;
      for (const ticker& t : p.tickers) {
        if (programme::applies_to(t.screens, s)) all.push_back(&t);
      }
      return all;
    };
    auto lacks = [](const ticker_list& all, const ticker* t) {
      return std::none_of(all.begin(), all.end(), [&](const ticker* other) {
        return other->text == t->text && window_of(*other) == window_of(*t);
      });
    };
    ticker_list before = on(old_.p, was), after = on(new_.p, is), gone, come;
    std::copy_if(before.begin(), before.end(), std::back_inserter(gone),
                 [&](const ticker* t) { return lacks(after, t); });
    std::copy_if(after.begin(), after.end(), std::back_inserter(come),
                 [&](const ticker* t) { return lacks(before, t); });
    return {gone, come};
  }

  // The first instant of the day at which the screen is open and some text runs on one side only.
  screen_change compare_tickers(const ticker_list& gone, const ticker_list& come, const screen& is,
                                programme::local_day d) {
    if (gone.empty() && come.empty()) return {};
    mine_ -= static_cast<std::int64_t>(gone.size() + come.size());
    std::map<std::string_view, std::pair<schedule::instant_ranges, schedule::instant_ranges>> by_text;
    for (const ticker* t : gone) schedule::append_activity(old_.site, *t, d, by_text[t->text].first);
    for (const ticker* t : come) schedule::append_activity(new_.site, *t, d, by_text[t->text].second);
    const schedule::instant_ranges open = openings(is, d);
    std::set<utc_ms> edges;
    for (const programme::instant_range& r : open) edges.insert(r.from);
    for (const auto& [text, ranges] : by_text) {
      for (const schedule::instant_ranges* list : {&ranges.first, &ranges.second}) {
        for (const programme::instant_range& r : *list) edges.insert({r.from, r.to});
      }
    }
    auto among = [](const schedule::instant_ranges& all, utc_ms t) {
      return std::any_of(all.begin(), all.end(), [&](const auto& r) { return r.from <= t && t < r.to; });
    };
    for (utc_ms t : edges) {
      bool differs = among(open, t) && std::any_of(by_text.begin(), by_text.end(), [&](const auto& one) {
                       return among(one.second.first, t) != among(one.second.second, t);
                     });
      if (!differs) continue;
      screen_change c = of_kind(screen_change_kind::ticker);
      c.at = t;
      return c;
    }
    return {};
  }

  side old_, new_;
  utc_ms now_;
  change_horizon ahead_;
  std::int64_t left_, mine_ = 0;
  bool same_slate_ = true;
  std::set<std::string_view> same_playlists_, same_campaigns_;
  std::vector<slot> old_slots_, new_slots_;
};

}  // namespace

std::vector<screen_change> first_changes(const programme::programme& before,
                                         const programme::programme& after, utc_ms now,
                                         const change_horizon& ahead) {
  return comparison(before, after, now, ahead).run();
}

}  // namespace bangtin::playlists::analysis
