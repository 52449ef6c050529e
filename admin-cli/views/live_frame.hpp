// A text that is shown at a terminal and changes in place. Only lines that changed are written again, so
// nothing flickers, and what stood above it on the terminal stays.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bangtin::admin_cli::views {

// The text as lines that fit a terminal of this size: lines are cut at `columns`, and where there are more
// than `rows` - 1 of them, the last one says how many are missing. Colour codes take no room, and none stays
// on at the end of a line. Pure, but for the process language.
std::vector<std::string> frame_lines(std::string_view text, std::size_t columns, std::size_t rows);

// What to write to the terminal so that `now` stands where `before` stood, which was written last; nothing
// for equal frames. The cursor is in the first column below the frame, before and afterwards. Pure.
std::string redraw(const std::vector<std::string>& before, const std::vector<std::string>& now);

}  // namespace bangtin::admin_cli::views
