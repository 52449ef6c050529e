#include "scheduler/api/audit.hpp"

#include <spdlog/spdlog.h>

#include "wire/admin/people.hpp"

namespace bangtin::scheduler::api {

namespace {

constexpr int max_audit_lines = 1000;

result<ledger::audit_question> audit_question_in(const http::request& r) {
  ledger::audit_question q{.who = std::string(r.parameter("who")),
                           .object = std::string(r.parameter("object")),
                           .max = max_audit_lines};
  constexpr std::int64_t latest = 253'402'300'799'999;  // the end of the year 9999
  std::int64_t to = latest, from = 0;
  for (auto [name, value] : {std::pair<std::string_view, std::int64_t*>{"from", &from},
                             std::pair<std::string_view, std::int64_t*>{"to", &to},
                             std::pair<std::string_view, std::int64_t*>{"before", &q.below}}) {
    if (r.parameter(name).empty()) continue;
    std::optional<std::int64_t> number = r.number(name);
    if (!number || *number > latest) {
      return error{errc::usage, msg("\"{}\" is not a whole number", name),
                   msg("send milliseconds since 1970-01-01 UTC, or the number of a line")};
    }
    *value = *number;
  }
  q.from = from_unix_ms(from);
  q.to = from_unix_ms(to);
  return q;
}

wire::admin::audit_line audit_value(const ledger::chained_line& l) {
  return {l.number, l.line.at, l.line.who, l.line.what, l.line.object, std::string(to_string(l.line.outcome)),
          l.hash};
}

}  // namespace

asio::awaitable<void> write_refusals(ledger::ledger_thread& ledger, auth::refusal_log& refusals,
                                     const clock_source& clock, bool all) {
  std::vector<ledger::audit_line> lines = refusals.take(clock.now(), all);
  if (lines.empty()) co_return;
  result<void> written = co_await ledger.ask([&](ledger::ledger& l) {
    return l.transaction([&]() -> result<void> {
      for (const ledger::audit_line& line : lines) {
        if (result<void> done = l.audit().add(line); !done) return done;
      }
      return {};
    });
  });
  if (!written) spdlog::error("refused requests are not in the audit log: {}", describe(written.error()));
}

std::vector<http::endpoint> audit_handlers::rows(deps d) {
  auto self = std::make_shared<audit_handlers>(d);
  return {
      {.method = "GET",
       .pattern = "/v1/audit",
       .who = http::access::approver,
       .summary = "who did what and who was refused, newest first",
       .doc = {.id = "list_audit",
               .tag = "people",
               .parameters =
                   {{.name = "from", .about = "only lines of this time or later"},
                    {.name = "to", .about = "only lines before this time"},
                    {.name = "who", .about = "only lines with this text in \"who\"", .type = "string"},
                    {.name = "object", .about = "only lines with this text in \"object\"", .type = "string"},
                    {.name = "before", .about = "only lines with smaller numbers"}},
               .answers = {{200, "at most 1000 lines", json_list<wire::admin::audit_line>(), {}}}},
       .handle = to(self, &audit_handlers::list)},
  };
}

handled audit_handlers::list(http::request& r) {
  result<ledger::audit_question> q = audit_question_in(r);
  if (!q) co_return http::problem_reply(q.error());
  co_await write_refusals(deps_.ledger, deps_.refusals, deps_.clock);
  auto found = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.audit().find(*q); });
  if (!found) co_return http::problem_reply(found.error());
  json::array all;
  for (const ledger::chained_line& l : *found) all.push_back(wire::admin::encode(audit_value(l)));
  co_return http::json_reply(all);
}

}  // namespace bangtin::scheduler::api
