// Files that an ingest makes of an uploaded file.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/error.hpp"

namespace bangtin::media {

// Why a file that is made of an upload could not be written. `doing` completes "cannot {}"; `errno_value` is
// what the system said. A full disk has its own sentence, because staff can do something about it.
error write_failure(message doing, int errno_value);

// Creates the file, which must not exist, with this content. It is not synced. On an error a part of it may
// be there.
result<void> write_new_file(const std::filesystem::path& file, std::string_view content, unsigned mode);

}  // namespace bangtin::media
