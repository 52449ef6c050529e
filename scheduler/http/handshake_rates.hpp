// How many TLS handshakes an address may begin. A handshake costs the daemon a signature, some hundreds of
// microseconds, before it knows who is there: without a limit a crowd could keep both cores busy with them.
//
// Each address has a rate. Those from which nobody has shown a valid credential yet also share one rate, so a
// crowd of many addresses takes nothing from the addresses of screens.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <string>

#include "scheduler/http/request_rates.hpp"

namespace bangtin::scheduler::http {

struct handshake_limits {
  request_limits known{.per_s = 50,
                       .burst = 1'000};             // of an address with a credential: its screens come back
  request_limits strange{.per_s = 5, .burst = 50};  // of one without
  request_limits strangers{.per_s = 200, .burst = 500};  // of all those without together
  bool operator==(const handshake_limits&) const = default;
};

// Asks no clock: time is an argument, in milliseconds of a clock that never goes back. Not thread-safe.
// Remembers at most `max_known` addresses; the one that showed a credential least recently is forgotten
// first.
class handshake_rates {
 public:
  static constexpr std::size_t max_known = 10'000;

  explicit handshake_rates(const handshake_limits& most);

  // Zero: the handshake may begin now, and is counted. Else how long until it may be asked for again.
  milliseconds ask(const std::string& network, milliseconds now);
  // A request from there had a valid credential.
  void showed_credential(const std::string& network);

 private:
  request_rates known_, strange_, strangers_;
  std::map<std::string, std::list<std::string>::iterator> with_credential_;
  std::list<std::string> recent_;  // the latest is last
};

}  // namespace bangtin::scheduler::http
