// ASS and SSA (SubStation Alpha): sections of "Key: value" lines. Only the texts of [Events] are taken; what
// styles, moves and draws is left out.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "media/subtitles/reading.hpp"

namespace bangtin::media::subtitles {

namespace {

// 0:01:02.50, hundredths; some programs write milliseconds.
std::optional<milliseconds> time_of(std::string_view s) {
  s = trimmed(s);
  auto hours = take_number(s, 1, 5);
  if (!hours || !take(s, ':')) return std::nullopt;
  auto minutes = take_number(s, 1, 2);
  if (!minutes || !take(s, ':')) return std::nullopt;
  auto seconds = take_number(s, 1, 2);
  if (!seconds || *minutes > 59 || *seconds > 59) return std::nullopt;
  std::int64_t ms = 0;
  if (take(s, '.') || take(s, ',')) {
    std::size_t before = s.size();
    auto fraction = take_number(s, 1, 3);
    if (!fraction) return std::nullopt;
    ms = *fraction;
    for (std::size_t n = before - s.size(); n < 3; ++n) ms *= 10;
  }
  if (!s.empty()) return std::nullopt;
  return milliseconds(((*hours * 60 + *minutes) * 60 + *seconds) * 1000 + ms);
}

// The number behind a `\p` of an override block: above 0 what follows is a drawing. Nothing without `\p`.
std::optional<bool> drawing_in(std::string_view block) {
  std::optional<bool> drawing;
  for (std::size_t at = 0; (at = block.find("\\p", at)) != std::string_view::npos; at += 2) {
    std::string_view rest = block.substr(at + 2);
    if (auto n = take_number(rest, 1, 3)) drawing = *n > 0;
  }
  return drawing;
}

// The lines of a text, without override blocks and drawings.
std::vector<std::string> lines_in(std::string_view text) {
  std::vector<std::string> lines(1);
  bool drawing = false;
  while (!text.empty()) {
    std::size_t end = text.front() == '{' ? text.find('}') : std::string_view::npos;
    if (end != std::string_view::npos) {
      drawing = drawing_in(text.substr(0, end)).value_or(drawing);
      text.remove_prefix(end + 1);
    } else if (text.starts_with("\\N") || text.starts_with("\\n")) {
      lines.emplace_back();
      text.remove_prefix(2);
    } else if (text.starts_with("\\h")) {
      if (!drawing) lines.back() += ' ';
      text.remove_prefix(2);
    } else {
      if (!drawing) lines.back() += text.front();
      text.remove_prefix(1);
    }
  }
  for (std::string& line : lines) line = std::string(trimmed(line));
  return lines;
}

class reader {
 public:
  reader(std::string_view text, collector& out) : lines_(text), out_(out) {}

  std::optional<error> read() {
    bool events = false;
    while (lines_.next()) {
      std::string_view line = trimmed(lines_.line());
      if (line.starts_with('[')) {
        events = lower_case(line) == "[events]";
      } else if (events && take_key(line, "format:")) {
        read_format(line);
      } else if (events && take_key(line, "dialogue:")) {
        if (auto e = read_dialogue(line)) return e;
      }
    }
    return std::nullopt;
  }

 private:
  static bool take_key(std::string_view& line, std::string_view key) {
    if (lower_case(line.substr(0, key.size())) != key) return false;
    line = trimmed(line.substr(key.size()));
    return true;
  }

  void read_format(std::string_view line) {
    fields_.clear();
    for (const std::string& f : split(line, ',')) fields_.push_back(lower_case(trimmed(f)));
  }

  std::optional<error> read_dialogue(std::string_view line) {
    std::map<std::string_view, std::string_view> values;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      bool last = i + 1 == fields_.size();
      std::size_t end = last ? std::string_view::npos : line.find(',');
      values[fields_[i]] = line.substr(0, end);
      if (last || end == std::string_view::npos) break;
      line.remove_prefix(end + 1);
    }
    auto from = time_of(values["start"]);
    auto to = time_of(values["end"]);
    if (!from || !to || *to < *from) {
      return error{errc::invalid, msg("line {}: the times of this subtitle cannot be read", lines_.number()),
                   msg("write its start and its end like 0:00:01.00")};
    }
    std::vector<std::string> text = lines_in(values["text"]);
    // Borders and shadows are made by the same text several times.
    std::pair<milliseconds, std::vector<std::string>> again{*from, text};
    if (before_ == again) return std::nullopt;
    before_ = std::move(again);
    return out_.add(lines_.number(), {*from, *to}, text);
  }

  line_reader lines_;
  collector& out_;
  std::vector<std::string> fields_{"layer",   "start",   "end",     "style",  "name",
                                   "marginl", "marginr", "marginv", "effect", "text"};
  std::pair<milliseconds, std::vector<std::string>> before_;
};

}  // namespace

bool is_ass(std::string_view text) {
  std::string begin = lower_case(trimmed(text.substr(0, 512), " \t\n"));
  return begin.starts_with("[script info]") || begin.starts_with("[v4") || begin.starts_with("[events]");
}

std::optional<error> read_ass(std::string_view text, collector& out) {
  return reader(text, out).read();
}

}  // namespace bangtin::media::subtitles
