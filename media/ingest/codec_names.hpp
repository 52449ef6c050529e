// The names by which people know the codecs of films. Pure.
#pragma once

#include <string>
#include <string_view>

namespace bangtin::media::ingest {

// The common name of a coded format, by the name of its GStreamer media type and its "mpegversion":
// ("video/x-h265", 0) is "HEVC (H.265)". Without a known name: the format's four letters, or an empty text.
std::string codec_name(std::string_view format, int mpeg_version = 0);

// Whether GStreamer itself does not know the format, so that nothing installed can decode it.
bool is_unknown_codec(std::string_view format);

}  // namespace bangtin::media::ingest
