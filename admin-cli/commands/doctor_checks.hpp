// What "doctor" says of each thing that it has asked for. Pure, but for the process language: times and
// answers are arguments.
#pragma once

#include <optional>
#include <vector>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/people.hpp"
#include "admin-cli/commands/site_trust.hpp"
#include "admin-cli/views/remarks.hpp"

namespace bangtin::admin_cli::commands {

using remarks = std::vector<views::remark>;

// This computer's time, and how the daemon was reached.
struct doctor_here {
  utc_ms now{};
  clock_trust clock = clock_trust::unsynced;
  bool same_machine = true;  // by its socket
};

// The daemon's version, clock and ledger.
remarks check_daemon(const wire::admin::site& site, const doctor_here& here);
// `health`: the answer of /healthz.
remarks check_evidence(const wire::admin::site& site, const result<wire::admin::health>& health, utc_ms now);
remarks check_room(const wire::admin::media_limits& room);
remarks check_screens(const std::vector<wire::admin::screen>& screens, const wire::admin::site& site,
                      utc_ms now);
// Items that are to be looked at again by now.
remarks check_reviews(const std::vector<wire::admin::media_item>& items, const std::string& timezone,
                      utc_ms now);
// The published programme's validity, and a draft that nobody has approved.
remarks check_programmes(const std::optional<playlists::programme::programme>& published,
                         const std::optional<playlists::programme::programme>& draft, utc_ms now);
// Players that show a code, and the call that makes one of `screens` of each.
remarks check_waiting(const std::vector<wire::admin::waiting_screen>& waiting,
                      const std::vector<wire::admin::screen>& screens);

// The certificate by which the published programme was signed: screens refuse it after its end.
remarks check_signer(const std::optional<published_programme>& current, utc_ms now);
// Screens that do not keep the site statement yet.
remarks check_trust(const known_trust& trust);
// Tokens that end soon.
remarks check_people(const std::vector<wire::admin::user>& users, utc_ms now);
// Whether somebody is told when a screen fails. What keeps messages from arriving is among the site's
// problems.
remarks check_alerts(const wire::admin::site& site);
// Screens whose player is older than the daemon.
remarks check_players(const std::vector<wire::admin::screen>& screens, const wire::admin::site& site);

struct keys_state {
  std::filesystem::path folder;
  result<key_facts> facts;           // read_keys()
  bool has_secret = true;            // approver.pem is there
  bool open_to_others = false;       // the folder's mode lets others read it
  std::string open_file{};           // a secret key that others may read; empty: none
  std::optional<public_key> root{};  // of the daemon's site, if that is known
  bool daemon_known = true;          // the daemon has answered
};
remarks check_keys(const keys_state& keys, utc_ms now);

// A failed question, as a remark of this gravity.
views::remark failed(views::topic about, const error& e);

}  // namespace bangtin::admin_cli::commands
