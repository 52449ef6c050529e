#include "scheduler/api/alerts.hpp"

#include "base/inner_message.hpp"

namespace bangtin::scheduler::api {

namespace {

wire::admin::reported_problem problem_of(message what, const error& e) {
  return {std::move(what), e.remedy.empty() ? msg("see journalctl -u bangtind") : e.remedy};
}

}  // namespace

std::vector<wire::admin::reported_problem> alert_problems(const alerts::alert_watch& watch) {
  std::vector<wire::admin::reported_problem> all;
  const alerts::delivery& last = watch.last();
  if (last.command)
    all.push_back(
        problem_of(msg("alerts do not arrive by the command: {}", inner(last.command->what)), *last.command));
  if (last.mail)
    all.push_back(problem_of(msg("alerts do not arrive by e-mail: {}", inner(last.mail->what)), *last.mail));
  return all;
}

std::vector<http::endpoint> alert_handlers::rows(deps d) {
  auto self = std::make_shared<alert_handlers>(d);
  return {{.method = "POST",
           .pattern = "/v1/alerts/test",
           .who = http::access::site_operator,
           .summary = "tell a test alert by command and e-mail, as the configuration says",
           .doc = {.id = "test_alert",
                   .tag = "site",
                   .answers = {{204, "it was told by everything that is configured", {}, {}}},
                   .refusals = {409, 503}},
           .handle = to(self, &alert_handlers::test)}};
}

handled alert_handlers::test(http::request& r) {
  if (!deps_.watch.is_on()) {
    co_return http::problem_reply(
        {errc::conflict,
         msg("nobody is told of alerts: neither a command nor an e-mail address is configured"),
         msg("write \"command\" or \"mail\" below [alerts] in bangtind.toml, then systemctl restart "
             "bangtind")});
  }
  const alerts::delivery d = co_await deps_.watch.test();
  const ledger::audit_line line{deps_.clock.now().utc, r.from.who, "test alert sent", "",
                                d.told ? ledger::audit_outcome::done : ledger::audit_outcome::refused};
  auto noted = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.audit().add(line); });
  if (!noted) co_return http::problem_reply(noted.error());
  const std::vector<wire::admin::reported_problem> wrong = alert_problems(deps_.watch);
  if (!wrong.empty()) {
    co_return http::problem_reply({errc::io, wrong.front().what, wrong.front().remedy}, 503);
  }
  http::reply empty;
  empty.status = 204;
  co_return empty;
}

}  // namespace bangtin::scheduler::api
