// The media items that staff loaded. The ledger holds their descriptions; media::store holds the files
// themselves under their digests.
//
// Use it through `ledger::media()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call. No call changes or removes an item.
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
  milliseconds duration{};
  int pages = 0;
  std::string title, theme, owner, link;
  utc_ms added{};
  std::vector<playlists::programme::file_ref> files;
  bool operator==(const stored_media&) const = default;
};

class media_ledger {
 public:
  virtual ~media_ledger() = default;

  // In the order of `added`, then of `sha256`.
  virtual result<std::vector<stored_media>> all() = 0;
  // Finds an item by its id or by the original's digest in hexadecimal. Empty when there is no such item.
  virtual result<std::optional<stored_media>> find(const std::string& id_or_sha256) = 0;
  // errc::conflict when an item with this original or this id is stored already.
  virtual result<void> add(const stored_media& item) = 0;
  // Whether an item has this file as its original or among its `files`.
  virtual result<bool> uses_file(const digest& file) = 0;
};

}  // namespace bangtin::scheduler::ledger
