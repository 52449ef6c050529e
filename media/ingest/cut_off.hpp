// Tells pictures that end too soon from pictures that are damaged in another way. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.hpp"

namespace bangtin::media::ingest {

// Whether the structure of a picture file (JPEG, PNG, GIF, WebP, HEIC, AVIF, TIFF) says that its end is
// missing. `part`: how much of it is there, 0 to 1, where the file says how long it is.
struct missing_end {
  std::optional<double> part;
  bool operator==(const missing_end&) const = default;
};
std::optional<missing_end> missing_end_of(std::string_view content);

// What is said of a picture of which only a part is there; nothing: nobody knows how much.
error cut_off_picture(std::optional<double> part);

// Why a picture could not be read: it is cut off, and how much of it is there, or damaged(). `rows`: the part
// of its rows that came before the failure, if known.
error unreadable_picture(std::string_view content, std::optional<double> rows = {});

}  // namespace bangtin::media::ingest
