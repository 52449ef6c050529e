// Every call reads the kernel's files again; nothing is kept between calls.
#include "player/sync/host_stats.hpp"

#include <algorithm>
#include <fstream>

namespace bangtin::player::sync {

namespace {

// The range of plausible temperatures: a missing sensor often reports a value outside it, or 0.
constexpr std::int64_t coldest_mc = -40'000;
constexpr std::int64_t hottest_mc = 150'000;

std::optional<std::int64_t> temperature_in(const std::filesystem::path& thermal) {
  std::optional<std::int64_t> most;
  std::error_code bad;
  for (const auto& zone : std::filesystem::directory_iterator(thermal, bad)) {
    if (!zone.path().filename().string().starts_with("thermal_zone")) continue;
    std::ifstream file(zone.path() / "temp");
    std::int64_t mc = 0;
    if (!(file >> mc) || mc == 0 || mc < coldest_mc || mc > hottest_mc) continue;
    most = std::max(most.value_or(mc), mc);
  }
  return most;
}

}  // namespace

host_state this_host::read() const {
  host_state s;
  std::error_code bad;
  auto space = std::filesystem::space(data_, bad);
  if (!bad) {
    s.disk_free_bytes = static_cast<std::int64_t>(space.available);
    s.disk_total_bytes = static_cast<std::int64_t>(space.capacity);
  }
  s.temperature_mc = temperature_in(thermal_);
  return s;
}

}  // namespace bangtin::player::sync
