// Which programmes, notices and items use a media item. Pure; any thread.
#pragma once

#include <optional>
#include <vector>

#include "base/error.hpp"
#include "playlists/programme/programme.hpp"
#include "scheduler/ledger/media_ledger.hpp"
#include "scheduler/ledger/notice_ledger.hpp"

namespace bangtin::scheduler::api {

// Every file that the programme names.
std::vector<digest> files_of(const playlists::programme::programme& p);

enum class programme_state {
  draft,
  waiting,  // one approver has signed it, and it waits for another's signature
  published
};

// Why the item cannot be removed: where the programme uses it. Empty when it does not.
std::optional<error> use_in(const playlists::programme::programme& p, programme_state which,
                            const ledger::stored_media& m);

// The same for the notices that are on at `now`, among all unexpired ones.
std::optional<error> use_in(const std::vector<ledger::stored_notice>& unexpired, utc_ms now,
                            const ledger::stored_media& m);

// The same for items that are not removed and have `m` as their subtitles.
std::optional<error> use_in(const std::vector<ledger::stored_media>& items, const ledger::stored_media& m);

}  // namespace bangtin::scheduler::api
