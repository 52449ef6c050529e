// Under which names and addresses this machine can be reached, for the certificate of its daemon.
#pragma once

#include <string>
#include <vector>

namespace bangtin::scheduler::tls {

struct machine_names {
  std::vector<std::string> names;      // "localhost", "bangtin", "bangtin.local"; sorted
  std::vector<std::string> addresses;  // "127.0.0.1", "10.0.0.5", "fd00::5"; sorted, loopback too
  bool operator==(const machine_names&) const = default;
};

// Asks the kernel, and no name server. What it does not say is left out.
machine_names names_of_this_machine();

// The address under which others reach this machine: the first that is neither loopback nor link-local, IPv4
// first; else "127.0.0.1".
std::string reachable_address(const machine_names& m);

}  // namespace bangtin::scheduler::tls
