// How programmes come to this screen: it asks for one, verifies it, fetches its files, and switches to it as
// a whole. A programme that does not verify is refused, and the status says so; the current programme stays.
//
// Use from one thread at a time: the display loop begins it, then the uplink's programme thread owns it.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include "player/sync/daemon_api.hpp"
#include "player/sync/kept_programmes.hpp"
#include "player/sync/media_files.hpp"
#include "player/sync/pairing.hpp"
#include "player/sync/status.hpp"

namespace bangtin::player::sync {

class programme_sync {
 public:
  // `files` and `tells` must outlive it.
  programme_sync(const media_files& files, kept_programmes programmes, identity who, status& tells);

  // The programme to play from the disk, before the daemon is asked: the programme of the last run, or the
  // next one if all its files are there. Empty when there is none that verifies.
  std::optional<core::ready_programme> begin();

  // Asks the daemon once, and fetches and switches if it offers another programme. Returns the programme to
  // play from now on if it has changed, else empty. An error means that a retry may help; if people should
  // know of it, it is in the status already.
  result<std::optional<core::ready_programme>> round(daemon_api& daemon, std::chrono::seconds wait);

  // Reads all files of the current programme and deletes damaged ones, which the next round fetches again.
  void check_files(std::stop_token stop);

  // Deletes files that no programme needs any more, once the screen shows the current programme:
  // `version_on_show` is the version that it shows.
  void tidy(std::int64_t version_on_show);

 private:
  result<wire::verified_programme> verified(const wire::signed_programme& p) const;
  result<void> fetch_all(const playlists::programme::programme& p, daemon_api& daemon);
  core::ready_programme adopt(wire::verified_programme p);
  void keep_needed();

  const media_files& files_;
  kept_programmes programmes_;
  identity who_;
  status& tells_;
  std::optional<core::ready_programme> current_;
  std::vector<playlists::programme::file_ref> coming_;  // files of the next programme, not to be deleted
  std::optional<digest> refused_;  // hash of a refused offer, so that the daemon does not send it again
  // The current programme, while the disk does not keep it.
  std::optional<wire::signed_programme> unkept_;
  bool untidy_ = true;
};

}  // namespace bangtin::player::sync
