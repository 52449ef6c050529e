#include "scheduler/http/handshake_rates.hpp"

namespace bangtin::scheduler::http {

handshake_rates::handshake_rates(const handshake_limits& most)
    : known_(most.known), strange_(most.strange), strangers_(most.strangers) {}

// The address is asked first: one that is over its own rate takes nothing from the others.
milliseconds handshake_rates::ask(const std::string& network, milliseconds now) {
  if (with_credential_.count(network) > 0) return known_.ask(network, now);
  const milliseconds own = strange_.ask(network, now);
  return own.count() > 0 ? own : strangers_.ask("all", now);
}

void handshake_rates::showed_credential(const std::string& network) {
  auto found = with_credential_.find(network);
  if (found != with_credential_.end()) {
    recent_.splice(recent_.end(), recent_, found->second);
    return;
  }
  if (with_credential_.size() >= max_known) {
    with_credential_.erase(recent_.front());
    recent_.pop_front();
  }
  with_credential_.emplace(network, recent_.insert(recent_.end(), network));
}

}  // namespace bangtin::scheduler::http
