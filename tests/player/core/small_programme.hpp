// A programme for tests, with three items: a clip of 30 s, a poster of 10 s, and 3 pages of 5 s each. It has
// one screen, which is open from 07:00 to 17:30.
#pragma once

#include <map>

#include "base/hash.hpp"
#include "player/core/conductor.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::player::core {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

inline playlists::programme::file_ref file_named(const std::string& name) {
  return {sha256(name), static_cast<std::int64_t>(name.size())};
}

inline playlists::programme::media_item media_named(const std::string& name,
                                                    playlists::programme::media_kind kind, int pages = 0,
                                                    milliseconds duration = {}) {
  playlists::programme::media_item m;
  m.name = m.id = name;
  m.kind = kind;
  m.duration = duration;
  m.pages = pages;
  if (pages == 0) m.files = {file_named(name)};
  for (int i = 1; i <= pages; ++i) m.files.push_back(file_named(name + std::to_string(i)));
  return m;
}

// 2026-10-10 (a Saturday), local midnight in Asia/Ho_Chi_Minh.
inline const utc_ms the_day = std::chrono::sys_days(std::chrono::year(2026) / 10 / 10) - hours(7);

inline playlists::programme::programme small_programme(std::int64_t version = 1) {
  playlists::programme::programme p;
  p.version = version;
  p.issued = the_day - hours(48);
  p.expires = the_day + hours(24 * 90);
  p.slate = "slate.png";
  p.media = {media_named("slate.png", playlists::programme::media_kind::image),
             media_named("clip.mp4", playlists::programme::media_kind::video, 0, seconds(30)),
             media_named("poster.png", playlists::programme::media_kind::image),
             media_named("guide.pdf", playlists::programme::media_kind::pages, 3)};
  playlists::programme::screen s;
  s.name = "lobby";
  s.open = {{playlists::programme::every_day, {hours(7), hours(17) + minutes(30)}}};
  p.screens = {s};
  playlists::programme::playlist list;
  list.name = "all";
  for (const char* name : {"clip.mp4", "poster.png", "guide.pdf"}) {
    playlists::programme::playlist_item item;
    item.media = name;
    if (list.items.size() == 1) item.duration = seconds(10);
    if (list.items.size() == 2) item.duration = seconds(5);
    list.items.push_back(item);
  }
  p.playlists = {list};
  playlists::programme::campaign c;
  c.name = "outreach";
  c.playlist = "all";
  c.screens = {"all"};
  p.campaigns = {c};
  return p;
}

// The slots of the programme's only screen, on the local day that contains `within`.
inline std::vector<playlists::schedule::slot> slots_of(const playlists::programme::programme& p,
                                                       utc_ms within) {
  return playlists::schedule::timeline(p, p.screens.front(), playlists::schedule::day_of(p, within));
}

inline ready_programme ready(const playlists::programme::programme& p) {
  return {std::make_shared<const playlists::programme::programme>(p), playlists::text::programme_digest(p)};
}

inline const std::map<digest, std::string>& names_of_files() {
  static const std::map<digest, std::string> names = [] {
    std::map<digest, std::string> m;
    for (const char* n :
         {"slate.png", "clip.mp4", "poster.png", "guide.pdf1", "guide.pdf2", "guide.pdf3", "other.png"}) {
      m[sha256(std::string_view(n))] = n;
    }
    return m;
  }();
  return names;
}

}  // namespace bangtin::player::core
