// Decides what is told, when, and in which message. A state machine without I/O: time and observations are
// arguments.
//
//   alert_machine alerts(rules, stored);
//   if (std::optional<alert_report> r = alerts.step(now, observations))
//     send(*r) ? alerts.delivered(now) : alerts.failed();
//   store(alerts.memory(now));
//
// An alert begins when its observation was present for `after`, and ends when it was absent for `calm`.
// Unknown observations change nothing, and time in which nobody looked does not count. So neither a restart
// of the daemon nor a night in which the screens are closed raises anything. Not thread-safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/alerts/alert_memory.hpp"
#include "scheduler/alerts/alert_values.hpp"

namespace bangtin::scheduler::alerts {

class alert_machine {
 public:
  // The longest step that counts: after a longer one, the machine slept or the clock jumped.
  static constexpr milliseconds max_step = std::chrono::minutes(2);
  static constexpr milliseconds max_calm = std::chrono::hours(1);
  static constexpr milliseconds max_retry = std::chrono::minutes(30);

  // If a message was under way when `stored` was, the caller sends that first, and calls `delivered` or
  // `failed` about it.
  alert_machine(const alert_rules& rules, const alert_memory& stored);

  // One look at everything. What is not among the observations any more (a screen that was removed) is
  // forgotten. Returns a message that is due. Call `delivered` or `failed` about it before the next step.
  std::optional<alert_report> step(utc_ms now, const std::vector<observation>& seen);
  // The last report was told.
  void delivered(utc_ms now);
  // Nobody was told: it is due again after a minute, then two, four, ..., at most 30.
  void failed();

  alert_memory memory(utc_ms now) const;
  // Alerts that people know of, and that go on.
  std::size_t active() const;

 private:
  using key = std::pair<alert_kind, std::string>;
  struct entry {
    milliseconds lasted{}, calm{};
    bool was_present = false;  // at the last step
    bool is_on = false;        // decided: begins or goes on
    bool told = false;         // people believe that it is on
    utc_ms since{}, told_at{};
    std::int64_t raised = 0;
    message what{};
    bool looked_at = false;  // at this step
  };
  void look(utc_ms now, milliseconds passed, const observation& o);
  void rest(entry& e, milliseconds passed) const;
  milliseconds calm_needed(const entry& e) const;
  std::optional<alert_event> due(utc_ms now, const entry& e) const;
  void forget_old(utc_ms now);

  alert_rules rules_;
  std::map<key, entry> entries_;
  std::vector<std::pair<key, alert_event>> in_flight_;
  std::vector<utc_ms> sent_;
  std::optional<utc_ms> last_step_;
  milliseconds waited_{};  // since something is due
  bool is_due_ = false;
  milliseconds retry_in_{}, retry_{};
};

}  // namespace bangtin::scheduler::alerts
