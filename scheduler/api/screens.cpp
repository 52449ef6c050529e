// Pairing has four steps: the player asks; a person types the code into the command; the command signs a
// certificate with the root key and posts it; the player fetches it. The daemon only forwards; the tag lets
// both ends notice if it cheats.
#include "scheduler/api/screens.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "wire/admin/screens.hpp"
#include "wire/certificates.hpp"
#include "wire/messages.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

std::vector<wire::admin::reported_problem> alarms_of(const std::vector<ledger::recorded_fork>& forks) {
  std::vector<wire::admin::reported_problem> all;
  for (const ledger::recorded_fork& f : forks) {
    all.push_back(
        {msg("play records contradict earlier ones (log {}, record {}); they are set aside and not counted",
             f.log, f.seq),
         msg("find out whether the screen's storage was restored or copied")});
  }
  return all;
}

// The screen that the order describes. The caller must set its token and its time of pairing.
result<ledger::paired_screen> screen_from(wire::admin::pairing_order o) {
  bool named = !o.name.empty() && is_clean_utf8(o.name) &&
               o.name.find_first_of("/\n\t") == std::string::npos && o.name != "." && o.name != "..";
  if (!named || !is_clean_utf8(o.title) || !is_clean_utf8(o.venue)) {
    return error{errc::invalid, msg("a key, the tag or a name of the pairing is malformed"),
                 msg("give the screen a plain name such as \"lobby\"")};
  }
  ledger::paired_screen s;
  s.key = o.screen_key;
  s.root = o.root;
  s.tag = o.tag;
  s.name = std::move(o.name);
  s.title = std::move(o.title);
  s.venue = std::move(o.venue);
  s.certificate = std::move(o.certificate);
  return s;
}

struct known_screen {
  ledger::paired_screen screen;
  std::optional<ledger::screen_report> report;
  std::vector<ledger::recorded_fork> forks;
};

wire::admin::screen row_of(const known_screen& k) {
  wire::admin::screen s;
  s.name = k.screen.name;
  s.title = k.screen.title;
  s.venue = k.screen.venue;
  s.paired = k.screen.paired;
  s.alarms = alarms_of(k.forks);
  wire::screen_status status;
  if (k.report) {
    status = k.report->status;
    s.last_seen = k.report->last_seen;
    s.clock_offset_ms = k.report->clock_offset_ms;
  }
  s.version = status.version;
  s.programme_version = status.programme_version;
  s.now_playing = status.now_playing;
  s.campaign = status.campaign;
  if (!status.problem_what.empty()) {
    s.problem = wire::admin::reported_problem{status.problem_what, status.problem_remedy};
  }
  s.unsent_records = status.unsent_records;
  s.disk_free_bytes = status.disk_free_bytes;
  s.disk_total_bytes = status.disk_total_bytes;
  s.frames_dropped = status.frames_dropped;
  s.output = status.output;
  s.temperature_mc = status.temperature_mc;
  s.clock = to_string(status.clock);
  s.clock_bound_ms = status.clock_bound_ms;
  return s;
}

// Checks that the certificate agrees with the order and that root signed it. Empty when both are true.
std::optional<error> wrong_certificate(const ledger::paired_screen& s) {
  result<wire::screen_certificate> c = wire::screen_from_text(s.certificate.text);
  if (!c) return c.error();
  if (c->key == s.key && c->name == s.name && evidence::verify(s.certificate, s.root)) return std::nullopt;
  return error{errc::verification, msg("the certificate of the screen \"{}\" does not hold", s.name),
               msg("pair the screen again with the site's keys")};
}

// The error when another screen has the name, or when the key is paired already under another name.
std::optional<error> taken(const ledger::paired_screen& s, const std::vector<ledger::paired_screen>& all,
                           bool replace) {
  for (const ledger::paired_screen& other : all) {
    bool renamed = other.key == s.key && other.name != s.name;
    if (!renamed && (other.name != s.name || replace)) continue;
    return error{errc::conflict, msg("a screen \"{}\" is paired already", other.name),
                 msg("choose another name, or replace that screen")};
  }
  return std::nullopt;
}

}  // namespace

std::vector<http::endpoint> screen_handlers::rows(deps d) {
  auto self = std::make_shared<screen_handlers>(std::move(d));
  return {
      {.method = "POST",
       .pattern = "/v1/pairing-requests",
       .who = http::access::open,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "a player asks to be paired",
       .doc =
           {.id = "request_pairing",
            .tag = "screens",
            .takes = json_body<wire::pairing_request>(),
            .answers = {{202, "the request waits for a person", json_body<wire::admin::pairing_state>(), {}}},
            .refusals = {422, 429}},
       .handle = to(self, &screen_handlers::ask_pairing)},
      {.method = "GET",
       .pattern = "/v1/pairing-requests",
       .who = http::access::admin,
       .summary = "the requests of a pairing code",
       .doc = {.id = "find_pairing_requests",
               .tag = "screens",
               .parameters = {{.name = "lookup",
                               .about = "the first half of the code",
                               .type = "string",
                               .required = true}},
               .answers =
                   {{200, "the players whose code begins so", json_list<wire::admin::waiting_screen>(), {}}}},
       .handle = to(self, &screen_handlers::lookup_pairing)},
      {.method = "GET",
       .pattern = "/v1/pairing-requests/{screen-key}",
       .who = http::access::open,
       .summary = "what became of a request",
       .doc =
           {.id = "get_pairing_grant",
            .tag = "screens",
            .answers = {{200, "the screen is paired", json_body<wire::pairing_grant>(), {}},
                        {202, "the request waits for a person", json_body<wire::admin::pairing_state>(), {}}},
            .refusals = {404}},
       .handle = to(self, &screen_handlers::get_grant)},
      {.method = "POST",
       .pattern = "/v1/screens",
       .who = http::access::admin,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "pair a screen",
       .doc = {.id = "pair_screen",
               .tag = "screens",
               .takes = json_body<wire::admin::pairing_order>(),
               .answers = {{200, "the screen is paired", json_body<wire::admin::paired_screen>(), {}}},
               .refusals = {404, 409, 422}},
       .handle = to(self, &screen_handlers::pair)},
      {.method = "GET",
       .pattern = "/v1/screens",
       .who = http::access::admin,
       .summary = "the screens and how they are",
       .doc = {.id = "list_screens",
               .tag = "screens",
               .answers = {{200, "the screens", json_list<wire::admin::screen>(), {}}}},
       .handle = to(self, &screen_handlers::list)},
      {.method = "POST",
       .pattern = "/v1/screens/{name}/status",
       .who = http::access::screen,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "what a screen tells of itself",
       .doc = {.id = "report_status",
               .tag = "screens",
               .takes = json_body<wire::screen_status>(),
               .answers = {{204, "the status is kept", {}, {}}},
               .refusals = {422}},
       .handle = to(self, &screen_handlers::post_status)},
  };
}

handled screen_handlers::ask_pairing(http::request& r) {
  result<wire::pairing_request> asked = wire::pairing_request_from_json(r.body);
  if (!asked) co_return http::problem_reply(asked.error());
  const ledger::paired_screen* known = deps_.directory.find(asked->screen_key);
  // A screen that is paired already with this same token has only lost our answer.
  if (known == nullptr || known->token_sha256 != asked->token_sha256) {
    if (result<void> done = deps_.requests.ask(*asked, deps_.clock.now().utc); !done)
      co_return http::problem_reply(done.error(), 429);
  }
  co_return http::json_reply(wire::admin::encode(wire::admin::pairing_state()), 202);
}

handled screen_handlers::get_grant(http::request& r) {
  std::optional<public_key> key = public_key::from(r.captured[0]);
  if (key && deps_.requests.find(*key, deps_.clock.now().utc))
    co_return http::json_reply(wire::admin::encode(wire::admin::pairing_state()), 202);
  const ledger::paired_screen* s = key ? deps_.directory.find(*key) : nullptr;
  if (s == nullptr) {
    co_return http::problem_reply(
        {errc::not_found, msg("this screen does not wait to be paired"), msg("ask again")});
  }
  co_return http::text_reply(
      wire::to_json(wire::pairing_grant{s->name, s->root, deps_.daemon, s->certificate, s->tag}),
      "application/json");
}

handled screen_handlers::lookup_pairing(http::request& r) {
  json::array all;
  for (const events::pairing_requests::entry& e :
       deps_.requests.lookup(r.parameter("lookup"), deps_.clock.now().utc)) {
    all.push_back(
        wire::admin::encode(wire::admin::waiting_screen{e.asked.screen_key, e.asked.version, e.seen}));
  }
  co_return http::json_reply(all);
}

handled screen_handlers::pair(http::request& r) {
  result<wire::admin::pairing_order> order = wire::admin::decode_request<wire::admin::pairing_order>(r.body);
  if (!order) co_return http::problem_reply(order.error());
  bool replace = order->replace;
  result<ledger::paired_screen> ordered = screen_from(std::move(*order));
  if (!ordered) co_return http::problem_reply(ordered.error());
  ledger::paired_screen& s = *ordered;
  if (std::optional<error> bad = wrong_certificate(s)) co_return http::problem_reply(*bad);
  s.paired = deps_.clock.now().utc;
  std::optional<events::pairing_requests::entry> asked = deps_.requests.find(s.key, s.paired);
  if (!asked) {
    co_return http::problem_reply({errc::not_found, msg("this screen does not wait to be paired any more"),
                                   msg("look at the code on the screen and pair it again")});
  }
  s.token_sha256 = asked->asked.token_sha256;
  ledger::audit_line line{s.paired, r.from.who, fmt::format("pair screen {} key {}", s.name, s.key.hex())};
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    // Decide on the ledger's thread: another request may have paired a screen since this one began.
    result<std::vector<ledger::paired_screen>> all = l.screens().all();
    if (!all) return all.error();
    if (std::optional<error> bad = taken(s, *all, replace)) return *bad;
    return l.with_audit(line, [&] { return l.screens().pair(s); });
  });
  if (!done) co_return http::problem_reply(done.error());
  deps_.directory.put(s);
  deps_.requests.answered(s.key, s.token_sha256);
  co_return http::json_reply(
      wire::admin::encode(wire::admin::paired_screen{s.name, s.title, s.venue, s.paired}));
}

handled screen_handlers::list(http::request&) {
  auto rows = co_await deps_.ledger.ask([](ledger::ledger& l) -> result<std::vector<known_screen>> {
    result<std::vector<ledger::paired_screen>> all = l.screens().all();
    if (!all) return all.error();
    std::vector<known_screen> found;
    for (ledger::paired_screen& s : *all) {
      auto report = l.screens().report_of(s.name);
      auto forks = l.evidence().forks_of(s.name);
      if (!report) return report.error();
      if (!forks) return forks.error();
      found.push_back({std::move(s), std::move(*report), std::move(*forks)});
    }
    return found;
  });
  if (!rows) co_return http::problem_reply(rows.error());
  json::array all;
  for (const known_screen& k : *rows) all.push_back(wire::admin::encode(row_of(k)));
  co_return http::json_reply(all);
}

handled screen_handlers::post_status(http::request& r) {
  result<wire::screen_status> s = wire::screen_status_from_json(r.body);
  if (!s) co_return http::problem_reply(s.error());
  utc_ms now = deps_.clock.now().utc;
  ledger::screen_report report{now, s->utc_ms_now - to_unix_ms(now), std::move(*s)};
  auto done = co_await deps_.ledger.ask(
      [&](ledger::ledger& l) { return l.screens().set_report(r.captured[0], report); });
  if (!done) co_return http::problem_reply(done.error());
  http::reply empty;
  empty.status = 204;
  co_return empty;
}

}  // namespace bangtin::scheduler::api
