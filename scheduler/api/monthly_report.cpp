// A log's head of a month is the oldest receipted head that covers the log's newest play of that month: it is
// the same whenever it is asked for, unless records of that month arrive later.
#include "scheduler/api/monthly_report.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <variant>

#include "scheduler/api/export_start.hpp"
#include "scheduler/api/month_counts.hpp"
#include "scheduler/api/month_evidence.hpp"
#include "scheduler/api/months.hpp"
#include "scheduler/api/plan.hpp"
#include "scheduler/api/plays.hpp"

namespace bangtin::scheduler::api {

namespace {

using evidence::report::head_row;
using ledger::log_reach;

std::chrono::local_days first_of(std::chrono::year_month month) {
  return std::chrono::local_days{month / std::chrono::day(1)};
}

// The seq that the head of the log covers: what was set aside is in no evidence file.
result<std::int64_t> end_of(ledger::ledger& l, const log_reach& r,
                            const std::vector<ledger::stored_doubt>& doubts) {
  auto is_of_log = [&](const ledger::stored_doubt& d) { return d.log == r.log; };
  auto doubt = std::find_if(doubts.begin(), doubts.end(), is_of_log);
  if (doubt == doubts.end()) return r.seq;
  result<std::int64_t> sound = l.exports().receipt_before(r.log, doubt->from_seq);
  if (!sound) return sound;
  return std::min(r.seq, *sound);
}

result<std::vector<head_row>> heads_in(ledger::ledger& l, std::chrono::year_month month) {
  result<std::vector<log_reach>> reach =
      l.reports().reach(first_of(month), first_of(month + std::chrono::months(1)));
  if (!reach) return reach.error();
  result<std::vector<ledger::stored_doubt>> doubts = l.evidence().doubts();
  if (!doubts) return doubts.error();
  std::vector<head_row> heads;
  for (const log_reach& r : *reach) {
    result<std::int64_t> end = end_of(l, r, *doubts);
    if (!end) return end.error();
    if (*end == 0) continue;
    auto note = l.reports().receipt_from(r.log, *end);
    if (!note) return note.error();
    if (!*note) continue;
    result<evidence::receipt> receipt = evidence::receipt_from_text((*note)->text);
    if (!receipt) return receipt.error();
    heads.push_back({r.screen, receipt->acknowledged, receipt->received, r.trust});
  }
  std::sort(heads.begin(), heads.end(), [](const head_row& a, const head_row& b) {
    return std::tie(a.screen, a.head.log) < std::tie(b.screen, b.head.log);
  });
  return heads;
}

// What one visit of the ledger's thread reads.
struct reading {
  std::vector<std::string> programmes;      // JSON, newest first
  std::optional<evidence_export> evidence;  // begun
};

result<reading> read_month(ledger::ledger& l, const playlists::programme::programme& zone,
                           const secret_key* sealing, collected_report& c) {
  evidence::report::monthly_report& r = c.value;
  result<month_counts> counts = count_month(l, r.month);
  if (!counts) return counts.error();
  r.rows = std::move(counts->rows);
  r.shortfalls = std::move(counts->shortfalls);
  result<std::vector<head_row>> heads = heads_in(l, r.month);
  if (!heads) return heads.error();
  r.heads = std::move(*heads);
  result<evidence::report::plan> plan = stored_plan(l);
  if (!plan) return plan.error();
  r.the_plan = std::move(*plan);
  result<std::optional<public_key>> root = l.root();
  if (!root) return root.error();
  r.root = *root;
  result<std::vector<std::string>> programmes = published_programmes(l);
  if (!programmes) return programmes.error();
  reading read{std::move(*programmes), {}};
  if (sealing == nullptr || !r.root) return read;
  result<evidence_export> evidence = begin_evidence(l, zone, r.month, *sealing);
  if (!evidence) return evidence.error();
  read.evidence = std::move(*evidence);
  return read;
}

asio::awaitable<result<std::variant<digest, damaged_section>>> finish_evidence(const report_sources& from,
                                                                               evidence_export& e,
                                                                               evidence_place* place) {
  export_check check(e, from.daemon);
  if (place == nullptr) co_return co_await digest_of_evidence(from.ledger, from.documents, e, check);
  const writing_pools pools{from.documents, place->writing};
  auto written = co_await write_evidence(from.ledger, pools, e, check, place->folder);
  if (!written) co_return written.error();
  if (auto* damaged = std::get_if<damaged_section>(&*written)) co_return std::move(*damaged);
  place->file.emplace(std::move(std::get<scratch_file>(*written)));
  co_return e.sha256();
}

// The report of one moment, or what did not verify of its evidence.
asio::awaitable<result<std::variant<collected_report, damaged_section>>> collect_once(
    const report_sources& from, std::chrono::year_month month, bool needs_evidence, evidence_place* place) {
  std::shared_ptr<const playlists::programme::programme> zone = from.programmes.zone();
  if (result<void> judged = co_await judge_backlog(from.ledger, from.backlog); !judged)
    co_return judged.error();
  if (result<void> proven = co_await prove_counts(from, month); !proven) co_return proven.error();
  collected_report c;
  c.ends = range_of_month(*zone, month).to;
  c.value.month = month;
  c.value.timezone = zone->timezone;
  c.value.revision = 0;
  const secret_key* sealing = needs_evidence ? &from.daemon : nullptr;
  result<reading> read =
      co_await from.ledger.ask([&](ledger::ledger& l) { return read_month(l, *zone, sealing, c); });
  if (!read) co_return read.error();
  auto titles = co_await from.documents.run([&] { return screen_titles_in(read->programmes); });
  if (!titles) co_return titles.error();
  c.value.screen_titles = std::move(*titles);
  if (read->evidence) {
    auto evidence = co_await finish_evidence(from, *read->evidence, place);
    if (!evidence) co_return evidence.error();
    if (auto* damaged = std::get_if<damaged_section>(&*evidence)) co_return std::move(*damaged);
    c.value.evidence = std::get<digest>(*evidence);
  }
  co_return std::move(c);
}

}  // namespace

asio::awaitable<result<void>> prove_counts(report_sources from, std::chrono::year_month month) {
  co_return co_await from.counts.of_days(first_of(month), first_of(month + std::chrono::months(1)));
}

asio::awaitable<result<collected_report>> collect_report(report_sources from, ledger_checker& checker,
                                                         std::chrono::year_month month, bool needs_evidence,
                                                         evidence_place* place) {
  // Each round sets more of a log aside, so there are few.
  for (;;) {
    auto c = co_await collect_once(from, month, needs_evidence, place);
    if (!c) co_return c.error();
    if (auto* whole = std::get_if<collected_report>(&*c)) co_return std::move(*whole);
    damaged_section found = std::get<damaged_section>(std::move(*c));
    result<void> aside = co_await set_section_aside(from.ledger, checker, std::move(found));
    if (!aside) co_return aside.error();
  }
}

}  // namespace bangtin::scheduler::api
