// The media of this screen, found by their content, in a media::store:
//   DATA/media/<sha256>   a file as it was signed      DATA/media/<sha256>.part   one that is arriving
// A file has its name only when it is whole.
//
// Any thread may use one object at any time: it holds nothing but the place, and two threads that fetch the
// same file are told errc::conflict. All that reads or writes waits for the disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "media/store.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::player::sync {

// Hands on the file's bytes from byte `from` on to `sink` as they arrive; `sink` returns false to stop.
using byte_sink = std::function<bool(std::string_view)>;
using file_fetcher =
    std::function<result<void>(const digest& file, std::int64_t from, const byte_sink& sink)>;

// The files of the programme which this screen shows: those of its campaigns with their subtitles, the slate
// and the logo, each once.
std::vector<playlists::programme::file_ref> files_for(const playlists::programme::programme& p,
                                                      std::string_view screen);

class media_files {
 public:
  // So much of the disk is left to the evidence, which may have to wait for the daemon for months; of a small
  // disk a tenth.
  static constexpr media::store_setup usual_setup{media::store_layout::flat, std::uintmax_t{256} << 20, 10};

  // Creates the folders. errc::io when the disk refuses.
  static result<media_files> open(const std::filesystem::path& data,
                                  const media::store_setup& setup = usual_setup);

  std::filesystem::path file_of(const digest& file) const { return store_.path_of(file); }
  // There, and as long as it was signed. Its bytes are judged by `check`.
  bool is_there(const playlists::programme::file_ref& file) const;

  // Makes sure that the file is there. What arrived before a break is kept and continued. Never writes
  // more bytes than were signed, and none when less than the reserve would be left. errc::verification when
  // the bytes are others (they are deleted), errc::io when the disk refuses, or what the fetcher says.
  result<void> fetch(const playlists::programme::file_ref& file, const file_fetcher& from) const;

  // Reads the whole file; one that is not what was signed is deleted, and errc::verification returned.
  // errc::not_found when it is not there. `stop` ends it early with errc::unreachable.
  result<void> check(const playlists::programme::file_ref& file,
                     const std::function<bool()>& stop = {}) const;

  // Deletes every media file that is not among these, and parts of files that are not.
  void keep_only(const std::vector<playlists::programme::file_ref>& files) const;

 private:
  explicit media_files(media::store store) : store_(std::move(store)) {}

  media::store store_;
};

}  // namespace bangtin::player::sync
