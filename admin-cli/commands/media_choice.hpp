// Which media item a person means.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::admin_cli::commands {

// What a name that fits none of `known` most likely means: the same name with another ending, in other
// letters, without diacritics, or with a few other letters. Empty: nothing is near. Pure.
std::string nearest_name(std::string_view name, const std::vector<std::string>& known);

// Who wrote the name decides how much is forgiven. At a command: the beginning of a file name. In a programme
// file: a folder in front of it.
enum class written { at_a_command, in_a_programme };

// The item that is called so: by its id, its SHA-256, its file name, the beginning of its id, or its file
// name in other letter case, and what `where` forgives; the first of these that fits any item decides. A
// beginning has 3 letters or more; names compare in NFC. errc::conflict when several items fit,
// errc::not_found with the nearest file name when none does. Pure.
result<wire::admin::media_item> choose_media(const std::vector<wire::admin::media_item>& all,
                                             const std::string& typed, written where = written::at_a_command);

// What may stand as logo, and what as slate or as an emergency notice. Pure.
bool is_picture(const wire::admin::media_item& item);
bool is_picture_or_video(const wire::admin::media_item& item);

// How a person names the item in a call: by its file name where only this one of `all` has it and it does not
// look like an option, else by its ID. Pure.
std::string command_name(const wire::admin::media_item& item,
                         const std::vector<wire::admin::media_item>& all);

enum class removed_items { no, also, only };

// The same among the daemon's items. `also`: first among those that are there, then among removed ones.
result<wire::admin::media_item> find_media(session& s, const std::string& typed, removed_items which);

result<std::vector<wire::admin::media_item>> get_removed_media(session& s);

}  // namespace bangtin::admin_cli::commands
