// A session begins with a secret that the daemon makes, never with one that the browser brings. The one that
// the browser had ends.
#include "scheduler/api/sessions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/normalise.hpp"
#include "scheduler/api/password_attempt.hpp"
#include "scheduler/auth/credential_refusals.hpp"
#include "scheduler/auth/session_cookie.hpp"
#include "wire/admin/people.hpp"

namespace bangtin::scheduler::api {

namespace {

namespace admin = wire::admin;

http::reply no_content(std::string set_cookie) {
  http::reply empty;
  empty.status = 204;
  if (!set_cookie.empty()) empty.headers.emplace_back("Set-Cookie", std::move(set_cookie));
  return empty;
}

// Not from where nobody could use it, and not from another site: that would sign its reader in as its author.
std::optional<http::reply> wrong_place(const http::request& r) {
  if (r.from.admin) {
    return http::problem_reply({errc::conflict, msg("on the admin socket nobody signs in"),
                                msg("ask at once: the system names your account")});
  }
  if (!auth::may_send_secret(r.from)) return auth::not_over_plain_http();
  const bool from_browser = !r.header("origin").empty() || !r.header("sec-fetch-site").empty();
  if (!from_browser || auth::comes_from_own_page(r, true)) return std::nullopt;
  return auth::forbidden(msg("people sign in on the daemon's own page only"),
                         msg("open the daemon's address itself"));
}

}  // namespace

std::vector<http::endpoint> session_handlers::rows(deps d) {
  auto self = std::make_shared<session_handlers>(d);
  return {
      {.method = "POST",
       .pattern = "/v1/session",
       .who = http::access::open,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "sign in on the page: the answer's cookie is worth as much as the token or the password",
       .doc = {.id = "begin_session",
               .tag = "people",
               .takes = json_body<admin::session_order>(),
               .answers = {{204, "signed in", {}, {"Set-Cookie"}}},
               .refusals = {401, 403, 409, 422, 429}},
       .handle = to(self, &session_handlers::begin)},
      {.method = "GET",
       .pattern = "/v1/session",
       .who = http::access::viewer,
       .summary = "who asks",
       .doc = {.id = "get_session",
               .tag = "people",
               .answers = {{200, "the user", json_body<admin::session>(), {}}}},
       .handle = to(self, &session_handlers::who)},
      {.method = "DELETE",
       .pattern = "/v1/session",
       .who = http::access::viewer,
       .summary = "sign out: the cookie is worth nothing from now on",
       .doc = {.id = "end_session",
               .tag = "people",
               .answers = {{204, "signed out, or there was no session", {}, {"Set-Cookie"}}}},
       .handle = to(self, &session_handlers::end)},
  };
}

handled session_handlers::begin(http::request& r) {
  if (std::optional<http::reply> no = wrong_place(r)) co_return std::move(*no);
  result<admin::session_order> order = admin::decode_request<admin::session_order>(r.body);
  if (!order) co_return http::problem_reply(order.error());
  if (order->token.has_value() == order->password.has_value() ||
      order->name.has_value() != order->password.has_value()) {
    co_return http::problem_reply(
        {errc::invalid, msg("nobody can sign in with that"), msg("send a token, or a name and a password")});
  }
  std::optional<allowed> may;
  if (order->token) {
    may = by_token(r, *order->token);
  } else {
    may = co_await by_password(r, *order->name, *order->password);
  }
  if (auto* no = std::get_if<http::reply>(&*may)) co_return std::move(*no);
  ledger::stored_session s = std::get<ledger::stored_session>(*may);
  const std::string secret = auth::new_session_secret();
  s.sha256 = sha256(secret);
  s.made = s.last_used = deps_.clock.now().utc;
  result<void> stored = co_await store(s, r);
  if (!stored) co_return http::problem_reply(stored.error());
  const auto max_age = std::chrono::duration_cast<std::chrono::seconds>(auth::sessions::max_age);
  co_return no_content(auth::session_cookie(secret, r.from.tls, max_age));
}

session_handlers::allowed session_handlers::by_token(http::request& r, const std::string& typed) {
  const time_reading now = deps_.clock.now();
  const ledger::stored_token* token = deps_.people.find_token(sha256(typed));
  const message ask = msg("ask an operator for \"bangtin user token\"");
  if (token == nullptr || deps_.people.find(token->user) == nullptr) {
    return auth::refuse_token(deps_.attempts, r.from.network, now.mono, msg("this token is not known here"),
                              ask);
  }
  r.from.who = "user " + token->user;
  if (token->expires <= now.utc)
    return auth::refuse_token(deps_.attempts, r.from.who, now.mono, msg("this token has expired"), ask);
  deps_.people.mark_used(*token, now.utc);
  return ledger::stored_session{{}, token->user, token->number, {}, {}, 0};
}

// The password may be another one by the time at which the old one has been found right: the session names
// the one that was checked, and the ledger stores none that names an old one.
asio::awaitable<session_handlers::allowed> session_handlers::by_password(http::request& r,
                                                                         const std::string& name,
                                                                         const std::string& password) {
  const ledger::stored_password* known = deps_.people.password_of(to_nfc(name));
  const std::int64_t number = known == nullptr ? 0 : known->number;
  const std::string user = known == nullptr ? "" : known->user;
  password_attempt attempt{deps_.attempts, deps_.passwords, r.from.network};
  http::reply wrong = auth::unauthorised(
      msg("the name or the password is wrong"),
      msg("look at the keyboard's language and capitals, and try again; an operator sets a new password with "
          "\"bangtin user password\""));
  std::optional<http::reply> no = co_await attempt.refuse(known, password, std::move(wrong), deps_.clock);
  if (no) co_return std::move(*no);
  r.from.who = "user " + user;
  co_return ledger::stored_session{{}, user, 0, {}, {}, number};
}

// In the ledger, and then in memory. Another request may have removed the user meanwhile: then the session's
// token is there no longer, and the session is worth nothing.
asio::awaitable<result<void>> session_handlers::store(const ledger::stored_session& s,
                                                      const http::request& r) {
  std::vector<digest> gone = deps_.sessions.superseded(s.user, s.made);
  if (std::optional<digest> old = auth::offered_session(r)) gone.push_back(*old);
  const ledger::audit_line line{s.made, r.from.who, fmt::format("user {} signed in", s.user), s.user};
  result<void> done = co_await deps_.ledger.ask([&](ledger::ledger& l) {
    return l.with_audit(line, [&]() -> result<void> {
      for (const digest& d : gone) {
        if (result<void> removed = l.users().remove_session(d); !removed) return removed;
      }
      return l.users().add_session(s);
    });
  });
  if (!done) co_return done;
  for (const digest& d : gone) deps_.sessions.erase(d);
  deps_.sessions.put(s);
  co_return result<void>();
}

handled session_handlers::who(http::request& r) {
  const auth::gate::caller caller = deps_.gate.who_asks(r);
  admin::session value{caller.name, caller.role, std::nullopt};
  if (const ledger::stored_session* s = r.from.admin ? nullptr : deps_.gate.session_of(r)) {
    value.ends = s->made + auth::sessions::max_age;
    if (const auto ends = deps_.people.credential_ends(*s)) value.ends = std::min(*value.ends, *ends);
  }
  co_return http::json_reply(admin::encode(value));
}

handled session_handlers::end(http::request& r) {
  const ledger::stored_session* s = r.from.admin ? nullptr : deps_.gate.session_of(r);
  if (s == nullptr) co_return no_content("");
  const digest hash = s->sha256;
  deps_.sessions.erase(hash);  // first, so that nothing that goes wrong keeps it alive until the restart
  const ledger::audit_line line{deps_.clock.now().utc, r.from.who, r.from.who + " signed out",
                                r.from.who.substr(r.from.who.find(' ') + 1)};
  result<void> done = co_await deps_.ledger.ask(
      [&](ledger::ledger& l) { return l.with_audit(line, [&] { return l.users().remove_session(hash); }); });
  if (!done) co_return http::problem_reply(done.error());
  co_return no_content(auth::no_session_cookie(r.from.tls));
}

}  // namespace bangtin::scheduler::api
