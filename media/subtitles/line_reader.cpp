#include <algorithm>
#include <utility>

#include "media/subtitles/reading.hpp"

namespace bangtin::media::subtitles {

bool line_reader::next() {
  if (std::exchange(again_, false)) return true;
  if (rest_.empty()) return false;
  ++number_;
  std::size_t end = rest_.find('\n');
  line_ = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  return true;
}

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

// ---- the track

std::optional<error> collector::add(int line, cue_times when, const std::vector<std::string>& lines) {
  cue one{when.from, when.to, {}};
  for (const std::string& l : lines) {
    if (l.empty()) continue;
    if (!one.text.empty()) one.text += '\n';
    one.text += l;
  }
  if (one.text.empty() || one.from >= one.to) return std::nullopt;
  if (one.text.size() > max_cue_bytes) {
    return error{errc::limit, msg("line {}: this subtitle is too long for any screen", line),
                 msg("divide it into several; a screen shows {} lines at a time", max_cue_lines)};
  }
  if (cues_.size() == max_cues) {
    return error{errc::limit, msg("there are more than {} subtitles", max_cues), msg("divide the file")};
  }
  auto height = static_cast<std::size_t>(std::count(one.text.begin(), one.text.end(), '\n')) + 1;
  if (height > max_cue_lines && !tall_) tall_ = tall_cue{line, height};
  cues_.push_back(std::move(one));
  return std::nullopt;
}

void collector::repaired(message what) {
  if (repairs_.size() < max_told_repairs) {
    repairs_.push_back(std::move(what));
  } else {
    ++untold_;
  }
}

track collector::finish(encoding written_in, bool plain) && {
  track t;
  std::stable_sort(cues_.begin(), cues_.end(), [](const cue& a, const cue& b) { return a.from < b.from; });
  t.cues = std::move(cues_);
  t.repairs = std::move(repairs_);
  if (untold_ > 0) t.repairs.push_back(msg("{} more places in it were repaired", untold_));
  t.tall = tall_;
  t.written_in = written_in;
  t.plain = plain && written_in == encoding::utf8 && t.repairs.empty();
  return t;
}

}  // namespace bangtin::media::subtitles
