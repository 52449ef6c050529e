// SubRip has no standard. Blocks of lines are separated by empty lines; in each block a line with an arrow
// contains the times, below a counter, and the text follows. Many files break all of this.
#include <array>

#include "base/text.hpp"
#include "media/subtitles/reading.hpp"

namespace bangtin::media::subtitles {

namespace {

constexpr int sniffed_lines = 20;

// What editors make of the arrow.
constexpr std::array<std::string_view, 6> arrows{"-->", "–>", "—>", "->", "→", "--&gt;"};

// Removes and returns a time at the beginning: 00:01:02,500 · 00:01:02.500 · 01:02.500 · 0:1:2.5.
std::optional<milliseconds> take_time(std::string_view& s) {
  auto first = take_number(s, 1, 3);
  if (!first || !take(s, ':')) return std::nullopt;
  auto second = take_number(s, 1, 2);
  if (!second) return std::nullopt;
  std::int64_t hours = 0, minutes = *first, seconds = *second;
  if (take(s, ':')) {
    auto third = take_number(s, 1, 2);
    if (!third) return std::nullopt;
    hours = *first, minutes = *second, seconds = *third;
  }
  if (minutes > 59 || seconds > 59) return std::nullopt;
  std::int64_t ms = 0;
  if (take(s, ',') || take(s, '.') || take(s, ':')) {
    std::size_t before = s.size();
    auto fraction = take_number(s, 1, 3);
    if (!fraction) return std::nullopt;
    ms = *fraction;
    for (std::size_t n = before - s.size(); n < 3; ++n) ms *= 10;
  }
  return milliseconds(((hours * 60 + minutes) * 60 + seconds) * 1000 + ms);
}

// The times of a subtitle, and how they are written.
struct time_line {
  cue_times when;
  bool usual = true;
};

std::optional<time_line> times_in(std::string_view line) {
  auto from = take_time(line);
  line = trimmed(line);
  if (!from) return std::nullopt;
  for (std::string_view a : arrows) {
    if (!line.starts_with(a)) continue;
    line = trimmed(line.substr(a.size()));
    auto to = take_time(line);
    // Positions may follow.
    bool apart = line.empty() || line.front() == ' ' || line.front() == '\t';
    if (!to || !apart) return std::nullopt;
    return time_line{{*from, *to}, a == arrow};
  }
  return std::nullopt;
}

std::optional<time_line> times_of(std::string_view line) {
  line = trimmed(line);
  if (auto usual = times_in(line)) return usual;
  if (line.size() > 60 || line.find_first_not_of("0123456789:,.-> ") != std::string_view::npos)
    return std::nullopt;
  // "00: 00: 01, 000 --> 00: 00: 02, 000", as translators leave it.
  std::string narrow(line);
  std::erase(narrow, ' ');
  auto spaced = times_in(narrow);
  if (spaced) spaced->usual = false;
  return spaced;
}

bool has_arrow(std::string_view line) {
  return line.find(arrow) != std::string_view::npos;
}

bool is_number(std::string_view line) {
  return !line.empty() && line.find_first_not_of("0123456789") == std::string_view::npos;
}

class reader {
 public:
  reader(std::string_view text, collector& out) : lines_(text), out_(out) {}

  std::optional<error> read() {
    while (lines_.next()) {
      std::string_view line = trimmed(lines_.line());
      if (line.empty()) continue;
      if (auto e = read_block(line)) return e;
    }
    return finish_cue();
  }

 private:
  // Reads from the current line to the next empty one, or to the next cue's times.
  std::optional<error> read_block(std::string_view first) {
    if (has_arrow(first) || times_of(first)) return read_cue();
    // A counter; at the end of the file it may have no text after it.
    const int at = lines_.number();
    if (!is_number(first)) return continue_text(first, at);
    if (!lines_.next() || trimmed(lines_.line()).empty()) {
      // A number between empty lines is text, unless it is a counter whose text is missing.
      return std::nullopt;
    }
    if (has_arrow(lines_.line()) || times_of(lines_.line())) return read_cue();
    lines_.back();
    return continue_text(first, at);
  }

  // Texts may have empty lines within: what begins like no cue belongs to the one before.
  std::optional<error> continue_text(std::string_view first, int at) {
    if (!began_) return bad_line(at);
    out_.repaired(msg("line {}: an empty line within the text of a subtitle", at - 1));
    text_.push_back(plain_srt(first));
    return read_text();
  }

  std::optional<error> read_cue() {
    if (auto e = finish_cue()) return e;
    began_ = lines_.number();
    auto when = times_of(lines_.line());
    if (!when) return bad_line(*began_);
    if (when->when.to < when->when.from) {
      return error{errc::invalid, msg("line {}: the subtitle ends before it begins", *began_),
                   msg("correct its times")};
    }
    if (!when->usual) out_.repaired(msg("line {}: unusual times of a subtitle", *began_));
    when_ = when->when;
    return read_text();
  }

  std::optional<error> read_text() {
    std::string_view last;
    while (lines_.next() && !trimmed(lines_.line()).empty()) {
      if (times_of(lines_.line())) {
        // No empty line before the next cue; the line above is its counter.
        if (is_number(trimmed(last)) && !text_.empty()) text_.pop_back();
        if (!last.empty()) out_.repaired(msg("line {}: no empty line before the subtitle", lines_.number()));
        lines_.back();
        return std::nullopt;
      }
      last = lines_.line();
      text_.push_back(plain_srt(last));
    }
    return std::nullopt;
  }

  std::optional<error> finish_cue() {
    std::vector<std::string> text = std::move(text_);
    text_.clear();
    if (!began_) return std::nullopt;
    return out_.add(*began_, when_, text);
  }

  static error bad_line(int number) {
    return {errc::invalid, msg("line {} should be the time of a subtitle", number),
            msg("write it like 00:00:01,000 --> 00:00:04,000, with an empty line before the block")};
  }

  line_reader lines_;
  collector& out_;
  // The cue that is being read: the line of its times, if there is one, its times and its text.
  std::optional<int> began_;
  cue_times when_{};
  std::vector<std::string> text_;
};

}  // namespace

bool is_srt(std::string_view text) {
  line_reader lines(text);
  bool counted = false;  // the line before is a counter
  for (int n = 0; n < sniffed_lines && lines.next(); ++n) {
    std::string_view line = trimmed(lines.line());
    // Times that are wrong are refused with their line, and not taken for something else.
    if (times_of(line) || (counted && line.find(arrow) != line.npos)) return true;
    counted = parse_integer(line, 0, 999'999).has_value();
  }
  return false;
}

std::optional<error> read_srt(std::string_view text, collector& out) {
  return reader(text, out).read();
}

}  // namespace bangtin::media::subtitles
