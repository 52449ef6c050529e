// Colours of stills to sRGB, row by row, because screens know no other colours. Uses lcms2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace bangtin::media::ingest {

enum class colour_model { grey, rgb, cmyk };

// How a decoder delivers a pixel: 1, 3 or 4 samples of 8 or 16 bits (in the machine's byte order), then alpha
// if there is any.
struct pixel_form {
  colour_model model = colour_model::rgb;
  int bits = 8;
  bool alpha = false;
  bool inverted = false;  // CMYK only: 0 is full ink, as Adobe's programs store it in JPEG

  int samples() const {
    return (model == colour_model::grey ? 1 : model == colour_model::rgb ? 3 : 4) + (alpha ? 1 : 0);
  }
  std::size_t bytes() const { return static_cast<std::size_t>(samples() * bits / 8); }  // of one pixel
};

// CIE xy of the three lights and of white.
struct chromaticities {
  double red_x, red_y, green_x, green_y, blue_x, blue_y, white_x, white_y;
};
inline constexpr chromaticities srgb_lights{0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290};

// Colours by their numbers in ITU-T H.273, as HEIF, AVIF and PNG's cICP chunk store them.
struct coded_colours {
  int primaries = 2;  // 2: not stated
  int transfer = 2;
};

// Converts rows of one form into rows of 8-bit sRGB. Alpha is ignored here.
class colour_converter {
 public:
  // The samples are sRGB already; CMYK is converted by plain arithmetic.
  explicit colour_converter(pixel_form f);
  // Without a statement: grey and RGB are sRGB; CMYK is that of a usual press (SWOP), by the profile that
  // Debian's libgs-common has, and plain arithmetic where it is not installed.
  static colour_converter by_custom(pixel_form f);

  // By an ICC profile; none if the profile is broken or describes another kind of picture. An RGB profile
  // fits grey samples too.
  static std::optional<colour_converter> by_profile(pixel_form f, std::string_view icc);
  // By the exponent with which light was encoded (0.45455 for most pictures, which stands for sRGB's own
  // curve) and by the lights. None if they make no sense. For grey and RGB only.
  static std::optional<colour_converter> by_gamma(pixel_form f, double gamma, const chromaticities& lights);
  // None if the numbers are unknown. HDR (PQ and HLG) is mapped to the range of a screen. For RGB only.
  static std::optional<colour_converter> by_code(pixel_form f, coded_colours c);

  // Whether the result differs from the samples by more than 2 levels of 255 for any colour.
  bool changes() const { return changes_; }
  void convert(const void* from, std::uint8_t* rgb, std::size_t pixels) const { run_(from, rgb, pixels); }

 private:
  using function = std::function<void(const void*, std::uint8_t*, std::size_t)>;
  colour_converter(pixel_form f, function run);
  friend struct converter_maker;

  function run_;
  bool changes_ = false;
};

}  // namespace bangtin::media::ingest
