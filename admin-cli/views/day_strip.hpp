// Draws a day of a screen: a strip for each hour, in which every cell is a few seconds or minutes and stands
// for one campaign. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "admin-cli/views/table.hpp"
#include "playlists/programme/instants.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::admin_cli::views {

constexpr std::int32_t strip_slate = -1;   // in place of a campaign's index
constexpr std::int32_t strip_closed = -2;  // the screen is closed
constexpr const char* strip_slate_sign = "-";
constexpr const char* strip_closed_sign = ".";

// One hour of the day.
struct strip_hour {
  utc_ms from{};
  std::vector<std::int32_t> cells;  // a campaign's index in each, or one of the two above
  bool operator==(const strip_hour&) const = default;
};

// The hours of the day from the first in which the screen is open to the last, `cells` cells each. A cell
// stands for a campaign that is on in it. Where several take turns within a cell, each campaign gets as many
// cells as its part of the airtime says, to within one or two.
std::vector<strip_hour> strip_of(const std::vector<playlists::schedule::slot>& slots,
                                 playlists::programme::instant_range day, int cells);

// The number of cells of an hour for lines of at most `width` columns: 120, 60, 30, 20, 12 or 6.
int strip_cells(std::size_t width);

// What stands for a campaign that is the `place`th in the legend: "A", "B", … "Z", "a", … "z", then "+".
std::string strip_letter(std::size_t place);

// The heading that says which minute a cell is: "       :00       :10 …".
std::string strip_ruler(int cells);

// What stands for that campaign, or for the slate, with the colour that goes with it.
cell strip_cell(std::int32_t who, const std::vector<std::size_t>& places);

// The pieces of one line: "07:00  AAABAAAB". `places` are the places of the programme's campaigns in the
// legend.
std::vector<cell> strip_line(const std::string& clock, const strip_hour& hour,
                             const std::vector<std::size_t>& places);

}  // namespace bangtin::admin_cli::views
