// How far the search goes for a place within its boot for a play that ends late: see has_room().
#pragma once

#include <cstdint>

namespace bangtin::evidence::rules {

// So many records before a START may hold plays that were still on the screen after it.
inline constexpr std::int64_t records_around = 200;
// A play whose END comes so many records after its START has no place but that of rules::place.
inline constexpr std::int64_t max_records_apart = 20'000;

}  // namespace bangtin::evidence::rules
