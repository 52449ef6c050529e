// The media items that staff loaded. The ledger holds their descriptions; media::store holds the files
// themselves under their digests.
//
// Use it through `ledger::media()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::scheduler::ledger {

// A media item as staff loaded it. `files` are the files that screens fetch, in the order of the pages.
struct stored_media {
  std::string id;  // the first 12 digits of `sha256`
  digest sha256;   // of the original
  std::string file;
  playlists::programme::media_kind kind = playlists::programme::media_kind::image;
  int width = 0, height = 0;  // in pixels
  // Of a video its length; of a picture, or each page of a guide, how long it is shown unless a programme
  // says otherwise, or 0.
  milliseconds duration{};
  int pages = 0;
  std::string title, theme, owner, link;
  utc_ms added{};
  std::vector<playlists::programme::file_ref> files;
  bool sound = false;
  std::string audience{}, call{}, language{}, licence{};
  std::string origin{};                        // the body that shared it, in words; empty: loaded here
  std::string subtitles{};                     // id of the item with its subtitles, or empty
  std::string review{};                        // YYYY-MM-DD, the day on which to look at it again, or empty
  std::vector<message> warnings{};             // what staff should know although it was accepted
  std::optional<digest> thumbnail{}, sheet{};  // JPEG files
  // When staff removed it. The item and its files stay for `keep_removed`, so that it can be restored.
  std::optional<utc_ms> removed{};
  bool operator==(const stored_media&) const = default;
};

// Whether staff choose how long an item of this kind is shown; a video has its own length.
bool is_shown_for_a_chosen_time(playlists::programme::media_kind k);

// For how long a removed item can be restored.
constexpr std::chrono::hours keep_removed{30 * 24};

// Every file of an item: the original, its renditions, thumbnail and sheet; each once, in that order.
std::vector<digest> all_files(const stored_media& m);

class media_ledger {
 public:
  virtual ~media_ledger() = default;

  // All items, also removed ones, in the order of `added`, then of `sha256`.
  virtual result<std::vector<stored_media>> all() = 0;
  // Finds an item, also a removed one, by its id or by the original's digest in hexadecimal. Empty when there
  // is no such item.
  virtual result<std::optional<stored_media>> find(const std::string& id_or_sha256) = 0;
  // errc::conflict when an item with this original or this id is stored already.
  virtual result<void> add(const stored_media& item) = 0;
  // Replaces what is stored of the item with this `sha256`, but for its id and its `sha256`. errc::not_found
  // when there is no such item.
  virtual result<void> replace(const stored_media& item) = 0;
  // Deletes the item. errc::not_found when there is no such item.
  virtual result<void> forget(const digest& sha256) = 0;
  // Whether this file is one of `all_files` of an item, also of a removed one.
  virtual result<bool> uses_file(const digest& file) = 0;
};

}  // namespace bangtin::scheduler::ledger
