// What the readers of the formats share: lines, times, texts without tags, and the track that they fill.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "media/subtitles/cue.hpp"

namespace bangtin::media::subtitles {

// The lines of a text with "\n" as line end, one by one.
class line_reader {
 public:
  explicit line_reader(std::string_view text) : rest_(text) {}

  bool next();
  // The next call of `next` returns this line again.
  void back() { again_ = true; }
  std::string_view line() const { return line_; }
  int number() const { return number_; }

 private:
  std::string_view rest_, line_;
  int number_ = 0;
  bool again_ = false;
};

struct cue_times {
  milliseconds from, to;
};

// The track that a reader fills.
class collector {
 public:
  // Omits a cue without text or without any time. errc::limit beyond the limits; `line` is that of its times.
  std::optional<error> add(int line, cue_times when, const std::vector<std::string>& lines);
  // Something that was wrong and is read nevertheless.
  void repaired(message what);
  track finish(encoding written_in, bool plain) &&;
  bool empty() const { return cues_.empty(); }

 private:
  std::vector<cue> cues_;
  std::vector<message> repairs_;
  std::size_t untold_ = 0;
  std::optional<tall_cue> tall_;
};

constexpr std::string_view arrow = "-->";

// The beginning of a decimal number of at least `least` and at most `most` digits; it is removed.
std::optional<std::int64_t> take_number(std::string_view& s, std::size_t least, std::size_t most);
bool take(std::string_view& s, char c);

// The line without the tags, times and entities of WebVTT.
std::string plain_webvtt(std::string_view line);
// The line without the tags that SubRip files have (HTML, {\an8}); `<5` and `a<b` are no tags.
std::string plain_srt(std::string_view line);

// Whether the text begins like the format.
bool is_webvtt(std::string_view text);
bool is_srt(std::string_view text);
bool is_ass(std::string_view text);

// Each reads the whole text, UTF-8 without control characters but tab and "\n".
std::optional<error> read_webvtt(std::string_view text, collector& out);
std::optional<error> read_srt(std::string_view text, collector& out);
std::optional<error> read_ass(std::string_view text, collector& out);

}  // namespace bangtin::media::subtitles
