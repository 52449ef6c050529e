// bangtind without its command line: builds all parts, connects them, listens and serves. Tests run it in
// their own process.
//
//   result<std::unique_ptr<daemon>> d = daemon::start(setup, clock);
//   bool clean = (*d)->run();      // until stop() is called
//
// The thread that calls run() becomes the network's thread; daemon.cpp lists the others, which the daemon
// owns.
#pragma once

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "scheduler/app/daemon_setup.hpp"

namespace bangtin::scheduler::app {

namespace asio = boost::asio;

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
