// What staff should know about a picture, a page or a film that is accepted although people may not be able
// to read or hear it. Pure.
#pragma once

#include <span>
#include <vector>

#include "base/message.hpp"
#include "media/ingest/film.hpp"

namespace bangtin::media::ingest {

// Appends a warning when a screen (1920x1080, or upright) has to enlarge the picture so much that it looks
// blurred, and what advise_on_shape() does.
void advise_on_size(int width, int height, std::vector<message>& warnings);
// Appends a warning when an upright picture leaves most of a lying screen empty, or when the picture is so
// thin that it does so on every screen.
void advise_on_shape(double width, double height, std::vector<message>& warnings);
// The same of a guide: names the pages that are thin.
void advise_on_pages(std::span<const double> shapes, std::vector<message>& warnings);

// Appends a warning for a picture with the shape of a sheet of paper (A series or Letter, either way up) and
// at least 1,000 pixels on its longer side: it was made for print, or scanned. Text within pixels cannot be
// measured, so the warning says how high letters have to be, for people to compare with the preview.
void advise_on_sheet(int width, int height, std::vector<message>& warnings);

// Appends a warning when a film's rendition is more than 1 LU quieter than others.
void advise_on_sound(const loudness& sound, std::vector<message>& warnings);

// The text of one page or drawing.
struct page_text {
  int page = 1;
  int words = 0;
  int letters = 0;        // without spaces
  int small_letters = 0;  // of these, those that cannot be read from five metres
};

// Smaller letters cannot be read from five metres: on a screen of 1920x1080 and 43 inches they are 12 mm high
// from the foot of a g to the top of an h.
constexpr double min_letter_px = 24;
// More words cannot be read while a page is shown.
constexpr int max_words = 120;

// Appends at most one warning on the size of the letters and one on their number, each naming the pages.
// `guide`: pages are named; else it is a single drawing.
void advise_on_text(std::span<const page_text> pages, bool guide, std::vector<message>& warnings);

}  // namespace bangtin::media::ingest
