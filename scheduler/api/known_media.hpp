// What becomes of an order for a file that is a media item already, or was one. All calls belong on the
// ledger's thread.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "media/store.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

struct known_media {
  ledger::stored_media item;
  // "duplicate"; "accepted" for an item that was removed and is back; "incomplete" when one of its files is
  // missing: the original must be ingested again, and `store_ingested` completes the item.
  std::string status;
};

// The item with the original of `order`; nothing when there is none. If it is whole and was removed, it is
// restored with those texts of `order` that are not empty; a whole video without subtitles gets those of
// `order`. errc::invalid when the subtitles of `order` are not loaded.
result<std::optional<known_media>> take_known(ledger::ledger& l, const media::store& store,
                                              const ledger::stored_media& order, utc_ms now,
                                              const std::string& who);

// Adds the item that the ingest made. An item that is there already keeps what staff wrote and gets the
// files. Only a video keeps subtitles. errc::conflict when one of the files is not in the store, or when
// another item has the same id.
result<ledger::stored_media> store_ingested(ledger::ledger& l, const media::store& store,
                                            const ledger::stored_media& made, const std::string& who);

// Whether all files of the item are in the store.
bool is_whole(const media::store& store, const ledger::stored_media& m);

// A title for a file that has none: "huong-dan_nop-ho-so.mp4" gives "huong dan nop ho so".
std::string title_from_file(const std::string& file);

}  // namespace bangtin::scheduler::api
