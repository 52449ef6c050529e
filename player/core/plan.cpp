// Takes the slots of the day in order. Gaps between them become blank, neighbouring slates or blanks become
// one segment, and items that the programme may not show at that time become the slate.
#include "player/core/plan.hpp"

#include <algorithm>

namespace bangtin::player::core {

namespace {

constexpr std::chrono::minutes max_clock_difference{10};

void append(std::vector<segment>& to, segment p) {
  if (p.from >= p.to) return;
  bool picture_goes_on = !to.empty() && p.kind != segment_kind::item && to.back().kind == p.kind;
  if (picture_goes_on) {
    to.back().to = p.to;
  } else {
    to.push_back(p);
  }
}

segment plain(segment_kind kind, utc_ms from, utc_ms to) {
  segment p;
  p.kind = kind;
  p.from = p.begin = from;
  p.to = to;
  return p;
}

// One slot as a segment. `before` is the segment before it, or null.
segment from_slot(const playlists::schedule::slot& s, const segment* before, play_token& next_play) {
  segment p = plain(s.campaign < 0 ? segment_kind::slate : segment_kind::item, s.from, s.to);
  if (p.kind == segment_kind::slate) return p;
  p.campaign = s.campaign;
  p.item = s.item;
  p.page = s.page;
  p.starts_play = !(s.page > 1 && before != nullptr && before->kind == segment_kind::item &&
                    before->campaign == s.campaign && before->item == s.item && before->page + 1 == s.page &&
                    before->to == s.from);
  p.play = p.starts_play ? next_play++ : before->play;
  p.play_from = p.starts_play ? p.from : before->play_from;
  return p;
}

// Sets `planned` of every item segment to the length of its whole play.
void sum_up_plays(std::vector<segment>& segments) {
  utc_ms end{};
  for (auto p = segments.rbegin(); p != segments.rend(); ++p) {
    if (p->kind != segment_kind::item) continue;
    bool last_of_play = p == segments.rbegin() || std::prev(p)->play != p->play;
    if (last_of_play) end = p->to;
    p->planned = end - p->play_from;
  }
}

// Replaces what items show outside [from, to) with the slate: an item that is under way at `from` is joined
// there, and one that is under way at `to` is cut there.
std::vector<segment> only_within(const std::vector<segment>& segments, utc_ms from, utc_ms to) {
  std::vector<segment> kept;
  for (segment p : segments) {
    if (p.kind != segment_kind::item || p.to <= from || p.from >= to || from >= to) {
      append(kept, p.kind == segment_kind::item ? plain(segment_kind::slate, p.from, p.to) : p);
      continue;
    }
    append(kept, plain(segment_kind::slate, p.from, from));
    utc_ms end = p.to;
    p.begin = std::max(p.from, from);
    p.to = std::min(end, to);
    if (end > to) p.cut_by = "expired";
    append(kept, p);
    append(kept, plain(segment_kind::slate, p.to, end));
  }
  return kept;
}

}  // namespace

std::vector<segment> plan_day(const playlists::programme::programme& p, std::string_view screen,
                              playlists::programme::local_day day, play_token& next_play) {
  playlists::programme::instant_range range = playlists::schedule::range_of(p, day);
  const playlists::programme::screen* on = p.find_screen(screen);
  if (on == nullptr) return {plain(segment_kind::slate, range.from, range.to)};

  std::vector<segment> segments;
  utc_ms at = range.from;
  for (const playlists::schedule::slot& s : playlists::schedule::timeline(p, *on, day)) {
    append(segments, plain(segment_kind::blank, at, s.from));
    append(segments, from_slot(s, segments.empty() ? nullptr : &segments.back(), next_play));
    at = s.to;
  }
  append(segments, plain(segment_kind::blank, at, range.to));
  sum_up_plays(segments);
  return only_within(segments, p.issued - max_clock_difference, p.expires);
}

std::vector<segment> plan_from(const playlists::programme::programme& p, std::string_view screen, utc_ms from,
                               play_token& next_play) {
  std::vector<segment> plan = plan_day(p, screen, playlists::schedule::day_of(p, from), next_play);
  auto first = std::find_if(plan.begin(), plan.end(), [&](const segment& s) { return s.to > from; });
  plan.erase(plan.begin(), first);
  return plan;
}

std::vector<segment> plan_beyond(const playlists::programme::programme& p, std::string_view screen,
                                 utc_ms from, utc_ms until, play_token& next_play) {
  std::vector<segment> plan = plan_from(p, screen, from, next_play);
  while (plan.back().to <= until) {
    std::vector<segment> more = plan_from(p, screen, plan.back().to, next_play);
    plan.insert(plan.end(), more.begin(), more.end());
  }
  return plan;
}

std::int64_t count_plays(const playlists::programme::programme& p, std::string_view screen, utc_ms from,
                         utc_ms to) {
  play_token unused = 1;
  std::int64_t count = 0;
  for (utc_ms at = from; at < to;) {
    std::vector<segment> day = plan_day(p, screen, playlists::schedule::day_of(p, at), unused);
    count += std::count_if(day.begin(), day.end(), [&](const segment& s) {
      bool whole = s.play_from >= from && s.play_from + s.planned <= to;
      return s.kind == segment_kind::item && s.starts_play && whole;
    });
    at = day.empty() ? to : std::max(day.back().to, at + milliseconds(1));
  }
  return count;
}

const playlists::programme::campaign& campaign_of(const playlists::programme::programme& p,
                                                  const segment& of) {
  return p.campaigns.at(static_cast<std::size_t>(of.campaign));
}

const playlists::programme::playlist_item* entry_of(const playlists::programme::programme& p,
                                                    const segment& of) {
  const playlists::programme::playlist* list = p.find_playlist(campaign_of(p, of).playlist);
  return list == nullptr ? nullptr : &list->items.at(static_cast<std::size_t>(of.item));
}

const playlists::programme::media_item* media_of(const playlists::programme::programme& p,
                                                 const segment& of) {
  const playlists::programme::playlist_item* entry = entry_of(p, of);
  return entry == nullptr ? nullptr : p.find_media(entry->media);
}

std::size_t file_index(const segment& of) {
  return of.page > 0 ? static_cast<std::size_t>(of.page - 1) : 0;
}

}  // namespace bangtin::player::core
