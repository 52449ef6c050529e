// What an address of a peer says about who asks. Pure.
#pragma once

#include <string>

namespace bangtin::scheduler::auth {

// The part of a client's address that its owner cannot choose: an IPv4 address, also where it came as mapped
// IPv6, or the first half of an IPv6 address. Any other text as it is.
std::string client_network(const std::string& address);

// Whether the address is one of this machine's loopback addresses.
bool is_loopback(const std::string& address);

}  // namespace bangtin::scheduler::auth
