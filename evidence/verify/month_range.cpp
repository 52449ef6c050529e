#include "evidence/verify/month_range.hpp"

#include <chrono>
#include <stdexcept>

#include "playlists/schedule/timeline.hpp"

namespace bangtin::evidence::checker {

std::optional<playlists::programme::instant_range> month_range(const std::string& zone,
                                                               const std::string& month) {
  if (month.size() != 7 || month[4] != '-') return std::nullopt;
  auto digits = [&](std::size_t at, std::size_t n) {
    int value = 0;
    for (char c : month.substr(at, n)) value = c < '0' || c > '9' ? -100'000 : value * 10 + (c - '0');
    return value;
  };
  std::chrono::year_month m{std::chrono::year(digits(0, 4)),
                            std::chrono::month(static_cast<unsigned>(digits(5, 2)))};
  if (digits(0, 4) < 1970 || !m.ok()) return std::nullopt;
  playlists::programme::programme p;
  p.timezone = zone;
  try {
    std::chrono::local_days first{m / std::chrono::day(1)};
    std::chrono::local_days next{(m + std::chrono::months(1)) / std::chrono::day(1)};
    return playlists::programme::instant_range{playlists::schedule::range_of(p, first).from,
                                               playlists::schedule::range_of(p, next).from};
  } catch (const std::runtime_error&) {  // the zone is not in the IANA database
    return std::nullopt;
  }
}

}  // namespace bangtin::evidence::checker
