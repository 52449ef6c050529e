#include "scheduler/events/change_hub.hpp"

namespace bangtin::scheduler::events {

void change_hub::note(std::string_view subject) {
  auto known = changes_.find(subject);
  if (known == changes_.end()) known = changes_.emplace(subject, 0).first;
  ++known->second;
  waiters_.wake_all();
}

std::vector<std::string> change_hub::changed_since(position& seen) const {
  std::vector<std::string> changed;
  for (const auto& [subject, times] : changes_) {
    auto before = seen.find(subject);
    if (before == seen.end() || before->second != times) changed.push_back(subject);
  }
  seen = changes_;
  return changed;
}

void change_hub::close() {
  closed_ = true;
  waiters_.wake_all();
}

}  // namespace bangtin::scheduler::events
