#include "e2e/manual_page.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace bangtin::e2e {

namespace {

constexpr std::string_view anything = "…", dot = "•";

std::vector<std::string> words_of(std::string_view command) {
  std::vector<std::string> words;
  std::string word;
  char quote = 0;
  bool begun = false;
  for (char c : command) {
    if (quote == 0 && c == ' ') {
      if (begun) words.push_back(std::exchange(word, {}));
      begun = false;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
      begun = true;
    } else if (c == quote) {
      quote = 0;
    } else {
      word += c;
      begun = true;
    }
  }
  if (begun) words.push_back(word);
  return words;
}

std::string behind_anything(std::string_view text) {
  std::size_t at = text.rfind(anything);
  return std::string(at == std::string_view::npos ? text : text.substr(at + anything.size()));
}

// What somebody types at this line of the output, if anything.
std::optional<typed_answer> answer_at(std::string_view line) {
  if (std::size_t at = line.find(dot); at != std::string_view::npos)
    return typed_answer{behind_anything(trimmed(line.substr(0, at))), ""};
  if (std::size_t at = line.rfind("]: "); at != std::string_view::npos)
    return typed_answer{behind_anything(line.substr(0, at + 2)), std::string(line.substr(at + 3))};
  std::size_t end = line.rfind("] ");
  if (end == std::string_view::npos || line.find('?') >= end) return std::nullopt;
  return typed_answer{behind_anything(line.substr(0, end + 1)), std::string(line.substr(end + 2))};
}

bool line_fits(std::string_view expected, std::string_view line) {
  std::size_t at = expected.find(anything);
  if (at == std::string_view::npos) return expected == line;
  if (line.substr(0, at) != expected.substr(0, at)) return false;
  expected.remove_prefix(at + anything.size());
  line.remove_prefix(at);
  for (std::size_t n = 0; n <= line.size(); ++n) {
    if (line_fits(expected, line.substr(n))) return true;
  }
  return false;
}

class page_reader {
 public:
  explicit page_reader(std::string_view markdown) { page_.lines = split(markdown, '\n'); }

  manual_page read() {
    std::string_view remark;
    while (at_ < page_.lines.size()) {
      const std::string& line = page_.lines[at_];
      std::string_view text = trimmed(line);
      if (text.starts_with("```")) {
        read_block(text.substr(3), remark);
        remark = {};
      } else {
        if (!text.empty()) remark = text;
        read_prose(line);
      }
      ++at_;
    }
    return std::move(page_);
  }

 private:
  void mistake(std::size_t line, const std::string& what) {
    page_.mistakes.push_back("line " + std::to_string(line) + ": " + what);
  }

  // Leaves at_ on the block's last line.
  void read_block(std::string_view kind, std::string_view remark) {
    const std::size_t first = ++at_;
    for (; at_ < page_.lines.size() && trimmed(page_.lines[at_]) != "```"; ++at_) {
      std::string_view text = trimmed(page_.lines[at_]);
      if (kind != "console") {
        if (text.starts_with("$ ") || text.starts_with("bangtin"))
          mistake(at_ + 1, "a command outside of a console block");
      } else if (text.starts_with("$ ")) {
        read_command(std::string(text.substr(2)), remark);
      } else if (at_ == first) {
        mistake(at_ + 1, "a console block begins with a command");
      } else {
        read_output(page_.lines[at_]);
      }
    }
  }

  void read_command(std::string command, std::string_view remark) {
    shown_call call;
    call.line = at_ + 1;
    while (command.ends_with('\\') && at_ + 1 < page_.lines.size()) {
      command.back() = ' ';
      command += trimmed(page_.lines[++at_]);
    }
    call.words = words_of(command);
    call.first_line = at_ + 2;
    call.repeats = remark == "<!-- repeat -->";
    call.needs_play = remark == "<!-- after a counted play -->";
    page_.calls.push_back(std::move(call));
  }

  void read_output(const std::string& line) {
    shown_call& call = page_.calls.back();
    if (std::optional<typed_answer> answer = answer_at(line)) call.answers.push_back(std::move(*answer));
    call.output.push_back(line);
  }

  void read_prose(const std::string& line) {
    for (std::size_t from = line.find('`'); from != std::string::npos; from = line.find('`', from)) {
      std::size_t to = line.find('`', from + 1);
      if (to == std::string::npos) break;
      std::string code = line.substr(from + 1, to - from - 1);
      if (code.starts_with("bangtin") || code.starts_with("--"))
        page_.names.push_back({at_ + 1, words_of(code)});
      from = to + 1;
    }
  }

  manual_page page_;
  std::size_t at_ = 0;
};

}  // namespace

manual_page read_manual(std::string_view markdown) {
  return page_reader(markdown).read();
}

std::optional<std::string> difference_of(const std::vector<std::string>& expected,
                                         const std::vector<std::string>& output) {
  // fits[j]: the lines of `expected` so far can be the first j lines of the output.
  std::vector<bool> fits(output.size() + 1);
  fits[0] = true;
  for (const std::string& line : expected) {
    std::vector<bool> next(output.size() + 1);
    if (trimmed(line) == anything) {
      auto first = std::find(fits.begin(), fits.end(), true);
      std::fill(next.begin() + (first - fits.begin()), next.end(), true);
    } else {
      for (std::size_t j = 0; j < output.size(); ++j) next[j + 1] = fits[j] && line_fits(line, output[j]);
    }
    if (std::find(next.begin(), next.end(), true) == next.end()) return "there is no line \"" + line + "\"";
    fits = std::move(next);
  }
  if (fits.back()) return std::nullopt;
  auto last = std::find(fits.rbegin(), fits.rend(), true);
  return "the page lacks \"" + output[static_cast<std::size_t>(fits.rend() - last) - 1] + "\"";
}

std::vector<std::string> screen_lines(std::string_view text) {
  std::vector<std::string> lines;
  for (const std::string& line : split(text, '\n')) {
    std::vector<std::string> cells;
    std::size_t at = 0;
    for (std::string_view rest = line; !rest.empty();) {
      std::size_t length = std::max<std::size_t>(decode_utf8(rest).length, 1);
      std::string cell(rest.substr(0, length));
      rest.remove_prefix(length);
      if (cell == "\r") {
        at = 0;
        continue;
      }
      if (at == cells.size()) cells.emplace_back();
      cells[at++] = cell;
    }
    std::string shown;
    for (const std::string& cell : cells) shown += cell;
    shown.erase(shown.find_last_not_of(' ') + 1);
    lines.push_back(std::move(shown));
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  while (!lines.empty() && lines.front().empty()) lines.erase(lines.begin());
  return lines;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace bangtin::e2e
