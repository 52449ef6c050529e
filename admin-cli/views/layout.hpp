// Fits text into the columns of a terminal. Pure. Widths are terminal columns (base/text.hpp).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bangtin::admin_cli::views {

// The text in at most `width` columns, at least 1. A longer text is cut between characters and ends with "…".
std::string shortened(std::string_view text, std::size_t width);

// The line as lines of at most `width` columns, broken between words; a word that fits no line is broken
// between characters. The lines after the first begin with `hang` spaces. A width of 0 is no limit.
std::vector<std::string> wrapped(std::string_view line, std::size_t width, std::size_t hang = 0);

// Where a broken line goes on: below the text behind its indentation and a mark like "! " or "- ".
std::size_t hang_of(std::string_view line);

// How long a column of a table is kept when the terminal is too narrow for all.
enum class importance { empty, least, low, usual, high };

// What one column needs: its natural width, and the minimum to which it may shrink.
struct column_need {
  std::size_t natural = 0, min = 0;
  importance rank = importance::usual;
};

// The width of each column, so that all of them with `gap` columns between two fit into `width`; nothing for
// a column that is dropped. First the empty columns go. Then the widest ones shrink, none below its minimum;
// if that is not enough, the least important column goes, of equals the last one, and the others take its
// place. The first column always stays.
std::vector<std::optional<std::size_t>> fit_columns(std::vector<column_need> needs, std::size_t width,
                                                    std::size_t gap);

}  // namespace bangtin::admin_cli::views
