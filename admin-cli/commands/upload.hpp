// A local file on its way to the daemon: opened with care, hashed, and sent in pieces which survive any
// break.
#pragma once

#include <filesystem>
#include <string>

#include "admin-cli/commands/session.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"

namespace bangtin::admin_cli::commands {

struct local_file {
  std::filesystem::path path;
  unique_fd fd;
  digest sha256;
  std::uint64_t bytes = 0;
};

// Opens and hashes it. Only a regular file that is not empty, and never through a symbolic link as its last
// part: errc::invalid; errc::not_found and errc::io as usual.
result<local_file> open_local(const std::filesystem::path& path, terminal& person);

constexpr std::uint64_t upload_piece_bytes = 8 * 1024 * 1024;
constexpr int upload_tries = 6;  // in a row without a byte of progress

// Sends what the daemon does not have yet, and goes on after a break where the daemon says it stopped.
// Returns when the daemon has all of it and found the hash right. errc::unreachable after upload_tries.
result<void> upload(session& s, const local_file& file);

// What was said of a file when it was loaded.
struct media_texts {
  std::string title, theme, owner, link;
};
// Has an uploaded file ingested. The daemon's media item, as JSON with "status"; errc::invalid with its
// reason when it is refused.
result<json::value> ingest(session& s, const local_file& file, const media_texts& words);

}  // namespace bangtin::admin_cli::commands
