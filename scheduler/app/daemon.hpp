// bangtind without its command line: everything built, wired and listening. Tests run it in their own
// process.
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
#include "scheduler/api/media.hpp"
#include "scheduler/http/http_session.hpp"

namespace bangtin::scheduler::app {

namespace asio = boost::asio;

struct daemon_setup {
  std::filesystem::path data;  // created if need be, mode 0750; one daemon at a time
  std::string listen = "127.0.0.1:8470";
  std::filesystem::path socket;  // of the admin command
  media::ingest_limits media;
  http::http_timeouts waits;
  std::size_t max_connections = 1000;  // over TCP
  std::size_t max_long_polls = 64;     // for programmes
  std::size_t max_call_polls = 400;    // for notices, which must not wait
  milliseconds stop_grace{3000};
  api::ingest_job ingest = media::run_ingest;
  bool durable = true;  // false: for tests of logic only
};

class daemon {
 public:
  // Listens when it returns; nobody is answered before `run`. errc::conflict when another daemon has the
  // folder, the port or the socket. `clock` outlives the daemon.
  static result<std::unique_ptr<daemon>> start(daemon_setup setup, const clock_source& clock);
  ~daemon();

  std::string address() const;  // "127.0.0.1:8470", with the real port
  asio::any_io_executor executor();

  // Serves until `stop`, and returns at most a second after the grace. False: a thread still runs (the ingest
  // worker, or one that waits for a disk that hangs). The process then exits without destroying the daemon,
  // which would wait for that thread.
  bool run();
  // From any thread. Takes no more connections, lets what runs finish for the grace, then cuts it off.
  void stop();
  // A round trip to the database.
  asio::awaitable<bool> alive();

 private:
  struct impl;
  explicit daemon(std::unique_ptr<impl> i);
  std::unique_ptr<impl> impl_;
};

}  // namespace bangtin::scheduler::app
