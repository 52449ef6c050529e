#include "media/ingest/advice.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "media/ingest/sound_treatment.hpp"

namespace bangtin::media::ingest {

namespace {

constexpr double longer_px = 1920;
constexpr double shorter_px = 1080;
constexpr double max_enlargement = 1.5;
// Of the width of a lying screen, for a picture as high as the screen.
constexpr double min_covered_part = 0.6;
// A sheet of paper, height to width; camera pictures have 4:3, 3:2 and 16:9.
constexpr double a_series = 1.4142, letter = 11 / 8.5;
constexpr double sheet_tolerance = 0.02;
constexpr int min_sheet_px = 1000;
// Footnotes may be small; a page that has more small letters than this cannot do without them.
constexpr double max_small_part = 0.15;
constexpr int min_letters = 20;
constexpr std::size_t max_named_pages = 10;

// The part of a screen's other side that is covered when the longer sides are as long.
double covered_by(double width, double height) {
  double shape = std::max(width, height) / std::min(width, height);
  return longer_px / shorter_px / shape;
}

bool is_thin(double width, double height) {
  return covered_by(width, height) < min_covered_part;
}

std::string named(const std::vector<int>& pages) {
  std::string text;
  for (std::size_t i = 0; i < std::min(pages.size(), max_named_pages); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(pages[i]);
  }
  return pages.size() > max_named_pages ? text + ", …" : text;
}

}  // namespace

void advise_on_size(int width, int height, std::vector<message>& warnings) {
  if (width <= 0 || height <= 0) return;
  bool lying = width >= height;
  int screen_width = static_cast<int>(lying ? longer_px : shorter_px);
  int screen_height = static_cast<int>(lying ? shorter_px : longer_px);
  double factor =
      std::min(static_cast<double>(screen_width) / width, static_cast<double>(screen_height) / height);
  if (factor > max_enlargement) {
    warnings.push_back(
        msg("its picture has only {}x{} pixels and looks blurred on a screen of {}x{}; use a larger one",
            width, height, screen_width, screen_height));
  }
  advise_on_shape(width, height, warnings);
}

void advise_on_shape(double width, double height, std::vector<message>& warnings) {
  if (is_thin(width, height)) {
    warnings.push_back(
        width >= height
            ? msg("it is very wide and low, and covers only {} % of a screen; divide it, or make it "
                  "1920x1080",
                  std::lround(covered_by(width, height) * 100))
            : msg("it is very high and narrow, and covers only {} % of even an upright screen; divide it, or "
                  "make it 1080x1920",
                  std::lround(covered_by(width, height) * 100)));
    return;
  }
  double covered = width / height * shorter_px / longer_px;
  if (width >= height || covered >= min_covered_part) return;
  warnings.push_back(
      msg("it is upright, and covers only {} % of a lying screen; show it on upright screens, or make it "
          "1920x1080",
          std::lround(covered * 100)));
}

void advise_on_pages(std::span<const double> shapes, std::vector<message>& warnings) {
  std::vector<int> thin;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (is_thin(shapes[i], 1)) thin.push_back(static_cast<int>(i) + 1);
  }
  if (thin.empty()) return;
  warnings.push_back(
      msg("page {} is so thin that it covers little of a screen; divide it, or make it 16:9", named(thin)));
}

void advise_on_sheet(int width, int height, std::vector<message>& warnings) {
  if (width <= 0 || height <= 0 || std::max(width, height) < min_sheet_px) return;
  double shape = static_cast<double>(std::max(width, height)) / std::min(width, height);
  if (std::abs(shape - a_series) > sheet_tolerance && std::abs(shape - letter) > sheet_tolerance) return;
  warnings.push_back(
      msg("it has the shape of a printed sheet: on a screen, letters lower than 1/{} of its height cannot be "
          "read from five metres; compare the preview, and make the text larger and shorter if need be",
          std::lround(shorter_px / min_letter_px)));
}

void advise_on_sound(const loudness& sound, std::vector<message>& warnings) {
  if (!sound.treated_lufs) return;
  double missing = house_lufs - *sound.treated_lufs;
  if (missing <= 1) return;
  warnings.push_back(
      msg("its sound is very quiet: even amplified it is {} dB quieter than that of other videos; record it "
          "nearer to the microphone, or load the video without sound",
          std::lround(missing)));
}

void advise_on_text(std::span<const page_text> pages, bool guide, std::vector<message>& warnings) {
  std::vector<int> small;
  std::vector<int> full;
  int most_words = 0;
  for (const page_text& p : pages) {
    if (p.letters >= min_letters && p.small_letters > max_small_part * p.letters) small.push_back(p.page);
    if (p.words > max_words) full.push_back(p.page);
    most_words = std::max(most_words, p.words);
  }
  if (!small.empty() && guide) {
    warnings.push_back(
        msg("letters on page {} are too small to be read from five metres; make them larger, or spread the "
            "text over more pages",
            named(small)));
  } else if (!small.empty()) {
    warnings.push_back(
        msg("many of its letters are too small to be read from five metres; make them larger"));
  }
  if (!full.empty() && guide) {
    warnings.push_back(msg(
        "there is much text on page {} (up to {} words); people read about 3 words a second, so shorten it "
        "or give its pages more time",
        named(full), most_words));
  } else if (!full.empty()) {
    warnings.push_back(msg(
        "it has much text ({} words); people read about 3 words a second, so shorten it or show it longer",
        most_words));
  }
}

}  // namespace bangtin::media::ingest
