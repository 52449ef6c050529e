// Uploads and the media items made of them: /v1/uploads, /v1/media. Plain values; codec.hpp has their JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/message.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/admin/codec.hpp"

namespace bangtin::wire::admin {

// The answer to a GET or PUT of an upload. The problem document for a wrong offset (409) also has `arrived`.
struct upload_state {
  std::int64_t arrived = 0;  // bytes
  bool complete = false;     // all bytes have arrived and their hash is right
  bool operator==(const upload_state&) const = default;
};

// What a client should know before it reads and sends a file; GET /v1/media/limits.
struct media_limits {
  std::int64_t bytes = 0;   // the longest file
  milliseconds duration{};  // the longest video
  std::int64_t pages = 0;   // the longest guide
  std::int64_t pixels = 0;  // the largest picture
  // Bytes that uploads may still fill, of the disk and of the quota; what uploads that are running will fill
  // is subtracted, and what abandoned ones hold is added. Nothing if that is not known.
  std::optional<std::int64_t> room{};
  std::optional<std::int64_t> quota{};       // bytes that the library may use; nothing if there is no quota
  std::optional<std::int64_t> quota_left{};  // how many of them uploads may still fill
  bool operator==(const media_limits&) const = default;
};

// Makes a media item of a complete upload; the body of POST /v1/media.
struct media_order {
  std::string sha256;  // a text, because a malformed one is a usage error and not a malformed document
  std::string file;    // the file name that people know
  std::string title, theme, owner, link;
  std::string subtitles;  // id of a loaded item of the kind `subtitles`, or empty
  // How long a picture, or each page of a guide, is shown unless a programme says otherwise; 0: not said.
  milliseconds duration{};
  // Examine the file again although it is a media item, because that item lacks its contact sheet.
  bool again = false;
  bool operator==(const media_order&) const = default;
};

// What staff change about a media item; the body of PATCH /v1/media/items/{id}. Unset: left as it is.
struct media_edit {
  std::optional<std::string> title, theme, audience, owner, link, call, language, licence;
  std::optional<std::string> origin;     // the body that shared it
  std::optional<std::string> subtitles;  // id of an item of the kind `subtitles`; "": none
  std::optional<std::string> review;     // YYYY-MM-DD, the day on which to look at it again; "": none
  std::optional<milliseconds> duration;  // of a picture or of each page; 0: none
  bool operator==(const media_edit&) const = default;
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
  // Of a video its length; of a picture, or each page of a guide, how long it is shown unless a programme
  // says otherwise, or 0.
  milliseconds duration{};
  std::int64_t pages = 0;  // of an item of the kind `pages`
  std::string title, theme, owner, link;
  utc_ms added{};
  std::vector<media_file> files;  // the renditions, which screens fetch
  bool sound = false;
  std::string audience, call, language, licence;
  std::string origin;               // the body that shared it, in words; empty: loaded here
  std::string subtitles;            // id of the item with its subtitles, or empty
  std::string review;               // YYYY-MM-DD, the day on which to look at it again, or empty
  std::vector<message> warnings;    // what staff should know although it is accepted
  std::optional<digest> thumbnail;  // JPEG files, served like renditions
  std::optional<digest> sheet;
  std::optional<utc_ms> removed;  // when it was removed; it can be restored for 30 days
  bool operator==(const media_item&) const = default;
};

// One page of the items that a search found; the answer of GET /v1/media/search.
struct found_media {
  std::int64_t total = 0;         // how many there are on all pages
  std::vector<media_item> items;  // of this page
  // What stands in the items, found or not, at most 500 each: to choose from.
  std::vector<std::string> themes, audiences, owners;
  bool operator==(const found_media&) const = default;
};

// Where a media item is used; the answer of GET /v1/media/items/{id}/uses.
struct media_uses {
  std::vector<message> uses;  // a sentence for each programme, notice and item
  bool operator==(const media_uses&) const = default;
};

// What reading files again found; the answer of POST /v1/media/items/{id}/check and POST /v1/media/check.
struct media_check {
  std::string id;               // of the item; empty for files that only programmes and notices name
  std::int64_t files = 0;       // that were looked for: original, renditions, thumbnail and sheet
  std::int64_t bytes = 0;       // that were read
  std::vector<digest> damaged;  // no longer match their names; they were set aside
  std::vector<digest> missing;
  bool operator==(const media_check&) const = default;
};

// The body of POST /v1/media/sweep.
struct sweep_order {
  std::string item;  // delete only this removed item for good; empty: all of them, and other leftovers
  bool operator==(const sweep_order&) const = default;
};

// What a sweep deleted.
struct swept_media {
  std::int64_t items = 0;  // that can no longer be restored
  std::int64_t files = 0;
  std::int64_t bytes = 0;
  std::int64_t kept = 0;  // removed items that stay, because a programme or a notice needs their files
  bool operator==(const swept_media&) const = default;
};

}  // namespace bangtin::wire::admin
