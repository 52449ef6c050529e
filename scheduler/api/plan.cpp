// The ledger keeps the plan as canonical JSON, so the same plan is the same text.
#include "scheduler/api/plan.hpp"

#include "wire/admin/plan.hpp"

namespace bangtin::scheduler::api {

namespace {

constexpr std::uint64_t max_plan_body_bytes = 4 * 1024 * 1024;

result<evidence::report::plan> checked_plan(std::string_view body) {
  result<evidence::report::plan> p = wire::admin::decode_request<evidence::report::plan>(body);
  if (!p) return p;
  if (std::optional<error> bad = evidence::report::check_plan(*p)) return *bad;
  return p;
}

}  // namespace

result<evidence::report::plan> stored_plan(ledger::ledger& l) {
  result<std::optional<std::string>> text = l.reports().plan();
  if (!text) return text.error();
  if (!*text) return evidence::report::plan();
  // It was checked when it came, maybe by older rules; a report can still be set by it.
  return wire::admin::decode_request<evidence::report::plan>(**text);
}

std::vector<http::endpoint> plan_handlers::rows(deps d) {
  auto self = std::make_shared<plan_handlers>(d);
  return {
      {.method = "GET",
       .pattern = "/v1/plan",
       .who = http::access::viewer,
       .summary = "the outreach plan by which reports are set",
       .doc = {.id = "get_plan",
               .tag = "plays",
               .answers = {{200, "the plan", json_body<wire::admin::plan>(), {}}},
               .refusals = {404}},
       .handle = to(self, &plan_handlers::get_plan)},
      {.method = "GET",
       .pattern = "/v1/plan/previous",
       .who = http::access::viewer,
       .summary = "the plan that the present one replaced",
       .doc = {.id = "get_previous_plan",
               .tag = "plays",
               .answers = {{200, "the plan", json_body<wire::admin::plan>(), {}}},
               .refusals = {404}},
       .handle = to(self, &plan_handlers::get_previous_plan)},
      {.method = "PUT",
       .pattern = "/v1/plan",
       .who = http::access::editor,
       .body = http::body_use::whole,
       .max_body_bytes = max_plan_body_bytes,
       .summary = "replace the plan",
       .doc = {.id = "put_plan",
               .tag = "plays",
               .takes = json_body<wire::admin::plan>(),
               .answers = {{200, "the plan as it is stored", json_body<wire::admin::plan>(), {}}},
               .refusals = {422}},
       .handle = to(self, &plan_handlers::put_plan)},
  };
}

handled plan_handlers::get_plan(http::request&) {
  auto text = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.reports().plan(); });
  if (!text) co_return http::problem_reply(text.error());
  if (!*text) {
    co_return http::problem_reply({errc::not_found, msg("there is no plan yet"),
                                   msg("load one with \"bangtin plan import plan.toml\"")});
  }
  co_return http::text_reply(std::move(**text), "application/json");
}

handled plan_handlers::get_previous_plan(http::request&) {
  auto text = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.reports().previous_plan(); });
  if (!text) co_return http::problem_reply(text.error());
  if (!*text) {
    co_return http::problem_reply({errc::not_found, msg("no plan has been replaced yet"),
                                   msg("\"bangtin plan show\" shows the plan that there is")});
  }
  co_return http::text_reply(std::move(**text), "application/json");
}

handled plan_handlers::put_plan(http::request& r) {
  result<evidence::report::plan> p = co_await deps_.documents.run([&] { return checked_plan(r.body); });
  if (!p) co_return http::problem_reply(p.error());
  if (*p == evidence::report::plan()) {
    co_return http::problem_reply(
        {errc::invalid, msg("the plan is empty"), msg("send the report's head, tasks, themes or venues")});
  }
  std::string text = canonical(wire::admin::encode(*p));
  ledger::audit_line line{deps_.clock.now().utc, r.from.who,
                          fmt::format("plan {} (tasks {}, themes {}, venues {})", sha256(text).hex(),
                                      p->tasks.size(), p->themes.size(), p->venues.size()),
                          "plan"};
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    result<std::optional<std::string>> before = l.reports().plan();
    if (!before) return before.error();
    if (*before == text) return {};
    return l.with_audit(line, [&] { return l.reports().set_plan(text); });
  });
  if (!done) co_return http::problem_reply(done.error());
  co_return http::text_reply(std::move(text), "application/json");
}

}  // namespace bangtin::scheduler::api
