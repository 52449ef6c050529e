// What becomes of an order for a file that is a media item already, or was one. All calls belong on the
// ledger's thread.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "media/store.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::jobs {

struct known_media {
  ledger::stored_media item;
  std::string status;  // "duplicate"; "accepted" for an item that was removed and is back
};

// The item with the original of the job's order; nothing when there is none, or when one of its files is
// missing, or the order says `again` and the item has no contact sheet: then the original must be ingested,
// and `store_ingested` completes the item. A whole item that was removed is restored, with those texts of the
// order that are not empty; a whole video without subtitles gets those of the order. errc::invalid when the
// subtitles of the order are not loaded.
result<std::optional<known_media>> take_known(ledger::ledger& l, const media::store& store,
                                              const ledger::stored_job& job);

// Adds the item that the ingest made. An item that is there already keeps what staff wrote and gets the
// files. Only a video keeps subtitles. errc::conflict when one of the files is not in the store, or when
// another item has the same id.
result<ledger::stored_media> store_ingested(ledger::ledger& l, const media::store& store,
                                            const ledger::stored_media& made, const std::string& who);

// Stores a removed item that is to be there again, whose `removed` the caller has reset. Its subtitles, if
// they were removed too, come back with it; it loses them if they are gone.
result<void> restore_with_subtitles(ledger::ledger& l, const media::store& store, ledger::stored_media& m,
                                    utc_ms now, const std::string& who);

// Whether all files of the item are in the store.
bool is_whole(const media::store& store, const ledger::stored_media& m);

}  // namespace bangtin::scheduler::jobs
