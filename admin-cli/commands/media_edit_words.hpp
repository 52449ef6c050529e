// What an edit of a media item has changed, and how it is taken back: the daemon keeps no earlier values.
#pragma once

#include <string>

#include "admin-cli/commands/session.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::admin_cli::commands {

// "bangtin media edit 0123456789ab --title 'old title' --link ''": puts the values of `before` back where
// `after` has others. Empty where the two do not differ in anything that `media edit` changes. Pure.
std::string way_back_from_edit(const wire::admin::media_item& before, const wire::admin::media_item& after);

// Prints a line with the old and the new value of each property that differs, and the way back.
void print_media_changes(session& s, const wire::admin::media_item& before,
                         const wire::admin::media_item& after);

}  // namespace bangtin::admin_cli::commands
