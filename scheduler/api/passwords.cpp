// An operator sets a password for somebody who has none or forgot it; everybody else changes the own one, and
// must know it: a browser that was left open is not enough to keep its owner out.
#include "scheduler/api/passwords.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "scheduler/api/password_attempt.hpp"
#include "scheduler/auth/session_cookie.hpp"
#include "wire/admin/people.hpp"

namespace bangtin::scheduler::api {

namespace {

namespace admin = wire::admin;

http::reply done() {
  http::reply empty;
  empty.status = 204;
  return empty;
}

}  // namespace

std::vector<http::endpoint> password_handlers::rows(deps d) {
  auto self = std::make_shared<password_handlers>(d);
  return {
      {.method = "PUT",
       .pattern = "/v1/users/{name}/password",
       .who = http::access::site_operator,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "set a user's password; what the user began with the old one ends",
       .doc = {.id = "set_password",
               .tag = "people",
               .takes = json_body<admin::password_order>(),
               .answers = {{204, "it is set", {}, {}}},
               .refusals = {404, 422, 429}},
       .handle = to(self, &password_handlers::set)},
      {.method = "DELETE",
       .pattern = "/v1/users/{name}/password",
       .who = http::access::site_operator,
       .summary = "remove a user's password; what the user began with it ends",
       .doc = {.id = "remove_password",
               .tag = "people",
               .answers = {{204, "it is removed", {}, {}}},
               .refusals = {404}},
       .handle = to(self, &password_handlers::remove)},
      {.method = "PUT",
       .pattern = "/v1/session/password",
       .who = http::access::viewer,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "change the own password; sessions that began with the old one end, also this one",
       .doc = {.id = "change_own_password",
               .tag = "people",
               .takes = json_body<admin::own_password_order>(),
               .answers = {{204, "it is changed", {}, {}}},
               .refusals = {409, 422, 429}},
       .handle = to(self, &password_handlers::change_own)},
  };
}

handled password_handlers::set(http::request& r) {
  result<admin::password_order> order = admin::decode_request<admin::password_order>(r.body);
  if (!order) co_return http::problem_reply(order.error());
  co_return co_await store(r, r.captured[0], order->password);
}

handled password_handlers::remove(http::request& r) {
  const std::string user = r.captured[0];
  const ledger::audit_line line{deps_.clock.now().utc, r.from.who,
                                fmt::format("password of user {} removed", user), user};
  auto removed = co_await deps_.ledger.ask(
      [&](ledger::ledger& l) { return l.with_audit(line, [&] { return l.users().remove_password(user); }); });
  if (!removed) co_return http::problem_reply(removed.error());
  deps_.people.erase_password(user);
  co_return done();
}

handled password_handlers::change_own(http::request& r) {
  result<admin::own_password_order> order = admin::decode_request<admin::own_password_order>(r.body);
  if (!order) co_return http::problem_reply(order.error());
  const std::string user = deps_.gate.who_asks(r).name;
  const ledger::stored_password* known = deps_.people.password_of(user);
  if (known == nullptr) {
    co_return http::problem_reply({errc::conflict, msg("\"{}\" has no password", printable(user)),
                                   msg("ask an operator for \"bangtin user password\"")});
  }
  password_attempt attempt{deps_.attempts, deps_.passwords, r.from.network};
  // No 401: the session is good, and the page must not take this for its end.
  http::reply wrong =
      http::problem_reply({errc::invalid, msg("the present password is another one"),
                           msg("look at the keyboard's language and capitals, and try again")});
  std::optional<http::reply> no =
      co_await attempt.refuse(known, order->current, std::move(wrong), deps_.clock);
  if (no) co_return std::move(*no);
  co_return co_await store(r, user, order->password);
}

handled password_handlers::store(http::request& r, std::string user, std::string typed) {
  result<std::string> good = auth::good_password(typed, user);
  if (!good) co_return http::problem_reply(good.error());
  if (deps_.people.find(user) == nullptr) {
    co_return http::problem_reply(
        {errc::not_found, msg("there is no user \"{}\"", printable(user)), msg("see \"bangtin user list\"")});
  }
  const utc_ms now = deps_.clock.now().utc;
  std::optional<ledger::stored_password> p = co_await deps_.passwords.make(user, std::move(*good), now);
  if (!p) co_return too_many_passwords();
  const ledger::audit_line line{now, r.from.who, fmt::format("password of user {} set", user), user};
  auto number = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<std::int64_t> {
    std::int64_t given = 0;
    result<void> stored = l.with_audit(line, [&]() -> result<void> {
      result<std::int64_t> set = l.users().set_password(*p);
      if (!set) return set.error();
      given = *set;
      return {};
    });
    if (!stored) return stored.error();
    return given;
  });
  if (!number) co_return http::problem_reply(number.error());
  p->number = *number;
  // Another request may have removed the user meanwhile; then the ledger has removed the password with it.
  if (deps_.people.find(user) != nullptr) deps_.people.put_password(*p);
  co_return done();
}

}  // namespace bangtin::scheduler::api
