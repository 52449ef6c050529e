// The lock guards values only: the writer copies what it writes, and writes without the lock.
#include "player/sync/screen_clock.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace bangtin::player::sync {

namespace {
constexpr std::chrono::seconds first_write{1};
constexpr std::chrono::seconds write_every{60};
}  // namespace

screen_clock::screen_clock(const clock_source& kernel, std::filesystem::path data, std::string boot)
    : kernel_(kernel), files_(std::move(data)), boot_(std::move(boot)), counts_(files_.counted()) {
  restore();
  writer_ = std::jthread([this](const std::stop_token& stop) { write_on(stop); });
}

// A time of another boot goes on from this start: how long the machine was off is not known.
void screen_clock::restore() {
  std::optional<remembered_time> kept = files_.last_time();
  time_reading at_start = kernel_.now();
  if (!kept) return;
  bool same_boot = kept->boot == boot_ && kept->value.time.mono <= at_start.mono;
  if (!same_boot) kept->value.time.mono = at_start.mono;
  belief_.restore(kept->value, same_boot);
  utc_ms believed = belief_.now(at_start).utc;
  if (believed != at_start.utc) {
    spdlog::warn("the clock says {}, and nothing confirms it; going on from {}", to_rfc3339_utc(at_start.utc),
                 to_rfc3339_utc(believed));
  }
}

time_reading screen_clock::now() const {
  std::lock_guard lock(mutex_);
  return belief_.now(kernel_.now());
}

std::optional<milliseconds> screen_clock::bound() const {
  std::lock_guard lock(mutex_);
  return heard_ ? belief_.bound(kernel_.now()) : std::nullopt;
}

std::optional<digest> screen_clock::outlived() const {
  std::lock_guard lock(mutex_);
  if (!belief_.is_outlived(kernel_.now())) return std::nullopt;
  return belief_.programme()->programme;
}

void screen_clock::set_programme(const core::programme_facts& p) {
  std::lock_guard lock(mutex_);
  belief_.set_programme(p, counts_, kernel_.now());
  dirty_ = true;
  changed_.notify_all();
}

void screen_clock::receipt(utc_ms received) {
  std::lock_guard lock(mutex_);
  belief_.receipt(received, kernel_.now());
}

core::time_belief::verdict screen_clock::answer(const core::daemon_answer& a) {
  using verdict = core::time_belief::verdict;
  std::lock_guard lock(mutex_);
  time_reading kernel = kernel_.now();
  time_reading before = belief_.now(kernel);
  verdict v = belief_.answer(a, kernel);
  time_reading after = belief_.now(kernel);
  heard_ = heard_ || v != verdict::unusable;
  if (after.trust != before.trust || std::chrono::abs(after.utc - before.utc) > std::chrono::seconds(1)) {
    spdlog::info("the daemon's clock ({}) moves this screen's from {} ({}) to {} ({})",
                 a.synced ? "synced" : "unsynced", to_rfc3339_utc(before.utc), to_string(before.trust),
                 to_rfc3339_utc(after.utc), to_string(after.trust));
    dirty_ = true;
    changed_.notify_all();
  }
  return v;
}

void screen_clock::write_on(const std::stop_token& stop) {
  bool told = false;
  std::chrono::seconds pause = first_write;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, stop, pause, [this] { return dirty_; });
      pause = std::exchange(dirty_, false) ? first_write : std::min(2 * pause, write_every);
    }
    // One more write after the stop request, so that a clean stop loses nothing.
    bool last = stop.stop_requested();
    write(told);
    if (last) return;
  }
}

void screen_clock::write(bool& told) {
  std::optional<core::sourced_time> time;
  std::optional<core::counted_time> count;
  {
    std::lock_guard lock(mutex_);
    time_reading kernel = kernel_.now();
    belief_.observe(kernel);
    time = belief_.to_persist(kernel);
    count = belief_.count(kernel);
  }
  result<void> kept = {};
  if (time) kept = files_.keep(remembered_time{*time, boot_});
  if (count && kept) kept = files_.keep(*count);
  if (!kept && !std::exchange(told, true))
    spdlog::warn("the time is not remembered: {}", describe(kept.error()));
}

}  // namespace bangtin::player::sync
