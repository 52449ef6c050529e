#include "scheduler/app/descriptor_limit.hpp"

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <algorithm>

namespace bangtin::scheduler::app {

namespace {

constexpr std::uint64_t per_connection = 3;
constexpr std::uint64_t others = 512;  // the admin socket's connections, files, workers' pipes

std::uint64_t needed_for(const http::connection_limits& l) {
  return per_connection * l.all() + l.newcomers + others;
}

}  // namespace

http::connection_limits fitting(const http::connection_limits& wanted, std::uint64_t descriptors) {
  const std::uint64_t needed = needed_for(wanted);
  if (descriptors >= needed) return wanted;
  const std::uint64_t left = descriptors > others ? descriptors - others : 0;
  const std::uint64_t whole = needed - others;
  auto scaled = [&](std::size_t n) { return std::max<std::size_t>(n * left / whole, 8); };
  http::connection_limits l = wanted;
  l.newcomers = scaled(wanted.newcomers);
  l.newcomers_of_address = std::min(scaled(wanted.newcomers_of_address), l.newcomers);
  l.known = scaled(wanted.known);
  return l;
}

http::connection_limits make_room_for(const http::connection_limits& wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const rlim_t needed = needed_for(wanted);
  if (limit.rlim_cur < needed) {
    limit.rlim_cur = std::min(needed, limit.rlim_max);
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) ::getrlimit(RLIMIT_NOFILE, &limit);
  }
  http::connection_limits l = fitting(wanted, limit.rlim_cur);
  if (l != wanted) {
    spdlog::warn("{} descriptors suffice for {} connections, not for {}: raise LimitNOFILE", limit.rlim_cur,
                 l.all(), wanted.all());
  }
  return l;
}

}  // namespace bangtin::scheduler::app
