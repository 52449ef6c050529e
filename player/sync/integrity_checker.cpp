// One thread checks one file after the other, at the lowest priority.
#include "player/sync/integrity_checker.hpp"

#include <spdlog/spdlog.h>

#include "base/priority.hpp"

namespace bangtin::player::sync {

integrity_checker::integrity_checker(const media_files& files, std::function<void(const error&)> damaged)
    : thread_([this, &files, damaged = std::move(damaged)](std::stop_token stop) {
        lower_priority();
        while (!stop.stop_requested()) {
          for (const playlists::programme::file_ref& f : asked_.take_all(stop, std::chrono::hours(1))) {
            result<void> checked = files.check(f, [&] { return stop.stop_requested(); });
            if (checked || checked.error().code != errc::verification) continue;
            spdlog::error("file {}: {}", f.sha256.hex().substr(0, 12), describe(checked.error()));
            damaged(checked.error());
          }
        }
      }) {}

}  // namespace bangtin::player::sync
