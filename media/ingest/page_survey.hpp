// What a page's text is like, and which fonts its document lacks, by poppler.
#pragma once

#include <poppler.h>

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "media/ingest/advice.hpp"

namespace bangtin::media::ingest {

// Counts the words and letters of the page, which is drawn `scale` times as large (pixels per point).
page_text survey_text(PopplerPage* page, int number, double scale);

// The names of the fonts that the document uses and does not contain, at most 5, without repetition.
std::vector<std::string> missing_fonts(PopplerDocument* guide);

// Why the letters would come out wrong without these fonts: some fonts of the time before Unicode give each
// Vietnamese letter the code of another character.
std::optional<error> unreadable_without(const std::vector<std::string>& fonts);

}  // namespace bangtin::media::ingest
