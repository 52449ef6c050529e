// One file after the other, at the lowest priority: pictures come first.
#include "player/file_watch.hpp"

#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace bangtin::player {

namespace {

constexpr int lowest_priority = 19;

void stand_back() {
  // On Linux a priority belongs to a thread.
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), lowest_priority);
}

}  // namespace

file_watch::file_watch(const cache& files, std::function<void(const error&)> damaged)
    : thread_([this, &files, damaged = std::move(damaged)](std::stop_token stop) {
        stand_back();
        while (!stop.stop_requested()) {
          for (const playlists::file_ref& f : asked_.take_all(stop, std::chrono::hours(1))) {
            result<void> checked = files.check(f, [&] { return stop.stop_requested(); });
            if (checked || checked.error().code != errc::verification) continue;
            spdlog::error("file {}: {}", f.sha256.hex().substr(0, 12), describe(checked.error()));
            damaged(checked.error());
          }
        }
      }) {}

}  // namespace bangtin::player
