#include "admin-cli/views/printing.hpp"

#include <utility>

#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::views {

namespace {

// Makes each of several lines safe, and breaks those that are wider than `width`.
std::string safe_lines(std::string_view text, std::size_t width) {
  std::string all;
  bool first = true;
  for (const std::string& line : split(text, '\n')) {
    const std::string safe = printable(line);
    for (const std::string& part : wrapped(safe, width, hang_of(safe))) {
      if (!std::exchange(first, false)) all += '\n';
      all += part;
    }
  }
  return all;
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
  if (!options_.quiet) text(line);
}

void printer::note(std::string_view line) {
  if (!options_.quiet) {
    err_ << coloured(safe_lines(line, options_.error_width), tone::faint, options_.colour_errors)
         << std::endl;
  }
}

void printer::problem(std::string_view file, int line, int column, const message& what,
                      const message& remedy) {
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

void printer::failure(const error& e) {
  constexpr std::string_view name = "bangtin:";
  std::string lines = safe_lines(std::string(name) + " " + sentence(e.what, e.remedy), options_.error_width);
  err_ << coloured(std::string(name), tone::bad, options_.colour_errors) << lines.substr(name.size()) << '\n';
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
