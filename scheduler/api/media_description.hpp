// What staff may write about a media item. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "scheduler/ledger/media_ledger.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::scheduler::api {

// Applies the edit to the item, with texts in NFC and without spaces at their ends. Returns the names of the
// fields that changed. `subtitles` is the item that the edit names, nullptr when there is none.
// errc::invalid, and the item is unchanged, for control characters, a link that telephones cannot open, a
// language that is no BCP 47 tag, a day that does not exist, and subtitles that are none or of an item that
// is no video, and for a duration of anything but a picture or a guide.
result<std::vector<std::string>> apply_edit(ledger::stored_media& m, const wire::admin::media_edit& edit,
                                            const ledger::stored_media* subtitles);

// Why a picture, or a page of a guide, cannot be shown for so long; empty when it can, and for 0: not said.
std::optional<error> bad_duration(milliseconds d);

// The BCP 47 tag in its usual letter case ("vi", "zh-Hant", "en-GB"); nothing for any other text.
std::optional<std::string> language_tag(std::string_view text);

}  // namespace bangtin::scheduler::api
