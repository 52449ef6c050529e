// Figures that sessions count, for /metrics. Plain values; used on the network's thread only.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string_view>

namespace bangtin::scheduler::http {

// How many requests took how long.
struct duration_histogram {
  static constexpr std::array<double, 9> bounds_s{0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 5, 30};

  std::array<std::uint64_t, bounds_s.size() + 1> counts{};  // each up to its bound and above the one before
  std::chrono::duration<double> sum{};

  void add(std::chrono::duration<double> d);
};

struct http_metrics {
  std::array<std::uint64_t, 6> replies{};  // by the status's first digit
  std::uint64_t bytes_in = 0, bytes_out = 0;
  // By class of route: the tag of its documentation, or "long_poll" for a request that asks to be held. From
  // the whole header to the reply's first byte, the arrival of the body included.
  std::map<std::string_view, duration_histogram> times;
};

}  // namespace bangtin::scheduler::http
