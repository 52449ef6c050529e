#include "media/subtitles.hpp"

#include "base/language.hpp"
#include "base/text.hpp"
#include "fuzz/entries.hpp"

namespace bangtin::fuzz {

void subtitles(std::string_view bytes) {
  (void)media::looks_like_subtitles(bytes);
  const auto all = media::parse_subtitles(bytes);
  if (!all) {
    const error& e = all.error();
    promise(e.code == errc::invalid || e.code == errc::limit, "a refusal of another kind");
    promise(!in_english(e.what).empty() && !in_english(e.remedy).empty(), "a refusal without words");
    return;
  }
  promise(!all->empty() && all->size() <= media::max_subtitles, "none, or too many");
  const media::subtitle* before = nullptr;
  for (const media::subtitle& s : *all) {
    promise(s.from >= std::chrono::milliseconds(0) && s.from < s.to, "times that cannot be");
    promise(before == nullptr || before->from <= s.from, "out of order");
    promise(!s.text.empty() && s.text.size() <= media::max_subtitle_text, "no text, or too much");
    promise(is_clean_utf8(s.text), "a text that is not clean");
    before = &s;
  }
}

}  // namespace bangtin::fuzz
