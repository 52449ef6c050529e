// The daemon's signed time for a screen whose own clock is not synchronised: it asks with a new nonce, and
// tells the screen's clock the answers that verify.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "player/sync/daemon_api.hpp"
#include "player/sync/daemon_route.hpp"
#include "player/sync/screen_clock.hpp"
#include "player/sync/status.hpp"

namespace bangtin::player::sync {

// Not thread-safe; the time thread owns it.
class time_sync {
 public:
  // `clock` must outlive it.
  time_sync(const public_key& daemon, screen_clock& clock) : time_sync([daemon] { return daemon; }, clock) {}
  // With the daemon's key in force at each answer.
  time_sync(std::function<public_key()> daemon, screen_clock& clock)
      : daemon_(std::move(daemon)), clock_(clock) {}

  // Asks once, unless the screen's own clock is synchronised. Returns the pause before the next round.
  // Returns the daemon_api's errors, and errc::verification for an answer that another key signed or that
  // answers another nonce. An older daemon, which does not know the question, is no error.
  result<milliseconds> round(daemon_api& daemon);
  // Why the latest answer is an attack: another key signed it, it contradicts an earlier one, or it lies
  // before the approval of the programme on show. Empty: it is none.
  const std::optional<named_attack>& attack() const { return attack_; }

 private:
  std::function<public_key()> daemon_;
  screen_clock& clock_;
  std::optional<named_attack> attack_;
};

// Owns one thread, which runs rounds until it is stopped; see uplink.hpp for the rules of these threads.
class time_thread {
 public:
  // Tells `tells`, which must outlive it, of attacks.
  time_thread(time_sync line, const daemon_route& route, status& tells);
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

}  // namespace bangtin::player::sync
