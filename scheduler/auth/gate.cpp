// A token has 256 random bits, and the daemon knows only its hash.
#include "scheduler/auth/gate.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "scheduler/auth/credential_refusals.hpp"
#include "scheduler/auth/session_cookie.hpp"

namespace bangtin::scheduler::auth {

namespace {

bool is_change(const http::request& r) {
  return r.method != "GET" && r.method != "HEAD";
}

// A session is looked at only where the request has no other credential.
std::optional<digest> offered_cookie(const http::request& r) {
  if (r.from.admin || r.headers.contains("authorization")) return std::nullopt;
  return offered_session(r);
}

}  // namespace

std::optional<http::reply> gate::refuse(const http::endpoint& e, http::request& r) {
  if (e.who == http::access::open) return std::nullopt;
  if (e.who == http::access::screen) return refuse_screen(r);
  if (std::optional<wire::role> least = http::least_role(e.who)) return refuse_person(*least, r);
  return forbidden(msg("nobody may call this"), msg("report this mistake of the daemon"));
}

std::string gate::credential(const http::request& r) const {
  if (r.from.admin) return r.from.who;
  if (const ledger::stored_session* s = session_of(r))
    return may_send_secret(r.from) ? "user " + s->user : "";
  const std::optional<digest>& hash = r.bearer_sha256;
  if (!hash) return "";
  if (std::optional<std::string> screen = deps_.screens.screen_of(*hash)) return "screen " + *screen;
  const ledger::stored_token* token = deps_.who.find_token(*hash);
  const bool is_valid = token != nullptr && token->expires > deps_.clock.now().utc && may_send_secret(r.from);
  return is_valid ? "user " + token->user : "";
}

void gate::note_refusal(const http::endpoint& e, const http::request& r, int status) {
  std::string object = r.captured.empty() ? "" : printable(cut_at_character(r.captured[0], 128));
  deps_.refusals.note(deps_.clock.now(), r.from.who, fmt::format("{} {}", e.method, e.pattern), object,
                      status);
}

// Of networks, not of addresses: who owns an IPv6 network has as many addresses as he likes.
void gate::note_flood(const http::request& r, const std::string& sender) {
  deps_.refusals.note(deps_.clock.now(), sender.empty() ? r.from.network : sender, "too many requests", "",
                      429);
}

std::optional<http::reply> gate::refuse_screen(const http::request& r) const {
  const std::optional<digest>& hash = r.bearer_sha256;
  const std::optional<std::string> screen = hash ? deps_.screens.screen_of(*hash) : std::nullopt;
  if (screen && *screen == r.captured.at(0)) return std::nullopt;
  if (screen) return forbidden(msg("this token belongs to another screen"), msg("pair the screen again"));
  return unauthorised(msg("this screen is not known here"), msg("pair the screen again"));
}

std::optional<http::reply> gate::refuse_person(wire::role least, http::request& r) {
  caller who;
  if (r.from.admin) {
    who = local_caller(r);
  } else if (std::optional<http::reply> no = offered_cookie(r) ? find_session(r, who) : find_token(r, who)) {
    return no;
  }
  if (who.role >= least) return std::nullopt;
  return forbidden(msg("this needs the role \"{}\"; \"{}\" has the role \"{}\"", to_string(least), who.name,
                       to_string(who.role)),
                   msg("ask somebody with that role, or an operator to give it to you"));
}

std::optional<http::reply> gate::find_token(http::request& r, caller& who) {
  const std::optional<digest>& hash = r.bearer_sha256;
  if (!hash) return unauthorised(msg("it is not known who asks: the request has no token"), ask_for_token());
  if (!may_send_secret(r.from)) return not_over_plain_http();
  const ledger::stored_token* token = deps_.who.find_token(*hash);
  const ledger::stored_user* user = token == nullptr ? nullptr : deps_.who.find(token->user);
  const time_reading now = deps_.clock.now();
  if (user == nullptr) {
    return refuse_token(deps_.attempts, r.from.network, now.mono, msg("this token is not known here"),
                        ask_for_token());
  }
  r.from.who = "user " + user->name;
  if (token->expires <= now.utc) {
    return refuse_token(deps_.attempts, r.from.who, now.mono, msg("this token has expired"), ask_for_token());
  }
  deps_.who.mark_used(*token, now.utc);
  who = {user->name, user->role};
  return std::nullopt;
}

// A session that has ended is no failed attempt: pages that stay open ask with it.
std::optional<http::reply> gate::find_session(http::request& r, caller& who) {
  if (!may_send_secret(r.from)) return not_over_plain_http();
  const ledger::stored_session* s = session_of(r);
  if (s == nullptr) return unauthorised(msg("your session has ended"), msg("sign in again"));
  const ledger::stored_user* user = deps_.who.find(s->user);
  r.from.who = "user " + user->name;
  if (!comes_from_own_page(r, is_change(r))) {
    return forbidden(msg("a session is taken from the daemon's own page only"),
                     msg("open the daemon's address itself; programs send a token"));
  }
  deps_.sessions.mark_used(s->sha256, deps_.clock.now().utc);
  who = {user->name, user->role};
  return std::nullopt;
}

const ledger::stored_session* gate::session_of(const http::request& r) const {
  const std::optional<digest> hash = offered_cookie(r);
  if (!hash) return nullptr;
  const utc_ms now = deps_.clock.now().utc;
  const ledger::stored_session* s = deps_.sessions.find(*hash, now);
  const std::optional<utc_ms> ends = s == nullptr ? std::nullopt : deps_.who.credential_ends(*s);
  return ends && *ends > now ? s : nullptr;
}

// The user to whom the account at the other end of the Unix socket is bound, and limited.
const ledger::stored_user* gate::bound_user(const http::request& r) const {
  const bool is_always_operator = r.from.uid && (*r.from.uid == 0 || *r.from.uid == deps_.own_uid);
  return is_always_operator ? nullptr : deps_.who.of_account(r.from.account);
}

gate::caller gate::local_caller(http::request& r) const {
  const ledger::stored_user* bound = bound_user(r);
  if (bound == nullptr) return {r.from.account, wire::role::site_operator};
  r.from.who = fmt::format("user {}, {}", bound->name, r.from.who);
  return {bound->name, bound->role};
}

gate::caller gate::who_asks(const http::request& r) const {
  const ledger::stored_user* user = nullptr;
  if (r.from.admin) {
    user = bound_user(r);
    if (user == nullptr) return {r.from.account, wire::role::site_operator};
  } else if (const ledger::stored_session* s = session_of(r)) {
    user = deps_.who.find(s->user);
  } else if (const ledger::stored_token* t =
                 r.bearer_sha256 ? deps_.who.find_token(*r.bearer_sha256) : nullptr) {
    user = deps_.who.find(t->user);
  }
  return user == nullptr ? caller{} : caller{user->name, user->role};
}

}  // namespace bangtin::scheduler::auth
