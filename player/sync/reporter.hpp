// What this screen reports to the daemon: its evidence, in batches that leave the journal only after a
// receipt, and its status. Not thread-safe: the uplink's report thread owns it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "player/sync/daemon_api.hpp"
#include "player/sync/host_stats.hpp"
#include "player/sync/journal_thread.hpp"
#include "player/sync/older_logs.hpp"
#include "player/sync/status.hpp"

namespace bangtin::player::sync {

class reporter {
 public:
  // `tells`, `source` and `host` must outlive it. `clock_bound` says how far an estimated clock can be off,
  // empty if that is not to be sent; without it, it never is.
  reporter(std::string screen, status& tells, evidence_source& source, const host_stats& host,
           std::function<std::optional<milliseconds>()> clock_bound = {});

  // Sends the journal's records, oldest first, until none is left, `max_batches` are sent or something fails.
  // First, and once an hour, it asks what the daemon has of the log: one that has less than it had
  // acknowledged gets it again, although this screen has nothing new to send. A journal that is behind that,
  // or contradicts it, begins a new log; so does one whose log the daemon takes no more. A log of which the
  // daemon has nothing, while it has another one of this screen, is written again so that it cites that one
  // (journal::cite). Then it refills earlier logs: once, each day, and when the daemon shows a sign of having
  // lost records. Sends nothing while the daemon has asked to wait. `limits` bound each question to the
  // journal. Returns the errors of the daemon_api and of the journal, and errc::conflict when daemon and
  // screen do not agree on which records are missing; the status has all of them but errc::unreachable.
  result<void> send_evidence(daemon_api& daemon, const time_reading& now, const ask_limits& limits = {});
  static constexpr int max_batches = 8;
  // Whether the last `send_evidence` stopped although it had more to send: call it again soon.
  bool has_more() const { return has_more_; }
  // Sends the status if the programme, the picture, the output, the clock's trust or the problem has changed,
  // or if the last one was sent 15 s ago or earlier; not while the daemon has asked to wait. Returns the
  // daemon_api's errors.
  result<void> send_status(daemon_api& daemon, const time_reading& now, const ask_limits& limits = {});
  // The status as it is now, for a USB stick.
  wire::screen_status status_now(const time_reading& now, const ask_limits& limits = {});
  // Whether the daemon refused this screen's token when it last answered a status.
  bool turned_away() const { return turned_away_; }

 private:
  enum class step { sent, resent, nothing };
  result<void> cite_lost_log(daemon_api& daemon, const std::string& lost, const ask_limits& limits);
  result<void> agree(daemon_api& daemon, const time_reading& now, const ask_limits& limits);
  result<void> resend_lost(daemon_api& daemon, const newest_receipt& last, const time_reading& now,
                           const ask_limits& limits);
  result<void> give_up_log(daemon_api& daemon, const std::string& log, const time_reading& now,
                           const ask_limits& limits);
  result<step> send_batch(daemon_api& daemon, const time_reading& now, const ask_limits& limits);
  result<void> begin_new_log(const std::optional<evidence::signed_text>& cites, const time_reading& now,
                             const ask_limits& limits);
  void take_format(daemon_api& daemon, const ask_limits& limits);
  error refused(const error& e);
  wire::screen_status known_status(const time_reading& now) const;
  void complete_status(wire::screen_status& s, const time_reading& now, const ask_limits& limits);

  std::string screen_;
  status& tells_;
  evidence_source& source_;
  older_logs older_;
  const host_stats& host_;
  std::function<std::optional<milliseconds>()> clock_bound_;
  std::optional<wire::screen_status> sent_;
  milliseconds sent_at_{};
  std::int64_t format_ = 1;                     // of statuses, that the daemon has announced
  std::int64_t sent_format_ = 1;                // in which `sent_` was sent
  std::optional<milliseconds> reported_since_;  // since then every status has reached the daemon
  bool turned_away_ = false;
  // When the daemon's last receipt did not contradict the journal; empty: ask it.
  std::optional<milliseconds> agreed_at_;
  std::optional<milliseconds> older_at_;  // when all earlier logs became due last
  bool has_more_ = false;
  std::int64_t evidence_format_ = 0;              // that the journal has been told of; 0: of none
  std::optional<milliseconds> new_log_at_;        // when the daemon's answer began one
  milliseconds evidence_from_{}, status_from_{};  // the daemon has asked to wait until then
};

}  // namespace bangtin::player::sync
