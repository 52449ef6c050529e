// The slots of the day are taken in order; holes between them are dark, neighbours that look the same become
// one part, and what the programme may not show any more is the slate.
#include "player/core/plan.hpp"

#include <algorithm>

namespace bangtin::player {

namespace {

constexpr std::chrono::minutes clocks_differ_by{10};

void append(std::vector<part>& to, part p) {
  if (p.from >= p.to) return;
  bool picture_goes_on = !to.empty() && p.kind != part_kind::item && to.back().kind == p.kind;
  if (picture_goes_on) {
    to.back().to = p.to;
  } else {
    to.push_back(p);
  }
}

part plain(part_kind kind, utc_ms from, utc_ms to) {
  part p;
  p.kind = kind;
  p.from = from;
  p.to = to;
  return p;
}

// One slot as a part; `before` is the part of the slot before it, if there is one that touches it.
part from_slot(const playlists::slot& s, const part* before, play_token& next_play) {
  part p = plain(s.campaign < 0 ? part_kind::slate : part_kind::item, s.from, s.to);
  if (p.kind == part_kind::slate) return p;
  p.campaign = s.campaign;
  p.item = s.item;
  p.page = s.page;
  p.starts_play = !(s.page > 1 && before != nullptr && before->kind == part_kind::item &&
                    before->campaign == s.campaign && before->item == s.item && before->page + 1 == s.page &&
                    before->to == s.from);
  p.play = p.starts_play ? next_play++ : before->play;
  p.play_from = p.starts_play ? p.from : before->play_from;
  return p;
}

// Every part of a play knows the length of all of it.
void sum_up_plays(std::vector<part>& parts) {
  utc_ms end{};
  for (auto p = parts.rbegin(); p != parts.rend(); ++p) {
    if (p->kind != part_kind::item) continue;
    bool last_of_play = p == parts.rbegin() || std::prev(p)->play != p->play;
    if (last_of_play) end = p->to;
    p->planned = end - p->play_from;
  }
}

// What does not begin within [from, to) becomes the slate; what begins in time is cut at `to`.
std::vector<part> only_within(const std::vector<part>& parts, utc_ms from, utc_ms to) {
  std::vector<part> kept;
  for (part p : parts) {
    if (p.kind != part_kind::item) {
      append(kept, p);
    } else if (p.from < from || p.from >= to) {
      append(kept, plain(part_kind::slate, p.from, p.to));
    } else {
      utc_ms end = p.to;
      p.to = std::min(end, to);
      if (end > to) p.cut_by = "expired";
      append(kept, p);
      append(kept, plain(part_kind::slate, p.to, end));
    }
  }
  return kept;
}

}  // namespace

std::vector<part> plan_day(const playlists::programme& p, std::string_view screen, playlists::local_day day,
                           play_token& next_play) {
  playlists::instant_range range = playlists::range_of(p, day);
  const playlists::screen* on = p.find_screen(screen);
  if (on == nullptr) return {plain(part_kind::slate, range.from, range.to)};

  std::vector<part> parts;
  utc_ms at = range.from;
  for (const playlists::slot& s : playlists::timeline(p, *on, day)) {
    append(parts, plain(part_kind::dark, at, s.from));
    append(parts, from_slot(s, parts.empty() ? nullptr : &parts.back(), next_play));
    at = s.to;
  }
  append(parts, plain(part_kind::dark, at, range.to));
  sum_up_plays(parts);
  return only_within(parts, p.issued - clocks_differ_by, p.expires);
}

const playlists::playlist_item* entry_of(const playlists::programme& p, const part& of) {
  const playlists::campaign& c = p.campaigns.at(static_cast<std::size_t>(of.campaign));
  const playlists::playlist* list = p.find_playlist(c.playlist);
  return list == nullptr ? nullptr : &list->items.at(static_cast<std::size_t>(of.item));
}

const playlists::media_item* media_of(const playlists::programme& p, const part& of) {
  const playlists::playlist_item* entry = entry_of(p, of);
  return entry == nullptr ? nullptr : p.find_media(entry->media);
}

}  // namespace bangtin::player
