#include "scheduler/backup/rotation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "playlists/programme/notation.hpp"

namespace bangtin::scheduler::backup {

namespace {

constexpr std::string_view prefix = "bangtin-", suffix = ".tar";

// Keeps the newest of each of the last `max` groups. `newest_first` is sorted.
void keep(std::set<local_days>& kept, const std::vector<local_days>& newest_first, int max,
          const std::function<local_days(local_days)>& group_of) {
  std::optional<local_days> last;
  for (local_days night : newest_first) {
    if (last == group_of(night)) continue;
    if (max-- <= 0) return;
    last = group_of(night);
    kept.insert(night);
  }
}

local_days week_of(local_days night) {
  const std::chrono::weekday day(night);
  return night - std::chrono::days(day.iso_encoding() - 1);
}

local_days month_of(local_days night) {
  const std::chrono::year_month_day date(night);
  return local_days(date.year() / date.month() / 1);
}

}  // namespace

std::string file_of(local_days night) {
  const std::chrono::year_month_day date(night);
  return fmt::format("{}{:04}-{:02}-{:02}{}", prefix, static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), suffix);
}

std::optional<local_days> night_of(std::string_view file) {
  if (!file.starts_with(prefix) || !file.ends_with(suffix)) return std::nullopt;
  file.remove_prefix(prefix.size());
  file.remove_suffix(suffix.size());
  auto date = playlists::programme::parse_date(file);
  if (!date) return std::nullopt;
  const local_days night(std::chrono::year(date->year) / date->month / date->day);
  if (file_of(night).substr(prefix.size(), file.size()) != file) return std::nullopt;
  return night;
}

std::optional<local_days> due(local_days today, milliseconds time, const nightly_plan& plan,
                              const std::vector<local_days>& there) {
  const local_days night = time >= plan.at ? today : today - std::chrono::days(1);
  const bool made =
      std::any_of(there.begin(), there.end(), [&](local_days d) { return d >= night && d <= today; });
  if (made) return std::nullopt;
  return night;
}

std::vector<local_days> superseded(const nightly_plan& plan, std::vector<local_days> there) {
  std::sort(there.begin(), there.end(), std::greater<>());
  std::set<local_days> kept;
  keep(kept, there, std::max(plan.daily, 1), [](local_days d) { return d; });
  keep(kept, there, plan.weekly, week_of);
  keep(kept, there, plan.monthly, month_of);
  std::erase_if(there, [&](local_days d) { return kept.contains(d); });
  std::reverse(there.begin(), there.end());
  return there;
}

}  // namespace bangtin::scheduler::backup
