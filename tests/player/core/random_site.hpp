// Random programmes of items of every kind and of 1 s to 8 h, random approvals that change them, and what a
// screen may show after each.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "player/core/small_programme.hpp"
#include "player/core/theatre.hpp"

namespace bangtin::player::core {

using playlists::programme::programme;
using playlists::schedule::slot;

// A programme that arrived at `at`.
struct approval {
  utc_ms at;
  stage::mono_ms arrived;
  programme value;
  std::set<digest> files;  // of its items
};

inline milliseconds random_length() {
  int kind = *rc::gen::weightedElement<int>({{3, 0}, {4, 1}, {3, 2}, {2, 3}});
  switch (kind) {
    case 0:
      return milliseconds(*rc::gen::inRange(1'000, 5'000));
    case 1:
      return milliseconds(*rc::gen::inRange(5'000, 60'000));
    case 2:
      return milliseconds(*rc::gen::inRange(60'000, 1'800'000));
    default:
      return milliseconds(*rc::gen::inRange(1'800'000, 28'800'001));
  }
}

inline void add_item(programme& p, int number) {
  std::string name = "item-" + std::to_string(number);
  milliseconds length = random_length();
  int kind = *rc::gen::weightedElement<int>({{4, 0}, {3, 1}, {2, 2}});
  playlists::programme::playlist_item item;
  item.media = name;
  if (kind == 0) {
    p.media.push_back(media_named(name, playlists::programme::media_kind::image));
    item.duration = length;
  } else if (kind == 1) {
    p.media.push_back(media_named(name, playlists::programme::media_kind::video, 0, length));
  } else {
    int pages = *rc::gen::inRange(2, 30);
    p.media.push_back(media_named(name, playlists::programme::media_kind::pages, pages));
    item.duration = std::max(milliseconds(1'000), length / pages);
  }
  p.playlists[0].items.push_back(item);
}

inline programme random_programme() {
  programme p = small_programme();
  p.media.resize(1);  // the slate
  p.screens[0].open.clear();
  p.playlists[0].items.clear();
  int items = *rc::gen::inRange(1, 5);
  for (int i = 0; i < items; ++i) add_item(p, i);
  return p;
}

// What the approver does next: replaces a file, removes or adds an item, changes a length, closes the screen,
// or only prolongs the programme.
inline void change_randomly(programme& p, utc_ms at) {
  p.version += 1;
  p.issued = at;
  p.expires = at + hours(24 * 30);
  p.now = *rc::gen::weightedElement<bool>({{3, false}, {1, true}});
  auto& items = p.playlists[0].items;
  auto which = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(items.size())));
  auto media = std::find_if(p.media.begin(), p.media.end(),
                            [&](const auto& m) { return m.name == items[which].media; });
  switch (*rc::gen::weightedElement<int>({{4, 0}, {3, 1}, {3, 2}, {2, 3}, {3, 4}, {1, 5}})) {
    case 0: {
      auto page = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(media->files.size())));
      media->files[page] = file_named(media->name + " corrected in " + std::to_string(p.version));
      break;
    }
    case 1:
      if (items.size() > 1) items.erase(items.begin() + static_cast<std::ptrdiff_t>(which));
      break;
    case 2:
      add_item(p, 100 * static_cast<int>(p.version));
      break;
    case 3:
      if (media->kind != playlists::programme::media_kind::video) items[which].duration = random_length();
      break;
    case 4:
      break;
    default: {
      auto now = std::chrono::floor<seconds>(at - the_day) % hours(24);
      p.screens[0].open = {{playlists::programme::every_day, {now + minutes(10), now - minutes(10)}}};
      if (p.screens[0].open[0].hours.from < hours(1) || now < hours(1)) p.screens[0].open.clear();
    }
  }
}

inline const playlists::programme::media_item* media_of_slot(const programme& p, const slot& s) {
  if (s.campaign < 0) return nullptr;
  const auto& c = p.campaigns[static_cast<std::size_t>(s.campaign)];
  return p.find_media(p.find_playlist(c.playlist)->items[static_cast<std::size_t>(s.item)].media);
}

// The file of a slot; zero for the slate.
inline digest file_of_slot(const programme& p, const slot& s) {
  const playlists::programme::media_item* m = media_of_slot(p, s);
  return m == nullptr ? digest{} : m->files[static_cast<std::size_t>(std::max(s.page, 1) - 1)].sha256;
}

// The slots of the days from `from` to `to`, in order.
inline std::vector<slot> slots_between(const programme& p, utc_ms from, utc_ms to) {
  std::vector<slot> all;
  for (auto day = playlists::schedule::day_of(p, from); day <= playlists::schedule::day_of(p, to);
       day += std::chrono::days(1)) {
    for (const slot& s : playlists::schedule::timeline(p, p.screens.front(), day)) {
      if (s.to > from && s.from < to) all.push_back(s);
    }
  }
  return all;
}

// The file that is due at `t`; empty if the screen is closed, zero for the slate.
inline std::optional<slot> slot_at(const programme& p, utc_ms t) {
  for (const slot& s : slots_between(p, t, t + milliseconds(1))) return s;
  return std::nullopt;
}

inline std::set<digest> files_of(const programme& p) {
  std::set<digest> files;
  for (const auto& item : p.playlists[0].items) {
    for (const auto& f : p.find_media(item.media)->files) files.insert(f.sha256);
  }
  return files;
}

}  // namespace bangtin::player::core
