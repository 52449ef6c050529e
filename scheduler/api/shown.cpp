// The history of an hour on both sides of the instant decides; the reader adds a day, so that a run or a play
// that began long before is there too.
#include "scheduler/api/shown.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "evidence/report/shown_at.hpp"
#include "evidence/rules/planned_plays.hpp"
#include "scheduler/api/play_description.hpp"
#include "scheduler/api/screen_history.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;
namespace report = evidence::report;

namespace {

constexpr std::chrono::hours around{1};

// The plays, with what the answer needs of each.
struct glass_plays {
  std::vector<std::pair<report::shown_play, evidence::play_facts>> all;

  play_sink sink() {
    return [this](known_play&& p) {
      if (auto shown = glass_play(p)) all.emplace_back(std::move(*shown), std::move(p.facts));
    };
  }
  void sort() {
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
      return a.first.on_glass.from < b.first.on_glass.from;
    });
  }
};

report::screen_history history_from(const screen_history& h, const glass_plays& plays, utc_ms at) {
  report::screen_history out;
  for (const auto& [play, facts] : plays.all) out.plays.push_back(play);
  out.running = h.running;
  out.no_display = h.no_display;
  out.closed = h.plan.closed;
  for (report::silence s : h.silences) {
    if (!s.when.contains(at)) continue;
    // The last START may be that of a slot to come.
    utc_ms last_start = s.when.from + evidence::rules::max_start_lead + s.bound;
    auto due = std::find_if(h.plan.slots.begin(), h.plan.slots.end(),
                            [&](const report::planned_slot& p) { return p.when.from > last_start; });
    if (due != h.plan.slots.end()) s.missed = due->when.from;
    out.silences.push_back(s);
  }
  for (const shown_notice& n : h.notices) out.notices.push_back(n.when);
  return out;
}

void describe_notice(const ledger::stored_notice& n, const report::time_span& when,
                     admin::shown_record& into) {
  into.notice = n.value.id;
  into.text = n.value.text;
  if (n.value.media) into.media = n.value.media->name;
  into.approver = n.approver;
  into.approved = n.value.issued;
  into.began = when.from;
  into.ended = when.to;
  into.planned = false;
}

void describe_play(const report::shown_play& p, admin::shown_record& into) {
  into.media = p.media;
  into.campaign = p.campaign;
  into.programme = p.planned_by;
  into.began = p.on_glass.from;
  if (p.ended) into.ended = p.on_glass.to;
  if (p.bound.count() > 0) into.bound_ms = p.bound.count();
  into.log = p.log;
  into.seq = p.seq;
  if (p.end_seq != 0) into.end_seq = p.end_seq;
}

// Takes its certainty from a play whose programme is not published here or lacks the item on this screen.
void check_approval(const playlists::programme::programme* p, const std::string& screen,
                    const evidence::play_facts& facts, report::shown_play& play) {
  if (!play.ended || (p != nullptr && shows(*p, screen, facts))) return;
  if (p != nullptr) {
    play.why_not = "not-approved";
  } else if (play.why_not.empty()) {
    play.why_not = evidence::rules::reason::programme;
  }
}

// Who approved the play, and its title. It names an approver only where the programme has the item on this
// screen and was valid. Slow: it may compute a day's timeline.
void describe_programme(const std::shared_ptr<const playlists::programme::programme>& value,
                        const ledger::published_row& row, const evidence::play_facts& facts,
                        admin::shown_record& into) {
  bool was_valid = *into.began >= row.issued && *into.began < row.expires &&
                   into.reason != evidence::rules::reason::programme;
  if (was_valid && shows(*value, into.screen, facts)) {
    into.version = row.version;
    into.approver = row.approver;
    into.approved = row.issued;
  }
  into.title = describe(value.get(), into.screen, facts).title;
  into.planned = value->find_screen(into.screen) != nullptr &&
                 evidence::rules::planned_plays(value, into.screen).contains(facts);
}

result<void> describe_receipt(ledger::ledger& l, std::int64_t seq, admin::shown_record& into) {
  auto note = l.reports().receipt_from(*into.log, seq);
  if (!note) return note.error();
  if (!*note) return {};
  result<evidence::receipt> receipt = evidence::receipt_from_text((*note)->text);
  if (!receipt) return receipt.error();
  into.head_seq = receipt->acknowledged.seq;
  into.head_hash = receipt->acknowledged.hash.hex();
  into.received = receipt->received;
  return {};
}

// The programme by which the screen went at that instant; null: none.
std::shared_ptr<const playlists::programme::programme> in_force_at(const screen_history& h, utc_ms at) {
  auto found = std::find_if(h.in_force.begin(), h.in_force.end(),
                            [&](const programme_in_force& p) { return p.when.contains(at); });
  return found == h.in_force.end() ? nullptr : found->value;
}

// Without the screen's name: a header cannot carry its letters.
std::string name_of_page(utc_ms at) {
  return fmt::format("phieu-xac-minh-{}.pdf", at.time_since_epoch().count() / 1000);
}

error unknown_screen(const std::string& name) {
  return {errc::not_found, msg("there is no screen \"{}\", and there never was", printable(name)),
          msg("see \"bangtin screen list\" for the screens")};
}

}  // namespace

std::vector<http::endpoint> shown_handlers::rows(deps d) {
  auto self = std::make_shared<shown_handlers>(std::move(d));
  return {
      {.method = "GET",
       .pattern = "/v1/plays/at",
       .who = http::access::viewer,
       .summary = "what evidence says that a screen showed at an instant",
       .doc = {.id = "shown_at",
               .tag = "plays",
               .parameters = {{.name = "screen", .about = "its name", .type = "string", .required = true},
                              {.name = "at", .about = "milliseconds since 1970-01-01 UTC", .required = true},
                              {.name = "format", .about = "json (default) or pdf", .type = "string"}},
               .answers = {{200, "the answer", json_body<admin::shown_record>(), {}},
                           {200, "the answer as a page", {"application/pdf"}, {"Content-Disposition"}}},
               .refusals = {404}},
       .handle = to(self, &shown_handlers::at)}};
}

asio::awaitable<result<found_answer>> shown_handlers::answer_for(std::string screen, utc_ms at) {
  report::time_span range{std::max(at, utc_ms(around)) - around, at + around};
  history_reader past(deps_.ledger, deps_.backlog, deps_.documents, range);
  result<void> begun = co_await past.begin();
  if (!begun) co_return begun.error();
  auto screens = co_await past.screens();
  if (!screens) co_return screens.error();
  if (std::find(screens->begin(), screens->end(), screen) == screens->end()) co_return unknown_screen(screen);
  glass_plays plays;
  play_sink sink = plays.sink();
  auto history = co_await past.read(screen, sink);
  if (!history) co_return history.error();
  for (auto& [play, facts] : plays.all) {
    if (!play.on_glass.contains(at)) continue;
    auto value = co_await past.programme(facts.programme);
    if (!value) co_return value.error();
    check_approval(value->get(), screen, facts, play);
  }
  plays.sort();
  report::shown_answer a = report::shown_at(history_from(*history, plays, at), at);
  found_answer found;
  found.in_force = in_force_at(*history, at);
  if (!found.in_force) found.in_force = deps_.programmes.zone();
  found.runs = std::move(history->runs);
  found.record.screen = screen;
  found.record.at = at;
  found.record.verdict = report::to_string(a.verdict);
  found.record.reason = a.reason;
  found.record.near_a_change = a.near_a_change;
  if (a.notice) {
    const shown_notice& n = history->notices.at(*a.notice);
    describe_notice(n.notice, n.when, found.record);
    found.notice = n.notice.value;
  }
  if (!a.play) co_return found;
  const auto& [play, facts] = plays.all.at(*a.play);
  found.play = play;
  describe_play(play, found.record);
  result<void> done = co_await describe_item(past, facts, found);
  if (!done) co_return done.error();
  co_return found;
}

asio::awaitable<result<void>> shown_handlers::describe_item(history_reader& past,
                                                            const evidence::play_facts& facts,
                                                            found_answer& found) {
  auto value = co_await past.programme(facts.programme);
  if (!value) co_return value.error();
  if (const ledger::published_row* row = past.row_of(facts.programme); row != nullptr && *value != nullptr) {
    found.planned_by = *value;
    co_await deps_.documents.run([&, row] {
      describe_programme(*value, *row, facts, found.record);
      return true;
    });
  }
  const std::int64_t seq = std::max(found.play->seq, found.play->end_seq);
  co_return co_await deps_.ledger.ask(
      [&](ledger::ledger& l) { return describe_receipt(l, seq, found.record); });
}

asio::awaitable<result<std::string>> shown_handlers::page_for(const found_answer& found) {
  const std::string zone = deps_.programmes.zone()->timezone;
  auto page = co_await deps_.ledger.ask([&](ledger::ledger& l) { return collect_page(l, found, zone); });
  if (!page) co_return page.error();
  co_return co_await deps_.documents.run([&] { return draw_page(deps_.store, std::move(*page)); });
}

handled shown_handlers::at(http::request& r) {
  std::optional<std::int64_t> at = r.number("at");
  std::string screen(r.parameter("screen"));
  const std::string_view format = r.parameter("format");
  if (!format.empty() && format != "json" && format != "pdf") {
    error e{errc::usage, msg("there is no format \"{}\"", printable(format.substr(0, 64))),
            msg("choose from: json, pdf")};
    co_return http::problem_reply(e);
  }
  if (!at || *at <= 0 || screen.empty()) {
    error e{errc::usage, msg("\"screen\" or \"at\" is missing or wrong"),
            msg("name a screen, and a time in milliseconds since 1970")};
    co_return http::problem_reply(e);
  }
  utc_ms instant = utc_ms(milliseconds(*at));
  if (instant > deps_.clock.now().utc) {
    error e{errc::usage, msg("that time has not come yet"),
            msg("ask for a time that is past; \"bangtin explain\" tells what is planned")};
    co_return http::problem_reply(e);
  }
  result<found_answer> answer = co_await answer_for(screen, instant);
  if (!answer) co_return http::problem_reply(answer.error());
  if (format != "pdf") co_return http::json_reply(admin::encode(answer->record));
  result<std::string> page = co_await page_for(*answer);
  // A typeface that is not installed is the daemon's lack, not the request's.
  if (!page) co_return http::problem_reply(page.error(), page.error().code == errc::unsupported ? 500 : 0);
  http::reply file = http::text_reply(std::move(*page), "application/pdf");
  file.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name_of_page(instant) + "\"");
  co_return file;
}

}  // namespace bangtin::scheduler::api
