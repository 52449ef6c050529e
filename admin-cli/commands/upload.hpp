// Uploads a local file to the daemon: opens it safely, hashes it, and sends it, so that the upload survives
// interruptions.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "admin-cli/commands/session.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"

namespace bangtin::admin_cli::commands {

struct local_file {
  std::filesystem::path path;
  unique_fd fd;
  digest sha256;  // once it is hashed
  std::uint64_t bytes = 0;
  std::int64_t changed_ns = 0;  // its mtime when it was opened
};

// What sending needs of a session. Each thread that sends has its own.
struct transfer {
  wire::http_client& daemon;
  std::function<bool()> must_stop;                       // asked again and again
  std::function<void(std::chrono::milliseconds)> pause;  // waits between two tries
  std::function<void(std::uint64_t)> at;                 // how many bytes of the file the daemon has
  std::function<void(std::string)> note;                 // what people should know meanwhile
};
// For the session's own thread, without a bar.
transfer transfer_of(session& s);

// Opens the file without reading it. errc::invalid unless it is a regular file that is not empty and its last
// path component is not a symbolic link; errc::not_found and errc::io as usual. Never opens a device or pipe.
result<local_file> open_unread(const std::filesystem::path& path);
// Reads the file and sets its hash. Calls `go_on` again and again with the number of bytes that are read;
// false ends it with stopped(). errc::conflict when the file becomes shorter or changes meanwhile.
result<void> hash_file(local_file& file, const std::function<bool(std::uint64_t)>& go_on);
// Both, with a bar for a long file.
result<local_file> open_local(const std::filesystem::path& path, terminal& person);

// Maximum number of consecutive tries without progress. Their pauses add up to more than the 30 s after which
// the daemon gives up a connection that is dead, and holds the file no longer.
constexpr int upload_tries = 7;

// Sends what the daemon does not have yet; after an interruption it continues at the daemon's offset. Returns
// when the daemon has all bytes and has verified the hash. Memory does not depend on the file's length.
// errc::unreachable after upload_tries, errc::conflict when the file changed while it was sent, errc::limit
// and errc::io when the daemon has no room; stopped() at Ctrl-C.
result<void> upload(const transfer& t, const local_file& file);
// The same on the session's own thread, with a bar.
result<void> upload(session& s, const local_file& file);

// The person pressed Ctrl-C.
error stopped();
bool is_stopped(const error& e);

// The texts that the user gives for a file.
struct media_texts {
  std::string title, theme, owner, link;
  std::string subtitles{};               // id of a loaded item, or empty
  std::chrono::milliseconds duration{};  // of a picture or of each page; 0: not given

  bool any() const { return *this != media_texts(); }
  bool operator==(const media_texts&) const = default;
};

// How long a picture, or a page of a guide, is shown, as people write it: "12s"; 0 for an empty text.
// errc::usage.
result<std::chrono::milliseconds> duration_from(const std::string& typed);

}  // namespace bangtin::admin_cli::commands
