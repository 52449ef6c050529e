// The daemon only hands a site statement on; its authority comes from root alone. It checks one as strictly
// as a screen does, and besides that no screen is left with a programme that its statement does not trust.
#include "scheduler/api/trust.hpp"

#include <fmt/format.h>

#include "scheduler/http/http_rules.hpp"
#include "wire/authority.hpp"
#include "wire/programme_statement.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

// In JSON each byte of the text may take six.
constexpr std::uint64_t max_order_bytes = 6 * wire::max_trust_bytes + max_small_body_bytes;

constexpr std::string_view trust_header_in_lower_case = "bangtin-trust";

std::optional<std::int64_t> named_by(const http::request& r) {
  std::string_view text = r.header(trust_header_in_lower_case);
  std::optional<std::int64_t> number = http::parse_whole_number(text);
  return number && *number <= wire::max_trust_number ? number : std::nullopt;
}

// So nobody can revoke the approver of what is on show.
result<void> check_published(ledger::ledger& l, const wire::site_trust& next) {
  result<std::int64_t> version = l.programmes().newest_version();
  if (!version) return version.error();
  if (next.programme_version != *version) {
    return error{errc::conflict,
                 msg("the site statement names programme version {}, and version {} is on show",
                     next.programme_version, *version),
                 msg("call the command again: it goes by the programme as it is now")};
  }
  if (*version == 0) return {};
  result<std::optional<std::string>> text = l.programmes().json_of(*version);
  if (!text) return text.error();
  result<wire::signed_programme> on_show = wire::signed_programme_from_json(text->value_or(""));
  if (!on_show) return on_show.error();
  const std::optional<wire::refusal> refused = wire::why_not_approved(next, *on_show);
  if (!refused) return {};
  if (refused->too_few) {
    return error{
        errc::conflict,
        msg("programme version {}, which is on show, was signed by one approver, not by two", *version),
        msg("let two sign it first: \"bangtin approve --two\", and then the other one \"bangtin approve\"")};
  }
  result<wire::approver_certificate> approver = wire::approver_from_text(on_show->approver.text);
  if (approver && next.trusts(approver->key) && on_show->second)
    approver = wire::approver_from_text(on_show->second->approver.text);
  return error{errc::conflict,
               msg("programme version {}, which is on show, was signed by {}", *version,
                   approver ? approver->name : std::string("?")),
               msg("let another approver sign it first: \"bangtin approve --key FILE\" with their key")};
}

// A new key of the daemon must be one that it has, or screens would refuse all its receipts.
result<void> check_daemon_key(const wire::site_trust& before, const wire::site_trust& next,
                              const public_key& own, const std::filesystem::path& next_key) {
  if (before.daemons == next.daemons || next.daemons.empty()) return {};
  const public_key wanted = next.daemons.back().key;
  std::error_code ignored;
  const bool has_next = std::filesystem::exists(next_key, ignored);
  result<secret_key> prepared =
      has_next ? load_or_create_key(next_key.string()) : result<secret_key>(error{});
  const bool is_ours = wanted == own || (prepared && prepared->public_part() == wanted);
  const bool begins_with_ours = !before.daemons.empty() || next.daemons.front().key == own;
  if (is_ours && begins_with_ours) return {};
  return error{errc::conflict, msg("the site statement names a daemon key that this daemon does not have"),
               msg("call \"bangtin keys renew-daemon\": it asks the daemon for its next key")};
}

result<void> put(ledger::ledger& l, const wire::site_trust& before, const wire::site_trust& next,
                 const wire::trust_document& document, const public_key& root) {
  if (result<void> fits = check_next_statement(l, before, next); !fits) return fits;
  return l.trust().put(document, root);
}

http::reply no_statement() {
  return http::problem_reply({errc::not_found, msg("this site has no site statement yet"),
                              msg("\"bangtin keys revoke\" and \"bangtin keys add\" make one")});
}

}  // namespace

result<void> check_trusted(ledger::ledger& l, const wire::signed_statement& s) {
  result<wire::site_trust> trust = trust_in_force(l);
  if (!trust) return trust.error();
  if (std::optional<error> why = wire::why_not_trusted(*trust, s)) return *why;
  return {};
}

result<void> check_approved(ledger::ledger& l, const wire::signed_programme& p) {
  result<wire::site_trust> trust = trust_in_force(l);
  if (!trust) return trust.error();
  if (std::optional<wire::refusal> refused = wire::why_not_approved(*trust, p)) return refused->why;
  return {};
}

result<wire::site_trust> trust_in_force(ledger::ledger& l) {
  result<std::optional<wire::trust_document>> newest = l.trust().newest();
  if (!newest) return newest.error();
  return *newest ? wire::trust_from_text((*newest)->statement.text) : wire::site_trust();
}

result<void> check_next_statement(ledger::ledger& l, const wire::site_trust& before,
                                  const wire::site_trust& next) {
  if (result<void> follows = wire::check_succession(before, next); !follows) return follows;
  return check_published(l, next);
}

void exchange_trust(events::trust_hub& trust, const http::request& r, http::reply& answer) {
  if (std::optional<std::int64_t> kept = named_by(r)) trust.heard(r.captured[0], *kept);
  answer.headers.emplace_back(std::string(wire::authority_header), std::to_string(trust.authority()));
  if (trust.number() == 0) return;
  answer.headers.emplace_back(std::string(wire::trust_header), std::to_string(trust.number()));
}

bool lacks_trust(const events::trust_hub& trust, const http::request& r) {
  std::optional<std::int64_t> kept = named_by(r);
  return kept && *kept < trust.number();
}

std::vector<http::endpoint> trust_handlers::rows(deps d) {
  auto self = std::make_shared<trust_handlers>(std::move(d));
  return {
      {.method = "GET",
       .pattern = "/v1/screens/{name}/trust",
       .who = http::access::screen,
       .summary = "the site statement in force: who may sign what screens show",
       .doc = {.id = "get_screen_trust",
               .tag = "site",
               .answers = {{200, "the statement, signed by root", {"application/json", "signed_trust"}, {}}},
               .refusals = {404}},
       .handle = to(self, &trust_handlers::get_for_screen)},
      {.method = "GET",
       .pattern = "/v1/trust",
       .who = http::access::viewer,
       .summary = "the site statement in force, and which screens keep it",
       .doc = {.id = "get_trust",
               .tag = "site",
               .answers = {{200, "the statement", json_body<admin::trust_state>(), {}}}},
       .handle = to(self, &trust_handlers::get)},
      {.method = "POST",
       .pattern = "/v1/trust",
       .who = http::access::approver,
       .body = http::body_use::whole,
       .max_body_bytes = max_order_bytes,
       .summary = "put a site statement in force, signed by root",
       .doc = {.id = "post_trust",
               .tag = "site",
               .takes = json_body<admin::trust_order>(),
               .answers = {{200, "it is in force", json_body<admin::trust_state>(), {}}},
               .refusals = {409, 422}},
       .handle = to(self, &trust_handlers::post)},
      {.method = "POST",
       .pattern = "/v1/daemon-key",
       .who = http::access::site_operator,
       .summary = "the key that the daemon will sign with once root has named it; made if there is none yet",
       .doc = {.id = "make_daemon_key",
               .tag = "site",
               .answers = {{200, "the keys", json_body<admin::daemon_key_pair>(), {}}}},
       .handle = to(self, &trust_handlers::make_next_key)}};
}

handled trust_handlers::get_for_screen(http::request&) {
  if (!deps_.trust.json()) co_return no_statement();
  http::reply answer;
  answer.headers = {{"Cache-Control", "no-store"}};
  answer.body = deps_.trust.json();
  co_return answer;
}

asio::awaitable<result<admin::trust_state>> trust_handlers::state() {
  const std::vector<std::string> names = deps_.directory.names();
  auto read = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<admin::trust_state> {
    admin::trust_state s;
    result<std::optional<wire::trust_document>> newest = l.trust().newest();
    if (!newest) return newest.error();
    if (*newest) {
      s.text = (*newest)->statement.text;
      s.signature = (*newest)->statement.signature;
      s.roots = (*newest)->roots;
    }
    for (const std::string& name : names) {
      auto report = l.screens().report_of(name);
      if (!report) return report.error();
      s.screens.push_back({name, {}, *report ? std::optional((*report)->last_seen) : std::nullopt});
    }
    return s;
  });
  if (!read) co_return read;
  for (admin::trust_screen& s : read->screens) s.number = deps_.trust.kept_by(s.name);
  co_return read;
}

handled trust_handlers::get(http::request&) {
  auto now = co_await state();
  if (!now) co_return http::problem_reply(now.error());
  co_return http::json_reply(admin::encode(*now));
}

handled trust_handlers::post(http::request& r) {
  auto order = admin::decode_request<admin::trust_order>(r.body, {.max_depth = 1, .max_values = 8});
  if (!order) co_return http::problem_reply(order.error());
  wire::trust_document document{{order->text, order->signature}};
  auto next = wire::verify_trust(document.statement, order->root);
  if (!next) co_return http::problem_reply(next.error());
  ledger::audit_line line{
      deps_.clock.now().utc, r.from.who,
      fmt::format("site statement {}: {} approvers, {} revoked keys, {} must sign", next->number,
                  next->approvers.size(), next->revoked.size(), next->approvals),
      fmt::format("site statement {}", next->number)};
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    result<wire::site_trust> before = trust_in_force(l);
    if (!before) return before.error();
    if (auto fits = check_daemon_key(*before, *next, deps_.daemon, deps_.next_key); !fits) return fits;
    result<std::optional<wire::trust_document>> newest = l.trust().newest();
    if (!newest) return newest.error();
    if (*newest) document.roots = (*newest)->roots;
    return l.with_audit(line, [&] { return put(l, *before, *next, document, order->root); });
  });
  if (!done) co_return http::problem_reply(done.error());
  deps_.trust.show(next->number, document);
  deps_.programmes.wake_all();
  deps_.commands.wake_all();
  auto now = co_await state();
  if (!now) co_return http::problem_reply(now.error());
  co_return http::json_reply(admin::encode(*now));
}

// The secret key stays here; only root can put it in force.
handled trust_handlers::make_next_key(http::request& r) {
  const ledger::audit_line line{deps_.clock.now().utc, r.from.who, "the daemon's next key", "daemon key"};
  auto next = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<public_key> {
    result<secret_key> key = load_or_create_key(deps_.next_key.string());
    if (!key) return key.error();
    if (result<void> noted = l.with_audit(line, [] { return result<void>(); }); !noted) return noted.error();
    return key->public_part();
  });
  if (!next) co_return http::problem_reply(next.error());
  co_return http::json_reply(admin::encode(admin::daemon_key_pair{deps_.daemon, *next}));
}

}  // namespace bangtin::scheduler::api
