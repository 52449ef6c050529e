// The parts of the daemon, in the order in which they depend on each other. For daemon*.cpp only.
#pragma once

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "media/open_uploads.hpp"
#include "scheduler/alerts/alert_watch.hpp"
#include "scheduler/api/backup_state.hpp"
#include "scheduler/api/count_proof.hpp"
#include "scheduler/api/play_judge.hpp"
#include "scheduler/api/screen_directory.hpp"
#include "scheduler/api/storage_check.hpp"
#include "scheduler/api/upload_room.hpp"
#include "scheduler/app/daemon.hpp"
#include "scheduler/app/opening.hpp"
#include "scheduler/auth/gate.hpp"
#include "scheduler/auth/passwords.hpp"
#include "scheduler/backup/snapshot.hpp"
#include "scheduler/events/change_hub.hpp"
#include "scheduler/events/channel_hub.hpp"
#include "scheduler/events/command_hub.hpp"
#include "scheduler/events/pairing_requests.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/events/reported_numbers.hpp"
#include "scheduler/events/trust_hub.hpp"
#include "scheduler/http/listeners.hpp"
#include "scheduler/http/static_files.hpp"
#include "scheduler/jobs/job_runner.hpp"
#include "scheduler/ledger/ledger_thread.hpp"
#include "scheduler/ledger/worker_pool.hpp"

namespace bangtin::scheduler::app {

struct daemon::impl {
  impl(daemon_setup s, const clock_source& c, opened_folder o, stored_state state);
  ~impl();

  daemon_setup setup;
  const clock_source& clock;
  unique_fd lock;
  // Before the context, which frees the coroutines that hold places of it.
  api::upload_room room{
      {.store = store, .clock = clock, .quota_bytes = setup.media_quota_bytes, .free_bytes = [this] {
         return api::free_bytes_of(setup.data / "media");
       }}};
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> open_for_work{context.get_executor()};
  media::store store;
  media::open_uploads uploads{store};
  ledger::ledger_thread ledger;
  ledger::worker_pool disk{2};
  ledger::worker_pool documents{2};
  ledger::worker_pool writing{1};     // files of the monthly report
  ledger::worker_pool backing_up{1};  // nightly backups
  ledger::worker_pool reading{1};     // of whole files, and of the store's folders
  ledger::worker_pool telling{1};     // alerts: waits for the hook
  ledger::worker_pool deriving{1};    // keys from passwords: one has 32 MiB
  std::stop_source stopping_reads;

  http::http_metrics counted;
  std::uint64_t records_stored = 0;
  api::play_judge judge;  // with its backlog used on the ledger's thread only
  api::play_backlog backlog{judge};
  api::count_proof counts{{ledger, backlog, clock}};
  events::channel_hub channels;  // before the hubs that wake it
  events::change_hub changes{context.get_executor()};
  events::programme_hub programmes;
  events::command_hub commands;
  events::trust_hub trust;
  events::reported_numbers reported;
  events::pairing_requests requests;
  api::screen_directory directory;
  auth::people people;
  auth::sessions sessions;
  auth::failed_attempts attempts;
  auth::password_checks passwords{deriving};
  auth::refusal_log refusals;
  auth::gate gate;
  api::backup_state backups;
  std::optional<message> audit_fault;  // what the check of the audit log found
  secret_key key;
  tls::server_identity identity;
  std::string tls_address;    // "https://10.0.0.5:8470"; empty: it speaks plain HTTP
  api::daemon_keys all_keys;  // that the daemon has had, with which its receipts are signed
  jobs::job_runner jobs;
  api::storage_check storage{{.ledger = ledger, .clock = clock, .media = setup.data / "media"}};
  backup::snapshot_maker snapshots{{.ledger = ledger,
                                    .store = store,
                                    .reading = reading,
                                    .programmes = programmes,
                                    .daemon = key.public_part(),
                                    .clock = clock,
                                    .folder = setup.data / "backup"}};
  alerts::alert_watch alert_watch{{.ledger = ledger,
                                   .programmes = programmes,
                                   .documents = documents,
                                   .telling = telling,
                                   .clock = clock,
                                   .storage = [this] { return storage.now(); },
                                   .stopping = stopping_reads.get_token()},
                                  setup.alerts};
  http::static_files page;
  http::endpoint_table endpoints{all_rows()};
  http::connection_manager connections{setup.connections, setup.requests, setup.handshakes};
  http::session_setup shared{endpoints, gate, clock, setup.waits, connections, counted, disk.executor()};

  std::optional<http::tcp_acceptor> tcp;
  std::optional<http::local_acceptor> local;
  std::string address;
  asio::steady_timer grace{context};
  bool stopping = false;
  bool clean = true;

  jobs::job_runner::setup runner_setup();
  void read_page();
  std::vector<http::endpoint> all_rows();  // daemon_endpoints.cpp

  // ---- daemon_connections.cpp
  result<void> listen();
  void tell_transport(const asio::ip::tcp::endpoint& at);
  // Takes connections over TCP, and from the admin socket, until the daemon stops.
  asio::awaitable<void> accept_tcp();
  asio::awaitable<void> accept_local();
  template <class Acceptor>
  asio::awaitable<void> accept(Acceptor& a);
  template <class Socket>
  void welcome(Socket s);
  asio::awaitable<void> converse(std::shared_ptr<http::http_session> s, http::peer from);
  asio::awaitable<void> wind_down();
  asio::awaitable<void> write_people_before_end();
  void close_when_idle();

  // ---- daemon_upkeep.cpp
  asio::awaitable<void> sweep_daily();
  asio::awaitable<void> check_ledger();
  asio::awaitable<void> judge_what_waits();
  asio::awaitable<void> check_audit();
  // Renews the TLS certificate in time.
  asio::awaitable<void> renew_certificate();
  // Makes each night's backup, where a folder for it is configured.
  asio::awaitable<void> back_up_nightly();
  asio::awaitable<result<void>> back_up(std::chrono::local_days night);
  // Writes refused requests, and when tokens were used, again and again.
  asio::awaitable<void> note_people();
  asio::awaitable<void> write_people(bool all);

  std::array<ledger::worker_pool*, 9> pools() {
    return {&jobs.threads(), &telling,   &deriving, &writing,        &backing_up,
            &reading,        &documents, &disk,     &ledger.thread()};
  }
  bool stop_threads();
};

}  // namespace bangtin::scheduler::app
