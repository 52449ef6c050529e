// The player's data folder at the start of the program: who holds it, what lies in the way of its files, and
// the screen's key. A disk that refuses any of this must not keep the screen from playing, so everything but
// a second player ends in a problem to be told, not in an error.
//
// Every call waits for the disk. Not thread-safe: the program's start, then one thread at a time.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/signing.hpp"

namespace bangtin::player::sync {

// Holds the folder until it is destroyed: other players are refused.
struct held_folder {
  unique_fd folder, lock;        // either may be empty if the disk refuses it
  std::optional<error> problem;  // why nothing can be written there; empty: it can
};

// Creates the folder, locks it, and renames what lies in the way of its files and folders (a folder called
// `token`, a file called `media`). errc::conflict if another player holds the folder, and no other error.
result<held_folder> hold_data_folder(const std::filesystem::path& data, utc_ms now);

// The same failure, with what it means for the screen and what people can do.
error does_not_count(const error& e);

// Why no file can be written in `data`, and what to do about it; empty if one can.
std::optional<error> why_not_writable(const std::filesystem::path& data);

// Renames whatever in `data` is a folder and should be a file, or the reverse, as `set_aside` does. What the
// disk refuses stays. Does nothing when all is in order.
void clear_the_way(const std::filesystem::path& data, utc_ms now);

// Renames the file or folder to "<path>.damaged-<time>", so that people can look at it. Returns its new name.
result<std::filesystem::path> set_aside(const std::filesystem::path& path, utc_ms now);

// The screen's key in DATA/screen.key.
struct screen_key {
  secret_key key;                // of the disk, or a new one
  std::optional<error> problem;  // why `key` is not the one on the disk; then it must sign nothing
};

// Loads the key. If there is none, or what is there is damaged, makes a new key and stores it; the damaged
// file is set aside and the log says so. If the key cannot be read or stored now, `problem` says why, and a
// later call may succeed.
screen_key find_screen_key(const std::filesystem::path& data, utc_ms now);

}  // namespace bangtin::player::sync
