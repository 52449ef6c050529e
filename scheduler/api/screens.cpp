// Pairing in four steps: the player asks, the person at the command types the code, the command signs a
// certificate with the root key and hands it in, the player fetches it. The daemon only carries; the tag lets
// both ends notice if it cheats.
#include "scheduler/api/screens.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "wire/messages.hpp"
#include "wire/problem.hpp"
#include "wire/trust.hpp"

namespace bangtin::scheduler {

namespace {

constexpr std::size_t most_name_bytes = 100;

json::object problem_of(const message& what, const message& remedy) {
  return {{"what", wire::to_value(what)}, {"remedy", wire::to_value(remedy)}};
}

json::array alarms_of(const std::vector<set_aside_fork>& forks) {
  json::array all;
  for (const set_aside_fork& f : forks) {
    all.push_back(problem_of(
        msg("play records contradict earlier ones (log {}, record {}); they are set aside and not counted",
            f.log, f.seq),
        msg("find out whether the screen's storage was restored or copied")));
  }
  return all;
}

struct pairing_order {
  paired_screen screen;
  bool replace = false;
};

result<pairing_order> order_from(std::string_view body) {
  result<json::value> v = parse_json(body);
  if (!v) return v.error();
  fields f(*v);
  pairing_order o;
  std::optional<public_key> key = public_key::from(f.text("screen_key", 64));
  std::optional<public_key> root = public_key::from(f.text("root", 64));
  std::optional<digest> tag = digest::from(f.text("tag", 64));
  o.screen.name = f.text("name", most_name_bytes);
  o.screen.title = f.text("title", 1000);
  o.screen.venue = f.text("venue", 1000);
  result<signed_note> certificate = wire::note_from_value(f.any("certificate"));
  if (f.has("replace")) o.replace = f.boolean("replace");
  if (std::optional<error> bad = f.finish()) return *bad;
  if (!certificate) return certificate.error();
  const std::string& name = o.screen.name;
  bool named = !name.empty() && is_clean_utf8(name) && name.find_first_of("/\n\t") == std::string::npos &&
               name != "." && name != "..";
  if (!key || !root || !tag || !named || !is_clean_utf8(o.screen.title) || !is_clean_utf8(o.screen.venue)) {
    return error{errc::invalid, msg("a key, the tag or a name of the pairing is malformed"),
                 msg("give the screen a plain name such as \"lobby\"")};
  }
  o.screen.key = *key;
  o.screen.root = *root;
  o.screen.tag = *tag;
  o.screen.certificate = std::move(*certificate);
  return o;
}

// The certificate says what the order says, and root has signed it.
std::optional<error> wrong_certificate(const paired_screen& s) {
  result<wire::screen_certificate> c = wire::screen_from_text(s.certificate.text);
  if (!c) return c.error();
  if (c->key == s.key && c->name == s.name && evidence::holds(s.certificate, s.root)) return std::nullopt;
  return error{errc::verification, msg("the certificate of the screen \"{}\" does not hold", s.name),
               msg("pair the screen again with the site's keys")};
}

// Another screen has the name, or the key is paired under another name already.
std::optional<error> taken(const paired_screen& s, const std::vector<paired_screen>& all, bool replace) {
  for (const paired_screen& other : all) {
    bool renamed = other.key == s.key && other.name != s.name;
    if (!renamed && (other.name != s.name || replace)) continue;
    return error{errc::conflict, msg("a screen \"{}\" is paired already", other.name),
                 msg("choose another name, or replace that screen")};
  }
  return std::nullopt;
}

}  // namespace

std::vector<endpoint> screen_handlers::rows(deps d) {
  auto self = std::make_shared<screen_handlers>(std::move(d));
  return {
      {.method = "POST",
       .pattern = "/v1/pairing-requests",
       .who = access::open,
       .body = body_use::whole,
       .most_body_bytes = max_small_body_bytes,
       .summary = "a player asks to be paired",
       .handle = to(self, &screen_handlers::ask_pairing)},
      {.method = "GET",
       .pattern = "/v1/pairing-requests",
       .who = access::admin,
       .summary = "the requests of a pairing code",
       .handle = to(self, &screen_handlers::lookup_pairing)},
      {.method = "GET",
       .pattern = "/v1/pairing-requests/{screen-key}",
       .who = access::open,
       .summary = "what became of a request",
       .handle = to(self, &screen_handlers::get_grant)},
      {.method = "POST",
       .pattern = "/v1/screens",
       .who = access::admin,
       .body = body_use::whole,
       .most_body_bytes = max_small_body_bytes,
       .summary = "pair a screen",
       .handle = to(self, &screen_handlers::pair)},
      {.method = "GET",
       .pattern = "/v1/screens",
       .who = access::admin,
       .summary = "the screens and how they are",
       .handle = to(self, &screen_handlers::list)},
      {.method = "POST",
       .pattern = "/v1/screens/{name}/status",
       .who = access::screen,
       .body = body_use::whole,
       .most_body_bytes = max_small_body_bytes,
       .summary = "what a screen tells of itself",
       .handle = to(self, &screen_handlers::post_status)},
  };
}

handled screen_handlers::ask_pairing(request& r) {
  result<wire::pairing_request> asked = wire::pairing_request_from_json(r.body);
  if (!asked) co_return problem_reply(asked.error());
  const paired_screen* known = deps_.directory.find(asked->screen_key);
  // One that is paired already, with this very token, only lost our answer.
  if (known == nullptr || known->token_sha256 != asked->token_sha256) {
    if (result<void> done = deps_.requests.ask(*asked, deps_.clock.now().utc); !done)
      co_return problem_reply(done.error(), 429);
  }
  co_return json_reply({{"status", "waiting"}}, 202);
}

handled screen_handlers::get_grant(request& r) {
  std::optional<public_key> key = public_key::from(r.captured[0]);
  if (key && deps_.requests.find(*key, deps_.clock.now().utc))
    co_return json_reply({{"status", "waiting"}}, 202);
  const paired_screen* s = key ? deps_.directory.find(*key) : nullptr;
  if (s == nullptr) {
    co_return problem_reply(
        {errc::not_found, msg("this screen does not wait to be paired"), msg("ask again")});
  }
  co_return text_reply(
      wire::to_json(wire::pairing_grant{s->name, s->root, deps_.daemon, s->certificate, s->tag}),
      "application/json");
}

handled screen_handlers::lookup_pairing(request& r) {
  json::array all;
  for (const pairing_board::entry& e : deps_.requests.lookup(r.parameter("lookup"), deps_.clock.now().utc)) {
    all.push_back({{"screen_key", e.asked.screen_key.hex()},
                   {"version", e.asked.version},
                   {"seen", e.seen.time_since_epoch().count()}});
  }
  co_return json_reply(all);
}

handled screen_handlers::pair(request& r) {
  result<pairing_order> o = order_from(r.body);
  if (!o) co_return problem_reply(o.error());
  paired_screen& s = o->screen;
  if (std::optional<error> bad = wrong_certificate(s)) co_return problem_reply(*bad);
  s.paired = deps_.clock.now().utc;
  std::optional<pairing_board::entry> asked = deps_.requests.find(s.key, s.paired);
  if (!asked) {
    co_return problem_reply({errc::not_found, msg("this screen does not wait to be paired any more"),
                             msg("look at the code on the screen and pair it again")});
  }
  s.token_sha256 = asked->asked.token_sha256;
  audit_line line{s.paired, r.from.who, fmt::format("pair screen {} key {}", s.name, s.key.hex())};
  auto done = co_await deps_.ledger.ask([&](ledger& l) -> result<void> {
    // Decided where it is stored: another request may have paired a screen since this one began.
    result<std::vector<paired_screen>> all = l.screens().all();
    if (!all) return all.error();
    if (std::optional<error> bad = taken(s, *all, o->replace)) return *bad;
    return l.with_audit(line, [&] { return l.screens().pair(s); });
  });
  if (!done) co_return problem_reply(done.error());
  deps_.directory.put(s);
  deps_.requests.answered(s.key, s.token_sha256);
  co_return json_reply({{"name", s.name},
                        {"title", s.title},
                        {"venue", s.venue},
                        {"paired", s.paired.time_since_epoch().count()}});
}

handled screen_handlers::list(request&) {
  struct row {
    paired_screen screen;
    std::optional<screen_report> report;
    std::vector<set_aside_fork> forks;
  };
  auto rows = co_await deps_.ledger.ask([](ledger& l) -> result<std::vector<row>> {
    result<std::vector<paired_screen>> all = l.screens().all();
    if (!all) return all.error();
    std::vector<row> found;
    for (paired_screen& s : *all) {
      auto report = l.screens().report_of(s.name);
      auto forks = l.evidence().forks_of(s.name);
      if (!report) return report.error();
      if (!forks) return forks.error();
      found.push_back({std::move(s), std::move(*report), std::move(*forks)});
    }
    return found;
  });
  if (!rows) co_return problem_reply(rows.error());
  json::array all;
  for (const row& w : *rows) {
    wire::screen_status st = w.report ? w.report->status : wire::screen_status();
    json::object o;
    o["name"] = w.screen.name;
    o["title"] = w.screen.title;
    o["venue"] = w.screen.venue;
    o["paired"] = w.screen.paired.time_since_epoch().count();
    o["last_seen"] = w.report ? json::value(w.report->last_seen.time_since_epoch().count()) : json::value();
    o["version"] = st.version;
    o["programme_version"] = st.programme_version;
    o["now_playing"] = st.now_playing;
    o["campaign"] = st.campaign;
    o["problem"] =
        st.problem_what.empty() ? json::value() : json::value(problem_of(st.problem_what, st.problem_remedy));
    o["unsent_records"] = st.unsent_records;
    o["disk_free_bytes"] = st.disk_free_bytes;
    o["disk_total_bytes"] = st.disk_total_bytes;
    o["frames_dropped"] = st.frames_dropped;
    o["output"] = st.output;
    o["temperature_mc"] = st.temperature_mc ? json::value(*st.temperature_mc) : json::value();
    o["clock"] = to_string(st.clock);
    o["clock_offset_ms"] = w.report ? w.report->clock_offset_ms : 0;
    o["alarms"] = alarms_of(w.forks);
    all.push_back(std::move(o));
  }
  co_return json_reply(all);
}

handled screen_handlers::post_status(request& r) {
  result<wire::screen_status> s = wire::screen_status_from_json(r.body);
  if (!s) co_return problem_reply(s.error());
  utc_ms now = deps_.clock.now().utc;
  screen_report report{now, s->utc_ms_now - now.time_since_epoch().count(), std::move(*s)};
  auto done =
      co_await deps_.ledger.ask([&](ledger& l) { return l.screens().set_report(r.captured[0], report); });
  if (!done) co_return problem_reply(done.error());
  reply empty;
  empty.status = 204;
  co_return empty;
}

}  // namespace bangtin::scheduler
