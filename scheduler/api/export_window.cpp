// A run, the records of one boot of the screen, is the unit: records of a run date each other, so a run that
// touches the month is in the file from its beginning.
#include "scheduler/api/export_window.hpp"

#include <algorithm>
#include <map>

#include "evidence/record_reader.hpp"
#include "evidence/verify/section.hpp"

namespace bangtin::scheduler::api {

namespace {

using evidence::checker::window_margin;

struct run {
  std::int64_t first = 0, last = 0;
  evidence::record begin, end;  // the records with these seqs
};

// The error of a stored record that cannot be read.
error damaged_record(std::int64_t seq) {
  return {errc::io, msg("record {} of the ledger is damaged", seq),
          msg("restore the daemon's folder from a backup")};
}

result<evidence::record> read_at(ledger::export_ledger& records, const std::string& log, std::int64_t seq) {
  result<std::optional<ledger::stored_record>> stored = records.record_at(log, seq);
  if (!stored) return stored.error();
  if (!*stored) return damaged_record(seq);
  evidence::record r;
  if (!evidence::read_record((*stored)->line, r)) return damaged_record(seq);
  return r;
}

result<std::vector<run>> runs_of(ledger::export_ledger& records, const ledger::exported_log& l) {
  result<evidence::record> first = read_at(records, l.log, 1);
  if (!first) return first.error();
  std::vector<run> runs{{1, 0, *first, {}}};
  result<std::vector<ledger::stored_record>> boots = records.boots(l.log, l.last);
  if (!boots) return boots.error();
  for (const ledger::stored_record& b : *boots) {
    evidence::record r;
    if (!evidence::read_record(b.line, r)) return damaged_record(b.seq);
    if (r.boot != runs.back().begin.boot) runs.push_back({r.seq, 0, r, {}});
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].last = i + 1 < runs.size() ? runs[i + 1].first - 1 : l.last;
    result<evidence::record> end = read_at(records, l.log, runs[i].last);
    if (!end) return end.error();
    runs[i].end = *end;
  }
  return runs;
}

// The run is dated twice, by its first and by its last record: either may have the right time.
bool touches(const run& r, utc_ms from, utc_ms to) {
  const milliseconds length = r.end.mono - r.begin.mono;
  auto is_near = [&](utc_ms begin, utc_ms end) {
    auto [earliest, latest] = std::minmax(begin, end);
    return latest >= from - window_margin && earliest < to + window_margin;
  };
  return is_near(r.begin.utc, r.begin.utc + length) || is_near(r.end.utc - length, r.end.utc);
}

// Whether the run can be cut off from what came before it: see rule 2 of the page.
result<bool> has_lead(ledger::export_ledger& records, const ledger::exported_log& l, const run& r,
                      utc_ms from) {
  result<evidence::record> lead = read_at(records, l.log, r.first - 1);
  if (!lead) return lead.error();
  return lead->utc < from - window_margin && lead->boot != r.begin.boot;
}

// The first and the last of the runs that belong to the file.
struct touched_runs {
  bool any = false;
  std::size_t first = 0, last = 0;
  void add(std::size_t i) {
    first = any ? std::min(first, i) : i;
    last = any ? std::max(last, i) : i;
    any = true;
  }
};

// The run that has the record; the first or the last one for a seq outside of the log.
std::size_t run_with(const std::vector<run>& runs, std::int64_t seq) {
  std::size_t i = 0;
  while (i + 1 < runs.size() && runs[i + 1].first <= seq) ++i;
  return i;
}

// Widens `in` until it begins with the log or after a lead, and until no boot of it has records outside: the
// records of a boot date each other.
result<void> include_boots(ledger::export_ledger& records, const ledger::exported_log& l,
                           const std::vector<run>& runs, utc_ms from, touched_runs& in) {
  std::map<std::string, std::pair<std::size_t, std::size_t>> lasts;  // the first and the last run of a boot
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const std::string& boot : {runs[i].begin.boot, runs[i].end.boot}) {
      lasts.try_emplace(boot, i, i).first->second.second = i;
    }
  }
  for (touched_runs before{}; !before.any || before.first != in.first || before.last != in.last;) {
    before = in;
    for (std::size_t i = before.first; i <= before.last; ++i) {
      for (const std::string& boot : {runs[i].begin.boot, runs[i].end.boot}) {
        in.add(lasts.at(boot).first);
        in.add(lasts.at(boot).second);
      }
    }
    if (in.first == 0) continue;
    result<bool> lead = has_lead(records, l, runs[in.first], from);
    if (!lead) return lead.error();
    if (!*lead) in.add(in.first - 1);
  }
  return {};
}

// The first seq of the run whose record is not before `at`; the times of a run ascend.
result<std::int64_t> first_at(ledger::export_ledger& records, const ledger::exported_log& l, const run& r,
                              utc_ms at) {
  std::int64_t before = r.first, after = r.last;
  while (after - before > 1) {
    std::int64_t middle = before + (after - before) / 2;
    result<evidence::record> m = read_at(records, l.log, middle);
    if (!m) return m.error();
    (m->utc < at ? before : after) = middle;
  }
  return after;
}

// The last seq of the section: see rule 3 of the page. `least`: it is not before this one.
result<std::int64_t> end_of(ledger::export_ledger& records, const ledger::exported_log& l, const run& r,
                            std::int64_t first, utc_ms to, std::int64_t least) {
  std::int64_t last = r.last;
  if (r.end.utc >= to + window_margin && r.begin.utc < to + window_margin &&
      r.begin.clock == clock_trust::synced) {
    result<std::int64_t> cut = first_at(records, l, r, to + window_margin);
    if (!cut) return cut;
    result<evidence::record> at_cut = read_at(records, l.log, *cut);
    if (!at_cut) return at_cut.error();
    if (at_cut->clock == clock_trust::synced) last = std::max(*cut, least);
  }
  result<std::int64_t> end = records.last_end_of(l.log, first, last);
  if (!end) return end;
  result<std::int64_t> receipt = records.receipt_from(l.log, std::min(std::max(last, *end), l.last));
  if (receipt && *receipt == 0) return damaged_record(last);
  return receipt;
}

// The lines as records of the log, or nothing: a fork's lines are stored as they came.
std::vector<evidence::record> records_of(const ledger::recorded_fork& f) {
  std::vector<evidence::record> records(f.lines.size());
  std::int64_t seq = f.seq - static_cast<std::int64_t>(f.lines.size());
  for (std::size_t i = 0; i < f.lines.size(); ++i) {
    if (!evidence::read_record(f.lines[i], records[i])) return {};
    if (records[i].log != f.log || records[i].seq != ++seq) return {};
  }
  return records;
}

// The link that the fork's lines continue, if they continue the log.
result<std::optional<digest>> link_before(ledger::export_ledger& records, const ledger::recorded_fork& f,
                                          const public_key& key) {
  const std::int64_t seq = f.seq - static_cast<std::int64_t>(f.lines.size());
  digest before = evidence::first_link(f.log, key);
  if (seq != 0) {
    result<std::optional<ledger::stored_record>> stored = records.record_at(f.log, seq);
    if (!stored) return stored.error();
    if (!*stored) return std::optional<digest>();
    before = (*stored)->hash;
  }
  digest link = before;
  for (const std::string& line : f.lines) link = evidence::next_link(link, line);
  return link == f.hash ? std::optional(before) : std::nullopt;
}

result<std::vector<evidence::checker::fork_line>> forks_of(ledger::export_ledger& records,
                                                           const ledger::exported_log& l, utc_ms from,
                                                           utc_ms to) {
  result<std::vector<ledger::recorded_fork>> stored = records.forks(l.log);
  if (!stored) return stored.error();
  std::vector<evidence::checker::fork_line> forks;
  for (ledger::recorded_fork& f : *stored) {
    std::vector<evidence::record> parsed = records_of(f);
    utc_ms around = f.at;
    bool belongs = parsed.empty() && around >= from - window_margin && around < to + window_margin;
    for (const evidence::record& r : parsed) {
      belongs = belongs || (r.utc >= from - window_margin && r.utc < to + window_margin);
    }
    if (!belongs) continue;
    if (parsed.empty()) f.lines.clear();
    std::optional<digest> before;
    if (!parsed.empty()) {
      result<std::optional<digest>> link = link_before(records, f, l.key);
      if (!link) return link.error();
      before = *link;
    }
    forks.push_back({f.at, before, f.head, std::move(f.lines), f.log});
  }
  return forks;
}

}  // namespace

result<std::optional<export_section>> section_of(ledger::export_ledger& records,
                                                 const ledger::exported_log& l, const export_survey& plays,
                                                 utc_ms from, utc_ms to) {
  result<std::vector<run>> runs = runs_of(records, l);
  if (!runs) return runs.error();
  auto forks = forks_of(records, l, from, to);
  if (!forks) return forks.error();
  touched_runs in;
  for (std::size_t i = 0; i < runs->size(); ++i) {
    if (touches((*runs)[i], from, to)) in.add(i);
  }
  std::int64_t least = plays.last();
  if (plays.first() != 0) {
    in.add(run_with(*runs, plays.first()));
    in.add(run_with(*runs, plays.last()));
  }
  for (const evidence::checker::fork_line& f : *forks) {
    result<evidence::head> h = evidence::head_from_text(f.head.text);
    if (!h) return h.error();
    in.add(run_with(*runs, h->seq - static_cast<std::int64_t>(f.lines.size()) + 1));
    in.add(run_with(*runs, h->seq));
    least = std::max(least, std::min(h->seq, l.last));
  }
  if (!in.any) return std::optional<export_section>();
  if (result<void> whole = include_boots(records, l, *runs, from, in); !whole) return whole.error();
  const std::size_t first = in.first, last = in.last;

  export_section s;
  s.begin.first = first == 0 ? 1 : (*runs)[first].first - 1;
  s.begin.key = l.key;
  s.begin.log = l.log;
  s.begin.screen = l.screen;
  s.begin.before = evidence::first_link(l.log, l.key);
  if (s.begin.first > 1) {
    result<std::optional<ledger::stored_record>> before = records.record_at(l.log, s.begin.first - 1);
    if (!before) return before.error();
    if (!*before) return damaged_record(s.begin.first - 1);
    s.begin.before = (*before)->hash;
  }
  result<std::int64_t> end = end_of(records, l, (*runs)[last], s.begin.first, to, least);
  if (!end) return end.error();
  s.last = *end;
  if (l.old_rule_to >= s.begin.first) s.begin.old_rule_to = std::min(l.old_rule_to, s.last);

  result<evidence::signed_text> head = records.head_at(l.log, s.last);
  if (!head) return head.error();
  result<evidence::head> tip = evidence::head_from_text(head->text);
  if (!tip) return tip.error();
  s.head = std::move(*head);
  s.tip = std::move(*tip);
  result<ledger::receipt_figures> receipts = records.receipts_between(l.log, s.begin.first, s.last);
  if (!receipts) return receipts.error();
  s.receipts = *receipts;
  for (evidence::checker::fork_line& f : *forks) {
    result<evidence::head> h = evidence::head_from_text(f.head.text);
    if (!h) return h.error();
    const std::int64_t continues = h->seq - static_cast<std::int64_t>(f.lines.size());
    if (continues < s.begin.first - 1 || continues > s.last) f.before.reset();
    s.forks.push_back(std::move(f));
  }
  return std::optional(std::move(s));
}

}  // namespace bangtin::scheduler::api
