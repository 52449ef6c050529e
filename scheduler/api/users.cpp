// The ledger decides; the copy in memory, which answers every request, follows it.
#include "scheduler/api/users.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "playlists/text/new_names.hpp"

namespace bangtin::scheduler::api {

namespace {

namespace admin = wire::admin;

constexpr std::ptrdiff_t max_tokens = 20;  // of one user

std::optional<error> wrong_order(const admin::user_order& o) {
  if (auto bad = playlists::text::find_bad_screen_name(o.name)) {
    return error{errc::invalid, bad->what, bad->remedy};
  }
  const bool plain = is_clean_utf8(o.account) && o.account.find_first_of(" :/\t\n") == std::string::npos;
  if (plain) return std::nullopt;
  return error{errc::invalid, msg("\"{}\" is not the name of a system account", printable(o.account)),
               msg("give the name as \"id -un\" tells it")};
}

error no_such_token(const http::request& r) {
  return {errc::not_found, msg("\"{}\" has no token {}", printable(r.captured[0]), printable(r.captured[1])),
          msg("see \"bangtin user list\"")};
}

http::reply no_content() {
  http::reply empty;
  empty.status = 204;
  return empty;
}

error no_such_user(const std::string& name) {
  return {errc::not_found, msg("there is no user \"{}\"", printable(name)), msg("see \"bangtin user list\"")};
}

result<void> forget_expired_of(ledger::ledger& l, const std::string& user, utc_ms now) {
  result<std::vector<ledger::stored_token>> all = l.users().tokens();
  if (!all) return all.error();
  for (const ledger::stored_token& t : *all) {
    if (t.user != user || t.expires > now) continue;
    if (result<void> gone = l.users().remove_token(user, t.number); !gone) return gone;
  }
  return {};
}

// Makes room among the tokens of this user: those that have expired go.
result<void> forget_expired(ledger::ledger& l, const std::string& user, utc_ms now) {
  if (result<void> gone = forget_expired_of(l, user, now); !gone) return gone;
  result<std::vector<ledger::stored_token>> all = l.users().tokens();
  if (!all) return all.error();
  const auto valid =
      std::ranges::count_if(*all, [&](const auto& t) { return t.user == user && t.expires > now; });
  if (valid < max_tokens) return {};
  return error{errc::conflict, msg("\"{}\" has {} tokens already", user, valid),
               msg("revoke one first: bangtin user token \"{}\" --revoke NUMBER", user)};
}

}  // namespace

std::vector<http::endpoint> user_handlers::rows(deps d) {
  auto self = std::make_shared<user_handlers>(d);
  return {
      {.method = "GET",
       .pattern = "/v1/users",
       .who = http::access::site_operator,
       .summary = "who may use the daemon",
       .doc = {.id = "list_users",
               .tag = "people",
               .answers = {{200, "the users, by name", json_list<admin::user>(), {}}}},
       .handle = to(self, &user_handlers::list)},
      {.method = "POST",
       .pattern = "/v1/users",
       .who = http::access::site_operator,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "add a user",
       .doc = {.id = "add_user",
               .tag = "people",
               .takes = json_body<admin::user_order>(),
               .answers = {{200, "the user", json_body<admin::user>(), {}}},
               .refusals = {409, 422}},
       .handle = to(self, &user_handlers::add)},
      {.method = "PATCH",
       .pattern = "/v1/users/{name}",
       .who = http::access::site_operator,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "change a user's role, or the end of the user's tokens; the next request obeys it",
       .doc = {.id = "edit_user",
               .tag = "people",
               .takes = json_body<admin::user_edit>(),
               .answers = {{200, "the user", json_body<admin::user>(), {}}},
               .refusals = {404, 422}},
       .handle = to(self, &user_handlers::edit)},
      {.method = "DELETE",
       .pattern = "/v1/users/{name}",
       .who = http::access::site_operator,
       .summary = "remove a user; the tokens are worth nothing from now on",
       .doc = {.id = "remove_user",
               .tag = "people",
               .answers = {{204, "the user is removed", {}, {}}},
               .refusals = {404}},
       .handle = to(self, &user_handlers::remove)},
      {.method = "POST",
       .pattern = "/v1/users/{name}/tokens",
       .who = http::access::site_operator,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "make a token for a user",
       .doc = {.id = "add_token",
               .tag = "people",
               .takes = json_body<admin::token_order>(),
               .answers = {{200, "the token, told once", json_body<admin::new_token>(), {}}},
               .refusals = {404, 409, 422}},
       .handle = to(self, &user_handlers::add_token)},
      {.method = "DELETE",
       .pattern = "/v1/users/{name}/tokens/{number}",
       .who = http::access::site_operator,
       .summary = "revoke a token",
       .doc = {.id = "remove_token",
               .tag = "people",
               .answers = {{204, "the token is worth nothing from now on", {}, {}}},
               .refusals = {404}},
       .handle = to(self, &user_handlers::remove_token)},
  };
}

admin::user user_handlers::value_of(const ledger::stored_user& u, utc_ms now) const {
  admin::user value{u.name, u.role, u.account, u.added, {}};
  for (const ledger::stored_token& t : deps_.people.tokens_of(u.name, now)) {
    value.tokens.push_back({t.number, t.made, t.expires, t.last_used});
  }
  if (const ledger::stored_password* p = deps_.people.password_of(u.name)) value.password = p->made;
  return value;
}

handled user_handlers::list(http::request&) {
  json::array all;
  const utc_ms now = deps_.clock.now().utc;
  for (const ledger::stored_user& u : deps_.people.users()) all.push_back(admin::encode(value_of(u, now)));
  co_return http::json_reply(all);
}

handled user_handlers::add(http::request& r) {
  result<admin::user_order> order = admin::decode_request<admin::user_order>(r.body);
  if (!order) co_return http::problem_reply(order.error());
  if (std::optional<error> bad = wrong_order(*order)) co_return http::problem_reply(*bad);
  const utc_ms now = deps_.clock.now().utc;
  ledger::stored_user u{order->name, order->role, order->account, now};
  std::string what = fmt::format("user {} added as {}", u.name, to_string(u.role));
  if (!u.account.empty()) what += ", account " + u.account;
  ledger::audit_line line{now, r.from.who, what, u.name};
  auto done = co_await deps_.ledger.ask(
      [&](ledger::ledger& l) { return l.with_audit(line, [&] { return l.users().add(u); }); });
  if (!done) co_return http::problem_reply(done.error());
  deps_.people.put(u);
  co_return http::json_reply(admin::encode(value_of(u, now)));
}

handled user_handlers::edit(http::request& r) {
  result<admin::user_edit> change = admin::decode_request<admin::user_edit>(r.body);
  if (!change) co_return http::problem_reply(change.error());
  const std::string name = r.captured[0];
  const utc_ms now = deps_.clock.now().utc;
  const utc_ms ends = now + std::chrono::hours(24 * change->days.value_or(0));
  std::string what = fmt::format("user {} edited", name);
  if (change->role) what += fmt::format(", role {}", to_string(*change->role));
  if (change->days) what += fmt::format(", tokens valid until {}", to_rfc3339_utc(ends));
  ledger::audit_line line{now, r.from.who, what, name};
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) {
    return l.with_audit(line, [&]() -> result<void> {
      // An expired token stays expired: nobody gets it back without knowing.
      if (result<void> room = forget_expired_of(l, name, now); !room) return room;
      if (result<void> ended = change->days ? l.users().set_expires(name, ends) : result<void>(); !ended)
        return ended;
      return change->role ? l.users().set_role(name, *change->role) : result<void>();
    });
  });
  if (!done) co_return http::problem_reply(done.error());
  const ledger::stored_user* known = deps_.people.find(name);
  if (known == nullptr) co_return http::problem_reply(no_such_user(name));
  ledger::stored_user u = *known;
  if (change->role) u.role = *change->role;
  deps_.people.put(u);
  deps_.people.forget_expired(name, now);
  if (change->days) deps_.people.set_expires(name, ends);
  co_return http::json_reply(admin::encode(value_of(u, now)));
}

handled user_handlers::remove(http::request& r) {
  const std::string name = r.captured[0];
  ledger::audit_line line{deps_.clock.now().utc, r.from.who, fmt::format("user {} removed", name), name};
  auto done = co_await deps_.ledger.ask(
      [&](ledger::ledger& l) { return l.with_audit(line, [&] { return l.users().remove(name); }); });
  if (!done) co_return http::problem_reply(done.error());
  deps_.people.erase(name);
  co_return no_content();
}

handled user_handlers::add_token(http::request& r) {
  result<admin::token_order> order = admin::decode_request<admin::token_order>(r.body);
  if (!order) co_return http::problem_reply(order.error());
  const utc_ms now = deps_.clock.now().utc;
  const std::string secret = auth::new_token();
  ledger::stored_token t{0, r.captured[0], sha256(secret), now, now + std::chrono::hours(24 * order->days),
                         {}};
  auto number = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<std::int64_t> {
    std::int64_t given = 0;
    result<void> done = l.transaction([&]() -> result<void> {
      if (result<void> room = forget_expired(l, t.user, now); !room) return room;
      result<std::int64_t> added = l.users().add_token(t);
      if (!added) return added.error();
      given = *added;
      return l.audit().add(
          {now, r.from.who,
           fmt::format("token {} of user {} made, valid until {}", given, t.user, to_rfc3339_utc(t.expires)),
           t.user});
    });
    if (!done) return done.error();
    return given;
  });
  if (!number) co_return http::problem_reply(number.error());
  t.number = *number;
  // Another request may have removed the user meanwhile; then the ledger has removed the token with it.
  if (deps_.people.find(t.user) != nullptr) deps_.people.put_token(t);
  http::reply answer = http::json_reply(admin::encode(admin::new_token{secret, t.number, t.expires}));
  answer.headers.emplace_back("Cache-Control", "no-store");
  co_return answer;
}

handled user_handlers::remove_token(http::request& r) {
  const std::string user = r.captured[0];
  const std::optional<std::int64_t> number = parse_integer(r.captured[1], 1, INT64_MAX);
  if (!number) co_return http::problem_reply(no_such_token(r));
  ledger::audit_line line{deps_.clock.now().utc, r.from.who,
                          fmt::format("token {} of user {} revoked", *number, user), user};
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) {
    return l.with_audit(line, [&] { return l.users().remove_token(user, *number); });
  });
  if (!done) co_return http::problem_reply(done.error());
  deps_.people.erase_token(user, *number);
  co_return no_content();
}

}  // namespace bangtin::scheduler::api
