// Pairing has four steps: the player asks; a person types the code into the command; the command signs a
// certificate with the root key and posts it; the player fetches it. The daemon only forwards; the tag lets
// both ends notice if it cheats.
//
// Everybody may ask. The screen's key signs the request, so that nobody else can change its code or token;
// events/pairing_requests.hpp says why a crowd keeps no screen out.
#include "scheduler/api/pairing.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "wire/admin/screens.hpp"
#include "wire/certificates.hpp"
#include "wire/messages.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

constexpr std::size_t max_listed = 50;  // players that wait, in one answer

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
  s.tag_2 = o.tag_2;
  s.name = std::move(o.name);
  s.title = std::move(o.title);
  s.venue = std::move(o.venue);
  s.certificate = std::move(o.certificate);
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

// The error when another machine is paired under the name, or when this one is paired under another name.
std::optional<error> taken(const ledger::paired_screen& s, const std::vector<ledger::paired_screen>& all,
                           bool replace) {
  for (const ledger::paired_screen& other : all) {
    if (other.unpaired) continue;
    bool renamed = other.key == s.key && other.name != s.name;
    if (renamed) {
      return error{errc::conflict, msg("this machine is paired as \"{}\" already", other.name),
                   msg("unpair it first: bangtin screen unpair \"{}\"", other.name)};
    }
    if (other.name != s.name || replace) continue;
    return error{errc::conflict, msg("a screen \"{}\" is paired already", other.name),
                 msg("choose another name, or replace that screen")};
  }
  return std::nullopt;
}

http::reply refusal_of(const events::pairing_requests::outcome& o) {
  using kind = events::pairing_requests::outcome::kind;
  if (o.what == kind::old) {
    return http::problem_reply({errc::conflict, msg("this key has sent a newer pairing request"),
                                msg("ask again with a greater number")},
                               409, {{"number", o.number}});
  }
  if (o.what == kind::taken) {
    return http::problem_reply({errc::conflict, msg("another screen waits with a code that begins so"),
                                msg("ask again with another code")},
                               409, {{"number", o.number}});
  }
  return http::problem_reply(
      {errc::limit, msg("too many screens wait to be paired"), msg("pair those that wait")}, 429);
}

error no_such_screen(const std::string& name) {
  return {errc::not_found, msg("no player was paired as \"{}\"", printable(name)),
          msg("look at \"bangtin screen list\"")};
}

http::reply done_reply() {
  http::reply empty;
  empty.status = 204;
  return empty;
}

}  // namespace

std::vector<http::endpoint> pairing_handlers::rows(deps d) {
  auto self = std::make_shared<pairing_handlers>(std::move(d));
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
            .refusals = {409, 422, 429}},
       .handle = to(self, &pairing_handlers::ask_pairing)},
      {.method = "GET",
       .pattern = "/v1/pairing-requests",
       .who = http::access::viewer,
       .summary = "the players that wait to be paired",
       .doc = {.id = "find_pairing_requests",
               .tag = "screens",
               .parameters = {{.name = "lookup",
                               .about = "the first half of a code: only the player that shows it",
                               .type = "string"}},
               .answers = {{200, "the players that wait", json_list<wire::admin::waiting_screen>(), {}}}},
       .handle = to(self, &pairing_handlers::list_waiting)},
      {.method = "GET",
       .pattern = "/v1/pairing-requests/{screen-key}",
       .who = http::access::open,
       .summary = "what became of a request",
       .doc =
           {.id = "get_pairing_grant",
            .tag = "screens",
            .parameters = {{.name = "token",
                            .about = "SHA-256 of the request's token: only the answer to that request",
                            .type = "string"},
                           {.name = "pairing",
                            .about = "2: with the authority of the daemon's certificates"}},
            .answers = {{200, "the screen is paired", json_body<wire::pairing_grant>(), {}},
                        {202, "the request waits for a person", json_body<wire::admin::pairing_state>(), {}}},
            .refusals = {404}},
       .handle = to(self, &pairing_handlers::get_grant)},
      {.method = "POST",
       .pattern = "/v1/screens",
       .who = http::access::site_operator,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "pair a screen",
       .doc = {.id = "pair_screen",
               .tag = "screens",
               .takes = json_body<wire::admin::pairing_order>(),
               .answers = {{200, "the screen is paired", json_body<wire::admin::paired_screen>(), {}}},
               .refusals = {404, 409, 422}},
       .handle = to(self, &pairing_handlers::pair)},
      {.method = "DELETE",
       .pattern = "/v1/screens/{name}/pairing",
       .who = http::access::site_operator,
       .summary = "unpair a screen: its player shows a code again, and plays on meanwhile",
       .doc = {.id = "unpair_screen",
               .tag = "screens",
               .answers = {{204, "the screen is unpaired", {}, {}}},
               .refusals = {404}},
       .handle = to(self, &pairing_handlers::unpair)},
      {.method = "DELETE",
       .pattern = "/v1/screens/{name}",
       .who = http::access::site_operator,
       .summary = "remove a screen that the published programme does not name; its evidence stays",
       .doc = {.id = "remove_screen",
               .tag = "screens",
               .answers = {{204, "the screen is removed", {}, {}}},
               .refusals = {404, 409}},
       .handle = to(self, &pairing_handlers::remove)},
  };
}

handled pairing_handlers::ask_pairing(http::request& r) {
  result<wire::pairing_request> asked = wire::pairing_request_from_json(r.body);
  if (!asked) co_return http::problem_reply(asked.error());
  if (!wire::is_signed(*asked)) {
    co_return http::problem_reply({errc::verification,
                                   msg("the pairing request is not signed by the screen's key"),
                                   msg("send it as the screen made it")});
  }
  const ledger::paired_screen* known = deps_.directory.find(asked->screen_key);
  // A screen that is paired already with this same token has only lost our answer.
  if (known == nullptr || known->token_sha256 != asked->token_sha256) {
    events::pairing_requests::outcome o = deps_.requests.ask(*asked, r.from.network, deps_.clock.now().utc);
    if (o.what != events::pairing_requests::outcome::kind::waits) co_return refusal_of(o);
  }
  co_return http::json_reply(wire::admin::encode(wire::admin::pairing_state()), 202);
}

handled pairing_handlers::get_grant(http::request& r) {
  std::optional<public_key> key = public_key::from(r.captured[0]);
  std::optional<digest> token = digest::from(r.parameter("token"));
  auto asked = key ? deps_.requests.find(*key, deps_.clock.now().utc) : std::nullopt;
  if (asked && (!token || asked->asked.token_sha256 == *token))
    co_return http::json_reply(wire::admin::encode(wire::admin::pairing_state()), 202);
  const ledger::paired_screen* s = key ? deps_.directory.find(*key) : nullptr;
  // An answer to an earlier request has another token, and would look false to the screen.
  if (s == nullptr || (token && s->token_sha256 != *token)) {
    co_return http::problem_reply(
        {errc::not_found, msg("this screen does not wait to be paired"), msg("ask again")});
  }
  wire::pairing_grant g{s->name, s->root, deps_.daemon, s->certificate, s->tag, {}, {}};
  if (s->tag_2 && r.number("pairing").value_or(0) >= 2) {
    g.authority = deps_.identity.stated();
    g.tag_2 = s->tag_2;
  }
  co_return http::text_reply(wire::to_json(g), "application/json");
}

handled pairing_handlers::list_waiting(http::request& r) {
  utc_ms now = deps_.clock.now().utc;
  std::vector<events::pairing_requests::entry> waiting;
  if (std::string_view half = r.parameter("lookup"); half.empty()) {
    waiting = deps_.requests.waiting(max_listed, now);
  } else if (auto one = deps_.requests.lookup(half, now)) {
    waiting.push_back(std::move(*one));
  }
  auto known = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.screens().all(); });
  if (!known) co_return http::problem_reply(known.error());
  json::array all;
  for (const events::pairing_requests::entry& e : waiting) {
    wire::admin::waiting_screen w{e.asked.screen_key, e.asked.version, e.seen, e.address, "", e.asked.root};
    for (const ledger::paired_screen& s : *known) {
      if (s.key != e.asked.screen_key) continue;
      w.screen = s.name;
      result<wire::screen_certificate> c = wire::screen_from_text(s.certificate.text);
      if (c) w.certified = c->issued;
    }
    all.push_back(wire::admin::encode(w));
  }
  co_return http::json_reply(all);
}

handled pairing_handlers::pair(http::request& r) {
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
  ledger::audit_line line{s.paired, r.from.who, fmt::format("pair screen {} key {}", s.name, s.key.hex()),
                          s.name};
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

handled pairing_handlers::unpair(http::request& r) {
  std::string name = r.captured[0];
  utc_ms now = deps_.clock.now().utc;
  ledger::audit_line line{now, r.from.who, "unpair screen " + name, name};
  auto done = co_await deps_.ledger.ask(
      [&](ledger::ledger& l) { return l.with_audit(line, [&] { return l.screens().unpair(name, now); }); });
  if (!done && done.error().code == errc::not_found) co_return http::problem_reply(no_such_screen(name));
  if (!done) co_return http::problem_reply(done.error());
  deps_.directory.erase(name);
  co_return done_reply();
}

handled pairing_handlers::remove(http::request& r) {
  std::string name = r.captured[0];
  auto published = deps_.programmes.current();
  if (published && published->value->find_screen(name) != nullptr) {
    co_return http::problem_reply(
        {errc::conflict, msg("the published programme names the screen \"{}\"", printable(name)),
         msg("take it out of the programme and approve that; \"bangtin screen unpair\" only takes its player "
             "away")});
  }
  ledger::audit_line line{deps_.clock.now().utc, r.from.who, "remove screen " + name, name};
  auto done = co_await deps_.ledger.ask(
      [&](ledger::ledger& l) { return l.with_audit(line, [&] { return l.screens().remove(name); }); });
  if (!done && done.error().code == errc::not_found) co_return http::problem_reply(no_such_screen(name));
  if (!done) co_return http::problem_reply(done.error());
  deps_.directory.erase(name);
  co_return done_reply();
}

}  // namespace bangtin::scheduler::api
