// The constructor sets the floor, which never moves afterwards. The thread writes the time for the next start
// only.
#include "player/app/clock_with_floor.hpp"

#include <spdlog/spdlog.h>

#include <charconv>
#include <condition_variable>
#include <mutex>

#include "base/files.hpp"

namespace bangtin::player::app {

namespace {

constexpr std::chrono::seconds keep_every{60};
// A file whose time lies outside (earliest, latest) is damaged: this program did not exist before, and will
// not run after.
constexpr utc_ms earliest = std::chrono::sys_days(std::chrono::year(2020) / 1 / 1);
constexpr utc_ms latest = std::chrono::sys_days(std::chrono::year(2200) / 1 / 1);

utc_ms last_known(const std::filesystem::path& file) {
  result<std::string> text = read_file(file, 64);
  if (!text) return {};
  std::int64_t ms = 0;
  auto [end, bad] = std::from_chars(text->data(), text->data() + text->size(), ms);
  utc_ms known = from_unix_ms(ms);
  return bad == std::errc() && earliest < known && known < latest ? known : utc_ms{};
}

}  // namespace

time_reading lifted(const time_reading& kernel, const time_floor& f) {
  time_reading r = kernel;
  if (kernel.trust == clock_trust::unsynced) r.utc = std::max(kernel.utc, f.floor + (kernel.mono - f.mono));
  return r;
}

clock_with_floor::clock_with_floor(const clock_source& kernel, const std::filesystem::path& data)
    : kernel_(kernel), floor_{last_known(data / "last-time"), kernel.now().mono} {
  time_reading at_start = kernel.now();
  if (now().utc > at_start.utc) {
    spdlog::warn("the clock says {}, which is past; going on from {}", to_rfc3339_utc(at_start.utc),
                 to_rfc3339_utc(now().utc));
  }
  writer_ = std::jthread([this, file = data / "last-time"](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    bool told = false;
    bool last = false;
    // One more write after the stop request, so that a clean stop loses nothing.
    do {
      last = stop.stop_requested();
      result<void> kept = write_file(file, std::to_string(to_unix_ms(now().utc)) + "\n", 0640);
      if (!kept && !std::exchange(told, true)) spdlog::warn("last-time: {}", describe(kept.error()));
      std::unique_lock lock(mutex);
      if (!last) never.wait_for(lock, stop, keep_every, [] { return false; });
    } while (!last);
  });
}

}  // namespace bangtin::player::app
