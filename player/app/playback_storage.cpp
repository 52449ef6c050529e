// A disk that refuses, and what it has damaged: the screen plays what it keeps, tells why nothing counts, and
// waits for the disk in the background.
#include <spdlog/spdlog.h>

#include "player/app/playback.hpp"
#include "player/sync/data_folder.hpp"

namespace bangtin::player::app {

// Without its identity a screen has no journal and no daemon, but its site's root key still verifies the
// programme that it keeps.
void playback::play_from_cache() {
  std::optional<sync::identity> lost = sync::load_lost_identity(setup_.data);
  if (!lost) return;
  sync::programme_sync line(files_, sync::kept_programmes(setup_.data), *lost, status_, setup_.fetch);
  std::optional<core::ready_programme> kept = line.begin();
  if (!kept) return;
  spdlog::error(
      "the identity of {} is lost: it plays what it keeps, and nothing counts until it is paired again",
      lost->screen);
  identity_ = lost;
  lost_identity_ = true;
  remember(*kept);
  dispatch(core::programme_arrived{*kept});
  dispatch(core::paired_as{lost->screen});
  notices_ = sync::notice_sync(setup_.data, *lost, files_, notice_files_).begin(setup_.clock->now());
  dispatch_notices();
}

// Tells why the disk does not do its part, and waits for it in the background.
void playback::storage_fails(const error& why) {
  const error told = sync::does_not_count(why);
  spdlog::error("{}", describe(told));
  status_.set_problem(sync::problem_source::storage, told);
  if (!storage_watch_) storage_watch_.emplace(setup_.data, news_);
}

void playback::on_storage_recovered(const secret_key& key) {
  spdlog::info("the disk works again");
  storage_watch_.reset();
  status_.clear_problem(sync::problem_source::storage);
  setup_.storage_problem.reset();
  setup_.key_problem.reset();
  if (journal_) return;
  setup_.screen_key = key;
  if (pairing_) retire_pairing();
  identity_.reset();
  next_identity_.reset();
  lost_identity_ = false;
  begin();
}

}  // namespace bangtin::player::app
