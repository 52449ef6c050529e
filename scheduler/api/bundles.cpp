// Each document of a bundle is what the screen would get over the network, so it passes the same checks
// there.
#include "scheduler/api/bundles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "playlists/programme/screen_files.hpp"
#include "wire/admin/bundles.hpp"
#include "wire/bundle.hpp"
#include "wire/bundle_logs.hpp"
#include "wire/carried_acknowledgements.hpp"
#include "wire/messages.hpp"
#include "wire/notice.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

// The status is a text within JSON.
constexpr std::uint64_t max_carried_bytes = 4 * max_small_body_bytes;
constexpr std::uint64_t max_carried_list_bytes = 2 * 1024 * 1024;

using playlists::programme::file_ref;

http::reply no_paired_screen(std::string_view name) {
  return http::problem_reply({errc::not_found, msg("no screen \"{}\" is paired", printable(name)),
                              msg("see \"bangtin screen list\" for the screens that are")});
}

void add_document(wire::bundle_index& to, wire::bundle_part part, std::string_view text) {
  if (text.empty()) return;
  to.documents.push_back({part, static_cast<std::int64_t>(text.size()), sha256(text)});
}

// What the screen needs to show the programme and the notices.
std::vector<file_ref> bundle_files(const playlists::programme::programme* p, const std::string& screen,
                                   const wire::screen_commands& commands) {
  std::vector<file_ref> all;
  if (p != nullptr) all = playlists::programme::files_for(*p, screen);
  for (const wire::signed_notice& n : commands.notices) {
    result<wire::notice> value = wire::notice_from_bytes(n.bytes);
    if (value && value->media) all.push_back(value->media->file);
  }
  std::sort(all.begin(), all.end(), [](const file_ref& a, const file_ref& b) { return a.sha256 < b.sha256; });
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// The newest log of the screen, in the words of GET /v1/screens/{name}/plays/receipt.
result<std::string> newest_receipt_of(ledger::ledger& l, const ledger::paired_screen& s) {
  result<std::string> log = l.evidence().newest_log_of(s.name, s.key);
  if (!log) return log.error();
  json::object answer{{"log", *log}, {"receipt", nullptr}, {"tip", 0}};
  if (!log->empty()) {
    result<std::optional<ledger::log_tip>> tip = l.evidence().tip_of(*log);
    if (!tip) return tip.error();
    if (*tip) {
      answer["tip"] = (*tip)->tip;
      if ((*tip)->newest) answer["receipt"] = wire::to_value((*tip)->newest->note);
    }
  }
  return canonical(answer);
}

// What this daemon has of each log of the screen. One that is not listed is written onto the stick once more
// than needed.
result<std::string> logs_known_of(ledger::ledger& l, const ledger::paired_screen& s) {
  result<std::vector<ledger::exported_log>> logs = l.exports().logs();
  if (!logs) return logs.error();
  std::vector<wire::known_log> all;
  for (const ledger::exported_log& log : *logs) {
    if (log.screen != s.name || log.key != s.key || all.size() == wire::max_known_logs) continue;
    result<std::optional<ledger::log_tip>> tip = l.evidence().tip_of(log.log);
    if (!tip) return tip.error();
    wire::known_log& known = all.emplace_back(wire::known_log{log.log, {}});
    if (*tip && (*tip)->newest) known.receipt = (*tip)->newest->note;
  }
  return wire::known_logs_to_json(all);
}

}  // namespace

std::vector<http::endpoint> bundle_handlers::rows(deps d) {
  auto self = std::make_shared<bundle_handlers>(std::move(d));
  return {{.method = "POST",
           .pattern = "/v1/screens/{name}/bundle",
           .who = http::access::site_operator,
           .summary = "what a USB stick brings to this screen, with an index that the daemon signs",
           .doc = {.id = "make_bundle",
                   .tag = "screens",
                   .answers = {{200, "the bundle", json_body<admin::screen_bundle>(), {}}},
                   .refusals = {404}},
           .handle = to(self, &bundle_handlers::make)},
          {.method = "POST",
           .pattern = "/v1/screens/{name}/bundle/status",
           .who = http::access::site_operator,
           .body = http::body_use::whole,
           .max_body_bytes = max_carried_bytes,
           .summary = "what a screen wrote on a USB stick about itself",
           .doc = {.id = "post_carried_status",
                   .tag = "screens",
                   .takes = json_body<admin::carried_order>(),
                   .answers = {{200, "it is taken", json_body<admin::carried_report>(), {}}},
                   .refusals = {404, 422}},
           .handle = to(self, &bundle_handlers::take_status)},
          {.method = "POST",
           .pattern = "/v1/screens/{name}/bundle/acknowledgements",
           .who = http::access::site_operator,
           .body = http::body_use::whole,
           .max_body_bytes = max_carried_list_bytes,
           .summary = "what a screen wrote on a USB stick about emergency notices",
           .doc = {.id = "post_carried_acknowledgements",
                   .tag = "screens",
                   .takes = json_body<admin::carried_acknowledgements_order>(),
                   .answers = {{204, "it is kept", {}, {}}},
                   .refusals = {404, 422}},
           .handle = to(self, &bundle_handlers::take_acknowledgements)}};
}

handled bundle_handlers::make(http::request& r) {
  const ledger::paired_screen* known = deps_.directory.find(r.captured[0]);
  if (known == nullptr) co_return no_paired_screen(r.captured[0]);
  const ledger::paired_screen screen = *known;
  const utc_ms now = deps_.clock.now().utc;
  const std::shared_ptr<const events::published_programme> programme = deps_.programmes.current();
  wire::screen_commands commands = deps_.commands.for_screen(screen.name, 0, now);
  commands.screenshot_request = 0;
  admin::screen_bundle bundle;
  if (deps_.trust.json()) bundle.trust = *deps_.trust.json();
  if (!commands.notices.empty()) bundle.notices = wire::to_json(commands);
  const ledger::audit_line line{now, r.from.who, fmt::format("bundle for {} by USB stick", screen.name),
                                screen.name};
  auto read = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    result<std::string> receipt = newest_receipt_of(l, screen);
    if (!receipt) return receipt.error();
    result<std::string> logs = logs_known_of(l, screen);
    if (!logs) return logs.error();
    bundle.receipt = std::move(*receipt);
    bundle.logs = std::move(*logs);
    return l.audit().add(line);
  });
  if (!read) co_return http::problem_reply(read.error());
  co_return co_await deps_.documents.run([&] {
    wire::bundle_index index{screen.name, screen.key, screen.root, now, 0, std::nullopt, {}, {}};
    if (programme) {
      index.version = programme->version;
      index.programme = programme->programme_digest;
      add_document(index, wire::bundle_part::programme, *programme->json);
    }
    add_document(index, wire::bundle_part::trust, bundle.trust);
    add_document(index, wire::bundle_part::notices, bundle.notices);
    add_document(index, wire::bundle_part::receipt, bundle.receipt);
    index.files = bundle_files(programme ? programme->value.get() : nullptr, screen.name, commands);
    bundle.index = evidence::sign_text(wire::to_text(index), deps_.daemon);
    return http::json_reply(admin::encode(bundle));
  });
}

// The screen's clock may be wrong, but the daemon hears of nothing that is still to come.
handled bundle_handlers::take_status(http::request& r) {
  auto order = admin::decode_request<admin::carried_order>(r.body, {.max_depth = 2, .max_values = 8});
  if (!order) co_return http::problem_reply(order.error());
  const ledger::paired_screen* screen = deps_.directory.find(r.captured[0]);
  if (screen == nullptr) co_return no_paired_screen(r.captured[0]);
  result<wire::carried> said = wire::verify({order->carried, order->status}, screen->key);
  if (said && said->screen != screen->name) {
    said = error{errc::verification, msg("the stick was written by a screen \"{}\"", printable(said->screen)),
                 msg("pair the screen again, or import the stick at its own site")};
  }
  if (!said) co_return http::problem_reply(said.error());
  result<wire::screen_status> status = wire::screen_status_from_json(order->status);
  if (!status) co_return http::problem_reply(status.error());
  const utc_ms now = deps_.clock.now().utc;
  const ledger::screen_report report{std::min(said->at, now), 0, std::move(*status), {}, true};
  admin::carried_report answer{screen->name, said->at, true};
  const ledger::audit_line line{
      now, r.from.who,
      fmt::format("report of {} of {} by USB stick: records up to {} of log {}", screen->name,
                  to_rfc3339_utc(said->at), said->upto.seq, said->upto.log.empty() ? "-" : said->upto.log),
      screen->name};
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    auto before = l.screens().report_of(answer.screen);
    if (!before) return before.error();
    answer.newer = !*before || (*before)->last_seen < report.last_seen;
    if (!answer.newer) return {};
    return l.with_audit(line, [&] { return l.screens().set_report(answer.screen, report); });
  });
  if (!done) co_return http::problem_reply(done.error());
  co_return http::json_reply(admin::encode(answer));
}

// Each is merged as if the screen had posted it; what the daemon has heard before changes nothing.
handled bundle_handlers::take_acknowledgements(http::request& r) {
  auto order =
      admin::decode_request<admin::carried_acknowledgements_order>(r.body, {.max_depth = 2, .max_values = 8});
  if (!order) co_return http::problem_reply(order.error());
  const ledger::paired_screen* screen = deps_.directory.find(r.captured[0]);
  if (screen == nullptr) co_return no_paired_screen(r.captured[0]);
  const std::string name = screen->name;
  auto said = wire::verify({order->acknowledged, order->list}, name, screen->key);
  if (!said) co_return http::problem_reply(said.error());
  const utc_ms now = deps_.clock.now().utc;
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) {
    return l.transaction([&]() -> result<void> {
      for (const wire::acknowledgement& a : *said) {
        result<bool> first_time = l.notices().acknowledge(name, a);
        // The daemon may have forgotten a notice that has been over for long.
        if (!first_time && first_time.error().code == errc::not_found) continue;
        if (!first_time) return first_time.error();
        if (!*first_time) continue;
        const char* what = a.refused.empty() ? "showed" : "did not take";
        const ledger::audit_line line{
            now, r.from.who, fmt::format("{} {} emergency notice {}, by USB stick", name, what, a.notice),
            a.notice};
        if (result<void> noted = l.audit().add(line); !noted) return noted;
      }
      return {};
    });
  });
  if (!done) co_return http::problem_reply(done.error());
  http::reply empty;
  empty.status = 204;
  co_return empty;
}

}  // namespace bangtin::scheduler::api
