#include "player/sync/storage_watch.hpp"

#include <condition_variable>
#include <mutex>

#include "player/sync/data_folder.hpp"

namespace bangtin::player::sync {

namespace {

constexpr std::chrono::seconds ask_again{3};

// The screen's key, if the folder is writable again and what is there can be read.
std::optional<secret_key> usable_key(const std::filesystem::path& data) {
  utc_ms now = system_clock_source().now().utc;
  clear_the_way(data, now);
  if (why_not_writable(data)) return std::nullopt;
  screen_key found = find_screen_key(data, now);
  if (found.problem) return std::nullopt;
  auto who = load_identity(data, found.key.public_part());
  if (!who && who.error().code == errc::io) return std::nullopt;
  return found.key;
}

}  // namespace

storage_watch::storage_watch(std::filesystem::path data, mailbox<uplink_news>& news)
    : thread_([data = std::move(data), &news](const std::stop_token& stop) {
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        while (!never.wait_for(lock, stop, ask_again, [&] { return stop.stop_requested(); })) {
          std::optional<secret_key> key = usable_key(data);
          if (!key) continue;
          news.put(storage_recovered{*key});
          return;
        }
      }) {}

}  // namespace bangtin::player::sync
