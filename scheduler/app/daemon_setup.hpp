// What a daemon is told when it starts. options.hpp reads it from the command line.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/clock.hpp"
#include "media/asset.hpp"
#include "scheduler/alerts/alert_delivery.hpp"
#include "scheduler/api/changes.hpp"
#include "scheduler/api/channel.hpp"
#include "scheduler/api/intake_rate.hpp"
#include "scheduler/backup/nightly.hpp"
#include "scheduler/http/http_session.hpp"
#include "scheduler/jobs/ingest_item.hpp"
#include "scheduler/tls/server_identity.hpp"

namespace bangtin::scheduler::app {

// What the listener on TCP speaks.
enum class transport {
  by_address,  // TLS, and plain HTTP on a loopback address where no certificate is given
  tls,
  plain_http  // the owner says that nobody else is on the way
};

struct daemon_setup {
  std::filesystem::path data;           // created if missing, mode 0750; only one daemon at a time may use it
  std::filesystem::path configuration;  // its own file, for backups; empty: there is none
  std::string listen = "127.0.0.1:8470";
  transport speaks = transport::by_address;
  tls::given_files certificate;  // none: one under the daemon's own authority
  std::chrono::milliseconds certificate_check_every = std::chrono::hours(1);
  std::filesystem::path socket;  // Unix socket for the admin command
  std::filesystem::path page;    // the folder with the files of the page for staff; empty: it serves none
  media::ingest_limits media;
  std::uint64_t media_quota_bytes = 0;  // of all files together; 0: no limit but the disk
  std::chrono::milliseconds sweep_every = std::chrono::hours(24);  // besides the sweep at the start
  http::http_timeouts waits;
  http::connection_limits connections;  // over TCP
  http::request_limits requests;        // over TCP
  http::handshake_limits handshakes;
  std::size_t max_long_polls = 5000;  // of screens that wait for a programme
  std::size_t max_call_polls = 5000;  // of waiters for commands and screenshots; many, as notices are urgent
  std::size_t max_channels = 5000;    // of screens; further ones poll
  std::size_t max_change_streams = 200;  // of people's pages; further ones poll
  api::change_stream_times change_streams{};
  api::channel_times channels;
  milliseconds stop_grace{3000};  // after stop(): for requests to finish
  jobs::ingest_job ingest = media::run_ingest;
  std::size_t ingest_workers = 0;     // at the same time; 0: one per core, less one
  milliseconds ingest_stall{10'000};  // a worker without progress for this long no longer counts as running
  std::int64_t records_per_hour = api::max_records_per_hour;  // that one screen may send
  alerts::alert_setup alerts;
  bool new_site = false;                  // move what is left of an old site aside, and begin
  milliseconds note_people_every{5'000};  // refused requests, and when tokens were used
  backup::nightly_setup nightly;
  milliseconds nightly_look_every{60'000};  // whether a backup is due
  int check_rest = 4;  // how long the check of the ledger rests, in times of its last piece
  std::chrono::milliseconds check_every = std::chrono::hours(24);  // from one whole check to the next
  bool durable = true;  // false: no syncing to the disk, only for tests of logic
};

}  // namespace bangtin::scheduler::app
