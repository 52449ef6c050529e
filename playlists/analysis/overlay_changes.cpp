// What belongs to the screen is seen when it opens next. Tickers and quiet hours follow from their hours
// alone. How items look is seen when the new timeline shows one of them first.
#include "playlists/analysis/overlay_changes.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

#include "playlists/schedule/instant_ranges.hpp"
#include "playlists/schedule/window.hpp"

namespace bangtin::playlists::analysis {

namespace {

using programme::campaign;
using programme::screen;
using programme::ticker;
using schedule::instant_ranges;
using std::chrono::days;

constexpr std::int64_t steps_of_a_day = 2;

// The first instant of `open` that is in one of the two only.
std::optional<utc_ms> first_in_one(const instant_ranges& open, const instant_ranges& a,
                                   const instant_ranges& b) {
  std::set<utc_ms> edges;
  for (const instant_ranges* list : {&open, &a, &b}) {
    for (const programme::instant_range& r : *list) edges.insert({r.from, r.to});
  }
  for (utc_ms t : edges) {
    if (schedule::contains(open, t) && schedule::contains(a, t) != schedule::contains(b, t)) return t;
  }
  return std::nullopt;
}

// ---- how items look

constexpr std::array item_overlays{overlay::qr,   overlay::item_logo,       overlay::fit,
                                   overlay::fade, overlay::campaign_volume, overlay::subtitles};

bool differs(overlay what, const item_look& a, const item_look& b) {
  switch (what) {
    case overlay::qr:
      return a.qr != b.qr;
    case overlay::item_logo:
      return a.logo != b.logo;
    case overlay::fit:
      return a.fit != b.fit;
    case overlay::fade:
      return a.fade != b.fade;
    case overlay::campaign_volume:
      return a.volume != b.volume;
    default:
      return a.subtitles != b.subtitles;
  }
}

// The looks of each file in a campaign, in the order of its list.
using looks = std::unordered_map<std::string_view, std::vector<item_look>>;

looks looks_of(const compared_programme& in, const campaign& c) {
  looks all;
  for (const programme::playlist_item& i : in.list_of(c).items)
    all[in.file_of(i.media)].push_back(look_of(in, c, i));
  return all;
}

bool any_differs(overlay what, const std::vector<item_look>& a, const std::vector<item_look>& b) {
  auto same = [&](const item_look& x, const item_look& y) { return !differs(what, x, y); };
  if (a.size() == b.size()) return !std::equal(a.begin(), a.end(), b.begin(), same);
  auto lacks = [&](const std::vector<item_look>& all, const item_look& one) {
    return std::none_of(all.begin(), all.end(), [&](const item_look& other) { return same(one, other); });
  };
  return std::any_of(a.begin(), a.end(), [&](const item_look& one) { return lacks(b, one); }) ||
         std::any_of(b.begin(), b.end(), [&](const item_look& one) { return lacks(a, one); });
}

class overlay_comparison {
 public:
  overlay_comparison(const compared_programme& before, const screen& was, const compared_programme& after,
                     const screen& is, utc_ms now, int how_many_days, std::int64_t& steps)
      : old_(before), was_(was), new_(after), is_(is), now_(now), steps_(steps) {
    today_ = new_.site.day_of(now_);
    end_ = today_ + days(how_many_days);
  }

  std::vector<overlay_change> run() {
    compare_screens();
    compare_quiet_hours();
    compare_tickers();
    compare_items();
    std::stable_sort(all_.begin(), all_.end(), [](const overlay_change& a, const overlay_change& b) {
      return a.at.value_or(utc_ms::max()) < b.at.value_or(utc_ms::max());
    });
    return std::move(all_);
  }

 private:
  // The opening hours of the screen on the day, without what is over.
  instant_ranges openings(programme::local_day d) const {
    instant_ranges open;
    schedule::append_openings(new_.site, is_, d, open);
    std::erase_if(open, [&](const programme::instant_range& r) { return r.to <= now_; });
    if (!open.empty()) open.front().from = std::max(open.front().from, now_);
    return open;
  }

  // ---- what belongs to the screen

  void compare_screens() {
    std::vector<overlay_change> found;
    auto add = [&](overlay what, overlay_turn turn) { found.push_back({what, turn}); };
    if (was_.clock != is_.clock) add(overlay::clock, is_.clock ? overlay_turn::comes : overlay_turn::goes);
    if (old_.file_of(was_.logo) != new_.file_of(is_.logo)) {
      add(overlay::logo, was_.logo.empty()  ? overlay_turn::comes
                         : is_.logo.empty() ? overlay_turn::goes
                                            : overlay_turn::differs);
    }
    if (was_.ticker != is_.ticker && has_band()) add(overlay::ticker_place, overlay_turn::differs);
    if (was_.volume != is_.volume) add(overlay::volume, overlay_turn::differs);
    if (found.empty()) return;
    for (programme::local_day d = today_; d < end_; d += days(1)) {
      const instant_ranges open = openings(d);
      if (open.empty()) continue;
      for (overlay_change& c : found) {
        c.at = open.front().from;
        all_.push_back(std::move(c));
      }
      return;
    }
  }

  // Whether anything stands where the ticker's place is.
  bool has_band() const {
    return is_.clock || std::any_of(new_.p.tickers.begin(), new_.p.tickers.end(),
                                    [&](const ticker& t) { return programme::applies_to(t.screens, is_); });
  }

  void compare_quiet_hours() {
    if (was_.quiet == is_.quiet) return;
    for (programme::local_day d = today_; d < end_; d += days(1)) {
      instant_ranges before, after;
      schedule::append_hours(old_.site, was_.quiet, d, before);
      schedule::append_hours(new_.site, is_.quiet, d, after);
      if (auto at = first_in_one(openings(d), before, after)) {
        all_.push_back({overlay::quiet_hours, overlay_turn::differs, at});
        return;
      }
    }
  }

  // ---- tickers

  using ticker_list = std::vector<const ticker*>;

  static ticker_list tickers_on(const programme::programme& p, const screen& s) {
    ticker_list all;
    for (const ticker& t : p.tickers) {
      if (programme::applies_to(t.screens, s)) all.push_back(&t);
    }
    return all;
  }

  static bool lacks(const ticker_list& all, const ticker* t) {
    return std::none_of(all.begin(), all.end(), [&](const ticker* other) {
      const programme::run_window &a = *other, &b = *t;
      return other->text == t->text && a == b;
    });
  }

  void compare_tickers() {
    const ticker_list before = tickers_on(old_.p, was_), after = tickers_on(new_.p, is_);
    std::map<std::string_view, std::pair<ticker_list, ticker_list>> changed;  // by text: gone, and come
    for (const ticker* t : before) {
      if (lacks(after, t)) changed[t->text].first.push_back(t);
    }
    for (const ticker* t : after) {
      if (lacks(before, t)) changed[t->text].second.push_back(t);
    }
    for (programme::local_day d = today_; d < end_ && !changed.empty() && steps_ > 0; d += days(1)) {
      steps_ -= static_cast<std::int64_t>(changed.size()) * steps_of_a_day;
      const instant_ranges open = openings(d);
      if (open.empty()) continue;
      std::erase_if(changed, [&](const auto& one) {
        return add_if_seen(one.first, one.second.first, one.second.second, open, d);
      });
    }
    if (steps_ > 0) return;
    for (const auto& [text, lists] : changed) {
      const overlay_turn turn = lists.second.empty() ? overlay_turn::goes : overlay_turn::comes;
      all_.push_back({overlay::ticker, turn, {}, std::string(text)});
    }
  }

  bool add_if_seen(std::string_view text, const ticker_list& gone, const ticker_list& come,
                   const instant_ranges& open, programme::local_day d) {
    instant_ranges before, after;
    for (const ticker* t : gone) schedule::append_activity(old_.site, *t, d, before);
    for (const ticker* t : come) schedule::append_activity(new_.site, *t, d, after);
    schedule::unite(before);
    schedule::unite(after);
    const std::optional<utc_ms> at = first_in_one(open, before, after);
    if (!at) return false;
    const overlay_turn turn = schedule::contains(after, *at) ? overlay_turn::comes : overlay_turn::goes;
    all_.push_back({overlay::ticker, turn, at, std::string(text)});
    return true;
  }

  // ---- items

  // What differs about a file in a campaign.
  using changed_files = std::unordered_map<std::string_view, std::set<overlay>>;

  changed_files changed_in(const campaign& was, const campaign& is) const {
    const looks before = looks_of(old_, was), after = looks_of(new_, is);
    const bool has_logo = !was_.logo.empty() && !is_.logo.empty();
    changed_files all;
    for (const auto& [file, its] : after) {
      auto found = before.find(file);
      if (found == before.end()) continue;
      for (overlay what : item_overlays) {
        if (what == overlay::item_logo && !has_logo) continue;
        if (any_differs(what, found->second, its)) all[file].insert(what);
      }
    }
    return all;
  }

  void compare_items() {
    std::unordered_map<const campaign*, changed_files> changed;
    std::set<overlay> wanted;
    std::vector<schedule::run_days> windows;
    for (const campaign& c : new_.p.campaigns) {
      const campaign* before = old_.find_campaign(c.name);
      if (before == nullptr || !programme::applies_to(c, is_) || !programme::applies_to(*before, was_))
        continue;
      changed_files files = changed_in(*before, c);
      if (files.empty()) continue;
      for (const auto& [file, what] : files) wanted.insert(what.begin(), what.end());
      windows.emplace_back(c, new_.site);
      changed.emplace(&c, std::move(files));
    }
    if (wanted.empty()) return;
    const schedule::planner plan(new_.p, is_);
    std::vector<schedule::slot> slots;
    for (programme::local_day d = today_; d < end_ && !wanted.empty() && steps_ > 0; d += days(1)) {
      steps_ -= static_cast<std::int64_t>(windows.size()) * steps_of_a_day;
      const bool runs = std::any_of(windows.begin(), windows.end(), [&](const schedule::run_days& w) {
        return w.holds(d) || w.holds(d - days(1));
      });
      if (!runs) continue;
      plan.day(d, slots);
      steps_ -= static_cast<std::int64_t>(slots.size());
      read_items(slots, changed, wanted);
    }
    if (steps_ > 0) return;
    for (overlay what : wanted) all_.push_back({what});
  }

  void read_items(const std::vector<schedule::slot>& slots,
                  const std::unordered_map<const campaign*, changed_files>& changed,
                  std::set<overlay>& wanted) {
    for (const schedule::slot& s : slots) {
      if (s.to <= now_ || s.campaign < 0) continue;
      auto of = changed.find(&new_.campaign_of(s));
      if (of == changed.end()) continue;
      auto found = of->second.find(new_.file_of(new_.item_of(s).media));
      if (found == of->second.end()) continue;
      for (overlay what : found->second) {
        if (wanted.erase(what) > 0) all_.push_back({what, overlay_turn::differs, std::max(s.from, now_)});
      }
    }
  }

  const compared_programme& old_;
  const screen& was_;
  const compared_programme& new_;
  const screen& is_;
  utc_ms now_;
  std::int64_t& steps_;
  programme::local_day today_{}, end_{};
  std::vector<overlay_change> all_;
};

}  // namespace

item_look look_of(const compared_programme& in, const campaign& c, const programme::playlist_item& item) {
  item_look look;
  const programme::media_item* m = in.find_media(item.media);
  const std::string& link = item.link.empty() && m != nullptr ? m->link : item.link;
  const programme::qr_place place = programme::qr_of(item, c);
  if (!link.empty() && place != programme::qr_place::none) {
    look.qr = (place == programme::qr_place::corner ? "corner " : "beside ") + link + "\n" + item.call;
  }
  const bool sounds = m != nullptr && m->kind == programme::media_kind::video;
  look.logo = programme::shows_logo(item, c);
  look.fit = c.fit;
  look.fade = c.fade;
  if (sounds) look.volume = c.volume;
  if (sounds) look.subtitles = in.file_of(item.subtitles);
  return look;
}

std::vector<overlay_change> overlay_changes(const compared_programme& before, const screen& was,
                                            const compared_programme& after, const screen& is, utc_ms now,
                                            int how_many_days, std::int64_t& steps) {
  return overlay_comparison(before, was, after, is, now, how_many_days, steps).run();
}

}  // namespace bangtin::playlists::analysis
