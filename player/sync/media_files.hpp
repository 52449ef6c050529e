// The player's files: media by their content, and the programme that it plays. Everything has its name only
// when it is whole.
//   DATA/media/<sha256>        a file as it was signed      DATA/media/<sha256>.part   one that is arriving
//   DATA/programme.json        the signed programme on show DATA/next.json             the one that is to
//   follow
//
// The uplink's programme thread owns it; `file_of`, `is_there` and `check` may be called from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/trust.hpp"

namespace bangtin::player {

// Hands on the file's bytes from byte `from` on to `sink` as they arrive; `sink` returns false to stop.
using byte_sink = std::function<bool(std::string_view)>;
using file_fetcher =
    std::function<result<void>(const digest& file, std::int64_t from, const byte_sink& sink)>;

// The files of the programme which this screen shows: those of its campaigns with their subtitles, the slate
// and the logo, each once.
std::vector<playlists::file_ref> files_for(const playlists::programme& p, std::string_view screen);

class cache {
 public:
  // So much of the disk is left to the evidence, which may have to wait for the daemon for months; of a small
  // disk a tenth.
  static constexpr std::uintmax_t usual_reserve_bytes = std::uintmax_t{256} << 20;

  // Creates the folders. errc::io when the disk refuses.
  static result<cache> open(const std::filesystem::path& data,
                            std::uintmax_t reserve_bytes = usual_reserve_bytes);

  std::filesystem::path file_of(const digest& file) const;
  // There, and as long as it was signed. Its bytes are judged by `check`.
  bool is_there(const playlists::file_ref& file) const;

  // Makes sure that the file is there. What arrived before a break is kept and gone on from. Never writes
  // more bytes than were signed, and none when less than the reserve would be left. errc::verification when
  // the bytes are others (they are deleted), errc::io when the disk refuses, or what the fetcher says.
  result<void> fetch(const playlists::file_ref& file, const file_fetcher& from);

  // Reads the whole file; one that is not what was signed is deleted, and errc::verification returned.
  // errc::not_found when it is not there. `stop` ends it early with errc::unreachable.
  result<void> check(const playlists::file_ref& file, const std::function<bool()>& stop = {}) const;

  // The programmes as they were kept, unverified: whoever reads them verifies.
  std::optional<wire::signed_programme> current() const;
  std::optional<wire::signed_programme> next() const;
  result<void> keep_next(const wire::signed_programme& p);
  // From now on `p` is the one that is played, also after a restart. Its files must be there.
  result<void> switch_to(const wire::signed_programme& p);

  // Deletes every media file that is not among these, and parts of files that are not.
  void keep_only(const std::vector<playlists::file_ref>& files) const;

 private:
  cache(std::filesystem::path data, std::uintmax_t reserve_bytes)
      : data_(std::move(data)), reserve_bytes_(reserve_bytes) {}
  result<void> has_room_for(std::int64_t bytes) const;

  std::filesystem::path data_;
  std::uintmax_t reserve_bytes_;
};

}  // namespace bangtin::player
