// Two steps. First each play alone, in the order of the records: that needs the log's earlier records only.
// Then what excludes another: of two plays that were on one screen at once, or that fill the same slot, the
// one counts whose END was receipted first. That relation is between two plays and does not depend on a
// third, so a play that changes touches its neighbours and no more.
//
// A usual play begins after everything that its screen has shown, in a slot after all others. Then it has no
// neighbour, and nothing is searched.
#include "scheduler/api/play_judge.hpp"

#include <algorithm>

#include "scheduler/api/judging.hpp"
#include "scheduler/api/ledger_check.hpp"

namespace bangtin::scheduler::api {

namespace {

// Whether the log itself has the START of a fork. What does not verify may have changed since it was judged,
// so a recount asks what was found then.
result<bool> holds(ledger::ledger& l, ledger::play_ledger& plays, const ledger::judged_log& log,
                   std::int64_t seq, const std::string& line) {
  if (&plays != &l.plays() && log.doubt_from != 0 && seq >= log.doubt_from) {
    result<bool> of_fork = l.plays().has_fork_start(log.log, sha256(line));
    if (!of_fork) return of_fork.error();
    return !*of_fork;
  }
  auto stored = plays.lines(log.log, seq - 1, 1);
  if (!stored) return stored.error();
  return !stored->empty() && stored->front().line == line;
}

// Whether the line is the record of the log with that seq.
bool is_record_of(const evidence::record& r, const std::string& log, std::int64_t seq) {
  return r.log == log && r.seq == seq;
}

}  // namespace

result<void> play_judge::judge(ledger::ledger& l, ledger::play_ledger& plays, ledger::judged_log& log,
                               std::span<const evidence::record> records, std::span<const utc_ms> received) {
  programmes_.forget_keys();
  judging run(l, plays, programmes_, log);
  if (result<void> begun = run.begin(); !begun) return begun;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (result<void> done = run.take(records[i], received[i]); !done) return done;
  }
  return run.finish();
}

result<void> play_judge::doubt(ledger::ledger& l, ledger::play_ledger& plays, const std::string& log,
                               std::int64_t from_seq) {
  programmes_.forget_keys();
  result<ledger::judged_log> known = plays.log(log);
  if (!known) return known.error();
  known->doubt_from = from_seq;
  judging run(l, plays, programmes_, *known);
  if (result<void> begun = run.begin(); !begun) return begun;
  if (result<void> done = run.heed_doubt(); !done) return done;
  return run.finish();
}

result<void> play_judge::take_over_doubted(ledger::ledger& l, ledger::play_ledger& recount,
                                           ledger::judged_log& log, int max) {
  result<ledger::judged_log> known = l.plays().log(log.log);
  if (!known) return known.error();
  const std::int64_t after = std::max(log.judged_to, log.doubt_from - 1);
  auto some = l.plays().of_log(known->id, after, std::nullopt, max);
  if (!some) return some.error();
  ledger::count_changes changes;
  for (const ledger::judged_play& p : *some) {
    result<evidence::count_key> key = l.plays().key(p.key);
    if (!key) return key.error();
    result<std::int64_t> number = recount.key_of(*key);
    if (!number) return number.error();
    changes[{p.day, p.hour, *number, std::string(evidence::rules::reason::doubt)}].uncounted += 1;
  }
  log.judged_to = std::ssize(*some) < max ? log.tip : some->back().seq;
  if (result<void> added = recount.add(changes); !added) return added;
  return recount.set_log(log);
}

result<void> play_judge::judge_fork(ledger::ledger& l, ledger::play_ledger& plays,
                                    const ledger::recorded_fork& fork) {
  programmes_.forget_keys();
  result<bool> kept = plays.has_fork(fork.log, fork.seq, fork.hash);
  if (!kept) return kept.error();
  if (!*kept) return {};
  result<ledger::judged_log> log = plays.log(fork.log);
  if (!log && log.error().code == errc::not_found) return {};
  if (!log) return log.error();
  ledger::count_changes changes;
  for (const std::string& line : fork.lines) {
    result<evidence::record> r = evidence::from_line(line);
    if (!r || r->type != evidence::record_type::start) continue;
    result<bool> held = holds(l, plays, *log, r->seq, line);
    if (!held) return held.error();
    if (*held) continue;
    result<cited_programme*> cited = programmes_.find(l, r->play->programme, fork.screen);
    if (!cited) return cited.error();
    result<std::int64_t> key = (*cited)->key_of(plays, *r->play);
    if (!key) return key.error();
    const utc_ms at = evidence::rules::time_of(*r, nullptr, r->utc);
    ledger::count_cell cell{(*cited)->day_of(at), (*cited)->hour_of(at), *key,
                            std::string(evidence::rules::reason::fork)};
    result<bool> added = plays.add_fork_start(fork.log, sha256(line), cell);
    if (!added) return added.error();
    if (*added) changes[cell].uncounted += 1;
  }
  if (changes.empty()) return {};
  if (result<void> done = plays.add(changes); !done) return done;
  log->forked = true;
  return plays.set_log(*log);
}

result<void> judge_new_records(play_judge& judge, ledger::ledger& l, const std::string& log,
                               const std::vector<evidence::record>& records, utc_ms now) {
  if (records.empty()) return {};
  result<ledger::judged_log> known = l.plays().log(log);
  if (!known) return known.error();
  if (known->judged_to + 1 != records.front().seq) return {};
  return judge.judge(l, l.plays(), *known, records, std::vector<utc_ms>(records.size(), now));
}

// ---- the backlog

utc_ms play_backlog::receipt_times::of(std::int64_t seq) const {
  auto found = std::lower_bound(first.begin(), first.end(), seq,
                                [](const auto& receipt, std::int64_t s) { return receipt.first < s; });
  return found == first.end() ? utc_ms{} : found->second;
}

// The head of older records may be receipted again later, so a record's first receipt is the earliest one of
// all that cover it.
result<void> play_backlog::read_receipts(ledger::play_ledger& plays, const ledger::judged_log& log) {
  if (receipts_.log == log.log && receipts_.tip == log.tip) return {};
  auto all = plays.receipts(log.log);
  if (!all) return all.error();
  for (std::size_t i = all->size(); i-- > 1;) {
    (*all)[i - 1].second = std::min((*all)[i - 1].second, (*all)[i].second);
  }
  receipts_ = {log.log, log.tip, std::move(*all)};
  return {};
}

result<void> play_backlog::judge_forks(ledger::ledger& l, ledger::play_ledger& plays) {
  auto forks = plays.forks();
  if (!forks) return forks.error();
  for (const ledger::recorded_fork& f : *forks) {
    if (result<void> done = judge_.judge_fork(l, plays, f); !done) return done;
  }
  forks_judged_ = true;
  return {};
}

// What the check of the ledger has set aside since.
result<void> play_backlog::heed_doubts(ledger::ledger& l) {
  auto doubts = l.evidence().doubts();
  if (!doubts) return doubts.error();
  for (const ledger::stored_doubt& d : *doubts) {
    result<ledger::judged_log> log = l.plays().log(d.log);
    if (!log && log.error().code == errc::not_found) continue;
    if (!log) return log.error();
    if (log->doubt_from != 0 && log->doubt_from <= d.from_seq) continue;
    result<void> done =
        l.transaction([&]() -> result<void> { return judge_.doubt(l, l.plays(), d.log, d.from_seq); });
    if (!done) return done;
  }
  return {};
}

result<play_backlog::slice> play_backlog::read_slice(ledger::play_ledger& plays,
                                                     const ledger::judged_log& log, int max) const {
  auto lines = plays.lines(log.log, log.judged_to, max);
  if (!lines) return lines.error();
  auto is_doubted = [&](std::int64_t seq) { return log.doubt_from != 0 && seq >= log.doubt_from; };
  slice s;
  s.to = log.judged_to;
  auto damage = [&](message why) {
    s.damaged = {log.log, s.to + 1, std::move(why), receipts_.of(s.to + 1), {}};
  };
  for (const ledger::judged_line& line : *lines) {
    if (line.seq != s.to + 1 && !is_doubted(s.to + 1)) {
      damage(msg("record {} is missing", s.to + 1));
      return s;
    }
    result<evidence::record> r = evidence::from_line(line.line);
    const bool reads = r && is_record_of(*r, log.log, line.seq);
    if (!reads && !is_doubted(line.seq)) {
      damage(msg("record {} is not a play record", line.seq));
      return s;
    }
    s.to = line.seq;
    if (!reads) continue;
    s.records.push_back(std::move(*r));
    s.received.push_back(receipts_.of(line.seq));
  }
  if (std::ssize(*lines) == max || s.to >= log.tip) return s;
  if (is_doubted(s.to + 1)) {
    s.to = log.tip;
  } else {
    damage(msg("record {} is missing", s.to + 1));
  }
  return s;
}

result<int> play_backlog::run_log(ledger::ledger& l, ledger::play_ledger& plays, ledger::judged_log& log,
                                  int max) {
  const bool is_recount = &plays != &l.plays();
  if (is_recount && log.doubt_from != 0) {
    const std::int64_t sound = log.doubt_from - 1 - log.judged_to;
    if (sound <= 0) {
      if (result<void> taken = judge_.take_over_doubted(l, plays, log, max); !taken) return taken.error();
      return max;
    }
    max = static_cast<int>(std::min<std::int64_t>(max, sound));
  }
  if (result<void> read = read_receipts(plays, log); !read) return read.error();
  result<slice> s = read_slice(plays, log, max);
  if (!s) return s.error();
  const int taken = static_cast<int>(s->records.size()) + 1;
  if (result<void> judged = judge_.judge(l, plays, log, s->records, s->received); !judged) {
    return judged.error();
  }
  if (s->to > log.judged_to) {
    log.judged_to = s->to;
    if (result<void> stored = plays.set_log(log); !stored) return stored.error();
  }
  if (!s->damaged) return taken;
  auto stored = set_log_aside(l, *s->damaged);
  if (!stored) return stored.error();
  result<void> heeded = judge_.doubt(l, l.plays(), log.log, stored->from_seq);
  if (!heeded) return heeded.error();
  return taken;
}

result<bool> play_backlog::run(ledger::ledger& l, ledger::play_ledger& plays, int max) {
  if (result<void> heeded = heed_doubts(l); !heeded) return heeded.error();
  auto logs = plays.waiting_logs();
  if (!logs) return logs.error();
  if (logs->empty() && forks_judged_) return true;
  bool more = false;
  result<void> done = l.transaction([&]() -> result<void> {
    for (const std::string& name : *logs) {
      for (;;) {
        result<ledger::judged_log> log = plays.log(name);
        if (!log) return log.error();
        if (log->judged_to >= log->tip) break;
        if (max <= 0) {
          more = true;
          return {};
        }
        result<int> taken = run_log(l, plays, *log, max);
        if (!taken) return taken.error();
        max -= *taken;
      }
    }
    if (!forks_judged_) return judge_forks(l, plays);
    return {};
  });
  if (!done) return done.error();
  return !more;
}

}  // namespace bangtin::scheduler::api
