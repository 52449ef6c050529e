// A file that is in memory only.
#pragma once

#include <string>
#include <string_view>

#include "base/files.hpp"

namespace bangtin {

// A file with this content, which nobody can change any more; reading it never waits for a disk. `name` is
// for /proc. Empty when the kernel gives none.
unique_fd memory_file(const std::string& name, std::string_view content);

}  // namespace bangtin
