#include "scheduler/events/trust_hub.hpp"

#include <algorithm>

namespace bangtin::scheduler::events {

void trust_hub::show(std::int64_t number, const wire::trust_document& statement) {
  if (number <= number_) return;
  number_ = number;
  json_ = std::make_shared<const std::string>(wire::trust_to_json(statement));
}

std::optional<std::int64_t> trust_hub::kept_by(const std::string& screen) const {
  auto found = kept_.find(screen);
  return found == kept_.end() ? std::nullopt : std::optional(found->second);
}

std::int64_t trust_hub::highest_kept() const {
  std::int64_t highest = 0;
  for (const auto& [screen, number] : kept_) highest = std::max(highest, number);
  return highest;
}

}  // namespace bangtin::scheduler::events
