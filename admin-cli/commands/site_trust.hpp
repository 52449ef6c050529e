// The site statement on the administrator's side: reading the newest one, and putting the next one in force
// (docs/formats.md, "Site statements"). A copy of the last one is kept beside the keys, as `trust.json`: a
// daemon that gives an older one cannot make root forget what it has revoked.
#pragma once

#include <optional>
#include <vector>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/session.hpp"
#include "wire/admin/trust.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::admin_cli::commands {

struct known_trust {
  wire::site_trust value;  // number 0: there is none yet
  std::vector<wire::admin::trust_screen> screens;
  wire::root_chain roots{};  // as the daemon has it; root signed none of it
};

// The newer of the daemon's statement and of that beside the keys, both verified with `root`.
// errc::verification when the daemon's is not root's; errc::unsupported with a daemon that knows none.
result<known_trust> get_trust(session& s, const public_key& root);

// What the next statement begins with: the same approvers and revoked keys, the next number, and the
// programme on show. Before the first statement, the approvers are those whom root has certified here: the
// one of the folder of the keys, and the one who signed what is on show.
result<wire::site_trust> next_trust(session& s, const known_trust& now, const public_key& root,
                                    const std::optional<published_programme>& on_show);

// Adds the approver, or the revoked key, in its place.
void add_approver(wire::site_trust& t, wire::trusted_approver a);
void add_revoked(wire::site_trust& t, wire::revoked_key r);

// The root's secret key of the folder of the keys; asks for its passphrase. errc::verification when the
// daemon belongs to another root key.
result<secret_key> open_site_root(session& s);

// Signs the statement, gives it to the daemon, and keeps a copy beside the keys. Returns what the daemon
// answers: the screens with the numbers that they keep.
result<known_trust> put_in_force(session& s, const wire::site_trust& next, const secret_key& root);

// What every change of the site statement begins with.
struct site_now {
  public_key root;
  known_trust trust;
  std::optional<published_programme> on_show;
  wire::site_trust next;  // see next_trust
};
result<site_now> read_site(session& s);
// The same, judged by this root.
result<site_now> read_site(session& s, const public_key& root);

// Waits some seconds for the screens, which obey at once where they are connected; prints the statement as
// JSON, and for people the names of the other screens.
void report_obedience(session& s, known_trust t, const public_key& root);

// The screens that do not keep statement `number` yet, as far as the daemon has heard.
std::vector<wire::admin::trust_screen> behind(const known_trust& t);

// {"number","issued","approvers","revoked","behind"}
json::object to_json(const known_trust& t);

}  // namespace bangtin::admin_cli::commands
