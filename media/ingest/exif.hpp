// Which way up a camera held its picture. Pure.
#pragma once

#include <string_view>

namespace bangtin::media::ingest {

// EXIF's orientation, 1 to 8, from the tags of the first directory; 1 (upright) if it is absent or invalid.
// `exif` is what the file stores, with or without the leading "Exif\0\0". Never reads outside of it.
int orientation_in_exif(std::string_view exif);

}  // namespace bangtin::media::ingest
