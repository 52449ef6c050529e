// A token has 256 random bits, and the daemon knows only its hash.
#include "scheduler/auth/gate.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "scheduler/auth/loopback.hpp"

namespace bangtin::scheduler::auth {

namespace {

http::reply unauthorised(message what, message remedy) {
  http::reply no = http::problem_reply({errc::forbidden, std::move(what), std::move(remedy)}, 401);
  no.headers.emplace_back("WWW-Authenticate", "Bearer");
  return no;
}

http::reply forbidden(message what, message remedy) {
  return http::problem_reply({errc::forbidden, std::move(what), std::move(remedy)}, 403);
}

// Over plain HTTP from another machine, everybody on the way could have read the token.
bool may_send_token(const http::peer& from) {
  return from.tls || is_loopback(from.who);
}

message ask_for_token() {
  return msg("ask an operator for \"bangtin user token\", and name its file in BANGTIN_TOKEN_FILE");
}

http::reply not_over_plain_http() {
  return forbidden(msg("a person's token is not taken over plain HTTP from another machine"),
                   msg("let the daemon speak TLS (docs/operations.md) and write https:// in the address; or "
                       "call \"bangtin\" on "
                       "the daemon's machine"));
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
  const std::optional<digest>& hash = r.bearer_sha256;
  if (!hash) return "";
  if (std::optional<std::string> screen = deps_.screens.screen_of(*hash)) return "screen " + *screen;
  const ledger::stored_token* token = deps_.who.find_token(*hash);
  const bool is_valid = token != nullptr && token->expires > deps_.clock.now().utc && may_send_token(r.from);
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
  } else {
    const std::optional<digest>& hash = r.bearer_sha256;
    if (!hash)
      return unauthorised(msg("it is not known who asks: the request has no token"), ask_for_token());
    if (!may_send_token(r.from)) return not_over_plain_http();
    const ledger::stored_token* token = deps_.who.find_token(*hash);
    const ledger::stored_user* user = token == nullptr ? nullptr : deps_.who.find(token->user);
    if (user == nullptr)
      return refuse_token(r.from.network, msg("this token is not known here"), ask_for_token());
    const utc_ms now = deps_.clock.now().utc;
    r.from.who = "user " + user->name;
    if (token->expires <= now)
      return refuse_token(r.from.who, msg("this token has expired"), ask_for_token());
    deps_.who.mark_used(*token, now);
    who = {user->name, user->role};
  }
  if (who.role >= least) return std::nullopt;
  return forbidden(msg("this needs the role \"{}\"; \"{}\" has the role \"{}\"", to_string(least), who.name,
                       to_string(who.role)),
                   msg("ask somebody with that role, or an operator to give it to you"));
}

gate::caller gate::local_caller(http::request& r) const {
  const bool is_always_operator = r.from.uid && (*r.from.uid == 0 || *r.from.uid == deps_.own_uid);
  const ledger::stored_user* bound = is_always_operator ? nullptr : deps_.who.of_account(r.from.account);
  if (bound == nullptr) return {r.from.account, wire::role::site_operator};
  r.from.who = fmt::format("user {}, {}", bound->name, r.from.who);
  return {bound->name, bound->role};
}

// Failures are counted by the network that they come from, and for a token that was valid once by its user.
http::reply gate::refuse_token(const std::string& counted_by, message what, message remedy) {
  const milliseconds wait = deps_.attempts.fail(counted_by, deps_.clock.now().mono);
  if (wait == milliseconds(0)) return unauthorised(std::move(what), std::move(remedy));
  const std::int64_t seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  http::reply slow = http::problem_reply({errc::limit, msg("there were too many wrong tokens from there"),
                                          msg("try again in {} s, with a token that is valid", seconds)},
                                         429);
  slow.headers.emplace_back("Retry-After", std::to_string(seconds));
  return slow;
}

}  // namespace bangtin::scheduler::auth
