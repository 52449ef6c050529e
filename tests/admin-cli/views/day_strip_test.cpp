#include "admin-cli/views/day_strip.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace bangtin::admin_cli::views {
namespace {

using playlists::schedule::slot;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const utc_ms midnight{hours(24)};
const playlists::programme::instant_range day{midnight, midnight + hours(24)};

// Adds slots of these lengths in turn, for the campaigns in turn, until the end.
void fill(std::vector<slot>& slots, utc_ms from, utc_ms to, std::vector<std::pair<int, seconds>> turns) {
  for (std::size_t i = 0; from < to; ++i) {
    const auto& [who, length] = turns[i % turns.size()];
    const utc_ms end = std::min<utc_ms>(from + length, to);
    slots.push_back({from, end, who, 0, 0, playlists::schedule::slot_reason::share});
    from = end;
  }
}

std::string letters(const strip_hour& hour, std::size_t campaigns) {
  std::vector<std::size_t> places(campaigns);
  for (std::size_t i = 0; i < campaigns; ++i) places[i] = i;
  std::string all;
  for (const cell& c : strip_line("", hour, places)) all += c.text;
  return all.substr(2);
}

TEST(day_strip, has_the_hours_from_the_first_open_one_to_the_last) {
  std::vector<slot> slots;
  fill(slots, midnight + hours(7) + minutes(30), midnight + hours(9), {{0, seconds(10)}});
  fill(slots, midnight + hours(11), midnight + hours(11) + minutes(20), {{1, seconds(10)}});
  std::vector<strip_hour> strip = strip_of(slots, day, 6);
  ASSERT_EQ(strip.size(), 5U);
  EXPECT_EQ(strip[0].from, midnight + hours(7));
  std::string all;
  for (const strip_hour& h : strip) all += letters(h, 2) + " ";
  EXPECT_EQ(all, "...AAA AAAAAA ...... ...... BB.... ");
  EXPECT_TRUE(strip_of({}, day, 60).empty());
}

// Cells show what is on in them, and their numbers are as the airtime is.
TEST(day_strip, keeps_the_proportions_of_campaigns_that_take_turns) {
  struct mix {
    std::vector<std::pair<int, seconds>> turns;
    std::vector<double> parts;
  };
  const std::vector<mix> mixes{
      {{{0, seconds(12)}, {1, seconds(12)}}, {0.5, 0.5}},
      {{{0, seconds(20)}, {0, seconds(24)}, {1, seconds(11)}}, {0.8, 0.2}},
      {{{0, seconds(885)}, {1, seconds(15)}}, {59.0 / 60, 1.0 / 60}},
      {{{0, seconds(7)}, {1, seconds(13)}, {2, seconds(30)}, {-1, seconds(10)}}, {7.0 / 60, 13.0 / 60, 0.5}}};
  for (const mix& m : mixes) {
    std::vector<slot> slots;
    fill(slots, midnight + hours(7), midnight + hours(17), m.turns);
    for (int cells : {6, 12, 20, 30, 60, 120}) {
      std::vector<double> found(m.parts.size());
      for (const strip_hour& h : strip_of(slots, day, cells)) {
        for (std::int32_t who : h.cells) {
          ASSERT_NE(who, strip_closed);
          if (who >= 0) ++found[static_cast<std::size_t>(who)];
        }
      }
      for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_NEAR(found[i], 10 * cells * m.parts[i], 2) << cells;
    }
  }
}

TEST(day_strip, a_campaign_stands_only_where_it_is_on) {
  std::vector<slot> slots;
  fill(slots, midnight + hours(7), midnight + hours(8), {{0, seconds(20)}, {1, seconds(10)}});
  fill(slots, midnight + hours(8), midnight + hours(9), {{0, seconds(20)}});
  fill(slots, midnight + hours(9), midnight + hours(9) + minutes(30), {{2, seconds(15)}});
  std::vector<strip_hour> strip = strip_of(slots, day, 60);
  EXPECT_EQ(std::count(strip[0].cells.begin(), strip[0].cells.end(), 1), 20);
  EXPECT_EQ(letters(strip[1], 3), std::string(60, 'A'));
  EXPECT_EQ(letters(strip[2], 3), std::string(30, 'C') + std::string(30, '.'));
}

TEST(day_strip, fits_the_width) {
  for (const auto& [width, cells] :
       {std::pair(200, 120), std::pair(127, 120), std::pair(126, 60), std::pair(80, 60), std::pair(66, 30),
        std::pair(60, 30), std::pair(36, 20), std::pair(20, 12), std::pair(5, 6)}) {
    EXPECT_EQ(strip_cells(static_cast<std::size_t>(width)), cells) << width;
  }
  EXPECT_EQ(strip_ruler(60).substr(7, 13), ":00       :10");
  for (int cells : {6, 12, 20, 30, 60, 120})
    EXPECT_LE(strip_ruler(cells).size(), 7U + static_cast<std::size_t>(cells));
  EXPECT_EQ(strip_letter(0) + strip_letter(25) + strip_letter(26) + strip_letter(52), "AZa+");
}

}  // namespace
}  // namespace bangtin::admin_cli::views
