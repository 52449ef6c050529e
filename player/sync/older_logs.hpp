// Refills a daemon that was restored from an older copy with logs of this screen that have ended: it asks
// only for the current log, while the records that it had acknowledged of earlier ones are in the screen's
// archive. Not thread-safe: the reporter owns it.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>

#include "player/sync/branch_walk.hpp"
#include "player/sync/daemon_api.hpp"
#include "player/sync/journal_thread.hpp"

namespace bangtin::player::sync {

class older_logs {
 public:
  // `source` must outlive it. Every log is due at first.
  older_logs(std::string screen, evidence_source& source) : screen_(std::move(screen)), source_(source) {}

  // The daemon showed a sign of having lost records: every log is due again.
  void look_again() { due_ = true; }
  bool has_more() const { return due_ || !logs_.empty(); }

  // Asks what the daemon has of each log, newest first, and sends what it lacks, with at most `max_requests`
  // requests; the next round goes on from there. A log of which the daemon has other records is sent too, for
  // it to set aside. A log whose records the daemon refuses, or the archive cannot prove, is left and named
  // in the program's log. Returns errors that pass, and those while the daemon has asked to wait.
  result<void> round(daemon_api& daemon, int max_requests, const ask_limits& limits);

 private:
  enum class step { goes_on, pauses, done };
  result<step> ask(daemon_api& daemon, const ask_limits& limits);
  result<step> send(daemon_api& daemon, const ask_limits& limits);
  result<step> send_branch(daemon_api& daemon, const ask_limits& limits);
  result<step> end_of_archive(const ask_limits& limits);
  result<step> begin_branch();
  result<step> follow(const evidence::batch& sent, const plays_answer& answer, const ask_limits& limits);
  result<step> refused(daemon_api& daemon, const error& e);
  void end_log();

  std::string screen_;
  evidence_source& source_;
  bool due_ = true;
  std::deque<std::string> logs_;       // to go through; the first is under way
  std::optional<std::int64_t> from_;   // what the daemon lacks of it; empty: not asked yet
  std::optional<branch_walk> branch_;  // the daemon has, or may have, other records of it
  std::int64_t tip_ = 0;               // the daemon's, when it was asked
  int refusals_ = 0, resends_ = 0;     // of the log under way
  int requests_left_ = 0;              // in this round
  bool sent_ = false;                  // some of the log under way
  std::set<std::string> told_;         // the logs that were left
};

}  // namespace bangtin::player::sync
