#include "scheduler/auth/loopback.hpp"

#include <boost/asio/ip/address.hpp>

namespace bangtin::scheduler::auth {

namespace ip = boost::asio::ip;

bool is_loopback(const std::string& address) {
  boost::system::error_code bad;
  const ip::address a = ip::make_address(address, bad);
  if (bad) return false;
  if (!a.is_v6() || !a.to_v6().is_v4_mapped()) return a.is_loopback();
  return ip::make_address_v4(ip::v4_mapped, a.to_v6()).is_loopback();
}

}  // namespace bangtin::scheduler::auth
