#include "admin-cli/views/printing.hpp"

#include <algorithm>
#include <utility>

#include "base/inner_message.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::views {

namespace {

// Makes a line safe, and breaks it where it is wider than `width`. A line break in it is a name's, and no
// line begins behind it.
std::string safe_line(std::string_view line, std::size_t width) {
  const std::string safe = printable(line);
  std::string all;
  bool first = true;
  for (const std::string& part : wrapped(safe, width, hang_of(safe))) {
    if (!std::exchange(first, false)) all += '\n';
    all += part;
  }
  return all;
}

// The same for each of several lines.
std::string safe_lines(std::string_view text, std::size_t width) {
  std::string all;
  bool first = true;
  for (const std::string& line : split(text, '\n')) {
    if (!std::exchange(first, false)) all += '\n';
    all += safe_line(line, width);
  }
  return all;
}

std::string_view last_characters(std::string_view text, std::size_t max_bytes) {
  std::string_view last = text.substr(text.size() - std::min(text.size(), max_bytes));
  while (!last.empty() && !begins_character(last.front())) last.remove_prefix(1);
  return last;
}

// Whether the placeholder at `at` of the message's English text stands in quotation marks.
bool is_quoted(std::string_view id, std::size_t at, std::size_t end) {
  return at > 0 && id[at - 1] == '"' && end < id.size() && id[end] == '"';
}

// Which arguments stand in quotation marks: what a person typed, or a name.
std::vector<bool> quoted_arguments(const message& m) {
  std::vector<bool> quoted(m.args.size(), false);
  std::size_t next = 0;
  for (std::size_t at = m.id.find('{'); at != std::string::npos; at = m.id.find('{', at + 1)) {
    if (m.id.substr(at, 2) == "{{") {
      ++at;
      continue;
    }
    const std::size_t end = m.id.find('}', at);
    if (end == std::string::npos) break;
    const auto number = parse_integer(std::string_view(m.id).substr(at + 1, end - at - 1), 0, 99);
    const std::size_t which = number ? static_cast<std::size_t>(*number) : next++;
    if (which < quoted.size()) quoted[which] = is_quoted(m.id, at, end + 1);
  }
  return quoted;
}

}  // namespace

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
  if (!options_.json) out_ << safe_lines(line, options_.width) << '\n';
}

void printer::line(const std::vector<cell>& pieces) {
  if (options_.json) return;
  std::string all;
  for (const cell& c : pieces) all += coloured(printable(c.text), c.colour, options_.colour);
  out_ << all << '\n';
}

void printer::show(const table& t) {
  if (!options_.json) out_ << t.text(options_.colour, options_.wide ? 0 : options_.width);
}

void printer::done(std::string_view line) {
  if (!options_.quiet && !options_.json) out_ << safe_line(line, options_.width) << '\n';
}

void printer::note(std::string_view line) {
  if (!options_.quiet) {
    err_ << coloured(safe_line(line, options_.error_width), tone::faint, options_.colour_errors) << std::endl;
  }
}

void printer::problem(std::string_view file, int line, int column, const message& what_is_wrong,
                      const message& what_to_do) {
  const message what = readable(what_is_wrong), remedy = readable(what_to_do);
  std::string where(file);
  if (line > 0) where += ":" + std::to_string(line);
  if (line > 0 && column > 0) where += ":" + std::to_string(column);
  err_ << safe_lines(printable(where) + ": " + sentence(what, remedy), options_.error_width) << '\n';
  problems_.push_back(json::object{{"file", file},
                                   {"line", line},
                                   {"column", column},
                                   {"what", translate(what)},
                                   {"remedy", translate(remedy)}});
}

void printer::failure(const error& failed) {
  const error e{failed.code, readable(failed.what), readable(failed.remedy)};
  constexpr std::string_view name = "bangtin:";
  std::string lines = safe_lines(std::string(name) + " " + sentence(e.what, e.remedy), options_.error_width);
  err_ << coloured(std::string(name), tone::bad, options_.colour_errors) << lines.substr(name.size()) << '\n';
  json::object about{
      {"code", to_string(e.code)}, {"what", translate(e.what)}, {"remedy", translate(e.remedy)}};
  if (!problems_.empty()) about["problems"] = problems_;
  document(json::object{{"error", std::move(about)}});
}

message readable(const message& m) {
  constexpr std::size_t max_quoted = 128, max_other = 400, end_of_other = 100;  // characters
  message short_enough{m.id, {}};
  const std::vector<bool> quoted = quoted_arguments(m);
  for (std::size_t i = 0; i < m.args.size(); ++i) {
    const std::string_view arg = m.args[i];
    if (std::optional<message> within = inner_message(arg)) {
      short_enough.args.push_back(inner(readable(*within)));
      continue;
    }
    const std::string_view first = first_characters(arg, quoted[i] ? max_quoted : max_other);
    std::string text = printable(first);
    if (first.size() < arg.size()) text += "…";
    // The end of a path says most.
    if (first.size() < arg.size() && !quoted[i]) text += printable(last_characters(arg, end_of_other));
    short_enough.args.push_back(std::move(text));
  }
  return short_enough;
}

std::string sentence(const message& what, const message& remedy) {
  std::string text = translate(readable(what));
  if (!remedy.empty()) text += " — " + translate(readable(remedy));
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
