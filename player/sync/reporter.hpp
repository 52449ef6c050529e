// What this screen tells the daemon: its evidence, in batches that leave the journal only against a receipt,
// and its status. One thread.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "player/sync/daemon_api.hpp"
#include "player/sync/host_stats.hpp"
#include "player/sync/journal_thread.hpp"
#include "player/sync/status.hpp"

namespace bangtin::player::sync {

class reporter {
 public:
  // `tells`, `source` and `host` must outlive it.
  reporter(std::string screen, status& tells, evidence_source& source, const host_stats& host);

  // Sends what there is to send, oldest first, until nothing is left or the daemon does not take more.
  // `limits` bound each question to the journal.
  result<void> send_evidence(daemon_api& daemon, const ask_limits& limits = {});
  // Sends the status when it has changed or 15 s have passed.
  result<void> send_status(daemon_api& daemon, const time_reading& now, const ask_limits& limits = {});

 private:
  std::string screen_;
  status& tells_;
  evidence_source& source_;
  const host_stats& host_;
  std::optional<wire::screen_status> sent_;
  milliseconds sent_at_{};
};

}  // namespace bangtin::player::sync
