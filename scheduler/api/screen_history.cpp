// Within a run of the player the monotonic clock only grows, so the records of a range are found by a search
// in each run; only they are read. Clocks may have been set meanwhile, so a day more is read on both sides.
#include "scheduler/api/screen_history.hpp"

#include <algorithm>

#include "scheduler/api/legible_records.hpp"
#include "scheduler/api/plays.hpp"

namespace bangtin::scheduler::api {

namespace report = evidence::report;
using report::time_span;

namespace {

constexpr std::chrono::hours around{25};
// How much one visit of the ledger's thread does: some ten milliseconds.
constexpr int max_lines = 2000;
constexpr std::size_t max_runs = 100;
constexpr int max_notices = 2000;
// How far back a programme is looked for.
constexpr int lines_back = 200, max_steps_back = 20;

utc_ms by_monotonic_clock(const evidence::record& r, const evidence::boot_clock& clock) {
  return utc_ms(clock.offset + r.mono);
}

milliseconds uncertainty_of(const evidence::boot_clock& clock) {
  return evidence::rules::uncertainty_of({{}, clock.trust, clock.bound});
}

bool is_before(const time_span& a, const time_span& b) {
  return a.from < b.from;
}

}  // namespace

asio::awaitable<result<void>> history_reader::begin() {
  result<void> judged = co_await judge_backlog(ledger_, backlog_);
  if (!judged) co_return judged.error();
  auto done = co_await ledger_.ask([this](ledger::ledger& l) -> result<void> {
    auto logs = l.exports().logs();
    if (!logs) return logs.error();
    auto published = l.programmes().published();
    if (!published) return published.error();
    auto notices = l.notices().newest(range_.from - around, max_notices);
    if (!notices) return notices.error();
    logs_ = std::move(*logs);
    published_.set(std::move(*published));
    for (ledger::stored_notice& n : *notices) {
      for (const std::string& id : n.value.stops) stopped_[id] = n.value.issued;
      if (n.value.is_stop() || n.value.issued >= range_.to) continue;
      auto said = l.notices().acknowledgements(n.value.id);
      if (!said) return said.error();
      notices_.emplace_back(std::move(n), std::move(*said));
    }
    return {};
  });
  co_return done;
}

asio::awaitable<result<std::vector<std::string>>> history_reader::screens() {
  std::vector<std::string> names;
  for (const ledger::exported_log& log : logs_) names.push_back(log.screen);
  for (const auto& [at, identity] : published_.issued_in(range_)) {
    auto p = co_await published_.value_of(identity);
    if (!p) co_return p.error();
    for (const playlists::programme::screen& s : (*p)->screens) names.push_back(s.name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  co_return names;
}

asio::awaitable<result<screen_history>> history_reader::read(std::string screen, play_sink sink) {
  screen_history h;
  programme_changes before, changes;
  for (const ledger::exported_log& log : logs_) {
    if (log.screen != screen) continue;
    result<void> done = co_await read_log(log, sink, h, before, changes);
    if (!done) co_return done.error();
  }
  std::sort(h.running.begin(), h.running.end(), is_before);
  std::sort(h.no_display.begin(), h.no_display.end(), is_before);
  std::sort(h.silences.begin(), h.silences.end(),
            [](const report::silence& a, const report::silence& b) { return is_before(a.when, b.when); });
  add_notices(screen, h);
  std::optional<digest> first;
  if (!before.empty()) first = std::max_element(before.begin(), before.end())->second;
  auto in_force = co_await published_.in_force(range_, first, std::move(changes));
  if (!in_force) co_return in_force.error();
  h.in_force = std::move(*in_force);
  h.plan = co_await documents_.run([&] { return plan_of(screen, h.in_force); });
  co_return h;
}

// ---- the runs of a log

// A log that an older one gave way to may begin in the middle of a run, without a BOOT.
result<std::vector<std::int64_t>> history_reader::run_begins(ledger::ledger& l,
                                                             const ledger::exported_log& log) const {
  auto boots = l.exports().boots(log.log, log.last);
  if (!boots) return boots.error();
  std::vector<std::int64_t> begins;
  if (boots->empty() || boots->front().seq > 2) begins.push_back(1);
  for (const ledger::stored_record& r : *boots) begins.push_back(r.seq);
  return begins;
}

result<history_reader::run> history_reader::find_run(ledger::ledger& l, const log_part& part,
                                                     std::int64_t first, std::int64_t last) const {
  run r{first, last, {}, {}};
  auto begin = first_legible(l, part.log.log, first, last);
  if (!begin) return begin.error();
  if (!*begin) return r;  // nothing of it can be read
  auto end = last_legible(l, part.log.log, first, last);
  if (!end) return end.error();
  if (!*end) *end = **begin;
  auto boot = l.plays().boot(part.log.id, (*begin)->boot, first);
  if (!boot) return boot.error();
  r.clock = boot->clock;
  if (r.clock == evidence::boot_clock()) evidence::learn(r.clock, **end);
  r.when = {evidence::correct(**begin, r.clock).at, evidence::correct(**end, r.clock).at};
  r.when.to = std::max(r.when.to, r.when.from);
  auto is_at_or_after = [&](std::int64_t seq, utc_ms t) -> result<bool> {
    auto at = first_legible(l, part.log.log, seq, last);
    if (!at) return at.error();
    return !*at || by_monotonic_clock(**at, r.clock) >= t;
  };
  // The first seq in [first, last + 1] at or after `t`.
  auto first_from = [&](utc_ms t) -> result<std::int64_t> {
    std::int64_t low = first, high = last + 1;
    while (low < high) {
      std::int64_t middle = low + (high - low) / 2;
      result<bool> later = is_at_or_after(middle, t);
      if (!later) return later.error();
      (*later ? high : low) = *later ? middle : middle + 1;
    }
    return low;
  };
  if (by_monotonic_clock(**end, r.clock) < range_.from - around ||
      by_monotonic_clock(**begin, r.clock) >= range_.to + around) {
    return r;
  }
  result<std::int64_t> from = first_from(range_.from - around);
  if (!from) return from.error();
  result<std::int64_t> to = first_from(range_.to + around);
  if (!to) return to.error();
  r.read_from = *from;
  r.read_to = *to - 1;
  return r;
}

// A log has no holes, so between two of its runs no record is missing. Between two logs records may be: the
// storage was lost.
void history_reader::add_silences(const log_part& part, screen_history& into) {
  for (std::size_t i = 1; i < part.runs.size(); ++i) {
    const run &before = part.runs[i - 1], &after = part.runs[i];
    if (part.log.doubt_from != 0 && after.first >= part.log.doubt_from) break;
    report::silence s{{before.when.to, after.when.from}, {}, {}};
    s.bound = std::max(uncertainty_of(before.clock), uncertainty_of(after.clock));
    if (s.when.from < s.when.to) into.silences.push_back(s);
  }
}

asio::awaitable<result<history_reader::log_part>> history_reader::find_part(const ledger::exported_log& log) {
  log_part part;
  auto begins = co_await ledger_.ask([&](ledger::ledger& l) -> result<std::vector<std::int64_t>> {
    auto judged = l.plays().log(log.log);
    if (!judged) return judged.error();
    part.log = std::move(*judged);
    return run_begins(l, log);
  });
  if (!begins) co_return begins.error();
  for (std::size_t i = 0; i < begins->size(); i += max_runs) {
    auto done = co_await ledger_.ask([&](ledger::ledger& l) -> result<void> {
      for (std::size_t k = i; k < std::min(i + max_runs, begins->size()); ++k) {
        std::int64_t last = k + 1 < begins->size() ? (*begins)[k + 1] - 1 : log.last;
        result<run> r = find_run(l, part, (*begins)[k], last);
        if (!r) return r.error();
        part.runs.push_back(*r);
      }
      return {};
    });
    if (!done) co_return done.error();
  }
  co_return part;
}

// ---- its records

asio::awaitable<result<void>> history_reader::read_run(const log_part& part, const run& r,
                                                       screen_records& into) {
  struct page {
    std::vector<ledger::judged_line> lines;
    std::vector<ledger::judged_play> plays;
  };
  into.begin_run(r.clock);
  for (std::int64_t after = r.read_from - 1; after < r.read_to;) {
    auto some = co_await ledger_.ask([&](ledger::ledger& l) -> result<page> {
      int count = static_cast<int>(std::min<std::int64_t>(max_lines, r.read_to - after));
      auto lines = l.plays().lines(part.log.log, after, count);
      if (!lines) return lines.error();
      auto plays = l.plays().of_log(part.log.id, after, std::nullopt, count);
      if (!plays) return plays.error();
      return page{std::move(*lines), std::move(*plays)};
    });
    if (!some) co_return some.error();
    if (some->lines.empty()) break;
    after = some->lines.back().seq;
    co_await documents_.run([&] {
      into.take(some->lines, some->plays);
      return true;
    });
  }
  co_return result<void>();
}

result<history_reader::programme_changes> history_reader::start_before(ledger::ledger& l,
                                                                       const std::string& log,
                                                                       std::int64_t seq) const {
  for (int step = 0; step < max_steps_back && seq > 0; ++step) {
    std::int64_t after = std::max<std::int64_t>(seq - lines_back, 0);
    auto lines = l.plays().lines(log, after, static_cast<int>(seq - after));
    if (!lines) return lines.error();
    for (auto line = lines->rbegin(); line != lines->rend(); ++line) {
      std::optional<evidence::record> r = legible(log, *line);
      bool is_start = r && r->type == evidence::record_type::start && r->play;
      if (is_start && published_.row_of(r->play->programme) != nullptr) {
        return programme_changes{{r->play->planned_start, r->play->programme}};
      }
    }
    seq = after;
  }
  return programme_changes();
}

asio::awaitable<result<void>> history_reader::read_log(const ledger::exported_log& log, const play_sink& sink,
                                                       screen_history& into, programme_changes& before,
                                                       programme_changes& changes) {
  auto part = co_await find_part(log);
  if (!part) co_return part.error();
  add_silences(*part, into);
  screen_records records(log.log, part->log.doubt_from, sink);
  std::int64_t last_before = 0;
  bool has_read = false;
  for (const run& r : part->runs) {
    into.running.push_back(r.when);
    const std::int64_t doubt = part->log.doubt_from,
                       sound = doubt == 0 ? r.last : std::min(r.last, doubt - 1);
    if (r.first <= sound) into.runs.push_back({log.log, r.first, sound, r.when, r.clock});
    if (r.read_to < r.read_from || r.read_to == 0) {
      if (!has_read && r.when.to < range_.from) last_before = r.last;
      continue;
    }
    if (!has_read) last_before = r.read_from - 1;
    has_read = true;
    result<void> done = co_await read_run(*part, r, records);
    if (!done) co_return done.error();
  }
  auto older = co_await ledger_.ask([&](ledger::ledger& l) -> result<std::vector<ledger::recorded_fork>> {
    auto start = start_before(l, log.log, last_before);
    if (!start) return start.error();
    before.insert(before.end(), start->begin(), start->end());
    return l.exports().forks(log.log);
  });
  if (!older) co_return older.error();
  co_await documents_.run([&] {
    records.finish();
    for (const ledger::recorded_fork& f : *older) take_fork(f, sink);
    return true;
  });
  into.no_display.insert(into.no_display.end(), records.no_display().begin(), records.no_display().end());
  changes.insert(changes.end(), records.changes().begin(), records.changes().end());
  co_return result<void>();
}

void history_reader::add_notices(const std::string& screen, screen_history& into) const {
  for (const auto& [notice, said] : notices_) {
    auto mine = std::find_if(said.begin(), said.end(), [&](const auto& a) { return a.screen == screen; });
    if (mine == said.end() || !mine->shown) continue;
    utc_ms end = notice.value.expires;
    if (auto stop = stopped_.find(notice.value.id); stop != stopped_.end()) end = std::min(end, stop->second);
    into.notices.push_back({{*mine->shown, mine->ended.value_or(end)}, notice});
  }
  std::sort(into.notices.begin(), into.notices.end(),
            [](const shown_notice& a, const shown_notice& b) { return is_before(a.when, b.when); });
}

}  // namespace bangtin::scheduler::api
