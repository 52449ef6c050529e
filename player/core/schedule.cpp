// `append` and `cut` work at the far end only, `drop_past` at the front. A joined segment keeps its own
// `from` for the offset into its video, so `begin` defines order and adjacency.
#include "player/core/schedule.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace bangtin::player::core {

namespace {

// Consecutive segments of the same slate or blank become one. Items never do.
bool is_continued(const scheduled_segment& last, const segment& next,
                  const std::shared_ptr<const ready_programme>& programme) {
  return next.kind != segment_kind::item && last.kind == next.kind && last.programme == programme;
}

template <class Segments>
auto find_number(Segments& segments, segment_number number) {
  auto found = std::lower_bound(segments.begin(), segments.end(), number,
                                [](const scheduled_segment& s, segment_number n) { return s.number < n; });
  return found != segments.end() && found->number == number ? found : segments.end();
}

}  // namespace

const scheduled_segment* schedule::find(segment_number number) const {
  auto found = find_number(segments_, number);
  return found == segments_.end() ? nullptr : &*found;
}

void schedule::mark(segment_number number, scheduled_segment::progress at) {
  auto found = find_number(segments_, number);
  if (found != segments_.end()) found->at = at;
}

std::vector<segment_number> schedule::segments_of(play_token play, segment_number first) const {
  std::vector<segment_number> numbers;
  auto s = std::find_if(segments_.begin(), segments_.end(),
                        [&](const scheduled_segment& x) { return x.number >= first && x.play == play; });
  for (; s != segments_.end() && s->play == play; ++s) numbers.push_back(s->number);
  return numbers;
}

bool schedule::is_endless() const {
  return !empty() && (front().kind == segment_kind::card || front().kind == segment_kind::notice);
}

std::optional<utc_ms> schedule::end_of_leading(segment_kind kind) const {
  auto other =
      std::find_if(segments_.begin(), segments_.end(), [&](const auto& s) { return s.kind != kind; });
  if (other == segments_.begin()) return std::nullopt;
  return std::prev(other)->to;
}

void schedule::append(const std::vector<segment>& plan,
                      const std::shared_ptr<const ready_programme>& programme, utc_ms from) {
  assert(empty() || end_time() == from);
  for (const segment& s : plan) {
    if (s.to <= from) continue;
    if (!empty()) segments_.back().to = std::max({end_time(), s.from, s.begin});
    if (!empty() && is_continued(segments_.back(), s, programme)) {
      segments_.back().to = s.to;
    } else {
      segments_.push_back({s, next_number_++, programme});
      segments_.back().begin = std::max({s.from, s.begin, from});
    }
  }
  check();
}

void schedule::show_only(segment_kind kind, utc_ms from, scheduled_segment::progress at) {
  assert(empty());
  segment s;
  s.kind = kind;
  s.from = from;
  s.to = utc_ms::max();
  s.begin = from;
  segments_.push_back({s, next_number_++, nullptr, at});
}

schedule::cut_result schedule::cut(utc_ms from, std::string_view why) {
  cut_result result;
  while (!empty() && segments_.back().begin >= from) {
    result.removed.push_back(segments_.back());
    segments_.pop_back();
  }
  if (!empty() && end_time() > from) {
    scheduled_segment& last = segments_.back();
    last.to = from;
    last.cut_by = why;
    result.shortened = last.play;
  }
  check();
  return result;
}

std::vector<scheduled_segment> schedule::clear() {
  return cut(utc_ms::min(), "").removed;
}

std::vector<scheduled_segment> schedule::drop_past(utc_ms now) {
  std::vector<scheduled_segment> dropped;
  while (size() > 1 && front().to <= now) {
    dropped.push_back(front());
    segments_.pop_front();
  }
  return dropped;
}

std::vector<scheduled_segment> schedule::keep_front(utc_ms from, utc_ms begin, utc_ms to) {
  std::vector<scheduled_segment> removed(segments_.rbegin(), std::prev(segments_.rend()));
  segments_.resize(1);
  segments_.front().from = from;
  segments_.front().begin = begin;
  segments_.front().to = to;
  check();
  return removed;
}

void schedule::hold(utc_ms to) {
  assert(!is_endless());
  segments_.back().to = std::max(end_time(), to);
}

void schedule::adopt(segment_number number, const segment& same,
                     const std::shared_ptr<const ready_programme>& by) {
  auto found = find_number(segments_, number);
  if (found == segments_.end()) return;
  found->programme = by;
  found->campaign = same.campaign;
  found->item = same.item;
  found->page = same.page;
  found->cut_by = same.cut_by;
}

void schedule::check() const {
#ifndef NDEBUG
  for (std::size_t i = 0; i < size(); ++i) {
    assert(segments_[i].begin < segments_[i].to);
    if (i == 0) continue;
    assert(segments_[i].begin == segments_[i - 1].to);
    assert(segments_[i].number > segments_[i - 1].number);
  }
#endif
}

}  // namespace bangtin::player::core
