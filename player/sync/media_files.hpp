// The media files of this screen, in a media::store that names a file by the SHA-256 of its bytes:
//   DATA/media/<sha256>        a complete file
//   DATA/media/<sha256>.part   a file that is still arriving
//
// It remembers which files are there, so that the display loop can ask without waiting for the disk. A change
// that somebody else makes in the folder is noticed when `fetch` or `check` looks at that file. So one
// process uses one object per folder.
//
// Any thread may use one object at any time; two threads that fetch the same file are told errc::conflict.
// `file_of` and `is_there` never wait for the disk; everything else does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "media/store.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/programme/screen_files.hpp"

namespace bangtin::player::sync {

// A file_fetcher passes the file's bytes from byte `from` on to `sink` as they arrive. `sink` returns false
// to stop it.
using byte_sink = std::function<bool(std::string_view)>;
using file_fetcher =
    std::function<result<void>(const digest& file, std::int64_t from, const byte_sink& sink)>;

using playlists::programme::files_for;

class media_files {
 public:
  // Leaves 256 MiB of the disk, but at most 10 % of it, free for the evidence, which may wait for the daemon
  // for months.
  static constexpr media::store_setup usual_setup{media::store_layout::flat, std::uintmax_t{256} << 20, 10};

  // Creates the folders and looks at what is there. Where the disk refuses a folder, there are no files until
  // `fetch` can create it; so this call does not fail. A file that the disk does not show now counts as
  // missing until `fetch` or `check` finds it.
  static result<media_files> open(const std::filesystem::path& data,
                                  const media::store_setup& setup = usual_setup);
  media_files(media_files&&) noexcept;
  ~media_files();

  std::filesystem::path file_of(const digest& file) const { return store_.path_of(file); }
  // There, and as long as it was signed, when the disk was last looked at. Its bytes are judged by `check`.
  bool is_there(const playlists::programme::file_ref& file) const;

  // How many bytes of the file have not arrived, as the disk shows it; 0: it is there.
  std::int64_t missing_bytes(const playlists::programme::file_ref& file) const;

  // Makes sure that the file is there, on the disk itself. What arrived before a break is kept and continued.
  // Never writes more bytes than were signed, and none when less than the reserve would be left.
  // errc::verification when the bytes are others (they are deleted), errc::io when the disk refuses, or what
  // the fetcher says.
  result<void> fetch(const playlists::programme::file_ref& file, const file_fetcher& from) const;

  // Reads the whole file. Deletes it and returns errc::verification if its bytes are not the signed ones.
  // errc::not_found when there is no such file. `check` asks `stop` between pieces; true ends it early with
  // errc::unreachable.
  result<void> check(const playlists::programme::file_ref& file,
                     const std::function<bool()>& stop = {}) const;

  // Gives the file a second name here, by a hard link, if `other` has it and this has not. Nothing
  // happens when the disk refuses the link; then `fetch` gets the file.
  void share(const playlists::programme::file_ref& file, const media_files& other) const;

  // Deletes every media file that is not among these, and parts of files that are not.
  void keep_only(const std::vector<playlists::programme::file_ref>& files) const;

 private:
  class inventory;
  explicit media_files(media::store store);
  // Waits for the disk; `is_there` answers the same from then on.
  bool look_at_disk(const playlists::programme::file_ref& file) const;
  result<void> fetch_missing(const playlists::programme::file_ref& file, const file_fetcher& from) const;

  media::store store_;
  std::unique_ptr<inventory> inventory_;  // null only after a move
};

}  // namespace bangtin::player::sync
