#include "player/sync/archive_check.hpp"

#include <spdlog/spdlog.h>

#include <condition_variable>
#include <mutex>

#include "base/priority.hpp"

namespace bangtin::player::sync {

namespace {

constexpr std::chrono::minutes first_round{10};
constexpr std::chrono::hours round_every{24};
constexpr std::chrono::milliseconds between_stretches{30};

// False when the stop was requested.
bool rest(const std::stop_token& stop, std::chrono::milliseconds d) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, d, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace

result<void> check_archive(journal_thread& journal, const std::function<bool()>& go_on,
                           const ask_limits& limits) {
  auto parts = journal.archive_parts(limits);
  if (!parts) return parts.error();
  for (const evidence::journal::archive_part& part : *parts) {
    if (!go_on()) return {};
    result<void> sound = evidence::journal::check(part, go_on);
    // A file may have been dropped meanwhile, and a disk that refuses is no damage.
    if (sound || sound.error().code != errc::verification) continue;
    if (result<void> moved = journal.set_archive_aside(part.file, sound.error(), limits); !moved)
      return moved;
  }
  return {};
}

archive_check::archive_check(journal_thread& journal)
    : thread_([&journal](const std::stop_token& stop) {
        lower_priority();
        std::chrono::milliseconds pause = first_round;
        while (rest(stop, pause)) {
          pause = round_every;
          auto go_on = [&] { return rest(stop, between_stretches); };
          result<void> done = check_archive(journal, go_on, {stop});
          if (done || stop.stop_requested()) continue;
          spdlog::warn("evidence: {}", describe(done.error()));
          pause = first_round;
        }
      }) {}

}  // namespace bangtin::player::sync
