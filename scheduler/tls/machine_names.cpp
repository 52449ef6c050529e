// Not by getifaddrs(3), which needs a netlink socket: the daemon's unit allows none.
#include "scheduler/tls/machine_names.hpp"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <string_view>

#include "base/files.hpp"
#include "base/hash.hpp"

namespace bangtin::scheduler::tls {

namespace {

void sort_once(std::vector<std::string>& all) {
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

// A certificate's name must be letters, digits, hyphens and dots.
bool is_plain(std::string_view name) {
  return !name.empty() && name.size() <= 200 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.';
  });
}

std::string text_of(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return ::inet_ntop(family, address, text.data(), text.size()) != nullptr ? text.data() : "";
}

void add_ipv4(std::vector<std::string>& all) {
  const unique_fd any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  std::array<ifreq, 256> found{};
  ifconf list{};
  list.ifc_len = static_cast<int>(sizeof found);
  list.ifc_req = found.data();
  if (!any || ::ioctl(any.get(), SIOCGIFCONF, &list) != 0) return;
  for (std::size_t i = 0; i < static_cast<std::size_t>(list.ifc_len) / sizeof(ifreq); ++i) {
    const sockaddr* a = &found.at(i).ifr_addr;
    if (a->sa_family == AF_INET)
      all.push_back(text_of(AF_INET, &reinterpret_cast<const sockaddr_in*>(a)->sin_addr));
  }
}

// Each line has the address in 32 digits, then index, length of the network, scope, flags and name.
void add_ipv6(std::vector<std::string>& all) {
  constexpr std::string_view link_local =
      "20";  // means nothing without its interface, which no certificate names
  result<std::string> table = read_file("/proc/self/net/if_inet6", 1 << 20);
  std::istringstream lines(table ? *table : std::string());
  for (std::string digits, index, length, scope, rest;
       lines >> digits >> index >> length >> scope && std::getline(lines, rest);) {
    const std::optional<digest> padded = digest::from(digits + std::string(32, '0'));
    if (padded && scope != link_local) all.push_back(text_of(AF_INET6, padded->value.data()));
  }
}

}  // namespace

machine_names names_of_this_machine() {
  machine_names m{{"localhost"}, {"127.0.0.1", "::1"}};
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) == 0 && is_plain(host.data())) {
    const std::string name = host.data();
    m.names.push_back(name);
    m.names.push_back(name.substr(0, name.find('.')) + ".local");
  }
  add_ipv4(m.addresses);
  add_ipv6(m.addresses);
  sort_once(m.names);
  sort_once(m.addresses);
  return m;
}

std::string reachable_address(const machine_names& m) {
  const auto reaches = [](const std::string& a) {
    return !a.starts_with("127.") && !a.starts_with("169.254.") && a != "::1";
  };
  for (bool six : {false, true}) {
    for (const std::string& a : m.addresses) {
      if (reaches(a) && (a.find(':') != std::string::npos) == six) return a;
    }
  }
  return "127.0.0.1";
}

}  // namespace bangtin::scheduler::tls
