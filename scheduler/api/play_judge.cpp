// Two steps. First each play alone, in the order of the records: that needs the log's earlier records only.
// Then what excludes another: of two plays that were on one screen at once, or that fill the same slot, the
// one counts whose END was receipted first. That relation is between two plays and does not depend on a
// third, so a play that changes touches its neighbours and no more.
//
// A usual play begins after everything that its screen has shown, in a slot after all others. Then it has no
// neighbour, and nothing is searched.
#include "scheduler/api/play_judge.hpp"

#include "scheduler/api/judging.hpp"

namespace bangtin::scheduler::api {

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
  if (known->doubt_from != 0 && known->doubt_from <= from_seq) return {};
  known->doubt_from = from_seq;
  judging run(l, plays, programmes_, *known);
  if (result<void> begun = run.begin(); !begun) return begun;
  if (result<void> done = run.heed_doubt(); !done) return done;
  return run.finish();
}

result<void> play_judge::judge_fork(ledger::ledger& l, ledger::play_ledger& plays,
                                    const ledger::recorded_fork& fork) {
  programmes_.forget_keys();
  result<bool> kept = plays.has_fork(fork.log, fork.seq, fork.hash);
  if (!kept) return kept.error();
  if (!*kept) return {};
  ledger::count_changes changes;
  for (const std::string& line : fork.lines) {
    result<evidence::record> r = evidence::from_line(line);
    if (!r || r->type != evidence::record_type::start) continue;
    auto stored = plays.lines(fork.log, r->seq - 1, 1);
    if (!stored) return stored.error();
    if (!stored->empty() && stored->front().line == line) continue;
    result<cited_programme*> cited = programmes_.find(l, r->play->programme, fork.screen);
    if (!cited) return cited.error();
    result<std::int64_t> key = (*cited)->key_of(plays, *r->play);
    if (!key) return key.error();
    ledger::count_cell cell{(*cited)->day_of(r->utc), (*cited)->hour_of(r->utc), *key,
                            std::string(evidence::rules::reason::fork)};
    result<bool> added = plays.add_fork_start(fork.log, sha256(line), cell);
    if (!added) return added.error();
    if (*added) changes[cell].uncounted += 1;
  }
  if (changes.empty()) return {};
  if (result<void> done = plays.add(changes); !done) return done;
  result<ledger::judged_log> log = plays.log(fork.log);
  if (!log) return log.error();
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
result<void> play_backlog::heed_doubts(ledger::ledger& l, ledger::play_ledger& plays) {
  auto doubts = l.evidence().doubts();
  if (!doubts) return doubts.error();
  for (const ledger::stored_doubt& d : *doubts) {
    result<ledger::judged_log> log = plays.log(d.log);
    if (!log && log.error().code == errc::not_found) continue;
    if (!log) return log.error();
    if (log->doubt_from != 0 && log->doubt_from <= d.from_seq) continue;
    result<void> done =
        l.transaction([&]() -> result<void> { return judge_.doubt(l, plays, d.log, d.from_seq); });
    if (!done) return done;
  }
  return {};
}

// A record cannot be read, so nothing from there on can be judged.
result<void> play_backlog::give_up(ledger::ledger& l, ledger::play_ledger& plays, ledger::judged_log& log,
                                   const ledger::stored_doubt& why) {
  if (result<void> stored = l.evidence().record_doubt(why); !stored) return stored;
  log.judged_to = log.tip;
  return plays.set_log(log);
}

result<bool> play_backlog::run(ledger::ledger& l, ledger::play_ledger& plays, int max) {
  if (result<void> heeded = heed_doubts(l, plays); !heeded) return heeded.error();
  auto logs = plays.waiting_logs();
  if (!logs) return logs.error();
  if (logs->empty() && forks_judged_) return true;
  bool more = false;
  result<void> done = l.transaction([&]() -> result<void> {
    for (const std::string& name : *logs) {
      result<ledger::judged_log> log = plays.log(name);
      if (!log) return log.error();
      if (log->judged_to >= log->tip) continue;
      if (max <= 0) {
        more = true;
        return {};
      }
      if (result<void> read = read_receipts(plays, *log); !read) return read;
      auto lines = plays.lines(name, log->judged_to, max);
      if (!lines) return lines.error();
      std::vector<evidence::record> records;
      std::vector<utc_ms> received;
      std::optional<ledger::stored_doubt> damaged;
      for (const ledger::judged_line& line : *lines) {
        result<evidence::record> r = evidence::from_line(line.line);
        if (!r) {
          damaged = ledger::stored_doubt{name, line.seq, r.error().what, receipts_.of(line.seq), {}};
          break;
        }
        records.push_back(std::move(*r));
        received.push_back(receipts_.of(line.seq));
      }
      max -= static_cast<int>(records.size());
      if (result<void> judged = judge_.judge(l, plays, *log, records, received); !judged) return judged;
      if (damaged) {
        if (result<void> given_up = give_up(l, plays, *log, *damaged); !given_up) return given_up;
      }
      more |= log->judged_to < log->tip;
    }
    if (!more && !forks_judged_) return judge_forks(l, plays);
    return {};
  });
  if (!done) return done.error();
  return !more;
}

}  // namespace bangtin::scheduler::api
