// Published versions, and the version that waits for a second signature.
#include "base/text.hpp"
#include "scheduler/api/programme.hpp"
#include "scheduler/http/http_rules.hpp"

namespace bangtin::scheduler::api {

handled programme_handlers::history(http::request&) {
  auto rows = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.programmes().published(); });
  if (!rows) co_return http::problem_reply(rows.error());
  json::array all;
  for (const ledger::published_row& row : *rows) all.push_back(wire::admin::encode(row_of(row)));
  co_return http::json_reply(all);
}

handled programme_handlers::get_version(http::request& r) {
  std::optional<std::int64_t> version = http::parse_whole_number(r.captured[0]);
  if (r.captured[0] == "current")
    version = deps_.programmes.current() ? deps_.programmes.current()->version : 0;
  result<std::optional<std::string>> text = std::optional<std::string>();
  if (version)
    text = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.programmes().json_of(*version); });
  if (r.captured[0] == "waiting")
    text = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.programmes().waiting_json(); });
  if (!text) co_return http::problem_reply(text.error());
  if (!*text) {
    co_return http::problem_reply({errc::not_found,
                                   msg("there is no published programme \"{}\"", printable(r.captured[0])),
                                   msg("see \"bangtin history\" for those that there are")});
  }
  co_return http::text_reply(std::move(**text), "application/json");
}

handled programme_handlers::publish(http::request& r) {
  auto v = co_await deps_.documents.run([&] { return verify_offer(r.body, deps_.store); });
  if (!v) co_return http::problem_reply(v.error());
  const playlists::programme::programme& p = *v->ready->value;
  auto waiting = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.programmes().waiting(); });
  if (!waiting) co_return http::problem_reply(waiting.error());
  // Of what has waited, the time was checked when the first approver signed it.
  const bool has_waited = *waiting && (*waiting)->programme_digest == v->ready->programme_digest;
  if (std::optional<error> bad = wrong_time(p, deps_.clock.now()); bad && !has_waited)
    co_return http::problem_reply(*bad);
  auto row = co_await store_offer(desk(), *v, offer_end::published, r.from.who);
  if (!row) co_return http::problem_reply(row.error());
  co_return http::json_reply(wire::admin::encode(row_of(*row)));
}

handled programme_handlers::put_waiting(http::request& r) {
  auto v = co_await deps_.documents.run([&] { return verify_offer(r.body, deps_.store); });
  if (!v) co_return http::problem_reply(v.error());
  if (std::optional<error> bad = wrong_time(*v->ready->value, deps_.clock.now()))
    co_return http::problem_reply(*bad);
  auto row = co_await store_offer(desk(), *v, offer_end::waits, r.from.who);
  if (!row) co_return http::problem_reply(row.error());
  co_return http::json_reply(wire::admin::encode(row_of(*row)));
}

handled programme_handlers::drop_waiting(http::request& r) {
  const ledger::audit_line line{deps_.clock.now().utc, r.from.who,
                                "drop the version that waits for a second signature", "programme"};
  auto done = co_await deps_.ledger.ask(
      [&](ledger::ledger& l) { return l.with_audit(line, [&] { return l.programmes().drop_waiting(); }); });
  if (!done) co_return http::problem_reply(done.error());
  http::reply answer;
  answer.status = 204;
  co_return answer;
}

}  // namespace bangtin::scheduler::api
