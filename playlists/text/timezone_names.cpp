#include "playlists/text/timezone_names.hpp"

#include <date/tz.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace bangtin::playlists::text {

namespace {

std::string simple(std::string_view name) {
  std::string plain = lower_case(trimmed(name));
  std::replace(plain.begin(), plain.end(), ' ', '_');
  return plain;
}

// "ho_chi_minh" of "asia/ho_chi_minh".
std::string place_of(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

}  // namespace

std::optional<std::string> similar_timezone(std::string_view typed) {
  const std::string wanted = simple(typed);
  std::vector<std::string> names, plain, places;
  try {
    for (const date::time_zone& zone : date::get_tzdb().zones) {
      names.emplace_back(zone.name());
      plain.push_back(simple(zone.name()));
      places.push_back(place_of(plain.back()));
    }
  } catch (const std::runtime_error&) {
    return std::nullopt;  // there is no database
  }
  auto name_at = [&](const std::vector<std::string>& list,
                     const std::string& what) -> std::optional<std::string> {
    auto found = std::find(list.begin(), list.end(), what);
    if (found == list.end()) return std::nullopt;
    return names[static_cast<std::size_t>(found - list.begin())];
  };
  if (auto same = name_at(plain, wanted)) return same;
  if (auto place = name_at(places, wanted)) return place;
  if (auto near = closest(wanted, plain)) return name_at(plain, *near);
  if (auto near = closest(wanted, places)) return name_at(places, *near);
  return std::nullopt;
}

}  // namespace bangtin::playlists::text
