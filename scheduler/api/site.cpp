// All answers come from memory, except the round trip to the database and the root key.
#include "scheduler/api/site.hpp"

#include <algorithm>
#include <iterator>

#include "base/version.hpp"
#include "scheduler/api/alerts.hpp"
#include "scheduler/api/count_proof.hpp"
#include "scheduler/api/ledger_alarms.hpp"
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

std::vector<admin::reported_problem> problems_of(const ledger_state& s,
                                                 const std::optional<message>& audit_fault) {
  std::vector<admin::reported_problem> all;
  if (audit_fault) {
    all.push_back(
        {*audit_fault, msg("find out who changed ledger.sqlite; a backup has the audit log as it was")});
  }
  if (!s.check.fault.empty()) {
    all.push_back(
        {s.check.fault, msg("put back ledger.sqlite from a backup; keep the file for those who mend it")});
  }
  if (s.repairs) all.push_back(repair_alarm(*s.repairs));
  for (const ledger::stored_doubt& d : s.doubts) {
    if (d.screen.empty()) all.push_back(doubt_alarm(d));
  }
  return all;
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
  };
  auto stored = co_await deps_.ledger.ask([this](ledger::ledger& l) -> result<known> {
    result<std::optional<public_key>> root = l.root();
    if (!root) return root.error();
    result<ledger_state> state = read_ledger_state(l, deps_.clock.now().utc);
    if (!state) return state.error();
    return known{*root, std::move(*state)};
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
  s.alerts = deps_.alerts.is_on() ? "on" : "off";
  std::ranges::move(alert_problems(deps_.alerts), std::back_inserter(s.problems));
  if (stored->state.check.ended > utc_ms()) s.ledger_checked = stored->state.check.ended;
  co_return http::json_reply(wire::admin::encode(s));
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
