#include "scheduler/api/report_revisions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "playlists/programme/months.hpp"

namespace bangtin::scheduler::api {

namespace {

using evidence::report::late_row;
using evidence::report::monthly_report;
using ledger::handed_out_report;
using ledger::reported_screen;

// Each screen's part of the report.
std::map<std::string, monthly_report> by_screen(const monthly_report& r) {
  std::map<std::string, monthly_report> parts;
  for (const auto& [key, v] : r.rows) parts[key.screen].rows.emplace(key, v);
  for (const evidence::report::compliance_row& c : r.compliance) parts[c.screen].compliance.push_back(c);
  for (const evidence::report::head_row& h : r.heads) parts[h.screen].heads.push_back(h);
  return parts;
}

std::vector<reported_screen> screens_of(const monthly_report& r) {
  std::vector<reported_screen> screens;
  for (const auto& [screen, part] : by_screen(r)) {
    evidence::count_values all;
    for (const auto& [key, v] : part.rows) all.add(v);
    screens.push_back(
        {screen, all.plays, all.plays + all.partial + all.failed + all.uncounted, digest_of_rows(part)});
  }
  return screens;
}

std::vector<evidence::head> heads_of(const monthly_report& r) {
  std::vector<evidence::head> heads;
  for (const evidence::report::head_row& row : r.heads) heads.push_back(row.head);
  std::sort(heads.begin(), heads.end(), [](const auto& a, const auto& b) { return a.log < b.log; });
  return heads;
}

// The screens of which `after` says something else than `before`.
void add_late(int revision, const std::vector<reported_screen>& before,
              const std::vector<reported_screen>& after, std::vector<late_row>& late) {
  std::map<std::string, std::pair<reported_screen, reported_screen>> both;
  for (const reported_screen& s : before) both[s.screen].first = s;
  for (const reported_screen& s : after) both[s.screen].second = s;
  for (const auto& [screen, figures] : both) {
    const auto& [old, now] = figures;
    const std::int64_t plays = now.plays - old.plays, starts = now.starts - old.starts;
    const bool known = old.screen.empty() || old.figures != digest();
    if (plays == 0 && starts == 0 && (!known || old.figures == now.figures)) continue;
    late.push_back({revision, screen, plays, starts - plays});
  }
}

// A revision names one evidence file, that of its first PDF, though the month's file may grow at its edges
// without a figure of the month changing.
result<void> set_evidence(ledger::ledger& l, const handed_out_report& stored, monthly_report& r) {
  if (r.evidence == digest()) return {};
  if (stored.evidence == digest()) {
    return l.reports().name_evidence(stored.month, stored.revision, r.evidence);
  }
  r.evidence = stored.evidence;
  return {};
}

}  // namespace

digest digest_of_rows(const monthly_report& r) {
  // A count of bytes stands before each text, so that two reports cannot run into the same bytes.
  std::string all = "bangtin-report-rows-2\n";
  auto text = [&](const std::string& t) { all += fmt::format("{}:{};", t.size(), t); };
  for (const auto& [k, v] : r.rows) {
    for (const std::string* t :
         {&k.month, &k.day, &k.screen, &k.venue, &k.task, &k.theme, &k.campaign, &k.media, &k.title})
      text(*t);
    all += fmt::format("{},{},{},{},{},{}\n", v.plays, v.airtime_ms, v.partial, v.failed, v.uncertain_clock,
                       v.uncounted);
  }
  for (const evidence::report::shortfall_row& s : r.shortfalls) {
    text(s.reason);
    all += fmt::format("{},{},{}\n", s.partial, s.failed, s.uncounted);
  }
  for (const evidence::report::compliance_row& c : r.compliance) {
    for (const std::string* t : {&c.screen, &c.campaign, &c.cause}) text(*t);
    for (milliseconds d :
         {c.planned, c.shown, c.partial, c.failed, c.off, c.offline, c.interrupted, c.unknown})
      all += fmt::format("{},", d.count());
    all += '\n';
  }
  for (const evidence::head& h : heads_of(r)) all += fmt::format("{},{},{}\n", h.log, h.seq, h.hash.hex());
  for (const evidence::report::head_row& h : r.heads) {
    if (h.trust == clock_trust::synced) continue;
    text(h.head.log);
    all += fmt::format("{}\n", static_cast<int>(h.trust));
  }
  return sha256(all);
}

result<void> hand_out(ledger::ledger& l, monthly_report& r, utc_ms now, const std::string& who) {
  return l.transaction([&]() -> result<void> {
    const std::string month = playlists::programme::to_month_text(r.month);
    result<std::vector<handed_out_report>> before = l.reports().handed_out(month);
    if (!before) return before.error();
    handed_out_report next{
        month,     static_cast<int>(before->size()) + 1, digest_of_rows(r), now, screens_of(r), heads_of(r),
        r.evidence};
    bool same = !before->empty() && before->back().rows == next.rows;
    if (!same) before->push_back(next);
    r.revision = before->back().revision;
    r.late.clear();
    for (std::size_t i = 1; i < before->size(); ++i) {
      add_late((*before)[i - 1].revision, (*before)[i - 1].screens, (*before)[i].screens, r.late);
    }
    if (same) return set_evidence(l, before->back(), r);
    return l.with_audit(
        {now, who, fmt::format("report of {} handed out, revision {}", month, next.revision), month},
        [&] { return l.reports().hand_out(next); });
  });
}

}  // namespace bangtin::scheduler::api
