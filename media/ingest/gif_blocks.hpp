// Splits a GIF file into its pictures, without decoding them (GIF89a). Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace bangtin::media::ingest {

struct gif_picture {
  std::size_t from = 0;  // with the extensions before it; the first begins with the file
  std::size_t length = 0;
  std::chrono::milliseconds delay{};  // how long it stands, as browsers show it: less than 20 ms means 100
};

struct gif_file {
  int width = 0;
  int height = 0;
  std::vector<gif_picture> pictures;
  bool whole = false;  // ends where a picture may end; otherwise it is cut off or broken there
  bool cut = false;    // ends where more must follow
};

// Nothing when the bytes do not begin like a GIF file.
std::optional<gif_file> split_gif(std::string_view file);

}  // namespace bangtin::media::ingest
