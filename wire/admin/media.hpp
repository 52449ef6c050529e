// Uploads and the media items made of them: /v1/uploads, /v1/media. Plain values; codec.hpp has their JSON.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/admin/codec.hpp"

namespace bangtin::wire::admin {

// The answer to a GET or PUT of an upload. The problem document for a wrong offset (409) also has `arrived`.
struct upload_state {
  std::int64_t arrived = 0;  // bytes
  bool complete = false;     // all bytes have arrived and their hash is right
  bool operator==(const upload_state&) const = default;
};

// Makes a media item of a complete upload; the body of POST /v1/media.
struct media_order {
  std::string sha256;  // a text, because a malformed one is a usage error and not a malformed document
  std::string file;    // the file name that people know
  std::string title, theme, owner, link;
  bool operator==(const media_order&) const = default;
};

// A file that screens fetch.
struct media_file {
  digest sha256;
  std::int64_t bytes = 0;
  bool operator==(const media_file&) const = default;
};

struct media_item {
  std::string id;      // the first 12 digits of `sha256`
  digest sha256;       // of the file as it was loaded
  std::string file;    // its name when it was loaded
  std::string status;  // answer of POST /v1/media: "accepted" or "duplicate"; else empty
  playlists::programme::media_kind kind = playlists::programme::media_kind::image;
  std::int64_t width = 0, height = 0;  // px
  milliseconds duration{};             // of a video
  std::int64_t pages = 0;              // of an item of the kind `pages`
  std::string title, theme, owner, link;
  utc_ms added{};
  std::vector<media_file> files;  // the renditions, which screens fetch
  bool operator==(const media_item&) const = default;
};

}  // namespace bangtin::wire::admin
