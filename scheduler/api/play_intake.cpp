// A batch visits four places: the pool parses it, the ledger says what it knows of the log, the pool verifies
// the records, and the ledger stores them if the log is still the same. So the ledger's thread neither parses
// nor verifies.
#include "scheduler/api/play_intake.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "evidence/note_text.hpp"
#include "scheduler/http/http_rules.hpp"
#include "wire/messages.hpp"

namespace bangtin::scheduler::api {

namespace {

constexpr std::uint64_t max_batch_bytes = 4 * 1024 * 1024;

// What the screen reads, as its request says.
std::int64_t format_of(const http::request& r) {
  return http::parse_whole_number(r.header("bangtin-evidence-format")).value_or(1) >= 2 ? 2 : 1;
}

http::reply announced(http::reply answer) {
  answer.headers.emplace_back(wire::evidence_format_header, std::to_string(wire::evidence_format));
  return answer;
}

json::value value_of(const std::optional<evidence::signed_text>& receipt) {
  return receipt ? wire::to_value(*receipt) : json::value(nullptr);
}

http::reply slow_down(std::chrono::seconds wait) {
  http::reply later = http::problem_reply(
      {errc::limit, msg("this screen has sent more play records in an hour than the daemon takes"),
       msg("send them again in {} s; none is lost", wait.count())},
      429);
  later.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return later;
}

http::reply begin_later(std::chrono::seconds wait) {
  http::reply later = http::problem_reply(
      {errc::limit, msg("this screen has begun {} logs of play records or more", unslowed_logs_per_screen),
       msg("send the new log in {} s; none of it is lost. Find out why the screen's storage is lost again "
           "and again",
           wait.count())},
      429);
  later.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return later;
}

http::reply reply_to(const intake_answer& a) {
  if (const auto* receipt = std::get_if<evidence::signed_text>(&a.value)) {
    return http::text_reply(wire::receipt_to_json(*receipt), "application/json");
  }
  if (const auto* hole = std::get_if<intake::missing_range>(&a.value)) {
    error e{errc::conflict,
            msg("records before these are missing here: the next one is {}", hole->expected_seq),
            msg("send the records from there on")};
    return http::problem_reply(e, 409, {{"expected_seq", hole->expected_seq}});
  }
  if (const auto* fork = std::get_if<fork_answer>(&a.value)) {
    return http::problem_reply(fork->why, 409, {{"fork", true}, {"receipt", value_of(fork->receipt)}});
  }
  if (const auto* later = std::get_if<later_answer>(&a.value)) return begin_later(later->wait);
  return http::problem_reply(std::get<error>(a.value));
}

// The screen was unpaired while its request ran.
http::reply gone() {
  return http::problem_reply(
      {errc::forbidden, msg("this screen is not known here"), msg("pair the screen again")}, 401);
}

digest bytes_of(const evidence::batch& b) {
  hasher h;
  h.update(b.head.text);
  for (const std::string& line : b.lines) {
    h.update(line);
    h.update("\n");
  }
  return h.finish();
}

constexpr http::parameter_doc format_doc{
    .name = wire::evidence_format_header,
    .about = "what the screen reads; from 2 on receipts name the version of the counting rules",
    .place = http::parameter_place::header};

}  // namespace

std::vector<http::endpoint> intake_handlers::rows(deps d) {
  auto self = std::make_shared<intake_handlers>(std::move(d));
  return {
      {.method = "POST",
       .pattern = "/v1/screens/{name}/plays",
       .who = http::access::screen,
       .body = http::body_use::whole,
       .max_body_bytes = max_batch_bytes,
       .summary = "play records; answers the receipt",
       .doc = {.id = "post_plays",
               .tag = "plays",
               .parameters = {format_doc},
               .takes = {"application/x-ndjson"},
               .answers = {{200,
                            "the records are kept",
                            {"application/json", "receipt"},
                            {wire::evidence_format_header}}},
               .refusals = {409, 422, 429, 503}},
       .handle = to(self, &intake_handlers::post_plays)},
      {.method = "POST",
       .pattern = "/v1/screens/{name}/bundle/plays",
       .who = http::access::site_operator,
       .body = http::body_use::whole,
       .max_body_bytes = max_batch_bytes,
       .summary = "play records that a screen wrote on a USB stick; answers the receipt",
       .doc = {.id = "post_carried_plays",
               .tag = "plays",
               .parameters = {format_doc},
               .takes = {"application/x-ndjson"},
               .answers = {{200,
                            "the records are kept",
                            {"application/json", "receipt"},
                            {wire::evidence_format_header}}},
               .refusals = {404, 409, 422, 429, 503}},
       .handle = to(self, &intake_handlers::post_carried)},
      {.method = "GET",
       .pattern = "/v1/screens/{name}/plays/receipt",
       .who = http::access::screen,
       .summary = "the newest receipt of one of the screen's logs",
       .doc = {.id = "get_receipt",
               .tag = "plays",
               .parameters = {{.name = "log",
                               .about = "the log: 32 lower-case hexadecimal digits",
                               .type = "string",
                               .required = true},
                              format_doc},
               .answers = {{200,
                            "how far the log has come here",
                            {"application/json", "newest_receipt"},
                            {wire::evidence_format_header}}},
               .refusals = {503}},
       .handle = to(self, &intake_handlers::newest_receipt)},
  };
}

asio::awaitable<result<judged_batch>> intake_handlers::judge(sender from, evidence::batch b) {
  auto known = co_await deps_.ledger.ask([&](ledger::ledger& l) { return read_log_state(l, from, b); });
  if (!known) co_return known.error();
  judged_batch judged{std::move(from), std::move(b), std::move(*known), intake::refuse{}};
  const digest bytes = co_await deps_.documents.run([&] {
    judged.decision = intake::decide(judged.from, judged.batch, judged.known);
    return std::holds_alternative<intake::unproven>(judged.decision) ? bytes_of(judged.batch) : digest{};
  });
  judged.repeated = came_before(judged, bytes);
  co_return judged;
}

bool intake_handlers::came_before(const judged_batch& b, const digest& bytes) {
  if (!std::holds_alternative<intake::unproven>(b.decision)) {
    unproven_.erase(b.from.name);
    return false;
  }
  return std::exchange(unproven_[b.from.name], bytes) == bytes;
}

// Nobody can make records of their own this way: the screen's key has signed them.
handled intake_handlers::post_carried(http::request& r) {
  if (deps_.directory.find(r.captured[0]) == nullptr) {
    co_return http::problem_reply({errc::not_found,
                                   msg("no screen \"{}\" is paired", printable(r.captured[0])),
                                   msg("see \"bangtin screen list\" for the screens that are")});
  }
  const std::uint64_t before = deps_.records_stored;
  http::reply answer = co_await take(r, false);
  const std::uint64_t stored = deps_.records_stored - before;
  if (answer.status != 200 || stored == 0) co_return answer;
  const ledger::audit_line line{deps_.clock.now().utc, r.from.who,
                                fmt::format("{} play records of {} by USB stick", stored, r.captured[0]),
                                r.captured[0]};
  auto noted = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.audit().add(line); });
  if (!noted) co_return http::problem_reply(noted.error());
  co_return answer;
}

handled intake_handlers::post_plays(http::request& r) {
  return take(r, true);
}

handled intake_handlers::take(http::request& r, bool rated) {
  result<evidence::batch> b = co_await deps_.documents.run([&] { return wire::batch_from_body(r.body); });
  if (!b) co_return announced(http::problem_reply(b.error()));
  const ledger::paired_screen* screen = deps_.directory.find(r.captured[0]);
  if (screen == nullptr) co_return gone();
  const time_reading now = deps_.clock.now();
  if (rated) {
    const std::chrono::seconds wait = rate_.charge(screen->name, std::ssize(b->lines), now.mono);
    if (wait.count() > 0) co_return announced(slow_down(wait));
  }
  // Named, because GCC 12 destroys braced arguments within a co_await expression twice.
  sender from{screen->name, screen->key};
  result<judged_batch> judged = co_await judge(std::move(from), std::move(*b));
  if (!judged) co_return announced(http::problem_reply(judged.error()));
  const intake_setup how{deps_.daemon, now.utc, format_of(r), &deps_.judge, &deps_.all};
  intake_answer a = co_await queue_.take(std::move(*judged), how);
  deps_.records_stored += static_cast<std::uint64_t>(a.stored);
  co_return announced(reply_to(a));
}

handled intake_handlers::newest_receipt(http::request& r) {
  const std::string log(r.parameter("log"));
  if (!evidence::is_log_name(log)) {
    co_return http::problem_reply({errc::usage, msg("\"log\" is not 32 lower-case hexadecimal digits"),
                                   msg("send the name of the log")});
  }
  const ledger::paired_screen* screen = deps_.directory.find(r.captured[0]);
  if (screen == nullptr) co_return gone();
  const sender from{screen->name, screen->key};
  struct known {
    std::string newest_log;
    std::optional<ledger::log_tip> tip;
  };
  auto found = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<known> {
    result<std::string> newest = l.evidence().newest_log_of(from.name, from.key);
    if (!newest) return newest.error();
    result<std::optional<ledger::log_tip>> tip = l.evidence().tip_of(log);
    if (!tip) return tip.error();
    return known{std::move(*newest), std::move(*tip)};
  });
  if (!found) co_return announced(http::problem_reply(found.error()));
  // Another screen's log is as good as unknown.
  std::optional<ledger::log_tip>& tip = found->tip;
  if (tip && (tip->screen != from.name || tip->key != from.key)) tip.reset();
  std::optional<evidence::signed_text> receipt;
  if (tip && tip->newest) receipt = readable(tip->newest->note, format_of(r), deps_.daemon, &deps_.all);
  co_return announced(http::json_reply(
      json::object{{"log", found->newest_log}, {"receipt", value_of(receipt)}, {"tip", tip ? tip->tip : 0}}));
}

}  // namespace bangtin::scheduler::api
