// The daemon checks an approver's notice as strictly as a screen does, stores it before anything else
// happens, and then wakes the waiting screens. Their acknowledgements are merged in the ledger.
#include "scheduler/api/notices.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "scheduler/api/trust.hpp"
#include "wire/admin/notices.hpp"
#include "wire/notice.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

// Inside JSON the quotes of a notice are escaped, so it needs up to twice the bytes.
constexpr std::uint64_t max_notice_body_bytes = 2 * wire::max_notice_bytes + max_small_body_bytes;

constexpr std::int64_t max_wait_s = 60;
constexpr std::size_t max_on = 20;     // notices in force at once
constexpr std::size_t max_kept = 500;  // unexpired notices, stops included
constexpr int max_listed = 200;
// The maximum difference between the clocks of the approver's machine and of this one.
constexpr std::chrono::minutes max_skew{10};

std::optional<error> missing_file(const wire::notice& n, const media::store& store) {
  if (!n.media) return std::nullopt;
  result<std::int64_t> size = store.size_of(n.media->file.sha256);
  if (size && *size == n.media->file.bytes) return std::nullopt;
  return error{errc::not_found,
               msg("a file of the media item {} is not here ({})", printable(n.media->name),
                   n.media->file.sha256.hex()),
               msg("load it with \"bangtin media add\" and try again")};
}

struct offered {
  wire::verified_notice verified;
  wire::signed_notice note;
  public_key root;
  std::optional<error> missing_file;
};
// Blocking.
result<offered> offer_from(std::string_view body, const media::store& store) {
  result<wire::admin::notice_order> o =
      wire::admin::decode_request<wire::admin::notice_order>(body, {.max_depth = 3, .max_values = 16});
  if (!o) return o.error();
  result<wire::verified_notice> verified = wire::verify(o->notice, o->root);
  if (!verified) return verified.error();
  std::optional<error> missing = missing_file(verified->value, store);
  return offered{std::move(*verified), std::move(o->notice), o->root, std::move(missing)};
}

std::optional<error> wrong_time(const wire::notice& n, utc_ms now) {
  auto skew = n.issued - now;
  if (skew > max_skew || skew < -max_skew || n.number > to_unix_ms(now + max_skew)) {
    return error{errc::invalid, msg("the clocks of this machine and of the daemon's are minutes apart"),
                 msg("set both clocks and try again")};
  }
  if (n.expires <= now) {
    return error{errc::invalid, msg("the notice is over already"), msg("make it valid for longer")};
  }
  return std::nullopt;
}

std::optional<error> unknown_screen(const wire::notice& n, const screen_directory& directory) {
  if (n.is_stop()) return std::nullopt;
  for (const std::string& name : n.screens) {
    if (name == "all" || directory.find(name) != nullptr) continue;
    return error{errc::not_found, msg("no screen \"{}\" is paired", printable(name)),
                 msg("see \"bangtin screen list\" for the screens that are")};
  }
  return std::nullopt;
}

// Why the notice is refused, given all unexpired ones; empty when it is accepted.
std::optional<error> refusal_among(const wire::notice& n, const std::vector<ledger::stored_notice>& kept,
                                   utc_ms now) {
  std::vector<const ledger::stored_notice*> on = events::notices_on(kept, now);
  for (const std::string& id : n.stops) {
    if (std::none_of(on.begin(), on.end(), [&](const auto* s) { return s->value.id == id; })) {
      return error{errc::not_found, msg("no notice \"{}\" is on", id),
                   msg("see \"bangtin emergency list\" for those that are")};
    }
  }
  if (n.is_stop() || (on.size() < max_on && kept.size() < max_kept)) return std::nullopt;
  return error{errc::limit, msg("{} notices are on already", on.size()),
               msg("stop one with \"bangtin emergency stop\" first")};
}

wire::admin::notice row_of(const ledger::stored_notice& n, const std::optional<utc_ms>& stopped,
                           const std::vector<std::string>& paired,
                           const std::vector<ledger::acknowledgement>& words) {
  wire::admin::notice row;
  row.id = n.value.id;
  row.number = n.value.number;
  row.issued = n.value.issued;
  row.expires = n.value.expires;
  row.received = n.received;
  row.stopped = stopped;
  row.approver = n.approver;
  row.all = n.value.screens.front() == "all";
  row.text = n.value.text;
  if (n.value.media) row.media = n.value.media->name;
  for (const std::string& name : row.all ? paired : n.value.screens)
    row.screens.push_back({name, {}, {}, {}});
  for (const ledger::acknowledgement& w : words) {
    auto at = std::find_if(row.screens.begin(), row.screens.end(),
                           [&](const wire::admin::notice_screen& s) { return s.name == w.screen; });
    wire::admin::notice_screen& s = at == row.screens.end() ? row.screens.emplace_back() : *at;
    s = {w.screen, w.shown, w.ended, w.refused.empty() ? std::nullopt : std::optional(w.refused)};
  }
  return row;
}

}  // namespace

std::vector<http::endpoint> notice_handlers::rows(deps d) {
  auto self = std::make_shared<notice_handlers>(std::move(d));
  return {
      {.method = "POST",
       .pattern = "/v1/notices",
       .who = http::access::approver,
       .body = http::body_use::whole,
       .max_body_bytes = max_notice_body_bytes,
       .summary = "start or stop an emergency notice, signed by an approver",
       .doc = {.id = "post_notice",
               .tag = "notices",
               .takes = json_body<wire::admin::notice_order>(),
               .answers = {{200, "the notice goes out", json_body<wire::admin::accepted_notice>(), {}}},
               .refusals = {404, 409, 422}},
       .handle = to(self, &notice_handlers::post)},
      {.method = "GET",
       .pattern = "/v1/notices",
       .who = http::access::viewer,
       .summary = "the emergency notices, newest first, and what screens said about them",
       .doc = {.id = "list_notices",
               .tag = "notices",
               .answers = {{200, "the notices", json_body<wire::admin::notice_list>(), {}}}},
       .handle = to(self, &notice_handlers::list)},
      {.method = "GET",
       .pattern = "/v1/screens/{name}/calls",
       .who = http::access::screen,
       .summary =
           "notices after number N and wishes for screenshots; wait=S holds the answer until there is one",
       .doc = {.id = "get_calls",
               .tag = "notices",
               .parameters = {{.name = "after", .about = "only notices with a greater number"},
                              {.name = "wait",
                               .about = "seconds to hold the answer until there is something, at most 60"},
                              {.name = "Bangtin-Trust",
                               .about = "the number of the site statement that the screen keeps; 0: none",
                               .place = http::parameter_place::header}},
               .answers = {{200,
                            "what is wanted of the screen",
                            json_body<wire::screen_commands>(),
                            {"Bangtin-Trust", "Retry-After"}}}},
       .handle = to(self, &notice_handlers::get_commands)},
      {.method = "POST",
       .pattern = "/v1/screens/{name}/acknowledgements",
       .who = http::access::screen,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "that a notice is shown, over or not taken",
       .doc = {.id = "acknowledge_notice",
               .tag = "notices",
               .takes = json_body<wire::acknowledgement>(),
               .answers = {{204, "it is kept", {}, {}}},
               .refusals = {404, 422}},
       .handle = to(self, &notice_handlers::acknowledge)},
  };
}

handled notice_handlers::post(http::request& r) {
  auto o = co_await deps_.documents.run([&] { return offer_from(r.body, deps_.store); });
  if (!o) co_return http::problem_reply(o.error());
  utc_ms now = deps_.clock.now().utc;
  const wire::notice& n = o->verified.value;
  if (std::optional<error> bad = wrong_time(n, now)) co_return http::problem_reply(*bad);
  if (std::optional<error> bad = unknown_screen(n, deps_.directory)) co_return http::problem_reply(*bad);
  ledger::stored_notice stored{n, o->note, o->verified.approver, now};
  std::string what = n.is_stop() ? fmt::format("emergency stop {} of", n.id) : "emergency start " + n.id;
  for (const std::string& id : n.stops) what += " " + id;
  ledger::audit_line line{now, r.from.who, what + " signed by " + stored.approver, n.id};
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    // Decide on the ledger's thread: another notice may have come since this request began.
    result<std::vector<ledger::stored_notice>> kept = l.notices().newest(now, static_cast<int>(max_kept) + 1);
    if (!kept) return kept.error();
    if (std::optional<error> bad = refusal_among(n, *kept, now)) return *bad;
    if (o->missing_file) return *o->missing_file;
    if (auto trusted = check_trusted(l, o->note); !trusted) return trusted;
    // Since it was looked for, a file that nothing used may have been deleted (media_sweep.hpp).
    if (std::optional<error> gone = missing_file(n, deps_.store)) return *gone;
    return l.with_audit(line, [&] { return l.notices().add(stored, o->root); });
  });
  if (!done) co_return http::problem_reply(done.error());
  wire::admin::accepted_notice accepted{n.id, n.number};
  deps_.commands.put(std::move(stored));
  co_return http::json_reply(wire::admin::encode(accepted));
}

handled notice_handlers::list(http::request&) {
  struct all_of_it {
    std::vector<ledger::stored_notice> notices;
    std::map<std::string, std::vector<ledger::acknowledgement>> words;
    std::int64_t newest = 0;
  };
  auto found = co_await deps_.ledger.ask([](ledger::ledger& l) -> result<all_of_it> {
    auto notices = l.notices().newest(utc_ms(), max_listed);
    if (!notices) return notices.error();
    auto newest = l.notices().newest_number();
    if (!newest) return newest.error();
    all_of_it a{std::move(*notices), {}, *newest};
    for (const ledger::stored_notice& n : a.notices) {
      if (n.value.is_stop()) continue;
      auto words = l.notices().acknowledgements(n.value.id);
      if (!words) return words.error();
      a.words[n.value.id] = std::move(*words);
    }
    return a;
  });
  if (!found) co_return http::problem_reply(found.error());
  std::map<std::string, utc_ms> stopped;
  for (const ledger::stored_notice& n : found->notices) {
    for (const std::string& id : n.value.stops) stopped[id] = n.value.issued;
  }
  std::vector<std::string> paired = deps_.directory.names();
  wire::admin::notice_list all{std::max(found->newest, deps_.reported.notice(deps_.clock.now().utc)), {}};
  for (const ledger::stored_notice& n : found->notices) {
    if (n.value.is_stop()) continue;
    auto s = stopped.find(n.value.id);
    all.notices.push_back(row_of(n, s == stopped.end() ? std::nullopt : std::optional(s->second), paired,
                                 found->words[n.value.id]));
  }
  co_return http::json_reply(wire::admin::encode(all));
}

handled notice_handlers::get_commands(http::request& r) {
  std::optional<std::int64_t> wait = r.number("wait");
  std::optional<std::int64_t> after = r.number("after");
  if (!wait || !after) {
    co_return http::problem_reply({errc::usage, msg("\"wait\" and \"after\" are not whole numbers"),
                                   msg("send whole numbers, and wait at most 60 s")});
  }
  std::string screen = r.captured[0];
  deps_.reported.heard_notice(screen, *after);
  auto until = std::chrono::steady_clock::now() + std::chrono::seconds(std::min(*wait, max_wait_s));
  bool crowded = deps_.commands.waiting() >= deps_.max_long_polls;
  wire::screen_commands news = deps_.commands.for_screen(screen, *after, deps_.clock.now().utc);
  while (news == wire::screen_commands() && !crowded && !deps_.commands.closed() &&
         !lacks_trust(deps_.trust, r)) {
    auto left = until - std::chrono::steady_clock::now();
    if (left <= left.zero()) break;
    co_await deps_.commands.wait(left);
    news = deps_.commands.for_screen(screen, *after, deps_.clock.now().utc);
  }
  http::reply answer = http::text_reply(wire::to_json(news), "application/json");
  answer.headers = {{"Cache-Control", "no-store"}};
  if (crowded) answer.headers.emplace_back("Retry-After", "1");
  exchange_trust(deps_.trust, r, answer);
  co_return answer;
}

handled notice_handlers::acknowledge(http::request& r) {
  result<wire::acknowledgement> said = wire::acknowledgement_from_json(r.body);
  if (!said) co_return http::problem_reply(said.error());
  const char* what = said->refused.empty() ? "shows" : "does not take";
  ledger::audit_line line{deps_.clock.now().utc, r.captured[0],
                          fmt::format("{} emergency notice {}", what, said->notice), said->notice};
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) {
    return l.transaction([&]() -> result<void> {
      result<bool> first_time = l.notices().acknowledge(r.captured[0], *said);
      if (!first_time) return first_time.error();
      return *first_time ? l.audit().add(line) : result<void>();
    });
  });
  if (!done) co_return http::problem_reply(done.error());
  http::reply empty;
  empty.status = 204;
  co_return empty;
}

}  // namespace bangtin::scheduler::api
