// How programmes come to this screen: asked for, verified, their files fetched, switched to as a whole. What
// does not hold is refused and told; the programme before it stays.
//
// One thread at a time: main begins it, then the uplink's programme thread owns it.
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

  // What is to be played from the disk, before anybody is asked: the programme of the last run, or the one
  // that was to follow it if all of it is there. Nothing when there is none which holds.
  std::optional<core::ready_programme> begin();

  // One question to the daemon and all that follows from it. The programme to play from now on, if it is
  // another. An error means that trying again later may help; it is on the board already if people should
  // know.
  result<std::optional<core::ready_programme>> round(daemon_api& daemon, std::chrono::seconds wait);

  // Reads all files of the current programme; what is damaged is deleted, and fetched in the next round.
  void check_files(std::stop_token stop);

  // Deletes what nothing needs any more, once the screen shows `version`.
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
  std::vector<playlists::programme::file_ref>
      coming_;                     // of a programme that is to follow: what has arrived stays
  std::optional<digest> refused_;  // of the bytes of an offer that does not hold: not asked for again
  bool untidy_ = true;
};

}  // namespace bangtin::player::sync
