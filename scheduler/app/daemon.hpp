// bangtind without its command line: builds all parts, connects them, listens and serves. Tests run it in
// their own process.
//
//   result<std::unique_ptr<daemon>> d = daemon::start(setup, clock);
//   bool clean = (*d)->run();      // until stop() is called
//
// The thread that calls run() becomes the network's thread; daemon.cpp lists the others, which the daemon
// owns.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "media/asset.hpp"
#include "scheduler/api/intake_rate.hpp"
#include "scheduler/http/http_session.hpp"
#include "scheduler/jobs/ingest_item.hpp"

namespace bangtin::scheduler::app {

namespace asio = boost::asio;

struct daemon_setup {
  std::filesystem::path data;  // created if missing, mode 0750; only one daemon at a time may use it
  std::string listen = "127.0.0.1:8470";
  std::filesystem::path socket;  // Unix socket for the admin command
  media::ingest_limits media;
  std::uint64_t media_quota_bytes = 0;  // of all files together; 0: no limit but the disk
  std::chrono::milliseconds sweep_every = std::chrono::hours(24);  // besides the sweep at the start
  http::http_timeouts waits;
  std::size_t max_connections = 1000;  // over TCP
  std::size_t max_long_polls = 64;     // of screens that wait for a programme
  std::size_t max_call_polls = 400;    // of waiters for commands and screenshots; many, as notices are urgent
  milliseconds stop_grace{3000};       // after stop(): for requests to finish
  jobs::ingest_job ingest = media::run_ingest;
  std::size_t ingest_workers = 0;     // at the same time; 0: one per core, less one
  milliseconds ingest_stall{10'000};  // a worker without progress for this long no longer counts as running
  std::int64_t records_per_hour = api::max_records_per_hour;  // that one screen may send
  bool new_site = false;  // move what is left of an old site aside, and begin
  int check_rest = 4;     // how long the check of the ledger rests, in times of its last piece
  std::chrono::milliseconds check_every = std::chrono::hours(24);  // from one whole check to the next
  bool durable = true;  // false: no syncing to the disk, only for tests of logic
};

class daemon {
 public:
  // Builds the daemon. It listens when this returns, and answers once `run` is called. errc::conflict when
  // another program uses the folder, the port or the socket; other errors when the folder, the key, the store
  // or the ledger cannot be opened. `clock` must outlive the daemon.
  static result<std::unique_ptr<daemon>> start(daemon_setup setup, const clock_source& clock);
  ~daemon();

  std::string address() const;  // "127.0.0.1:8470", with the real port
  asio::any_io_executor executor();

  // Serves until `stop`, and returns at most 1.5 s after the grace period. False: a thread or a connection
  // still runs (an ingest worker, or a thread on a hanging disk). The process must then exit without
  // destroying the daemon, because its destructor would wait for that thread.
  bool run();
  // Any thread may call it. Accepts no more connections, kills the ingest workers (the next daemon goes on
  // with their jobs), gives running requests the grace period to finish, and then aborts them.
  void stop();
  // Whether a round trip to the database succeeds.
  asio::awaitable<bool> alive();

 private:
  struct impl;
  explicit daemon(std::unique_ptr<impl> i);
  std::unique_ptr<impl> impl_;
};

}  // namespace bangtin::scheduler::app
