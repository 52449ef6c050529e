#include "player/sync/fetch_plan.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::player::sync {

namespace {

using playlists::programme::file_ref;
using playlists::programme::media_item;
using playlists::programme::programme;
using playlists::schedule::slot;

constexpr std::chrono::days planned{2};

const playlists::programme::playlist_item* item_of(const programme& p, const slot& s) {
  if (s.campaign < 0) return nullptr;
  const auto* list = p.find_playlist(p.campaigns[static_cast<std::size_t>(s.campaign)].playlist);
  return list == nullptr ? nullptr : &list->items[static_cast<std::size_t>(s.item)];
}

void add_files(std::vector<digest>& files, const media_item* m) {
  if (m == nullptr) return;
  for (const file_ref& f : m->files) files.push_back(f.sha256);
}

// What a slot shows: of a guide its page alone.
std::vector<digest> files_of(const programme& p, const slot& s) {
  const playlists::programme::playlist_item* item = item_of(p, s);
  const media_item* m = p.find_media(item == nullptr ? p.slate : item->media);
  std::vector<digest> files;
  if (m != nullptr && s.page > 0 && static_cast<std::size_t>(s.page) <= m->files.size()) {
    files.push_back(m->files[static_cast<std::size_t>(s.page) - 1].sha256);
  } else {
    add_files(files, m);
  }
  if (item != nullptr && !item->subtitles.empty()) add_files(files, p.find_media(item->subtitles));
  return files;
}

// The slots that end after `from` and begin before `until`.
std::vector<slot> slots_between(const programme& p, std::string_view screen, utc_ms from, utc_ms until) {
  std::vector<slot> slots;
  const playlists::programme::screen* on = p.find_screen(screen);
  if (on == nullptr) return slots;
  playlists::schedule::planner plan(p, *on);
  for (auto day = playlists::schedule::day_of(p, from); day <= playlists::schedule::day_of(p, until);
       day += std::chrono::days(1)) {
    for (const slot& s : plan.day(day)) {
      if (s.to > from && s.from < until) slots.push_back(s);
    }
  }
  return slots;
}

}  // namespace

first_needs needs_of(const programme& p, std::string_view screen, utc_ms now) {
  first_needs needs;
  std::vector<digest> always;
  add_files(always, p.find_media(p.slate));
  const playlists::programme::screen* on = p.find_screen(screen);
  if (on != nullptr && !on->logo.empty()) add_files(always, p.find_media(on->logo));
  for (const digest& d : always) needs.emplace(d, now);
  for (const slot& s : slots_between(p, screen, now, now + planned)) {
    for (const digest& d : files_of(p, s)) needs.emplace(d, std::max(s.from, now));
  }
  return needs;
}

bool shows_the_same(const programme& a, const programme& b, std::string_view screen, utc_ms from,
                    utc_ms until) {
  if (a.timezone != b.timezone) return false;
  std::vector<slot> of_a = slots_between(a, screen, from, until);
  std::vector<slot> of_b = slots_between(b, screen, from, until);
  return std::equal(of_a.begin(), of_a.end(), of_b.begin(), of_b.end(), [&](const slot& s, const slot& t) {
    return s.from == t.from && s.to == t.to && files_of(a, s) == files_of(b, t);
  });
}

std::optional<utc_ms> closed_until(const fetch_rules& rules, const programme& p, utc_ms now) {
  if (!rules.hours) return std::nullopt;
  playlists::schedule::calendar site(p.timezone);
  playlists::programme::local_day today = site.day_of(now);
  std::optional<utc_ms> next;
  for (auto day = today - std::chrono::days(1); day <= today + std::chrono::days(1);
       day += std::chrono::days(1)) {
    bool over_midnight = rules.hours->to <= rules.hours->from;
    utc_ms opens = site.begins(day, rules.hours->from);
    utc_ms closes = site.ends(over_midnight ? day + std::chrono::days(1) : day, rules.hours->to);
    if (opens <= now && now < closes) return std::nullopt;
    if (opens > now && !next) next = opens;
  }
  return next;
}

}  // namespace bangtin::player::sync
