#include "playlists/programme/months.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace bangtin::playlists::programme {

namespace {

constexpr std::size_t year_digits = 4, month_digits = 2;

}  // namespace

std::optional<std::chrono::year_month> parse_month(std::string_view text) {
  if (text.size() != year_digits + 1 + month_digits || text[year_digits] != '-') return std::nullopt;
  auto year = parse_integer(text.substr(0, year_digits), 1, 9999);
  auto month = parse_integer(text.substr(year_digits + 1), 1, 12);
  if (!year || !month) return std::nullopt;
  return std::chrono::year(static_cast<int>(*year)) / std::chrono::month(static_cast<unsigned>(*month));
}

std::string to_month_text(std::chrono::year_month month) {
  return fmt::format("{:04}-{:02}", static_cast<int>(month.year()), static_cast<unsigned>(month.month()));
}

}  // namespace bangtin::playlists::programme
