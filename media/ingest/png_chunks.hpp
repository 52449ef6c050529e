// What a PNG file says about its picture outside of the pixels (PNG, third edition), read before any library
// reads the file. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "media/ingest/colours.hpp"

namespace bangtin::media::ingest {

struct png_chunks {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int depth = 0;
  int colours = 0;  // 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
  bool interlaced = false;
  int frames = 1;  // more than 1: an animation (APNG)
  int orientation = 1;
  std::size_t end = 0;  // where the last chunk ends; the length of the text if there is none

  // The colours, the most binding first.
  std::optional<coded_colours> code;
  bool has_profile = false;
  std::string profile;  // ICC; empty if it is broken
  bool srgb = false;
  std::optional<double> gamma;
  std::optional<chromaticities> lights;
};

// None when the file does not begin with a header chunk. Chunks with a wrong checksum are left out. A profile
// of more than 16 MiB counts as broken.
std::optional<png_chunks> read_png_chunks(std::string_view content);

}  // namespace bangtin::media::ingest
