// The names of time zones that people mean.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bangtin::playlists::text {

// The name in this machine's IANA database that `typed` most likely means: letter case, spaces for "_", and a
// missing continent count nothing ("ho chi minh" means "Asia/Ho_Chi_Minh"), and few letters may differ.
// Nothing is near: empty. Looking the names up is its only I/O.
std::optional<std::string> similar_timezone(std::string_view typed);

}  // namespace bangtin::playlists::text
