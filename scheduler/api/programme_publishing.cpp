// Published versions, and the version that waits for a second signature. The daemon checks a signed programme
// as strictly as a screen does, so that it never offers one that screens would refuse.
#include <cstdlib>

#include "base/text.hpp"
#include "playlists/schedule/timeline.hpp"
#include "scheduler/api/offered_programme.hpp"
#include "scheduler/api/programme.hpp"
#include "scheduler/api/trust.hpp"
#include "scheduler/http/http_rules.hpp"
#include "wire/admin/programmes.hpp"

namespace bangtin::scheduler::api {

namespace {

// How far `issued` may be from the daemon's time while that is synchronised.
constexpr std::chrono::minutes max_skew{10};

wire::admin::published_version row_of(const ledger::published_row& p) {
  return {p.version, p.programme_digest, p.approver, p.issued, p.expires, p.published};
}

ledger::published_row row_for(const verified_offer& v, utc_ms now) {
  const playlists::programme::programme& p = *v.ready->value;
  return {p.version, v.ready->programme_digest, v.approver, p.issued, p.expires, now};
}

error expired_already() {
  return {errc::invalid, msg("the programme has expired already"), msg("approve it again with a later end")};
}

// Screens without a synchronised clock take `issued` for the least possible time, so one wrong clock in an
// office must not move every screen. A daemon whose own clock is not synchronised cannot tell who is wrong.
std::optional<error> wrong_time(const playlists::programme::programme& p, const time_reading& now) {
  if (now.trust != clock_trust::synced) return std::nullopt;
  milliseconds skew = p.issued - now.utc;
  if (skew <= max_skew && skew >= -max_skew) return std::nullopt;
  bool ahead = skew.count() > 0;
  std::int64_t minutes = std::abs(std::chrono::round<std::chrono::minutes>(skew).count());
  auto at = [&](utc_ms t) {
    const std::string full = playlists::schedule::to_local_rfc3339(p, t);
    return full.substr(0, 10) + " " + full.substr(11, 8);
  };
  const std::string issued = at(p.issued), here = at(now.utc);
  return error{errc::invalid,
               ahead ? msg("the clock that this was signed by is {} minutes ahead: it said {} when it was {}",
                           minutes, issued, here)
                     : msg("this was signed {} minutes ago, or by a slow clock: it says {}, and it is {}",
                           minutes, issued, here),
               msg("set the clock of the approver's computer (\"timedatectl set-ntp true\"), and approve "
                   "again")};
}

}  // namespace

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
  time_reading reading = deps_.clock.now();
  auto waiting = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.programmes().waiting(); });
  if (!waiting) co_return http::problem_reply(waiting.error());
  // Of what has waited, the time was checked when the first approver signed it.
  const bool has_waited = *waiting && (*waiting)->programme_digest == v->ready->programme_digest;
  if (std::optional<error> bad = wrong_time(p, reading); bad && !has_waited)
    co_return http::problem_reply(*bad);
  utc_ms now = reading.utc;
  if (p.expires <= now) co_return http::problem_reply(expired_already());
  const ledger::published_row row = row_for(*v, now);
  ledger::audit_line line{now, r.from.who,
                          fmt::format("publish version {} {} approved by {}{}", row.version,
                                      row.programme_digest.hex(), row.approver, p.now ? ", at once" : ""),
                          fmt::format("version {}", row.version)};
  const std::string& text = *v->ready->json;
  const std::int64_t reported = deps_.reported.version(now);
  // The ledger decides which of several concurrent publications becomes the next version.
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    if (std::optional<error> bad = missing_file(deps_.store, p)) return *bad;
    if (auto approved = check_approved(l, v->signatures); !approved) return approved;
    return l.with_audit(line, [&] { return l.programmes().publish(row, text, v->root, reported); });
  });
  if (!done) co_return http::problem_reply(done.error());
  // Never go back to an older version: concurrent requests may get here in any order.
  auto current = deps_.programmes.current();
  if (!current || current->version < row.version) deps_.programmes.show(v->ready);
  co_return http::json_reply(wire::admin::encode(row_of(row)));
}

handled programme_handlers::put_waiting(http::request& r) {
  auto v = co_await deps_.documents.run([&] { return verify_offer(r.body, deps_.store); });
  if (!v) co_return http::problem_reply(v.error());
  const playlists::programme::programme& p = *v->ready->value;
  const time_reading now = deps_.clock.now();
  if (std::optional<error> bad = wrong_time(p, now)) co_return http::problem_reply(*bad);
  if (p.expires <= now.utc) co_return http::problem_reply(expired_already());
  const ledger::published_row row = row_for(*v, now.utc);
  const ledger::audit_line line{now.utc, r.from.who,
                                fmt::format("version {} {} waits for a second signature, signed by {}",
                                            row.version, row.programme_digest.hex(), row.approver),
                                fmt::format("version {}", row.version)};
  const std::string& text = *v->ready->json;
  const std::int64_t reported = deps_.reported.version(now.utc);
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    if (std::optional<error> bad = missing_file(deps_.store, p)) return *bad;
    if (auto trusted = check_trusted(l, v->signatures); !trusted) return trusted;
    return l.with_audit(line, [&] { return l.programmes().put_waiting(row, text, v->root, reported); });
  });
  if (!done) co_return http::problem_reply(done.error());
  co_return http::json_reply(wire::admin::encode(row_of(row)));
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
