// Tables for people: columns side by side that fit the terminal.
//
//   table t({{tr("Name"), importance::high}, tr("Title"), {tr(">Size"), importance::low}});
//   t.add({s.name, s.title, {size, tone::warning}});
//   out.show(t);
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "admin-cli/views/layout.hpp"

namespace bangtin::admin_cli::views {

enum class tone { plain, good, warning, bad, faint, hue_1, hue_2, hue_3, hue_4, hue_5, hue_6 };

// The text between the escape codes of its tone; unchanged without `colour`, and a plain one.
std::string coloured(std::string text, tone t, bool colour);

struct cell {
  cell(std::string t, tone c = tone::plain) : text(std::move(t)), colour(c) {}
  cell(const char* t) : text(t) {}
  std::string text;
  tone colour = tone::plain;
};

// How a column gives way where the terminal is narrow.
enum class narrow {
  usual,  // a column of numbers (right-aligned) stays whole, another is cut
  whole,  // not at all: half a number or half a date would mislead
  cut,    // its texts are cut and end with "…"
  wrap    // its texts go on below, broken between words
};

struct column {
  // A heading that begins with '>' right-aligns the column; the '>' is not shown. `min` is the width below
  // which the column is dropped instead of shrinking further; 0: the usual one.
  column(std::string heading, importance rank = importance::usual, narrow way = narrow::usual,
         std::size_t min = 0);
  column(const char* text) : column(std::string(text)) {}
  std::string heading;
  importance rank;
  narrow way;
  std::size_t min;
  bool right;
};

// Columns as wide as their widest cell, separated by two spaces. Without columns there is no heading line;
// then all cells but the last of a row stay whole, and the last one wraps.
class table {
 public:
  explicit table(std::vector<column> c) : columns_(std::move(c)) {}
  void add(std::vector<cell> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }
  // Each line ends with a newline and has no trailing spaces. With a `width` no line is wider: columns shrink
  // and are dropped (fit_columns), and a last line says which were dropped. Headings wrap. 0: no limit.
  std::string text(bool colour, std::size_t width = 0) const;

 private:
  std::vector<column> columns_;
  std::vector<std::vector<cell>> rows_;
};

}  // namespace bangtin::admin_cli::views
