#include "scheduler/http/request_rates.hpp"

#include <algorithm>
#include <functional>
#include <random>
#include <vector>

namespace bangtin::scheduler::http {

// The finalizer of SplitMix64 (Steele, Lea and Flood: "Fast Splittable Pseudorandom Number Generators",
// 2014).
std::size_t request_rates::seeded_hash::operator()(std::string_view sender) const {
  std::uint64_t h = std::hash<std::string_view>()(sender) ^ seed;
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9U;
  h = (h ^ (h >> 27)) * 0x94d049bb133111ebU;
  return h ^ (h >> 31);
}

request_rates::seeded_hash::seeded_hash() {
  std::random_device source;
  seed = std::uint64_t{source()} << 32 | source();
}

milliseconds request_rates::ask(const std::string& sender, milliseconds now) {
  using std::chrono::microseconds;
  if (most_.per_s <= 0) return milliseconds(0);
  const microseconds each(1'000'000 / most_.per_s);
  auto found = by_sender_.find(sender);
  if (found == by_sender_.end()) {
    if (by_sender_.size() >= max_senders) make_room();
    found = by_sender_.emplace(sender, allowance{now}).first;
  }
  found->second.asked = ++asked_;
  microseconds& used_until = found->second.used_until;
  const microseconds after = std::max<microseconds>(used_until, now) + each;
  const microseconds over = after - now - each * std::max(most_.burst, 1);
  if (over > microseconds(0)) return std::chrono::ceil<milliseconds>(over);
  used_until = after;
  return milliseconds(0);
}

// Those whose latest request is the longest ago go, an eighth at once: a list in order would cost every
// request three places in memory that the processor has not at hand.
void request_rates::make_room() {
  std::vector<std::uint64_t> asked;
  for (const auto& [sender, a] : by_sender_) asked.push_back(a.asked);
  const auto last = asked.begin() + std::ssize(asked) / 8;
  std::ranges::nth_element(asked, last);
  std::erase_if(by_sender_, [limit = *last](const auto& entry) { return entry.second.asked <= limit; });
}

}  // namespace bangtin::scheduler::http
