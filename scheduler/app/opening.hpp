// What the daemon reads before it listens: it opens the folder, and checks what it will hand out.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/signing.hpp"
#include "media/store.hpp"
#include "scheduler/api/daemon_keys.hpp"
#include "scheduler/app/daemon_setup.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::app {

// The parts of the data folder.
struct opened_folder {
  unique_fd lock;  // the folder belongs to this daemon while it is open
  secret_key key;
  api::daemon_keys all_keys;  // that the daemon has had
  media::store store;
  std::unique_ptr<ledger::ledger> ledger;
  tls::server_identity identity;
};
// Whether the listener on TCP speaks TLS. errc::usage when the address is none.
result<bool> speaks_tls(const daemon_setup& setup);

// errc::conflict when another daemon works in the folder; errc::invalid, with what is wrong and the way back,
// when its content cannot be believed.
result<opened_folder> open_folder(const daemon_setup& setup, utc_ms now);

// What the daemon goes on with.
struct stored_state {
  std::vector<ledger::paired_screen> screens;
  std::vector<ledger::stored_user> users;
  std::vector<ledger::stored_token> tokens;
  std::vector<ledger::stored_password> passwords;
  std::vector<ledger::stored_session> sessions;
  std::shared_ptr<const events::published_programme> programme;  // nullptr: none is published
  std::string first_zone;                                        // before the first publication
  std::vector<ledger::stored_notice> notices;                    // unexpired ones, the oldest first
  std::vector<ledger::stored_job> jobs;                          // that a daemon before did not finish
  std::optional<wire::trust_document> trust;                     // the site statement
};
// Checks the newest records and the published programme. errc::invalid when the programme is not what was
// signed; records that do not verify are set aside and logged.
result<stored_state> read_state(const daemon_setup& setup, opened_folder& folder, utc_ms now);

}  // namespace bangtin::scheduler::app
