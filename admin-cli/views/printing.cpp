// Widths are counted in terminal columns, not in bytes or code points: a decomposed "ệ" is three code points
// and one column.
#include "admin-cli/views/printing.hpp"

#include <algorithm>

#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::views {

namespace {

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
    case tone::plain:
      break;
  }
  return {};
}

std::string coloured(std::string text, tone t, bool colour) {
  std::string_view code = colour_code(t);
  if (!colour || code.empty() || text.empty()) return text;
  return std::string(code) + text + "\033[0m";
}

// A cell stays on its line whatever it contains; only other texts keep their line feeds.
std::string flat(std::string_view text) {
  std::string one_line(text);
  std::replace(one_line.begin(), one_line.end(), '\n', ' ');
  std::replace(one_line.begin(), one_line.end(), '\t', ' ');
  return printable(one_line);
}

// Makes each of several lines safe.
std::string safe_lines(std::string_view text) {
  std::string all;
  for (const std::string& line : split(text, '\n')) {
    if (!all.empty()) all += '\n';
    all += printable(line);
  }
  return all;
}

}  // namespace

table::table(std::vector<std::string> headings) : headings_(std::move(headings)) {
  for (std::string& heading : headings_) {
    right_.push_back(heading.starts_with('>'));
    if (right_.back()) heading.erase(0, 1);
  }
}

std::string table::text(bool colour) const {
  std::vector<std::size_t> widths;
  auto measure = [&](std::size_t column, std::string_view text) {
    if (widths.size() <= column) widths.resize(column + 1, 0);
    widths[column] = std::max(widths[column], columns(text));
  };
  for (std::size_t i = 0; i < headings_.size(); ++i) measure(i, headings_[i]);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) measure(i, flat(row[i].text));
  }
  std::string all;
  auto put = [&](const std::vector<cell>& row) {
    std::string line;
    std::size_t owed = 0;  // spaces to write before the next visible character
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string shown = flat(row[i].text);
      std::size_t pad = widths[i] - columns(shown);
      bool right = i < right_.size() && right_[i];
      if (right) owed += pad;
      if (!shown.empty()) {
        line.append(owed, ' ');
        line += coloured(shown, row[i].colour, colour);
        owed = 0;
      }
      owed += 2 + (right ? 0 : pad);
    }
    while (line.ends_with(' ')) line.pop_back();
    all += line + "\n";
  };
  if (!headings_.empty()) {
    std::vector<cell> row;
    for (const std::string& heading : headings_) row.emplace_back(heading, tone::faint);
    put(row);
  }
  for (const auto& row : rows_) put(row);
  return all;
}

void printer::document(const json::value& v) {
  if (!options_.json || document_printed_) return;
  document_printed_ = true;
  out_ << canonical(v) << '\n';
}

void printer::raw(std::string_view piece) {
  document_printed_ = true;
  out_ << piece;
}

void printer::text(std::string_view line) {
  if (!options_.json) out_ << safe_lines(line) << '\n';
}

void printer::show(const table& t) {
  if (!options_.json) out_ << t.text(options_.colour);
}

void printer::done(std::string_view line) {
  if (!options_.quiet) text(line);
}

void printer::note(std::string_view line) {
  if (!options_.quiet) err_ << coloured(safe_lines(line), tone::faint, options_.colour_errors) << std::endl;
}

void printer::problem(std::string_view file, int line, int column, const message& what,
                      const message& remedy) {
  std::string where(file);
  if (line > 0) where += ":" + std::to_string(line);
  if (line > 0 && column > 0) where += ":" + std::to_string(column);
  err_ << printable(where) << ": " << safe_lines(sentence(what, remedy)) << '\n';
  problems_.push_back(json::object{{"file", file},
                                   {"line", line},
                                   {"column", column},
                                   {"what", translate(what)},
                                   {"remedy", translate(remedy)}});
}

void printer::failure(const error& e) {
  err_ << coloured("bangtin:", tone::bad, options_.colour_errors) << ' '
       << safe_lines(sentence(e.what, e.remedy)) << '\n';
  json::object about{
      {"code", to_string(e.code)}, {"what", translate(e.what)}, {"remedy", translate(e.remedy)}};
  if (!problems_.empty()) about["problems"] = problems_;
  document(json::object{{"error", std::move(about)}});
}

std::string sentence(const message& what, const message& remedy) {
  std::string text = translate(what);
  if (!remedy.empty()) text += " — " + translate(remedy);
  return text;
}

int exit_code(errc code) {
  switch (code) {
    case errc::usage:
      return 2;
    case errc::unreachable:
      return 3;
    case errc::verification:
      return 4;
    default:
      return 1;
  }
}

}  // namespace bangtin::admin_cli::views
