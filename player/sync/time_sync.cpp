// Both instants are monotonic and taken next to the question, so that the round trip, which bounds the error,
// holds nothing else.
#include "player/sync/time_sync.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "wire/daemon_time.hpp"

namespace bangtin::player::sync {

namespace {

using namespace std::chrono_literals;

constexpr milliseconds look_again = 30s;   // while the screen's own clock is synchronised
constexpr milliseconds ask_again = 5min;   // after an answer that is believed
constexpr milliseconds ask_sooner = 1min;  // while the daemon's own clock is not synchronised: it may soon be
constexpr milliseconds ask_at_once = 10s;  // after a contradiction, or an answer that took long
constexpr milliseconds ask_upgraded = 10min;  // a daemon that does not know the question
constexpr milliseconds rough_bound = 1s;      // a better answer is wanted
constexpr milliseconds max_pause = 10s;       // after a failure
constexpr milliseconds max_skew = 10min;  // by which an approver's clock may be ahead; as the daemon has it

named_attack false_time(message what) {
  return {
      wire::attack::clock_attack,
      {errc::verification, std::move(what),
       msg("check the clock of the daemon's machine, and look at what stands between it and this screen")}};
}

void sleep_for(const std::stop_token& stop, milliseconds d) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, d, [] { return false; });
}

}  // namespace

result<milliseconds> time_sync::round(daemon_api& daemon) {
  if (clock_.now().trust == clock_trust::synced) {
    attack_.reset();
    return look_again;
  }
  std::string nonce = random_hex(32);
  core::daemon_answer heard;
  heard.asked = clock_.now().mono;
  result<evidence::signed_text> note = daemon.time(nonce);
  heard.answered = clock_.now().mono;
  if (!note && note.error().code == errc::not_found) return ask_upgraded;
  if (!note) return note.error();
  result<wire::daemon_time> t = wire::verify_time(*note, daemon_(), nonce);
  if (!t) {
    attack_ = named_attack{wire::attack::clock_attack, t.error()};
    return t.error();
  }
  attack_.reset();
  heard.utc = t->utc;
  heard.synced = t->synced;
  using verdict = core::time_belief::verdict;
  verdict v = clock_.answer(heard);
  if (v == verdict::contradiction)
    attack_ = false_time(msg("the daemon's time contradicts what the daemon said before"));
  // A time that is not believed although the daemon vouches for it lies before the approval.
  const time_reading believed = clock_.now();
  const bool before_approval = v == verdict::taken && t->synced && believed.trust == clock_trust::unsynced;
  if (before_approval && believed.utc - t->utc > max_skew)
    attack_ = false_time(msg("the daemon's time lies before the approval of the programme"));
  if (v == verdict::contradiction || v == verdict::unusable) return ask_at_once;
  if (v == verdict::not_needed) return look_again;
  if (!t->synced) return ask_sooner;
  return clock_.bound().value_or(milliseconds(0)) > rough_bound ? ask_at_once : ask_again;
}

time_thread::time_thread(time_sync line, const daemon_route& route, status& tells)
    : thread_([line = std::move(line), route, &tells](const std::stop_token& stop) mutable {
        auto daemon = open_daemon(route, [stop] { return stop.stop_requested(); });
        milliseconds failed_pause = 1s;
        bool told = false;
        while (!stop.stop_requested()) {
          result<milliseconds> pause = line.round(*daemon);
          if (!pause && !stop.stop_requested() && !std::exchange(told, true)) {
            spdlog::warn("the daemon's time: {}", describe(pause.error()));
          }
          if (pause) told = false;
          if (line.attack()) {
            tells.set_attack(problem_source::clock, *line.attack());
          } else {
            tells.clear_problem(problem_source::clock);
          }
          sleep_for(stop, pause ? *pause : failed_pause);
          failed_pause = pause ? 1s : std::min(2 * failed_pause, max_pause);
        }
      }) {}

}  // namespace bangtin::player::sync
