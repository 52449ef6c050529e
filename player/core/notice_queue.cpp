// The first update that lists a notice sets its monotonic limit, and later updates keep it, so a wall clock
// that is set back cannot prolong the notice.
#include "player/core/notice_queue.hpp"

#include <algorithm>
#include <utility>

namespace bangtin::player::core {

namespace {

bool lists(const std::vector<active_notice>& active, const std::string& id) {
  return std::any_of(active.begin(), active.end(), [&](const active_notice& n) { return n.id == id; });
}

}  // namespace

notice_queue::queued_notice* notice_queue::find(std::string_view id) {
  auto found =
      std::find_if(notices_.begin(), notices_.end(), [&](const queued_notice& n) { return n.what.id == id; });
  return found == notices_.end() ? nullptr : &*found;
}

std::vector<std::string> notice_queue::update(const std::vector<active_notice>& active, stage::mono_ms now) {
  std::erase_if(expired_, [&](const std::string& id) { return !lists(active, id); });
  std::vector<queued_notice> next;
  for (const active_notice& n : active) {
    if (expired_.contains(n.id)) continue;
    queued_notice queued{n, now + std::max(milliseconds{}, n.expires - n.issued)};
    if (const queued_notice* known = find(n.id)) {
      queued.latest_end = known->latest_end;
      queued.acknowledged = known->acknowledged;
      queued.media_failed = known->media_failed && known->what.media == n.media;
    }
    next.push_back(std::move(queued));
  }
  std::sort(next.begin(), next.end(),
            [](const auto& a, const auto& b) { return a.what.number < b.what.number; });
  std::vector<std::string> over;
  for (const queued_notice& n : notices_) {
    // Expired notices have left notices_ already, in `expire`.
    if (n.acknowledged && !lists(active, n.what.id)) over.push_back(n.what.id);
  }
  notices_ = std::move(next);
  return over;
}

std::vector<std::string> notice_queue::expire(const time_reading& now) {
  std::vector<std::string> over;
  std::erase_if(notices_, [&](const queued_notice& n) {
    if (now.utc < n.what.expires && now.mono < n.latest_end) return false;
    if (n.acknowledged) over.push_back(n.what.id);
    // If it ended by the wall clock alone, that clock may be wrong, and the notice may return.
    if (now.mono >= n.latest_end) expired_.insert(n.what.id);
    return true;
  });
  return over;
}

const notice_media* notice_queue::current_media() const {
  const queued_notice& n = notices_.back();
  return n.what.media && !n.media_failed ? &*n.what.media : nullptr;
}

bool notice_queue::began(std::string_view id) {
  queued_notice* n = find(id);
  return n != nullptr && !std::exchange(n->acknowledged, true);
}

void notice_queue::media_failed(std::string_view id) {
  if (queued_notice* n = find(id)) n->media_failed = true;
}

stage::mono_ms notice_queue::next_change(const time_reading& now) const {
  stage::mono_ms next = stage::mono_ms::max();
  for (const queued_notice& n : notices_) {
    next = std::min({next, now.mono + (n.what.expires - now.utc), n.latest_end});
  }
  return retry_at_ > now.mono ? std::min(next, retry_at_) : next;
}

}  // namespace bangtin::player::core
