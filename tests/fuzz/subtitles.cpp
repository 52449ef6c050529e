#include "media/subtitles/subtitles.hpp"

#include "base/language.hpp"
#include "base/text.hpp"
#include "fuzz/entries.hpp"

namespace bangtin::fuzz {

void subtitles(std::string_view bytes) {
  (void)media::subtitles::looks_like_subtitles(bytes);
  const auto all = media::subtitles::read_subtitles(bytes);
  if (!all) {
    const error& e = all.error();
    promise(e.code == errc::invalid || e.code == errc::limit, "a refusal of another kind");
    promise(!in_english(e.what).empty() && !in_english(e.remedy).empty(), "a refusal without words");
    return;
  }
  promise(!all->cues.empty() && all->cues.size() <= media::subtitles::max_cues, "none, or too many");
  const media::subtitles::cue* before = nullptr;
  for (const media::subtitles::cue& s : all->cues) {
    promise(s.from >= std::chrono::milliseconds(0) && s.from < s.to, "times that cannot be");
    promise(before == nullptr || before->from <= s.from, "out of order");
    promise(!s.text.empty() && s.text.size() <= media::subtitles::max_cue_bytes, "no text, or too much");
    promise(is_clean_utf8(s.text), "a text that is not clean");
    before = &s;
  }
  const auto again = media::subtitles::read_subtitles(media::subtitles::to_webvtt(all->cues));
  promise(again.has_value(), "a rendition that cannot be read");
  promise(again->cues == all->cues && again->plain, "a rendition that says something else");
}

}  // namespace bangtin::fuzz
