// Perceptual intent, as printers and browsers use it. What changes no colour visibly is not converted, so
// that rounding does not add to it.
#include "media/ingest/colours.hpp"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

#include "media/ingest/hdr.hpp"

namespace bangtin::media::ingest {

namespace {

constexpr std::size_t max_profile_bytes = 16U << 20;
constexpr int unseen_levels = 2;

using profile = std::shared_ptr<void>;
using curve = std::unique_ptr<cmsToneCurve, void (*)(cmsToneCurve*)>;

profile owned(cmsHPROFILE p) {
  return p == nullptr ? nullptr : profile(p, cmsCloseProfile);
}

unsigned sample(const std::uint8_t* at, int bits) {
  if (bits == 8) return *at;
  std::uint16_t v = 0;
  std::memcpy(&v, at, 2);
  return (v + 128U) / 257U;
}

std::uint16_t wide_sample(const std::uint8_t* at, int bits) {
  if (bits == 8) return static_cast<std::uint16_t>(*at * 257);
  std::uint16_t v = 0;
  std::memcpy(&v, at, 2);
  return v;
}

// Repeats grey samples three times, in the same width.
void spread(const pixel_form& f, const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) {
  auto width = static_cast<std::size_t>(f.bits / 8);
  for (std::size_t i = 0; i < pixels; ++i, from += f.bytes()) {
    for (int c = 0; c < 3; ++c, to += width) std::memcpy(to, from, width);
  }
}

void plain(const pixel_form& f, const std::uint8_t* from, std::uint8_t* rgb, std::size_t pixels) {
  auto width = static_cast<std::size_t>(f.bits / 8);
  for (std::size_t i = 0; i < pixels; ++i, from += f.bytes(), rgb += 3) {
    for (std::size_t c = 0; c < 3; ++c) {
      unsigned v = sample(from + (f.model == colour_model::grey ? 0 : c * width), f.bits);
      if (f.model == colour_model::cmyk) {
        unsigned k = sample(from + 3 * width, f.bits);
        v = f.inverted ? (v * k + 127) / 255 : ((255 - v) * (255 - k) + 127) / 255;
      }
      rgb[c] = static_cast<std::uint8_t>(v);
    }
  }
}

cmsUInt32Number format_of(const pixel_form& f, bool as_rgb) {
  bool rgb = as_rgb || f.model == colour_model::rgb;
  unsigned channels = rgb ? 3 : f.model == colour_model::grey ? 1 : 4;
  unsigned space = rgb ? PT_RGB : f.model == colour_model::grey ? PT_GRAY : PT_CMYK;
  return COLORSPACE_SH(space) | CHANNELS_SH(channels) | BYTES_SH(static_cast<unsigned>(f.bits / 8)) |
         EXTRA_SH(f.alpha && !as_rgb ? 1U : 0U) | FLAVOR_SH(f.inverted ? 1U : 0U);
}

bool describes(cmsColorSpaceSignature space, const pixel_form& f) {
  switch (f.model) {
    case colour_model::grey:
      return space == cmsSigGrayData || space == cmsSigRgbData;
    case colour_model::rgb:
      return space == cmsSigRgbData;
    case colour_model::cmyk:
      return space == cmsSigCmykData;
  }
  return false;
}

curve srgb_curve() {
  constexpr std::array<double, 5> parameters{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  return {cmsBuildParametricToneCurve(nullptr, 4, parameters.data()), cmsFreeToneCurve};
}

profile made_of(const pixel_form& f, cmsToneCurve* c, const chromaticities& l) {
  cmsCIExyY white{l.white_x, l.white_y, 1};
  if (f.model == colour_model::grey) return owned(cmsCreateGrayProfile(&white, c));
  cmsCIExyYTRIPLE lights{{l.red_x, l.red_y, 1}, {l.green_x, l.green_y, 1}, {l.blue_x, l.blue_y, 1}};
  std::array<cmsToneCurve*, 3> curves{c, c, c};
  return owned(cmsCreateRGBProfile(&white, &lights, curves.data()));
}

bool sensible(const chromaticities& l) {
  for (double y : {l.red_y, l.green_y, l.blue_y, l.white_y}) {
    if (!(y > 0 && y < 1)) return false;
  }
  for (double x : {l.red_x, l.green_x, l.blue_x, l.white_x}) {
    if (!(x >= 0 && x < 1)) return false;
  }
  double area = (l.green_x - l.red_x) * (l.blue_y - l.red_y) - (l.blue_x - l.red_x) * (l.green_y - l.red_y);
  return std::abs(area) > 1e-3;
}

std::optional<chromaticities> lights_of(int primaries) {
  switch (primaries) {
    case 1:
    case 2:
      return srgb_lights;
    case 5:
      return chromaticities{0.64, 0.33, 0.29, 0.60, 0.15, 0.06, 0.3127, 0.3290};
    case 6:
    case 7:
      return chromaticities{0.63, 0.34, 0.31, 0.595, 0.155, 0.07, 0.3127, 0.3290};
    case 9:
      return chromaticities{0.708, 0.292, 0.17, 0.797, 0.131, 0.046, 0.3127, 0.3290};
    case 11:
      return chromaticities{0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351};
    case 12:
      return chromaticities{0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.3290};
    default:
      return {};
  }
}

}  // namespace

struct converter_maker {
  static std::optional<colour_converter> by(pixel_form f, const profile& from) {
    if (!from || !describes(cmsGetColorSpace(from.get()), f)) return {};
    bool as_rgb = f.model == colour_model::grey && cmsGetColorSpace(from.get()) == cmsSigRgbData;
    profile screen = owned(cmsCreate_sRGBProfile());
    // lcms2 precomputes all transforms but those of 8-bit RGB on a coarse grid, which is wrong by up to 20
    // levels.
    bool coarse = f.bits == 16 || f.model != colour_model::rgb;
    cmsUInt32Number flags = cmsFLAGS_NOCACHE | (coarse ? cmsFLAGS_NOOPTIMIZE : 0U);
    std::shared_ptr<void> t(cmsCreateTransform(from.get(), format_of(f, as_rgb), screen.get(), TYPE_RGB_8,
                                               INTENT_PERCEPTUAL, flags),
                            [](void* p) {
                              if (p != nullptr) cmsDeleteTransform(p);
                            });
    if (!t) return {};
    colour_converter c(f, [f, t, as_rgb](const void* row, std::uint8_t* rgb, std::size_t pixels) {
      if (!as_rgb) return cmsDoTransform(t.get(), row, rgb, static_cast<cmsUInt32Number>(pixels));
      std::vector<std::uint8_t> wide(pixels * static_cast<std::size_t>(3 * f.bits / 8));
      spread(f, static_cast<const std::uint8_t*>(row), wide.data(), pixels);
      cmsDoTransform(t.get(), wide.data(), rgb, static_cast<cmsUInt32Number>(pixels));
    });
    return c.changes() ? c : colour_converter(f);
  }

  static colour_converter hdr(pixel_form f, hdr_transfer transfer, bool wide) {
    constexpr light_matrix unchanged{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    auto mapper = std::make_shared<const hdr_mapper>(transfer, wide ? bt2020_to_srgb : unchanged);
    return {f, [f, mapper](const void* row, std::uint8_t* rgb, std::size_t pixels) {
              const auto* at = static_cast<const std::uint8_t*>(row);
              auto width = static_cast<std::size_t>(f.bits / 8);
              std::size_t step = f.model == colour_model::grey ? 0 : width;
              for (std::size_t i = 0; i < pixels; ++i, at += f.bytes(), rgb += 3) {
                std::array<std::uint16_t, 3> in{wide_sample(at, f.bits), wide_sample(at + step, f.bits),
                                                wide_sample(at + 2 * step, f.bits)};
                mapper->map(in.data(), rgb);
              }
            }};
  }
};

colour_converter::colour_converter(pixel_form f)
    : run_([f](const void* row, std::uint8_t* rgb, std::size_t pixels) {
        plain(f, static_cast<const std::uint8_t*>(row), rgb, pixels);
      }),
      changes_(f.model == colour_model::cmyk) {}

// Tries a grid of colours.
colour_converter::colour_converter(pixel_form f, function run) : run_(std::move(run)) {
  changes_ = f.model == colour_model::cmyk;
  if (changes_) return;
  constexpr int step = 15;
  bool grey = f.model == colour_model::grey;
  std::vector<std::uint8_t> colours;
  for (int r = 0; r < 256; r += grey ? 1 : step) {
    for (int g = 0; g < (grey ? 1 : 256); g += step) {
      for (int b = 0; b < (grey ? 1 : 256); b += step) {
        for (int v : {r, g, b}) colours.push_back(static_cast<std::uint8_t>(grey ? r : v));
      }
    }
  }
  std::vector<std::uint8_t> row;
  for (std::size_t i = 0; i < colours.size(); ++i) {
    bool last = i % 3 == 2;
    int repeats = f.bits / 8;
    if (!grey || i % 3 == 0) row.insert(row.end(), static_cast<std::size_t>(repeats), colours[i]);
    if (last && f.alpha) row.insert(row.end(), static_cast<std::size_t>(repeats), 255);
  }
  std::vector<std::uint8_t> seen(colours.size());
  run_(row.data(), seen.data(), colours.size() / 3);
  for (std::size_t i = 0; i < colours.size(); ++i) {
    changes_ = changes_ || std::abs(int{colours[i]} - int{seen[i]}) > unseen_levels;
  }
}

colour_converter colour_converter::by_custom(pixel_form f) {
  if (f.model != colour_model::cmyk) return colour_converter(f);
  constexpr const char* press = "/usr/share/color/icc/ghostscript/default_cmyk.icc";
  auto by_press = converter_maker::by(f, owned(cmsOpenProfileFromFile(press, "r")));
  return by_press ? std::move(*by_press) : colour_converter(f);
}

std::optional<colour_converter> colour_converter::by_profile(pixel_form f, std::string_view icc) {
  if (icc.empty() || icc.size() > max_profile_bytes) return {};
  return converter_maker::by(
      f, owned(cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size()))));
}

std::optional<colour_converter> colour_converter::by_gamma(pixel_form f, double gamma,
                                                           const chromaticities& lights) {
  if (!(gamma > 0.01 && gamma < 100) || !sensible(lights) || f.model == colour_model::cmyk) return {};
  bool usual = std::abs(gamma - 1 / 2.2) < 0.005;
  curve c = usual ? srgb_curve() : curve(cmsBuildGamma(nullptr, 1 / gamma), cmsFreeToneCurve);
  return converter_maker::by(f, made_of(f, c.get(), lights));
}

std::optional<colour_converter> colour_converter::by_code(pixel_form f, coded_colours code) {
  auto lights = lights_of(code.primaries);
  if (!lights || f.model == colour_model::cmyk) return {};
  switch (code.transfer) {
    case 1:  // Camera curves, which are shown as they are, as in films.
    case 2:
    case 6:
    case 11:
    case 13:
    case 14:
    case 15:
      return converter_maker::by(f, made_of(f, srgb_curve().get(), *lights));
    case 4:
      return by_gamma(f, 1 / 2.2, *lights);
    case 5:
      return by_gamma(f, 1 / 2.8, *lights);
    case 8:
      return by_gamma(f, 1, *lights);
    case 16:
      return converter_maker::hdr(f, hdr_transfer::pq, code.primaries == 9);
    case 18:
      return converter_maker::hdr(f, hdr_transfer::hlg, code.primaries == 9);
    default:
      return {};
  }
}

}  // namespace bangtin::media::ingest
