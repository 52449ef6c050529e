// ask(), find() and lookup() first remove expired entries, so no timer is needed.
#include "scheduler/events/pairing_requests.hpp"

namespace bangtin::scheduler::events {

void pairing_requests::expire(utc_ms now) {
  // Entries from the future go too: if the clock was set back, they would stay for a long time.
  std::erase_if(waiting_,
                [&](const auto& e) { return now - e.second.seen > pairing_timeout || e.second.seen > now; });
}

result<void> pairing_requests::ask(const wire::pairing_request& r, utc_ms now) {
  expire(now);
  if (waiting_.size() >= max_pairing_requests && !waiting_.contains(r.screen_key)) {
    return error{errc::limit, msg("more than {} screens wait to be paired", max_pairing_requests),
                 msg("pair those that wait, or wait for 15 minutes")};
  }
  waiting_[r.screen_key] = {r, now};
  return {};
}

std::optional<pairing_requests::entry> pairing_requests::find(const public_key& screen, utc_ms now) {
  expire(now);
  auto found = waiting_.find(screen);
  if (found == waiting_.end()) return std::nullopt;
  return found->second;
}

std::vector<pairing_requests::entry> pairing_requests::lookup(std::string_view first_half, utc_ms now) {
  expire(now);
  std::vector<entry> found;
  for (const auto& [key, e] : waiting_) {
    if (e.asked.lookup == first_half) found.push_back(e);
  }
  return found;
}

void pairing_requests::answered(const public_key& screen, const digest& token_sha256) {
  auto found = waiting_.find(screen);
  if (found != waiting_.end() && found->second.asked.token_sha256 == token_sha256) waiting_.erase(found);
}

}  // namespace bangtin::scheduler::events
