// The uplink: the player's side of every conversation with the daemon, on threads of its own, so that no
// network can delay a picture. Before pairing one thread asks to be paired; after it one keeps the programme
// up to date, one reports, one hears what is wanted at once, and one answers that. All of them go on for
// ever, slower when nobody answers.
//
// Each class owns one thread. `request_stop` returns at once, and cancels what the thread waits for: the
// pause between two tries, the journal, and a request to the daemon, which libcurl notices within a second.
// The destructor joins.
#pragma once

#include <memory>
#include <string>
#include <thread>
#include <variant>

#include "base/clock.hpp"
#include "player/sync/mailbox.hpp"
#include "player/sync/notice_sync.hpp"
#include "player/sync/outbox.hpp"
#include "player/sync/pairing.hpp"
#include "player/sync/programme_sync.hpp"
#include "player/sync/reporter.hpp"
#include "player/sync/status.hpp"

namespace bangtin::player::sync {

// What the display loop hears from the uplink.
struct now_paired {
  identity who;
};
struct notice_file_arrived {};
struct screenshot_requested {
  std::int64_t request;
};
using uplink_news = std::variant<core::unpaired, now_paired, core::programme_arrived, core::notices_changed,
                                 notice_file_arrived, screenshot_requested>;

// How long to wait before trying again: from 1 s to 30 s, doubled at each failure, a quarter more or less by
// chance so that a hundred screens do not come back at once.
class back_off {
 public:
  // `chance` in [0, 1).
  milliseconds after_failure(double chance);
  void success() { failures_ = 0; }

 private:
  int failures_ = 0;
};

// Owns the pairing; ends after now_paired was told.
class pairing_thread {
 public:
  // `news` and `clock` must outlive it.
  pairing_thread(pairing p, std::string server, const clock_source& clock, mailbox<uplink_news>& news);
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

class programme_thread {
 public:
  programme_thread(programme_sync line, const std::string& server, const std::string& token, status& tells,
                   mailbox<uplink_news>& news);
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

// Hears of notices and of wishes for screenshots.
class notice_thread {
 public:
  // `answers` gets what is refused.
  notice_thread(notice_sync line, const std::string& server, const std::string& token,
                const clock_source& clock, mailbox<uplink_news>& news, mailbox<answer>& answers);
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

class answer_thread {
 public:
  answer_thread(outbox line, const std::string& server, const std::string& token, mailbox<answer>& answers);
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

class report_thread {
 public:
  report_thread(reporter line, const std::string& server, const std::string& token, const clock_source& clock,
                status& tells);
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

}  // namespace bangtin::player::sync
