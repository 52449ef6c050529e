// Every call first removes expired entries, so no timer is needed. Making room looks at all entries, which
// takes some tens of microseconds: less than the signature of the request that needs it.
#include "scheduler/events/pairing_requests.hpp"

#include <algorithm>
#include <tuple>

namespace bangtin::scheduler::events {

namespace {

bool is_held(const pairing_requests::entry& e, utc_ms now) {
  return e.held && now - *e.held <= pairing_hold;
}

}  // namespace

void pairing_requests::expire(utc_ms now) {
  for (auto i = waiting_.begin(); i != waiting_.end();) {
    const entry& e = i->second;
    // Entries from the future go too: if the clock was set back, they would stay for a long time.
    bool over = now - e.seen > pairing_timeout || e.seen > now;
    if (over) by_lookup_.erase(e.asked.lookup);
    i = over ? waiting_.erase(i) : std::next(i);
  }
}

// Removes one entry. False: all of them are held.
bool pairing_requests::make_room(utc_ms now) {
  std::map<std::string_view, std::size_t> per_address;
  for (const auto& [key, e] : waiting_) {
    if (!is_held(e, now)) ++per_address[e.address];
  }
  if (per_address.empty()) return false;
  std::size_t most = 0;
  for (const auto& [address, count] : per_address) most = std::max(most, count);
  auto worst = waiting_.end();
  for (auto i = waiting_.begin(); i != waiting_.end(); ++i) {
    const entry& e = i->second;
    if (is_held(e, now) || per_address.at(e.address) < most) continue;
    bool sooner = worst == waiting_.end() ||
                  std::tie(e.repeated, e.seen) < std::tie(worst->second.repeated, worst->second.seen);
    if (sooner) worst = i;
  }
  by_lookup_.erase(worst->second.asked.lookup);
  waiting_.erase(worst);
  return true;
}

pairing_requests::outcome pairing_requests::ask(const wire::pairing_request& r, std::string_view address,
                                                utc_ms now) {
  using kind = outcome::kind;
  expire(now);
  auto known = waiting_.find(r.screen_key);
  if (known != waiting_.end()) {
    entry& e = known->second;
    if (r == e.asked) {
      e.seen = now;
      e.repeated = true;
      return {kind::waits, r.number};
    }
    if (r.number <= e.asked.number) return {kind::old, e.asked.number};
  }
  auto same_code = by_lookup_.find(r.lookup);
  if (same_code != by_lookup_.end() && same_code->second != r.screen_key) return {kind::taken, r.number};
  if (known != waiting_.end()) {
    entry& e = known->second;
    by_lookup_.erase(e.asked.lookup);
    e = {r, std::string(address), now, true, {}};
  } else {
    if (waiting_.size() >= max_pairing_requests && !make_room(now)) return {kind::no_room, r.number};
    waiting_[r.screen_key] = {r, std::string(address), now, false, {}};
  }
  by_lookup_[r.lookup] = r.screen_key;
  return {kind::waits, r.number};
}

std::optional<pairing_requests::entry> pairing_requests::find(const public_key& screen, utc_ms now) {
  expire(now);
  auto found = waiting_.find(screen);
  if (found == waiting_.end()) return std::nullopt;
  return found->second;
}

std::optional<pairing_requests::entry> pairing_requests::lookup(std::string_view first_half, utc_ms now) {
  expire(now);
  auto key = by_lookup_.find(first_half);
  if (key == by_lookup_.end()) return std::nullopt;
  entry& e = waiting_.at(key->second);
  e.held = now;
  return e;
}

std::vector<pairing_requests::entry> pairing_requests::waiting(std::size_t most, utc_ms now) {
  expire(now);
  std::vector<entry> all;
  for (const auto& [key, e] : waiting_) {
    if (all.size() < most && (e.repeated || is_held(e, now))) all.push_back(e);
  }
  return all;
}

void pairing_requests::answered(const public_key& screen, const digest& token_sha256) {
  auto found = waiting_.find(screen);
  if (found == waiting_.end() || found->second.asked.token_sha256 != token_sha256) return;
  by_lookup_.erase(found->second.asked.lookup);
  waiting_.erase(found);
}

}  // namespace bangtin::scheduler::events
