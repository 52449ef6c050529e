#include "evidence/verify/site_roots.hpp"

#include <algorithm>

namespace bangtin::evidence::checker {

bool site_roots::add(wire::signed_succession s) {
  const result<wire::root_succession> value = wire::succession_from_text(s.text);
  if (!holds_ || !value) return holds_ = false;
  chain_.successions.push_back(std::move(s));
  // The whole chain again: at most 16 successions, and one place that knows what holds.
  result<std::vector<public_key>> roots = wire::roots_of(chain_);
  if (!roots) return holds_ = false;
  roots_ = std::move(*roots);
  successions_.push_back(value->issued);
  return true;
}

std::optional<public_key> site_roots::newest() const {
  if (!holds_ || roots_.empty()) return std::nullopt;
  return roots_.back();
}

std::optional<utc_ms> site_roots::succeeded(const public_key& earlier) const {
  if (!holds_) return std::nullopt;
  const auto found = std::find(roots_.begin(), roots_.end(), earlier);
  const auto place = static_cast<std::size_t>(found - roots_.begin());
  if (place >= successions_.size()) return std::nullopt;
  return successions_[place];
}

}  // namespace bangtin::evidence::checker
