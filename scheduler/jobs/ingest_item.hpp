// From an order and an upload to a media item: what the ingest worker finds and makes becomes files in the
// store and the item's values.
#pragma once

#include <filesystem>
#include <functional>

#include "base/error.hpp"
#include "media/asset.hpp"
#include "media/store.hpp"
#include "scheduler/ledger/media_ledger.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::scheduler::jobs {

// Probes and converts a file: media::run_ingest, or a replacement in tests. Blocking; called on several
// threads at the same time.
using ingest_job = std::function<result<media::ingested>(
    const std::filesystem::path& file, const std::filesystem::path& output,
    const media::ingest_limits& limits, const media::ingest_control& control)>;

// Decodes the JSON of an order that the daemon has checked and stored. errc::invalid when it is none.
result<ledger::stored_media> item_from_order(const std::string& order);

// A title for a file that has none: "huong-dan_nop-ho-so.mp4" gives "huong dan nop ho so". Characters that
// people cannot see become spaces.
std::string title_from_file(const std::string& file);

// Probes and converts the file. Sets in `m` what it is and which files screens fetch. Blocking. `scratch` is
// a folder on the store's disk; what the run leaves there is removed. Fails as `job` does; when
// `control.stop` was requested with errc::conflict, and then renditions may be in the store that no item
// uses.
result<void> ingest_into(ledger::stored_media& m, const media::store& store,
                         const std::filesystem::path& scratch, const ingest_job& job,
                         const media::ingest_limits& limits, const media::ingest_control& control);

}  // namespace bangtin::scheduler::jobs
