// keys renew-daemon: the daemon makes its next key, and root names it in the site statement. Old receipts
// stay valid, because the statement names every key that the daemon has had.
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/site_trust.hpp"
#include "base/language.hpp"

namespace bangtin::admin_cli::commands {

namespace {

result<wire::admin::daemon_key_pair> ask_for_next_key(session& s) {
  result<json::value> answer = s.daemon.call_json(send_request("POST", "/v1/daemon-key", {}));
  if (!answer && answer.error().code == errc::not_found) {
    return error{errc::unsupported, msg("this daemon is too old for another key"),
                 msg("update bangtind, and call the command again")};
  }
  if (!answer) return answer.error();
  auto keys = wire::admin::decode<wire::admin::daemon_key_pair>(*answer);
  if (!keys) return strange_answer(keys.error());
  return keys;
}

// The first key has no beginning that root has signed, so it counts from 1970.
result<void> name_next_key(wire::site_trust& t, const wire::admin::daemon_key_pair& keys, utc_ms now) {
  if (t.daemons.empty()) t.daemons.push_back({keys.now, utc_ms{}});
  if (t.daemons.back().key != keys.now) {
    return error{errc::conflict, msg("the daemon has not taken the key yet that root has named last"),
                 msg("restart it (\"systemctl restart bangtind\"), and call the command again")};
  }
  if (t.daemons.size() == wire::max_daemon_keys) {
    return error{errc::limit, msg("this site's daemon has had {} keys already", wire::max_daemon_keys),
                 msg("keep the one that it has")};
  }
  t.daemons.push_back({keys.next, now});
  return {};
}

}  // namespace

result<int> keys_renew_daemon(session& s, const arguments&) {
  result<site_now> site = read_site(s);
  if (!site) return site.error();
  result<wire::admin::daemon_key_pair> keys = ask_for_next_key(s);
  if (!keys) return keys.error();
  site->next.issued = s.this_moment();
  if (result<void> named = name_next_key(site->next, *keys, site->next.issued); !named) return named.error();
  if (result<void> yes = agreed(s, tr("Give the daemon a new key? It is restarted then.")); !yes)
    return yes.error();
  result<secret_key> root = open_site_root(s);
  if (!root) return root.error();
  result<known_trust> done = put_in_force(s, site->next, *root);
  if (!done) return done.error();
  s.out.done(tr("the daemon's new key is {} (site statement {})", keys->next.hex().substr(0, 16),
                site->next.number));
  report_obedience(s, std::move(*done), site->root);
  s.out.note(tr(
      "Restart the daemon now: \"systemctl restart bangtind\". Until then screens refuse its receipts, and "
      "send again afterwards."));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
