// The uplink: the player's threads that speak to the daemon, so that the network never delays a picture.
// Before pairing, one thread asks to be paired. After pairing, two keep the programme up to date, one
// reports, one hears the channel, one receives what the daemon wants at once, and one answers that. All of
// them run until they are stopped, and retry more slowly while the daemon does not answer.
//
// Each class owns its thread or threads, which start in the constructor. `request_stop` returns at once, and
// cancels what the thread waits for: the pause between two tries, the journal, and a request to the daemon,
// which libcurl notices within a second. The destructor joins. Nothing here fails; the threads log what goes
// wrong. `news`, `answers`, `tells` and `clock` must outlive the object.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <variant>

#include "base/clock.hpp"
#include "player/sync/daemon_route.hpp"
#include "player/sync/mailbox.hpp"
#include "player/sync/notice_sync.hpp"
#include "player/sync/outbox.hpp"
#include "player/sync/pairing.hpp"
#include "player/sync/programme_offers.hpp"
#include "player/sync/programme_sync.hpp"
#include "player/sync/reporter.hpp"
#include "player/sync/status.hpp"

namespace bangtin::player::sync {

// What the display loop learns from the uplink.
struct now_paired {
  identity who;
};
// The daemon refuses the screen's token, or takes it again: the screen was unpaired or replaced, the daemon
// has lost its data, or somebody else answers in its place. The screen plays on and offers a pairing code.
struct standing_changed {
  bool turned_away = false;
};
struct notice_file_arrived {};
struct screenshot_requested {
  std::int64_t request;
};
struct storage_recovered {  // the data folder can be used again, with this screen's key in it
  secret_key key;
};
struct stick_looked_at {  // what the panel says of the USB stick
  stage::stick_panel panel;
};
using uplink_news = std::variant<core::unpaired, now_paired, core::programme_arrived, core::items_withdrawn,
                                 core::notices_changed, standing_changed, notice_file_arrived,
                                 screenshot_requested, storage_recovered, stick_looked_at>;

// How long to wait before a retry: 1 s, doubled at each failure up to 30 s, and up to a quarter more or less
// at random, so that a hundred screens do not come back at once.
class back_off {
 public:
  // `chance` is a random number in [0, 1).
  milliseconds after_failure(double chance);
  void success() { failures_ = 0; }

 private:
  int failures_ = 0;
};

// Asks to be paired, and sends core::unpaired when the code or what hinders it changes. The thread ends after
// it has sent now_paired.
class pairing_thread {
 public:
  pairing_thread(pairing p, daemon_route route, const clock_source& clock, mailbox<uplink_news>& news);
  // The same with a pairing that begins on the thread, because that may write to the disk. It sends its code
  // first.
  pairing_thread(std::function<pairing()> begin, daemon_route route, const clock_source& clock,
                 mailbox<uplink_news>& news);
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

// Keeps the programme up to date, with two threads: one asks for programmes, the other fetches the files of
// the newest one. So a correction never waits behind a download.
class programme_thread {
 public:
  programme_thread(programme_sync line, const std::string& screen, const daemon_route& route,
                   const clock_source& clock, status& tells, mailbox<uplink_news>& news);
  void request_stop() {
    asks_.request_stop();
    fetches_.request_stop();
  }

 private:
  std::unique_ptr<offer_box> offers_;  // from the first thread to the second
  std::jthread asks_;
  std::jthread fetches_;
};

// Holds the screen's channel open (channel_news.hpp). A daemon of the version before has none: it is asked
// for one again later.
class channel_thread {
 public:
  // `route` has a channel and no sticks.
  channel_thread(const std::string& screen, const daemon_route& route);
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

// How long to wait before the next try, after one has ended with `ended`. `was_open`: the channel was ready.
milliseconds channel_pause(const result<void>& ended, bool was_open, back_off& again, double chance);

// Receives notices and requests for screenshots.
class notice_thread {
 public:
  // Puts refusals of notices into `answers`, and attacks into `tells`.
  notice_thread(notice_sync line, const daemon_route& route, const clock_source& clock, status& tells,
                mailbox<uplink_news>& news, mailbox<answer>& answers);
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

// Sends acknowledgements and screenshots, and fetches notices' files.
class answer_thread {
 public:
  answer_thread(outbox line, const daemon_route& route, mailbox<answer>& answers);
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

// Sends evidence and status. Notices from the answers when the daemon knows the screen no more.
class report_thread {
 public:
  report_thread(reporter line, const daemon_route& route, const clock_source& clock, status& tells,
                mailbox<uplink_news>& news);
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

}  // namespace bangtin::player::sync
