// The daemon checks a succession as strictly as a screen does, and takes it only whole: a certificate that
// stayed behind would make what it belongs to worthless on every screen.
#include "scheduler/api/root.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scheduler/api/offered_programme.hpp"
#include "scheduler/api/trust.hpp"
#include "wire/admin/trust.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

// Statement, chain, and the certificates of 10,000 screens.
constexpr std::uint64_t max_order_bytes = 8 * 1024 * 1024;
constexpr json_limits order_limits{.max_depth = 5, .max_values = 200'000};

// What the ledger knows about the root until now.
struct root_now {
  public_key root;
  wire::trust_document document;
  wire::site_trust statement;
};

result<root_now> root_in_force(ledger::ledger& l) {
  result<std::optional<public_key>> root = l.root();
  if (!root) return root.error();
  if (!*root) {
    return error{errc::conflict, msg("this site has no root key yet"),
                 msg("a first approval, or a first screen, names it: \"bangtin guide\" shows the way")};
  }
  result<std::optional<wire::trust_document>> document = l.trust().newest();
  if (!document) return document.error();
  result<wire::site_trust> statement = trust_in_force(l);
  if (!statement) return statement.error();
  return root_now{**root, document->value_or(wire::trust_document()), std::move(*statement)};
}

result<void> check_signed(const std::vector<evidence::signed_text>& certificates, const public_key& root) {
  const auto bad = std::find_if(certificates.begin(), certificates.end(),
                                [&](const auto& c) { return !evidence::verify(c, root); });
  if (bad == certificates.end()) return {};
  return error{errc::verification, msg("the new root key did not sign one of the certificates"),
               msg("call the command again: it signs them all")};
}

// From the root in force to the new one. It may be more than one step: a backup may be older than the last
// succession.
result<void> check_chain(const root_now& now, const admin::root_order& order) {
  if (result<void> goes_on = wire::check_continues(now.document.roots, order.roots); !goes_on) return goes_on;
  result<public_key> newest = wire::follow(order.roots, now.root);
  if (!newest) return newest.error();
  if (*newest == order.root && *newest != now.root) return {};
  return error{errc::invalid, msg("the new root key does not follow the one in force"),
               msg("call the command again: it goes by the root key as it is now")};
}

// All that is checked before anything changes; returns the new statement.
result<wire::site_trust> check_order(ledger::ledger& l, const root_now& now, const admin::root_order& order) {
  if (result<void> follows = check_chain(now, order); !follows) return follows.error();
  result<wire::site_trust> next = wire::verify_trust({order.text, order.signature}, order.root);
  if (!next) return next.error();
  if (result<void> fits = check_next_statement(l, now.statement, *next); !fits) return fits.error();
  if (next->daemons != now.statement.daemons) {
    return error{errc::invalid, msg("the site statement names another key of the daemon"),
                 msg("change one key at a time: \"bangtin keys renew-daemon\" comes first")};
  }
  for (const auto* all : {&order.roots.certificates, &order.screens}) {
    if (result<void> good = check_signed(*all, order.root); !good) return good.error();
  }
  return next;
}

std::vector<evidence::signed_text> all_certificates(const admin::root_order& order) {
  std::vector<evidence::signed_text> all = order.roots.certificates;
  all.insert(all.end(), order.screens.begin(), order.screens.end());
  return all;
}

// What is in memory for screens, with the new signatures.
struct shown_anew {
  std::int64_t statement = 0;
  std::shared_ptr<const events::published_programme> programme;
};

result<shown_anew> take_over(ledger::ledger& l, const admin::root_order& order,
                             const ledger::audit_line& line) {
  result<root_now> now = root_in_force(l);
  if (!now) return now.error();
  result<wire::site_trust> next = check_order(l, *now, order);
  if (!next) return next.error();
  const wire::trust_document document{{order.text, order.signature}, order.roots};
  result<void> done = l.with_audit(
      line, [&] { return l.trust().succeed_root(document, order.root, all_certificates(order)); });
  if (!done) return done.error();
  result<std::int64_t> version = l.programmes().newest_version();
  if (!version) return version.error();
  if (*version == 0) return shown_anew{next->number, nullptr};
  result<std::optional<std::string>> json = l.programmes().json_of(*version);
  if (!json) return json.error();
  auto programme = prepare_verified(json->value_or(""), order.root, *version);
  if (!programme) return programme.error();
  return shown_anew{next->number, std::move(*programme)};
}

}  // namespace

std::vector<http::endpoint> root_handlers::rows(deps d) {
  auto self = std::make_shared<root_handlers>(std::move(d));
  return {{.method = "GET",
           .pattern = "/v1/certificates",
           .who = http::access::approver,
           .summary = "every certificate that is stored: what a new root key has to sign",
           .doc = {.id = "list_certificates",
                   .tag = "site",
                   .answers = {{200, "the certificates", json_body<admin::certificate_list>(), {}}}},
           .handle = to(self, &root_handlers::list_certificates)},
          {.method = "POST",
           .pattern = "/v1/root",
           .who = http::access::approver,
           .body = http::body_use::whole,
           .max_body_bytes = max_order_bytes,
           .summary = "change to a new root key, which the one in force has named",
           .doc = {.id = "post_root",
                   .tag = "site",
                   .takes = json_body<admin::root_order>(),
                   .answers = {{204, "it is in force", {}, {}}},
                   .refusals = {409, 422}},
           .handle = to(self, &root_handlers::succeed)}};
}

handled root_handlers::list_certificates(http::request&) {
  auto list = co_await deps_.ledger.ask([](ledger::ledger& l) -> result<admin::certificate_list> {
    auto approvers = l.trust().approver_certificates();
    if (!approvers) return approvers.error();
    auto screens = l.exports().screen_certificates();
    if (!screens) return screens.error();
    return admin::certificate_list{std::move(*approvers), std::move(*screens)};
  });
  if (!list) co_return http::problem_reply(list.error());
  co_return http::json_reply(admin::encode(*list));
}

handled root_handlers::succeed(http::request& r) {
  auto order = admin::decode_request<admin::root_order>(r.body, order_limits);
  if (!order) co_return http::problem_reply(order.error());
  const ledger::audit_line line{
      deps_.clock.now().utc, r.from.who,
      fmt::format("root key number {}: {}", order->roots.successions.size() + 1, order->root.hex()),
      "root key"};
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) { return take_over(l, *order, line); });
  if (!done) co_return http::problem_reply(done.error());
  deps_.commands.recertify(order->roots);
  deps_.trust.show(done->statement, {{order->text, order->signature}, order->roots});
  if (done->programme) deps_.programmes.show(done->programme);
  deps_.programmes.wake_all();
  deps_.commands.wake_all();
  http::reply answer;
  answer.status = 204;
  co_return answer;
}

}  // namespace bangtin::scheduler::api
