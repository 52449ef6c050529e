// Uploads a local file to the daemon: opens it safely, hashes it, and sends it in pieces, so that the upload
// survives interruptions.
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

// Opens and hashes the file. errc::invalid unless it is a regular file that is not empty and its last path
// component is not a symbolic link; errc::not_found and errc::io as usual.
result<local_file> open_local(const std::filesystem::path& path, terminal& person);

constexpr std::uint64_t upload_piece_bytes = 8 * 1024 * 1024;
constexpr int upload_tries = 6;  // maximum number of consecutive tries without progress

// Sends what the daemon does not have yet; after an interruption it continues at the daemon's offset. Returns
// when the daemon has all bytes and has verified the hash. errc::unreachable after upload_tries.
result<void> upload(session& s, const local_file& file);

// The texts that the user gives for a file.
struct media_texts {
  std::string title, theme, owner, link;
};
// Makes the daemon ingest an uploaded file. Returns the daemon's media item as JSON with "status";
// errc::invalid with the reason when the file is rejected.
result<json::value> ingest(session& s, const local_file& file, const media_texts& words);

}  // namespace bangtin::admin_cli::commands
