// WebVTT by the parsing rules of the W3C (https://www.w3.org/TR/webvtt1/, section 6): blocks of lines, where
// a line with an arrow begins a cue even without an empty line before it. What the rules drop silently is
// told here.
#include <fmt/format.h>

#include "base/text.hpp"
#include "media/subtitles/reading.hpp"
#include "media/subtitles/subtitles.hpp"

namespace bangtin::media::subtitles {

namespace {

constexpr std::string_view signature = "WEBVTT";

// 01:02.500 · 1:01:02.500; with two parts, a first one above 59 counts hours (as browsers read it).
std::optional<milliseconds> take_time(std::string_view& s) {
  auto first = take_number(s, 1, 9);
  if (!first || !take(s, ':')) return std::nullopt;
  auto second = take_number(s, 2, 2);
  if (!second || (!s.empty() && s.front() >= '0' && s.front() <= '9')) return std::nullopt;
  std::int64_t hours = 0, minutes = *first, seconds = *second;
  if (take(s, ':')) {
    auto third = take_number(s, 2, 2);
    if (!third) return std::nullopt;
    hours = *first, minutes = *second, seconds = *third;
  } else if (*first > 59) {
    hours = *first, minutes = *second, seconds = 0;
  }
  if (minutes > 59 || seconds > 59 || hours > 100'000 || !take(s, '.')) return std::nullopt;
  auto ms = take_number(s, 3, 3);
  if (!ms || (!s.empty() && s.front() >= '0' && s.front() <= '9')) return std::nullopt;
  return milliseconds(((hours * 60 + minutes) * 60 + seconds) * 1000 + *ms);
}

// Ignores what follows the second time: positions, which the screen decides.
std::optional<cue_times> times_of(std::string_view line) {
  line = trimmed(line);
  auto from = take_time(line);
  line = trimmed(line);
  if (!from || !line.starts_with(arrow)) return std::nullopt;
  line = trimmed(line.substr(arrow.size()));
  auto to = take_time(line);
  if (!to) return std::nullopt;
  return cue_times{*from, *to};
}

bool has_arrow(std::string_view line) {
  return line.find(arrow) != std::string_view::npos;
}

bool is_empty(std::string_view line) {
  return trimmed(line).empty();
}

class reader {
 public:
  reader(std::string_view text, collector& out) : lines_(text), out_(out) {}

  std::optional<error> read() {
    lines_.next();  // the signature
    skip_header();
    while (lines_.next()) {
      if (is_empty(lines_.line())) continue;
      if (auto e = read_block()) return e;
    }
    return std::nullopt;
  }

 private:
  void skip_header() {
    while (lines_.next() && !is_empty(lines_.line())) {
      if (has_arrow(lines_.line())) {
        out_.repaired(msg("line {}: no empty line before the subtitle", lines_.number()));
        return lines_.back();
      }
    }
  }

  // From the current line to the next empty one, or to the times of another cue. The times stand in the first
  // line or, below a name, in the second; everything else is a comment or a style.
  std::optional<error> read_block() {
    if (!has_arrow(lines_.line())) {
      note_lost_times();
      if (!lines_.next() || is_empty(lines_.line())) return std::nullopt;
      if (!has_arrow(lines_.line())) {
        note_lost_times();
        return skip_rest();
      }
    }
    int at = lines_.number();
    std::optional<cue_times> when = times_of(lines_.line());
    std::vector<std::string> text;
    while (lines_.next() && !is_empty(lines_.line())) {
      if (has_arrow(lines_.line())) {
        if (!text.empty()) out_.repaired(msg("line {}: no empty line before the subtitle", lines_.number()));
        lines_.back();
        break;
      }
      text.push_back(plain_webvtt(lines_.line()));
    }
    if (!when) {
      out_.repaired(msg("line {}: these times cannot be read; the subtitle is left out", at));
      return std::nullopt;
    }
    if (when->to < when->from) {
      out_.repaired(msg("line {}: the subtitle ends before it begins; it is left out", at));
      return std::nullopt;
    }
    return out_.add(at, *when, text);
  }

  // A line with another arrow ("->") between times begins no cue; its text would be lost without a word.
  void note_lost_times() {
    std::string_view line = lines_.line();
    std::size_t other = line.find('>');
    bool times = other != std::string_view::npos &&
                 line.substr(0, other).find(':') != std::string_view::npos &&
                 line.find(':', other) != std::string_view::npos;
    if (times)
      out_.repaired(msg("line {}: these times cannot be read; the subtitle is left out", lines_.number()));
  }

  std::optional<error> skip_rest() {
    while (lines_.next() && !is_empty(lines_.line())) {
      if (has_arrow(lines_.line())) {
        lines_.back();
        break;
      }
    }
    return std::nullopt;
  }

  line_reader lines_;
  collector& out_;
};

std::string time_text(milliseconds t) {
  std::int64_t ms = t.count();
  return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

}  // namespace

bool is_webvtt(std::string_view text) {
  if (!text.starts_with(signature)) return false;
  text.remove_prefix(signature.size());
  return text.empty() || text.front() == ' ' || text.front() == '\t' || text.front() == '\n';
}

std::optional<error> read_webvtt(std::string_view text, collector& out) {
  return reader(text, out).read();
}

std::string to_webvtt(const std::vector<cue>& cues) {
  std::string out = "WEBVTT\n";
  for (const cue& c : cues) {
    out += fmt::format("\n{} --> {}\n", time_text(c.from), time_text(c.to));
    for (char letter : c.text) {
      if (letter == '&') {
        out += "&amp;";
      } else if (letter == '<') {
        out += "&lt;";
      } else if (letter == '>') {
        out += "&gt;";
      } else {
        out += letter;
      }
    }
    out += '\n';
  }
  return out;
}

}  // namespace bangtin::media::subtitles
