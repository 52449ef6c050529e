// Two items are compared by what the stage would be told to show, so whatever an item can be given to show is
// compared as well.
#include "player/core/plan_change.hpp"

#include <algorithm>

#include "player/core/content.hpp"

namespace bangtin::player::core {

namespace {

using playlists::programme::file_ref;

file_ref file_of(const playlists::programme::media_item* media, std::size_t index) {
  return media == nullptr || index >= media->files.size() ? file_ref{} : media->files[index];
}

bool looks_same(const segment& a, const ready_programme& of_a, const segment& b, const ready_programme& of_b,
                std::string_view screen) {
  const playlists::programme::programme& p = *of_a.value;
  const playlists::programme::programme& q = *of_b.value;
  if (a.kind == segment_kind::blank) return true;
  if (a.kind == segment_kind::slate) {
    file_ref file = file_of(p.find_media(p.slate), 0);
    return file == file_of(q.find_media(q.slate), 0) && file != file_ref{};
  }
  file_ref file = file_of(media_of(p, a), file_index(a));
  if (a.page != b.page || file == file_ref{} || file != file_of(media_of(q, b), file_index(b))) return false;
  stage::picture_file one = item_content(p, screen, a, a.from);
  stage::picture_file other = item_content(q, screen, b, b.from);
  one.length = other.length = {};
  return one == other && subtitles_of(p, a) == subtitles_of(q, b);
}

const segment* segment_at(const std::vector<segment>& plan, utc_ms at) {
  auto found = std::find_if(plan.begin(), plan.end(), [&](const segment& s) { return s.to > at; });
  return found == plan.end() ? nullptr : &*found;
}

// Adds the instants at which a segment begins.
template <class Segments>
void add_begins(std::vector<utc_ms>& to, const Segments& segments, bool pages) {
  for (const segment& s : segments) {
    if (pages || s.kind != segment_kind::item || s.starts_play) to.push_back(s.begin);
  }
}

}  // namespace

bool is_worth_joining(const segment& s, utc_ms at) {
  return s.kind != segment_kind::item || s.to - at >= min_join || (s.to - at) * 2 >= s.to - s.from;
}

const segment* same_in(const std::vector<segment>& plan, const ready_programme& by,
                       const scheduled_segment& s, std::string_view screen, utc_ms at) {
  if (!s.programme || s.at == scheduled_segment::progress::given_up) return nullptr;
  at = std::max(at, s.begin);
  const segment* found = segment_at(plan, at);
  if (found == nullptr || found->kind != s.kind || std::max(found->from, found->begin) > at) return nullptr;
  if (s.kind == segment_kind::item && found->from != s.from) return nullptr;
  return looks_same(s, *s.programme, *found, by, screen) ? found : nullptr;
}

utc_ms first_join(const std::vector<segment>& plan, utc_ms from) {
  const segment* s = segment_at(plan, from);
  return s == nullptr || is_worth_joining(*s, from) ? from : s->to;
}

std::optional<utc_ms> first_boundary(const schedule& current, const std::vector<segment>& plan, utc_ms from,
                                     utc_ms to) {
  for (bool pages : {false, true}) {
    std::vector<utc_ms> instants;
    add_begins(instants, current, pages);
    add_begins(instants, plan, pages);
    std::sort(instants.begin(), instants.end());
    for (auto t = std::lower_bound(instants.begin(), instants.end(), from); t != instants.end() && *t <= to;
         ++t) {
      const segment* joined = segment_at(plan, *t);
      if (joined != nullptr && is_worth_joining(*joined, *t)) return *t;
    }
  }
  return std::nullopt;
}

}  // namespace bangtin::player::core
