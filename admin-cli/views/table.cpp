// Widths are counted in terminal columns, not in bytes or code points: a decomposed "ệ" is three code points
// and one column. Every cell is made safe and measured once; a list may have ten thousand rows.
#include "admin-cli/views/table.hpp"

#include <algorithm>

#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::views {

namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t min_cut = 12;   // of a column whose texts are cut
constexpr std::size_t min_wrap = 24;  // of one whose texts wrap
constexpr std::size_t min_fact = 8;   // of the last one of a table without headings

std::string_view colour_code(tone t) {
  switch (t) {
    case tone::good:
      return "\033[32m";
    case tone::warning:
      return "\033[33m";
    case tone::bad:
      return "\033[31m";
    case tone::faint:
      return "\033[2m";
    case tone::hue_1:
      return "\033[36m";
    case tone::hue_2:
      return "\033[33m";
    case tone::hue_3:
      return "\033[35m";
    case tone::hue_4:
      return "\033[32m";
    case tone::hue_5:
      return "\033[34m";
    case tone::hue_6:
      return "\033[31m";
    case tone::plain:
      break;
  }
  return {};
}

// A cell stays on its line whatever it contains.
std::string flat(std::string_view text) {
  std::string one_line(text);
  std::replace(one_line.begin(), one_line.end(), '\n', ' ');
  std::replace(one_line.begin(), one_line.end(), '\t', ' ');
  return printable(one_line);
}

// A cell as it is shown.
struct shown_cell {
  std::string text;
  std::size_t width = 0;
  tone colour = tone::plain;
};
using shown_row = std::vector<shown_cell>;

shown_row prepared(const std::vector<cell>& row) {
  shown_row cells;
  for (const cell& c : row) {
    shown_cell& made = cells.emplace_back(shown_cell{flat(c.text), 0, c.colour});
    made.width = columns(made.text);
  }
  return cells;
}

// One column on its way to the page.
struct placed_column {
  std::optional<std::size_t> width;  // nothing: dropped
  narrow way = narrow::usual;
  bool right = false;
  bool empty = false;  // no row has anything there
};

void put_line(std::string& all, const std::vector<placed_column>& places, const shown_row& row, bool colour) {
  std::string line;
  std::size_t owed = 0;  // spaces to write before the next visible character
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (!places[i].width) continue;
    const std::size_t pad = *places[i].width - std::min(row[i].width, *places[i].width);
    if (places[i].right) owed += pad;
    if (!row[i].text.empty()) {
      line.append(owed, ' ');
      line += coloured(row[i].text, row[i].colour, colour);
      owed = 0;
    }
    owed += gap + (places[i].right ? 0 : pad);
  }
  while (line.ends_with(' ')) line.pop_back();
  all += line + "\n";
}

// Puts a row on the page: one line, or several where a cell wraps.
void put_row(std::string& all, const std::vector<placed_column>& places, shown_row row, bool colour) {
  std::vector<shown_row> below;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (!places[i].width || row[i].width <= *places[i].width) continue;
    std::vector<std::string> parts{shortened(row[i].text, *places[i].width)};
    if (places[i].way == narrow::wrap) parts = wrapped(row[i].text, *places[i].width, hang_of(row[i].text));
    row[i].text = parts.front();
    row[i].width = columns(parts.front());
    if (below.size() + 1 < parts.size()) below.resize(parts.size() - 1, shown_row(row.size()));
    for (std::size_t n = 1; n < parts.size(); ++n) {
      below[n - 1][i] = {parts[n], columns(parts[n]), row[i].colour};
    }
  }
  put_line(all, places, row, colour);
  for (const shown_row& more : below) put_line(all, places, more, colour);
}

std::size_t longest_word(const std::string& text) {
  std::size_t longest = 0;
  for (const std::string& word : split(text, ' ')) longest = std::max(longest, columns(word));
  return longest;
}

// The columns of these rows, whose first one has the headings if there are `named` columns.
std::vector<placed_column> place(const std::vector<column>& named, const std::vector<shown_row>& rows,
                                 std::size_t width) {
  std::size_t count = 0;
  for (const shown_row& row : rows) count = std::max(count, row.size());
  std::vector<column_need> needs(count);
  std::vector<placed_column> places(count);
  std::vector<std::size_t> widest(count);  // of the cells below the headings
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t i = 0; i < rows[r].size(); ++i) {
      needs[i].natural = std::max(needs[i].natural, rows[r][i].width);
      if (r > 0 || named.empty()) widest[i] = std::max(widest[i], rows[r][i].width);
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const column* const c = i < named.size() ? &named[i] : nullptr;
    const bool last_fact = named.empty() && i + 1 == count;
    places[i].way = c != nullptr ? c->way : last_fact ? narrow::wrap : narrow::whole;
    places[i].right = c != nullptr && c->right;
    places[i].empty = widest[i] == 0;
    needs[i].rank = places[i].empty ? importance::empty : c != nullptr ? c->rank : importance::high;
    needs[i].min = places[i].way == narrow::whole ? widest[i] : c != nullptr ? c->min : min_fact;
    if (c != nullptr) needs[i].min = std::max(needs[i].min, longest_word(c->heading));
  }
  std::vector<std::optional<std::size_t>> widths(count);
  if (width > 0) widths = fit_columns(needs, width, gap);
  for (std::size_t i = 0; i < count; ++i) places[i].width = width > 0 ? widths[i] : needs[i].natural;
  return places;
}

std::vector<placed_column> wrapping(std::vector<placed_column> places) {
  for (placed_column& p : places) p.way = narrow::wrap;
  return places;
}

std::string dropped_line(const std::vector<column>& named, const std::vector<placed_column>& places) {
  std::string names;
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (!places[i].width && !places[i].empty) names += (names.empty() ? "" : ", ") + named[i].heading;
  }
  return names.empty() ? names : tr("not shown: {} (--wide shows all)", names);
}

}  // namespace

std::string coloured(std::string text, tone t, bool colour) {
  std::string_view code = colour_code(t);
  if (!colour || code.empty() || text.empty()) return text;
  return std::string(code) + text + "\033[0m";
}

column::column(std::string h, importance r, narrow w, std::size_t l)
    : heading(std::move(h)), rank(r), way(w), min(l), right(heading.starts_with('>')) {
  if (right) heading.erase(0, 1);
  if (way == narrow::usual) way = right ? narrow::whole : narrow::cut;
  if (min == 0) min = way == narrow::wrap ? min_wrap : min_cut;
}

std::string table::text(bool colour, std::size_t width) const {
  std::vector<shown_row> rows;
  if (!columns_.empty()) {
    shown_row& headings = rows.emplace_back();
    for (const column& c : columns_) headings.push_back({c.heading, columns(c.heading), tone::faint});
  }
  for (const std::vector<cell>& row : rows_) rows.push_back(prepared(row));
  std::vector<placed_column> places = place(columns_, rows, width);
  std::string all;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const bool headings =
        r == 0 && !columns_.empty();  // they wrap, so that a long one over figures costs little
    put_row(all, headings ? wrapping(places) : places, std::move(rows[r]), colour);
  }
  const std::string dropped = columns_.empty() ? "" : dropped_line(columns_, places);
  for (const std::string& line : wrapped(dropped, width)) {
    if (!line.empty()) all += coloured(line, tone::faint, colour) + "\n";
  }
  return all;
}

}  // namespace bangtin::admin_cli::views
