// Reads subtitles of any maker: SubRip (.srt), WebVTT (.vtt), and the texts of ASS and SSA, in UTF-8 and in
// the encodings that Vietnamese offices used before. Pure; any thread.
//
//   result<track> t = read_subtitles(bytes);        // the ingest worker, of any file
//   if (!t->plain) save(to_webvtt(t->cues));        // ... whose rendition the player reads by the same
//   function
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "media/subtitles/cue.hpp"

namespace bangtin::media::subtitles {

// Whether the bytes begin like one of these formats. Only the content decides, never the file's name.
bool looks_like_subtitles(std::string_view bytes);

// All subtitles of the file. WebVTT is read by the rules of the W3C (WebVTT, section 6): a cue whose times
// cannot be read is left out, which `repairs` says. SubRip has no rules; missing or wrong counters, points
// instead of commas, times without hours, missing and additional empty lines are accepted. Positions and
// styles are ignored, tags removed, and cues without text omitted. errc::invalid, with the line number and a
// remedy, for text that cannot be read, and for a file without cues; errc::limit beyond the limits above.
result<track> read_subtitles(std::string_view bytes);

// The cues as WebVTT in UTF-8, from which read_subtitles reads the same cues without repairs.
std::string to_webvtt(const std::vector<cue>& cues);

}  // namespace bangtin::media::subtitles
