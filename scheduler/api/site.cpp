// All answers come from memory, except the round trip to the database and the root key.
#include "scheduler/api/site.hpp"

#include <algorithm>
#include <iterator>

#include "base/inner_message.hpp"
#include "base/version.hpp"
#include "scheduler/api/alerts.hpp"
#include "scheduler/api/count_proof.hpp"
#include "scheduler/api/ledger_alarms.hpp"
#include "scheduler/api/trust.hpp"
#include "wire/admin/backup.hpp"
#include "wire/admin/site.hpp"
#include "wire/daemon_time.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

// What the check of the ledger has found.
struct ledger_state {
  std::vector<ledger::stored_doubt> doubts;
  ledger::check_position check;
  std::optional<ledger::count_repair> repairs;  // that are still told
};

result<ledger_state> read_ledger_state(ledger::ledger& l, utc_ms now) {
  result<std::vector<ledger::stored_doubt>> doubts = l.evidence().doubts();
  if (!doubts) return doubts.error();
  result<ledger::check_position> check = l.checks().position();
  if (!check) return check.error();
  auto repairs = l.checks().repairs_since(now - repair_is_told);
  if (!repairs) return repairs.error();
  return ledger_state{std::move(*doubts), std::move(*check), *repairs};
}

// What screens have that this daemon does not know: it was restored from an older copy, or a screen lies.
void add_reported(std::vector<admin::reported_problem>& all, const events::reported_numbers& reported,
                  std::int64_t published, utc_ms now) {
  if (const std::int64_t highest = reported.version(now); highest > published) {
    all.push_back(
        {msg("screens hold programme version {}, which is newer than version {} here: this daemon was "
             "restored from an older copy",
             highest, published),
         msg("approve again (\"bangtin approve\"): the next version is above that of all screens")});
  }
  for (const auto& d : reported.not_believed(now)) {
    all.push_back(
        {d.is_notice ? msg("the screen \"{}\" says that it holds the notice number {}, which no notice "
                           "can have yet (fast-forward)",
                           d.screen, d.number)
                     : msg("the screen \"{}\" says that it holds programme version {}, which is too far "
                           "above the one here to be believed (fast-forward)",
                           d.screen, d.number),
         msg("look at this screen: its disk or its clock is wrong, or somebody else uses its token")});
  }
}

void add_statements(std::vector<admin::reported_problem>& all, const events::trust_hub& trust) {
  const std::int64_t kept = trust.highest_kept();
  if (kept <= trust.number()) return;
  all.push_back(
      {msg("screens keep the site statement {}, and this daemon has {}: it was restored from an older copy",
           kept, trust.number()),
       msg("make the next one with root's keys (\"bangtin keys add\" or \"bangtin keys revoke\"): it goes "
           "on from the copy beside them")});
}

void add_backups(std::vector<admin::reported_problem>& all, const backup_state& backups) {
  if (!backups.failure) return;
  all.push_back({msg("the nightly backup failed: {}", inner(backups.failure->what)),
                 backups.failure->remedy.empty() ? msg("see the daemon's log; it tries again by itself")
                                                 : backups.failure->remedy});
}

std::vector<admin::reported_problem> problems_of(const ledger_state& s,
                                                 const std::optional<message>& audit_fault) {
  std::vector<admin::reported_problem> all;
  if (audit_fault) {
    all.push_back(
        {*audit_fault, msg("find out who changed ledger.sqlite; a backup has the audit log as it was")});
  }
  if (!s.check.fault.empty()) {
    all.push_back(
        {s.check.fault,
         msg("restore a backup with \"bangtin restore FILE --set-aside\"; it keeps the damaged file")});
  }
  if (s.repairs) all.push_back(repair_alarm(*s.repairs));
  for (const ledger::stored_doubt& d : s.doubts) {
    if (d.screen.empty()) all.push_back(doubt_alarm(d));
  }
  return all;
}

admin::reported_problem waits_for_new_key() {
  return {msg("the daemon has not taken its new key yet: screens refuse its receipts and its time"),
          msg("restart it: systemctl restart bangtind")};
}

}  // namespace

std::vector<http::endpoint> site_handlers::rows(deps d) {
  auto self = std::make_shared<site_handlers>(std::move(d));
  return {
      {.method = "GET",
       .pattern = "/healthz",
       .who = http::access::open,
       .summary = "whether the daemon and its database answer, and can store",
       .doc = {.id = "get_health",
               .tag = "site",
               .answers = {{200,
                            "the daemon and its database answer and can store",
                            json_body<wire::admin::health>(),
                            {}}},
               .refusals = {503}},
       .handle = to(self, &site_handlers::health)},
      {.method = "GET",
       .pattern = "/v1/openapi.json",
       .who = http::access::open,
       .summary = "this document",
       .doc = {.id = "get_openapi",
               .tag = "site",
               .answers = {{200, "this document", {"application/json"}, {}}}},
       .handle = to(self, &site_handlers::get_openapi)},
      {.method = "GET",
       .pattern = "/v1/site",
       .who = http::access::viewer,
       .summary = "keys and versions of the site",
       .doc = {.id = "get_site",
               .tag = "site",
               .answers = {{200, "the site", json_body<wire::admin::site>(), {}}}},
       .handle = to(self, &site_handlers::site)},
      {.method = "GET",
       .pattern = "/v1/numbers",
       .who = http::access::viewer,
       .summary = "what screens hold above the published version, and when the site was backed up",
       .doc = {.id = "get_numbers",
               .tag = "site",
               .answers = {{200, "the numbers", json_body<wire::admin::site_numbers>(), {}}}},
       .handle = to(self, &site_handlers::numbers)},
      {.method = "GET",
       .pattern = "/v1/time",
       .who = http::access::open,
       .summary = "the daemon's time, signed with the caller's nonce",
       .doc = {.id = "get_time",
               .tag = "site",
               .parameters = {{.name = "nonce",
                               .about = "64 lower-case hexadecimal digits that were never sent before",
                               .type = "string",
                               .required = true}},
               .answers = {{200, "the time", {"application/json", "signed_time"}, {}}},
               .refusals = {400}},
       .handle = to(self, &site_handlers::time)},
      {.method = "GET",
       .pattern = "/v1/authority",
       .who = http::access::open,
       .summary = "the authority of the daemon's TLS certificates, in a statement of the daemon's key",
       .doc = {.id = "get_authority",
               .tag = "site",
               .answers = {{200, "the authority", {"application/json", "signed_authority"}, {}}}},
       .handle = to(self, &site_handlers::authority)},
  };
}

handled site_handlers::health(http::request&) {
  if (result<void> stores = co_await deps_.storage.now(); !stores) {
    co_return http::problem_reply(stores.error(), 503);
  }
  auto known = co_await deps_.ledger.ask([this](ledger::ledger& l) -> result<ledger_state> {
    if (result<void> alive = l.ping(); !alive) return alive.error();
    return read_ledger_state(l, deps_.clock.now().utc);
  });
  if (!known) co_return http::problem_reply(known.error(), 503);
  wire::admin::health h;
  if (!known->doubts.empty()) h.evidence = "doubt";
  if (!known->check.fault.empty()) h.evidence = "damaged";
  co_return http::json_reply(wire::admin::encode(h));
}

handled site_handlers::get_openapi(http::request&) {
  co_return http::text_reply(deps_.endpoints.openapi(), "application/json");
}

handled site_handlers::site(http::request&) {
  struct known {
    std::optional<public_key> root;
    ledger_state state;
    wire::site_trust trust;
    std::optional<ledger::published_row> waiting;
  };
  auto stored = co_await deps_.ledger.ask([this](ledger::ledger& l) -> result<known> {
    result<std::optional<public_key>> root = l.root();
    if (!root) return root.error();
    result<ledger_state> state = read_ledger_state(l, deps_.clock.now().utc);
    if (!state) return state.error();
    result<wire::site_trust> trust = trust_in_force(l);
    if (!trust) return trust.error();
    result<std::optional<ledger::published_row>> waiting = l.programmes().waiting();
    if (!waiting) return waiting.error();
    return known{*root, std::move(*state), std::move(*trust), std::move(*waiting)};
  });
  if (!stored) co_return http::problem_reply(stored.error());
  auto current = deps_.programmes.current();
  time_reading now = deps_.clock.now();
  wire::admin::site s{deps_.daemon.public_part(),
                      stored->root,
                      program_version,
                      current ? current->version : 0,
                      deps_.programmes.zone()->timezone,
                      current ? std::optional(current->value->issued) : std::nullopt,
                      now.utc,
                      std::string(to_string(now.trust)),
                      problems_of(stored->state, deps_.audit_fault),
                      {}};
  s.pairing = 2;
  s.authority = deps_.identity.fingerprint();
  s.address = deps_.tls_address;
  add_reported(s.problems, deps_.reported, s.programme_version, now.utc);
  add_statements(s.problems, deps_.trust);
  add_backups(s.problems, deps_.backups);
  s.alerts = deps_.alerts.is_on() ? "on" : "off";
  std::ranges::move(alert_problems(deps_.alerts), std::back_inserter(s.problems));
  if (stored->state.check.ended > utc_ms()) s.ledger_checked = stored->state.check.ended;
  s.approvals = stored->trust.approvals;
  if (wire::daemon_key(stored->trust, s.daemon_key) != s.daemon_key)
    s.problems.push_back(waits_for_new_key());
  if (const auto& w = stored->waiting)
    s.waiting =
        admin::waiting_programme{w->version, w->programme_digest, w->approver, w->issued, w->published};
  co_return http::json_reply(wire::admin::encode(s));
}

// Open, because a screen asks for it where it trusts no certificate: the daemon's key vouches for the answer.
handled site_handlers::authority(http::request&) {
  co_return http::text_reply(wire::to_json(deps_.identity.stated()), "application/json");
}

handled site_handlers::numbers(http::request&) {
  admin::site_numbers n;
  const std::int64_t published = deps_.programmes.current() ? deps_.programmes.current()->version : 0;
  const std::int64_t highest = deps_.reported.version(deps_.clock.now().utc);
  if (highest > published) n.highest_version = highest;
  n.backed_up = deps_.backups.newest;
  co_return http::json_reply(admin::encode(n));
}

// Open like an NTP server: a screen needs the time before anything else, and the answer tells nobody anything
// that a clock on the wall does not.
handled site_handlers::time(http::request& r) {
  std::string_view nonce = r.parameter("nonce");
  if (!wire::is_nonce(nonce)) {
    co_return http::problem_reply({errc::usage, msg("\"nonce\" is not 64 lower-case hexadecimal digits"),
                                   msg("send 32 random bytes that were never sent before")});
  }
  time_reading now = deps_.clock.now();
  wire::daemon_time t{std::string(nonce), now.utc, now.trust == clock_trust::synced};
  http::reply answer = http::text_reply(
      wire::time_to_json(evidence::sign_text(wire::to_text(t), deps_.daemon)), "application/json");
  answer.headers.emplace_back("Cache-Control", "no-store");
  co_return answer;
}

}  // namespace bangtin::scheduler::api
