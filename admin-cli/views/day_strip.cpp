// Campaigns take turns every few seconds, and a cell may be a minute. So each campaign has a credit: its
// airtime in a cell adds to it, and the one with the largest credit gets the cell and pays one cell for it.
// What a campaign did not get of one cell counts in the next, so that the letters of a day are in proportion.
#include "admin-cli/views/day_strip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace bangtin::admin_cli::views {

namespace {

using playlists::schedule::slot;
using std::chrono::hours;
using std::chrono::milliseconds;

constexpr std::size_t label_columns = 7;  // "07:00  "

// Goes through the slots of a day once, cell by cell.
class painter {
 public:
  explicit painter(const std::vector<slot>& slots) : next_(slots.begin()), end_(slots.end()) {}

  std::int32_t paint(utc_ms from, utc_ms to) {
    on_.clear();
    milliseconds open{};
    while (next_ != end_ && next_->to <= from) ++next_;
    for (auto s = next_; s != end_ && s->from < to; ++s) {
      const milliseconds part = std::min(s->to, to) - std::max(s->from, from);
      on_[s->campaign < 0 ? strip_slate : s->campaign] += part;
      open += part;
    }
    if (open < to - from) on_[strip_closed] += (to - from) - open;
    std::int32_t chosen = on_.begin()->first;
    for (const auto& [who, time] : on_) {
      credit_[who] += time;
      if (credit_[who] > credit_[chosen]) chosen = who;
    }
    credit_[chosen] -= to - from;
    return chosen;
  }

 private:
  std::vector<slot>::const_iterator next_, end_;
  std::map<std::int32_t, milliseconds> on_, credit_;
};

tone tone_of(std::size_t place) {
  constexpr tone hues[] = {tone::hue_1, tone::hue_2, tone::hue_3, tone::hue_4, tone::hue_5, tone::hue_6};
  return hues[place % std::size(hues)];
}

}  // namespace

std::vector<strip_hour> strip_of(const std::vector<slot>& slots, playlists::programme::instant_range day,
                                 int cells) {
  std::vector<strip_hour> strip;
  if (slots.empty()) return strip;
  painter brush(slots);
  for (utc_ms hour = day.from; hour < day.to && hour < slots.back().to; hour += hours(1)) {
    if (hour + hours(1) <= slots.front().from) continue;
    strip_hour& row = strip.emplace_back(strip_hour{hour, {}});
    for (int i = 0; i < cells; ++i) {
      const milliseconds from = milliseconds(hours(1)) * i / cells,
                         to = milliseconds(hours(1)) * (i + 1) / cells;
      row.cells.push_back(brush.paint(hour + from, hour + to));
    }
  }
  return strip;
}

int strip_cells(std::size_t width) {
  for (int cells : {120, 60, 30, 20, 12}) {
    if (static_cast<std::size_t>(cells) + label_columns <= width) return cells;
  }
  return 6;
}

std::string strip_letter(std::size_t place) {
  if (place < 26) return std::string(1, static_cast<char>('A' + place));
  if (place < 52) return std::string(1, static_cast<char>('a' + place - 26));
  return "+";
}

cell strip_cell(std::int32_t who, const std::vector<std::size_t>& places) {
  if (who == strip_closed) return {strip_closed_sign, tone::faint};
  if (who == strip_slate) return {strip_slate_sign, tone::faint};
  const std::size_t place = places[static_cast<std::size_t>(who)];
  return {strip_letter(place), tone_of(place)};
}

std::string strip_ruler(int cells) {
  std::string line(label_columns, ' ');
  const int marks = cells >= 30 ? 6 : cells >= 12 ? 4 : 2;
  for (int i = 0; i < marks; ++i) {
    line.resize(label_columns + static_cast<std::size_t>(cells * i / marks), ' ');
    line += fmt::format(":{:02}", 60 * i / marks);
  }
  return line;
}

std::vector<cell> strip_line(const std::string& clock, const strip_hour& hour,
                             const std::vector<std::size_t>& places) {
  std::vector<cell> pieces{{clock, tone::faint}, "  "};
  std::int32_t before = strip_closed - 1;
  for (std::int32_t who : hour.cells) {
    cell next = strip_cell(who, places);
    if (who == before) {
      pieces.back().text += next.text;
    } else {
      pieces.push_back(std::move(next));
    }
    before = who;
  }
  return pieces;
}

}  // namespace bangtin::admin_cli::views
