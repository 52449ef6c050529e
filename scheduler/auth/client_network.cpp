#include "scheduler/auth/client_network.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace bangtin::scheduler::auth {

namespace {

namespace ip = boost::asio::ip;

// Mapped IPv6 as the IPv4 address that it is.
ip::address unmapped(const ip::address& a) {
  if (!a.is_v6() || !a.to_v6().is_v4_mapped()) return a;
  return ip::make_address_v4(ip::v4_mapped, a.to_v6());
}

}  // namespace

std::string client_network(const std::string& address) {
  boost::system::error_code bad;
  ip::address a = ip::make_address(address, bad);
  if (bad || a.is_v4()) return address;
  a = unmapped(a);
  if (a.is_v4()) return a.to_string();
  auto bytes = a.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), 0);
  return ip::address_v6(bytes).to_string() + "/64";
}

bool is_loopback(const std::string& address) {
  boost::system::error_code bad;
  const ip::address a = ip::make_address(address, bad);
  return !bad && unmapped(a).is_loopback();
}

}  // namespace bangtin::scheduler::auth
