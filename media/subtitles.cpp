// Both formats are blocks of lines, separated by empty lines. In each block a line with "-->" contains the
// times, and the text follows. WebVTT adds a first line and blocks that are not subtitles (NOTE, STYLE,
// REGION). So one loop reads both.
#include "media/subtitles.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace bangtin::media {

namespace {

constexpr std::string_view mark = "\xef\xbb\xbf";  // U+FEFF in UTF-8
constexpr std::string_view arrow = "-->";
constexpr std::size_t sniffed_lines = 20;

error refusal(message what, message remedy, errc code = errc::invalid) {
  return {code, std::move(what), std::move(remedy)};
}

// The lines of the text one by one, whatever ends them.
class line_reader {
 public:
  explicit line_reader(std::string_view text) : rest_(text) {}

  bool next() {
    if (std::exchange(again_, false)) return true;
    if (at_end_) return false;
    ++number_;
    std::size_t end = rest_.find_first_of("\r\n");
    line_ = rest_.substr(0, end);
    if (end == std::string_view::npos) {
      at_end_ = true;
      return !line_.empty();
    }
    bool both = rest_[end] == '\r' && end + 1 < rest_.size() && rest_[end + 1] == '\n';
    rest_.remove_prefix(end + (both ? 2 : 1));
    return true;
  }
  // The next call of `next` returns this line again.
  void back() { again_ = true; }
  std::string_view line() const { return line_; }
  int number() const { return number_; }

 private:
  std::string_view rest_, line_;
  int number_ = 0;
  bool at_end_ = false;
  bool again_ = false;
};

// Removes and returns the number at the beginning, of at most `most` digits.
std::optional<std::int64_t> take_number(std::string_view& s, std::size_t least, std::size_t most) {
  std::size_t n = 0;
  std::int64_t value = 0;
  while (n < s.size() && n < most && s[n] >= '0' && s[n] <= '9') value = value * 10 + (s[n++] - '0');
  if (n < least) return std::nullopt;
  s.remove_prefix(n);
  return value;
}

bool take(std::string_view& s, char c) {
  if (s.empty() || s.front() != c) return false;
  s.remove_prefix(1);
  return true;
}

// Removes and returns a time at the beginning: 00:01:02,500 · 00:01:02.500 · 01:02.500.
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
  if (take(s, ',') || take(s, '.')) {
    std::size_t before = s.size();
    auto fraction = take_number(s, 1, 3);
    if (!fraction) return std::nullopt;
    ms = *fraction;
    for (std::size_t n = before - s.size(); n < 3; ++n) ms *= 10;
  }
  return milliseconds(((hours * 60 + minutes) * 60 + seconds) * 1000 + ms);
}

struct times {
  milliseconds from, to;
};
// Ignores what follows the second time: WebVTT puts the text's position there, which we decide.
std::optional<times> times_of(std::string_view line) {
  line = trimmed(line);
  auto from = take_time(line);
  line = trimmed(line);
  if (!from || !line.starts_with(arrow)) return std::nullopt;
  line = trimmed(line.substr(arrow.size()));
  auto to = take_time(line);
  bool apart = line.empty() || line.front() == ' ' || line.front() == '\t';
  if (!to || !apart) return std::nullopt;
  return times{*from, *to};
}

// Removes an entity of WebVTT and returns its character; nothing for other text.
std::string_view take_entity(std::string_view& s) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> known{{{"&amp;", "&"},
                                                                                       {"&lt;", "<"},
                                                                                       {"&gt;", ">"},
                                                                                       {"&quot;", "\""},
                                                                                       {"&apos;", "'"},
                                                                                       {"&nbsp;", " "},
                                                                                       {"&lrm;", ""},
                                                                                       {"&rlm;", ""}}};
  for (const auto& [entity, character] : known) {
    if (!s.starts_with(entity)) continue;
    s.remove_prefix(entity.size());
    return character;
  }
  std::string_view one = s.substr(0, 1);
  s.remove_prefix(1);
  return one;
}

// Whether `<` begins a tag that WebVTT or SubRip has, or a time, rather than a comparison ("Giá <5 và >3").
bool begins_tag(std::string_view s) {
  static constexpr std::array<std::string_view, 9> plain_names{"b",  "c", "em",     "i", "ruby",
                                                               "rt", "s", "strong", "u"};
  static constexpr std::array<std::string_view, 5> names_with_more{"font", "lang", "p", "span", "v"};
  s.remove_prefix(1);
  if (!s.empty() && s.front() == '/') s.remove_prefix(1);
  const std::size_t end = std::min(s.find_first_of(" \t./>"), s.size());
  const std::string name = lower_case(s.substr(0, end));
  auto is_in = [&](const auto& names) { return std::find(names.begin(), names.end(), name) != names.end(); };
  const bool more_follows = end < s.size() && (s[end] == ' ' || s[end] == '\t');
  if (is_in(names_with_more) || (is_in(plain_names) && !more_follows)) return true;
  return take_time(s) && s.starts_with('>');
}

// The line without tags: <i>, </font>, <v Lan>, <00:01.000>, {\an8}.
std::string plain(std::string_view line) {
  std::string out;
  while (!line.empty()) {
    bool tag = line.front() == '<' && begins_tag(line);
    bool style = line.starts_with("{\\");
    std::size_t end = tag ? line.find('>') : style ? line.find('}') : std::string_view::npos;
    if (end != std::string_view::npos) {
      line.remove_prefix(end + 1);
    } else {
      out += take_entity(line);
    }
  }
  return std::string(trimmed(out));
}

bool is_number(std::string_view line) {
  return !line.empty() && line.find_first_not_of("0123456789") == std::string_view::npos;
}

class reader {
 public:
  explicit reader(std::string_view text) : lines_(text) {}

  result<std::vector<subtitle>> read() {
    while (lines_.next()) {
      std::string_view line = trimmed(lines_.line());
      if (line.empty()) continue;
      if (lines_.number() == 1 && line.starts_with("WEBVTT")) {
        is_vtt_ = true;
        skip_block();
      } else if (is_vtt_ && (is_word(line, "NOTE") || is_word(line, "STYLE") || is_word(line, "REGION"))) {
        skip_block();
      } else if (auto e = read_block(line)) {
        return *e;
      }
    }
    if (auto e = finish_subtitle()) return *e;
    if (all_.empty()) {
      return refusal(msg("there are no subtitles in this file"),
                     msg("write each as a time line, 00:00:01,000 --> 00:00:04,000, with its text below"));
    }
    std::stable_sort(all_.begin(), all_.end(),
                     [](const subtitle& a, const subtitle& b) { return a.from < b.from; });
    return std::move(all_);
  }

 private:
  static bool is_word(std::string_view line, std::string_view word) {
    return line.starts_with(word) && (line.size() == word.size() || line[word.size()] == ' ');
  }

  // Skips the lines up to an empty one, or to the times of a subtitle that follows without an empty line.
  void skip_block() {
    while (lines_.next() && !trimmed(lines_.line()).empty()) {
      if (times_of(lines_.line())) return lines_.back();
    }
  }

  // Reads from the current line to the next empty one, or to the next subtitle's times.
  std::optional<error> read_block(std::string_view first) {
    if (first.find(arrow) != std::string_view::npos) return read_subtitle();
    // A counter, or WebVTT's name of the block; at the end of the file it may have no text after it.
    const int at = lines_.number();
    if (!is_vtt_ && !is_number(first)) return continue_text(first, at);
    if (!lines_.next() || trimmed(lines_.line()).empty()) return std::nullopt;
    if (is_vtt_ || lines_.line().find(arrow) != std::string_view::npos) return read_subtitle();
    lines_.back();
    return continue_text(first, at);
  }

  // SubRip's texts may have empty lines within: what begins like no subtitle belongs to the one before.
  std::optional<error> continue_text(std::string_view first, int at) {
    if (!began_) return bad_line(at);
    text_.push_back(plain(first));
    return read_text();
  }

  std::optional<error> read_subtitle() {
    if (auto e = finish_subtitle()) return e;
    began_ = lines_.number();
    auto when = times_of(lines_.line());
    if (!when) return bad_line(*began_);
    if (when->to < when->from) {
      return refusal(msg("line {}: the subtitle ends before it begins", *began_), msg("correct its times"));
    }
    when_ = *when;
    return read_text();
  }

  std::optional<error> read_text() {
    std::string_view last;
    while (lines_.next() && !trimmed(lines_.line()).empty()) {
      if (times_of(lines_.line())) {
        // No empty line before the next subtitle; the line above is its counter.
        if (!is_vtt_ && is_number(trimmed(last)) && !text_.empty()) text_.pop_back();
        lines_.back();
        return std::nullopt;
      }
      last = lines_.line();
      text_.push_back(plain(last));
    }
    return std::nullopt;
  }

  // Keeps the subtitle that has been read, if it has a text and a length.
  std::optional<error> finish_subtitle() {
    subtitle one{when_.from, when_.to, {}};
    for (const std::string& line : text_) {
      if (line.empty()) continue;
      if (!one.text.empty()) one.text += '\n';
      one.text += line;
    }
    text_.clear();
    if (!began_ || one.text.empty() || one.from == one.to) return std::nullopt;
    if (one.text.size() > max_subtitle_text) {
      return refusal(msg("line {}: the subtitle is longer than {} bytes", *began_, max_subtitle_text),
                     msg("divide it into several; a screen shows three lines at a time"), errc::limit);
    }
    if (all_.size() == max_subtitles) {
      return refusal(msg("there are more than {} subtitles", max_subtitles), msg("divide the file"),
                     errc::limit);
    }
    all_.push_back(std::move(one));
    return std::nullopt;
  }

  static error bad_line(int number) {
    return refusal(msg("line {} should be the time of a subtitle", number),
                   msg("write it like 00:00:01,000 --> 00:00:04,000, with an empty line before the block"));
  }

  line_reader lines_;
  bool is_vtt_ = false;
  // The subtitle that is being read: the line of its times, if there is one, its times and its text.
  std::optional<int> began_;
  times when_{};
  std::vector<std::string> text_;
  std::vector<subtitle> all_;
};

bool is_utf16(std::string_view text) {
  return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff");
}

// Whether the text has only valid UTF-8 and no control characters except tabs and line ends.
bool is_clean(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = std::min(text.find('\r', at), text.size());
    if (!is_clean_utf8(text.substr(at, end - at))) return false;
    at = end + 1;
  }
  return true;
}

// Without the byte order mark, and without the end-of-file character (Ctrl-Z) of old editors.
std::string_view bare(std::string_view text) {
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  while (!text.empty() && (text.back() == '\x1a' || text.back() == '\0')) text.remove_suffix(1);
  return text;
}

}  // namespace

bool looks_like_subtitles(std::string_view text) {
  if (is_utf16(text)) {
    // Detects them, so that the error can name the encoding.
    std::string narrow(text.substr(2, 4096));
    std::erase(narrow, '\0');
    return looks_like_subtitles(narrow);
  }
  text = bare(text);
  if (text.starts_with("WEBVTT")) return true;
  line_reader lines(text);
  for (std::size_t n = 0; n < sniffed_lines && lines.next(); ++n) {
    if (times_of(lines.line())) return true;
  }
  return false;
}

result<std::vector<subtitle>> parse_subtitles(std::string_view text) {
  if (text.size() > max_subtitle_bytes) {
    return refusal(msg("the subtitles are longer than {} bytes", max_subtitle_bytes),
                   msg("divide the file, or take out what is no text"), errc::limit);
  }
  text = bare(text);
  if (is_utf16(text) || !is_clean(text)) {
    return refusal(msg("the subtitles are not written in UTF-8"),
                   msg("open them in a text editor and save them anew with the encoding UTF-8"));
  }
  return reader(text).read();
}

}  // namespace bangtin::media
