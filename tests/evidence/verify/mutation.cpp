#include "evidence/verify/mutation.hpp"

#include <fmt/format.h>

#include "support/evidence_site.hpp"

namespace bangtin::evidence::checker::test {

namespace {

std::size_t below(std::mt19937_64& random, std::size_t n) {
  return static_cast<std::size_t>(random() % n);
}

// Where the part of a line begins that something other than the daemon's word determines.
std::size_t checked_from(const std::string& line) {
  return line.starts_with("{\"fork\":") ? line.find("\"before\"") : 0;
}

std::string change_byte(std::string& line, std::mt19937_64& random) {
  const std::size_t from = checked_from(line);
  const std::size_t at = from + below(random, line.size() - from);
  static const std::string bytes = "0123456789abcdef\"{}:,x \\\xc3";
  switch (below(random, 4)) {
    case 0: {
      const char now = bytes[below(random, bytes.size())];
      line[at] = line[at] == now ? 'q' : now;
      return fmt::format("byte {} edited", at);
    }
    case 1:
      line.insert(at, 1, bytes[below(random, bytes.size())]);
      return fmt::format("byte inserted at {}", at);
    case 2:
      line.erase(at, 1);
      return fmt::format("byte {} deleted", at);
    default:
      if (at + 1 < line.size()) std::swap(line[at], line[at + 1]);
      return fmt::format("bytes {} and the next swapped", at);
  }
}

std::string change_line(std::vector<std::string>& lines, std::size_t at, std::mt19937_64& random) {
  auto place = lines.begin() + static_cast<std::ptrdiff_t>(at);
  switch (below(random, 3)) {
    case 0: {
      std::string again = *place;
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(below(random, lines.size())), again);
      return "line inserted again elsewhere";
    }
    case 1:
      lines.erase(place);
      return "line deleted";
    default: {
      const std::size_t other = below(random, lines.size() - 1);
      std::swap(lines[at], lines[other]);
      return fmt::format("line swapped with line {}", other + 1);
    }
  }
}

}  // namespace

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

mutation mutated(const std::string& text, const secret_key& daemon, std::mt19937_64& random) {
  const std::vector<std::string> whole = lines_of(text);
  static const std::vector<std::string> kinds{
      "{\"boot\":", "{\"key\":",     "{\"programme\":", "{\"head\":",    "{\"log\":",
      "{\"fork\":", "{\"receipt\":", "{\"totals\":",    "{\"bangtin\":", "{\"unplanned\":"};
  for (;;) {
    std::vector<std::string> lines = whole;
    // Records, keys, programmes and heads are changed equally often, though there are few heads.
    const std::string& kind = kinds[below(random, kinds.size() + 4) % kinds.size()];
    std::vector<std::size_t> of_kind;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].starts_with(kind)) of_kind.push_back(i);
    }
    if (of_kind.empty()) continue;
    const std::size_t at = of_kind[below(random, of_kind.size())];
    std::string about = fmt::format("line {} ({}): ", at + 1, kind);
    about += below(random, 3) < 2 ? change_byte(lines[at], random) : change_line(lines, at, random);
    if (lines == whole) continue;
    return {scheduler::test::sealed_again(joined(lines), daemon), about};
  }
}

}  // namespace bangtin::evidence::checker::test
