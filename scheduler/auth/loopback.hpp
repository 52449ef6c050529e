// Whether a client is on this machine. Pure.
#pragma once

#include <string>

namespace bangtin::scheduler::auth {

// Whether the address is one of this machine's loopback addresses, also where it came as mapped IPv6. False
// for any text that is no address.
bool is_loopback(const std::string& address);

}  // namespace bangtin::scheduler::auth
