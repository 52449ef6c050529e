#include "scheduler/api/judging.hpp"

#include <algorithm>
#include <tuple>

#include "evidence/output_rule.hpp"
#include "scheduler/api/play_counts.hpp"

namespace bangtin::scheduler::api {

namespace rules = evidence::rules;
using evidence::record;
using evidence::record_type;
using ledger::judged_play;

namespace {

constexpr int page = 500;

bool has_claim(const judged_play& p) {
  return p.claim.from < p.claim.to;
}

rules::verdict final_verdict(const judged_play& p) {
  return p.clash.empty() ? p.verdict : rules::verdict{rules::column::uncounted, p.clash};
}

void count(ledger::count_changes& changes, const judged_play& p, bool add) {
  rules::verdict v = final_verdict(p);
  evidence::count_values values;
  switch (v.where) {
    case rules::column::plays:
      values.plays = 1;
      values.airtime_ms = p.shown.count();
      values.uncertain_clock = p.uncertain;
      values.near_edge = p.near_edge;
      break;
    case rules::column::partial:
      values.partial = 1;
      break;
    case rules::column::failed:
      values.failed = 1;
      break;
    case rules::column::uncounted:
      values.uncounted = 1;
      break;
  }
  evidence::count_values& sum = changes[{p.day, p.hour, p.key, v.reason}];
  add ? sum.add(values) : sum.subtract(values);
}

}  // namespace

result<void> judging::begin() {
  result<ledger::judged_screen> known = plays_.screen(log_.screen);
  if (!known) return known.error();
  screen_ = *known;
  return {};
}

// ---- the records in their order

result<void> judging::take(const record& r, utc_ms received) {
  result<ledger::judged_boot*> boot = boot_of(r);
  if (!boot) return boot.error();
  log_.judged_to = r.seq;
  bool better = evidence::learn((*boot)->clock, r);
  if (better && r.seq > (*boot)->first_seq) {
    if (result<void> done = judge_again((*boot)->first_seq - 1, (*boot)->id); !done) return done;
  }
  records_[r.seq] = &r;
  if (r.type == record_type::boot) log_.vouched = r.reason == evidence::boot_output_assumed;
  if (r.type == record_type::start && r.play) return take_start(r, **boot, received);
  if (r.type == record_type::end && r.play && r.end) return take_end(r, received);
  return {};
}

result<ledger::judged_boot*> judging::boot_of(const record& r) {
  auto known = boots_.find(r.boot);
  if (known == boots_.end()) {
    result<ledger::judged_boot> stored = plays_.boot(log_.id, r.boot, r.seq);
    if (!stored) return stored.error();
    known = boots_.emplace(r.boot, std::pair(*stored, *stored)).first;
  }
  return &known->second.first;
}

result<void> judging::take_start(const record& r, ledger::judged_boot& boot, utc_ms received) {
  touched t;
  t.start = &r;
  t.now.log = log_.id;
  t.now.seq = r.seq;
  t.now.boot = boot.id;
  t.now.screen = screen_.id;
  t.now.at = evidence::correct(r, boot.clock);
  t.now.received = received;
  t.now.vouched = log_.vouched;
  plays_touched_.emplace(r.seq, std::move(t));
  if (!log_.forked) return {};
  result<std::optional<ledger::count_cell>> was = plays_.remove_fork_start(log_.log, sha256(to_line(r)));
  if (!was) return was.error();
  if (*was) changes_[**was].uncounted -= 1;
  return {};
}

// The first END counts; others change nothing, nor does one without a START.
result<void> judging::take_end(const record& r, utc_ms received) {
  result<touched*> t = find(r.play->play);
  if (!t) return t.error();
  if (*t == nullptr || (*t)->now.end_seq != 0) return {};
  judged_play& p = (*t)->now;
  p.end_seq = r.seq;
  p.ended = received;
  (*t)->end = &r;
  if (!rules::belong_together(*(*t)->start, r) || rules::is_too_long(*(*t)->start, r)) return {};
  if (r.end->shown.count() == 0) return {};
  result<ledger::judged_boot*> boot = boot_of(*(*t)->start);
  if (!boot) return boot.error();
  rules::showing s = rules::showing_of(*(*t)->start, r);
  p.fits_in_boot = rules::place((*boot)->placed, *(*t)->start, r);
  p.mono = s.from;
  p.shown = s.shown;
  return {};
}

result<void> judging::judge_again(std::int64_t after, std::optional<std::int64_t> boot) {
  std::vector<std::int64_t> seqs;
  for (const auto& [seq, t] : plays_touched_) {
    if (seq > after && (!boot || t.now.boot == *boot)) seqs.push_back(seq);
  }
  for (;;) {
    auto some = plays_.of_log(log_.id, after, boot, page);
    if (!some) return some.error();
    for (const judged_play& p : *some) seqs.push_back(p.seq);
    if (std::ssize(*some) < page) break;
    after = some->back().seq;
  }
  for (std::int64_t seq : seqs) {
    result<touched*> t = find(seq);
    if (!t) return t.error();
    if (*t == nullptr) continue;
    if (!boot) continue;
    result<ledger::judged_boot*> known = boot_of(*(*t)->start);
    if (!known) return known.error();
    (*t)->now.at = evidence::correct(*(*t)->start, (*known)->clock);
  }
  return {};
}

result<judging::touched*> judging::find(std::int64_t seq) {
  if (auto known = plays_touched_.find(seq); known != plays_touched_.end()) return &known->second;
  result<std::optional<judged_play>> stored = plays_.find(log_.id, seq);
  if (!stored) return stored.error();
  if (!*stored) return nullptr;
  touched t{*stored, **stored, nullptr, nullptr};
  result<const record*> start = record_at(seq);
  if (!start) return start.error();
  t.start = *start;
  if (t.now.end_seq != 0) {
    result<const record*> end = record_at(t.now.end_seq);
    if (!end) return end.error();
    t.end = *end;
  }
  return &plays_touched_.emplace(seq, std::move(t)).first->second;
}

result<const record*> judging::record_at(std::int64_t seq) {
  if (auto known = records_.find(seq); known != records_.end()) return known->second;
  auto line = plays_.lines(log_.log, seq - 1, 1);
  if (!line) return line.error();
  result<record> r = evidence::from_line(line->empty() ? std::string() : line->front().line);
  if (!r) return r.error();
  read_.push_back(std::move(*r));
  return records_[seq] = &read_.back();
}

// ---- each play alone

result<void> judging::judge(touched& t) {
  const record& start = *t.start;
  judged_play& p = t.now;
  result<cited_programme*> found = programmes_.find(ledger_, start.play->programme, log_.screen);
  if (!found) return found.error();
  cited_programme& cited = **found;
  result<std::int64_t> key = cited.key_of(plays_, *start.play);
  if (!key) return key.error();
  p.key = *key;
  p.claim = {};
  p.near_edge = false;
  if (std::max(p.seq, p.end_seq) <= log_.rule_one_to) return judge_by_rule_one(t, cited);

  rules::play_case c;
  c.start = &start;
  c.end = t.end;
  c.at = p.at;
  c.received = p.received;
  if (t.end != nullptr) c.programme = cited.facts_of(*start.play);
  c.unknown_output_counts = p.vouched;
  c.fits_in_boot = p.fits_in_boot;
  c.doubtful = log_.doubt_from != 0 && std::max(p.seq, p.end_seq) >= log_.doubt_from;
  p.verdict = rules::judge(c);
  p.day = cited.day_of(p.at.at);
  p.hour = cited.hour_of(p.at.at);
  p.uncertain = p.at.trust != clock_trust::synced;
  if (p.verdict.where == rules::column::uncounted) return {};
  bool counts = p.verdict.where == rules::column::plays;
  if (counts && p.uncertain) {
    milliseconds u = rules::uncertainty_of(p.at);
    auto month_of = [&](utc_ms t_) {
      std::chrono::year_month_day d{std::chrono::sys_days(cited.day_of(t_).time_since_epoch())};
      return d.year() / d.month();
    };
    p.near_edge = month_of(std::max(p.at.at - u, utc_ms{})) != month_of(p.at.at + u);
  }
  if (p.shown.count() == 0) return {};
  utc_ms from = p.at.at + (p.mono - start.mono);
  p.claim = {from, from + p.shown, start.play->planned_start, rules::identity_of(*start.play), counts, {}};
  return {};
}

// Counting as it was before rule 2: by the START's own time, and open plays are in no other column.
result<void> judging::judge_by_rule_one(touched& t, cited_programme& cited) {
  const record& start = *t.start;
  judged_play& p = t.now;
  p.day = cited.day_of(start.utc);
  p.hour = cited.hour_of(start.utc);
  p.uncertain = start.clock != clock_trust::synced;
  p.verdict = {rules::column::uncounted, std::string(rules::reason::open)};
  if (t.end == nullptr) return {};
  p.verdict.reason = rules::reason::mismatch;
  if (!rules::belong_together(start, *t.end)) return {};
  p.shown = t.end->end->shown;
  const playlists::programme::programme* value = cited.value();
  evidence::play_context context;
  context.approved = value != nullptr && start.utc >= value->issued && start.utc < value->expires &&
                     shows(*value, log_.screen, *start.play);
  context.unknown_output_counts = p.end_seq <= log_.old_output_to || p.vouched;
  switch (evidence::outcome_of(*t.end, context)) {
    case evidence::counted_as::play:
      p.verdict = {rules::column::plays, {}};
      return {};
    case evidence::counted_as::partial:
      p.verdict = {rules::column::partial, rules::why_short(*t.end, context.unknown_output_counts)};
      return {};
    case evidence::counted_as::failed:
      break;
  }
  p.verdict = {rules::column::failed, context.approved
                                          ? rules::why_short(*t.end, context.unknown_output_counts)
                                          : std::string(rules::reason::programme)};
  return {};
}

// ---- the end

result<void> judging::finish() {
  std::vector<judged_play> changed;
  for (auto& [seq, t] : plays_touched_) {
    if (result<void> done = judge(t); !done) return done;
    if (!t.before || *t.before != t.now) changed.push_back(t.now);
  }
  if (result<void> done = plays_.put(changed); !done) return done;
  if (result<void> done = settle_clashes(); !done) return done;
  for (const auto& [seq, t] : plays_touched_) {
    if (t.before) count(changes_, *t.before, false);
    count(changes_, t.now, true);
  }
  if (result<void> done = plays_.add(changes_); !done) return done;
  for (const auto& [name, boot] : boots_) {
    if (boot.first == boot.second) continue;
    if (result<void> done = plays_.set_boot(boot.first); !done) return done;
  }
  if (result<void> done = plays_.set_screen(screen_); !done) return done;
  return plays_.set_log(log_);
}

// ---- plays that exclude each other

// Whether nothing can clash with it; widens the bounds of the screen.
bool judging::stands_alone(const touched& t) {
  const rules::claim& c = t.now.claim;
  bool had_claim = t.before && has_claim(*t.before);
  if (!has_claim(t.now)) return !had_claim;
  bool alone = !had_claim && c.from >= screen_.latest_end && c.slot > screen_.latest_slot;
  screen_.latest_end = std::max(screen_.latest_end, c.to);
  screen_.latest_slot = std::max(screen_.latest_slot, c.slot);
  screen_.longest = std::max(screen_.longest, milliseconds(c.to - c.from));
  return alone;
}

result<void> judging::settle_clashes() {
  std::map<std::pair<std::int64_t, std::int64_t>, judged_play> affected;
  std::vector<rules::claim> moved;
  for (const auto& [seq, t] : plays_touched_) {
    bool same = t.before && t.before->claim == t.now.claim;
    if (same || stands_alone(t)) continue;
    moved.push_back(t.now.claim);
    if (t.before) moved.push_back(t.before->claim);
    affected[{t.now.log, seq}] = t.now;
  }
  for (const rules::claim& c : moved) {
    if (c.from >= c.to) continue;
    auto near = neighbours(c);
    if (!near) return near.error();
    for (const judged_play& p : *near) affected.insert({{p.log, p.seq}, p});
  }
  std::vector<judged_play> changed;
  for (const auto& [place, p] : affected) {
    result<std::string> clash = clash_of(p);
    if (!clash) return clash.error();
    if (*clash == p.clash) continue;
    judged_play next = p;
    next.clash = *clash;
    changed.push_back(next);
    auto mine = p.log == log_.id ? plays_touched_.find(p.seq) : plays_touched_.end();
    if (mine != plays_touched_.end()) {
      mine->second.now.clash = *clash;
    } else {
      count(changes_, p, false);
      count(changes_, next, true);
    }
  }
  return plays_.put(changed);
}

// All plays that the claim can clash with: see rules::clash.
result<std::vector<judged_play>> judging::neighbours(const rules::claim& of) {
  milliseconds around = screen_.longest * 2 + rules::max_start_lead;
  return plays_.claims(screen_.id, of.from - around, of.to + around);
}

result<std::string> judging::clash_of(const judged_play& p) {
  if (!has_claim(p)) return std::string();
  auto near = neighbours(p.claim);
  if (!near) return near.error();
  std::string found;
  for (const judged_play& other : *near) {
    if (other.log == p.log && other.seq == p.seq) continue;
    rules::claim earlier = other.claim;
    rules::claim later = p.claim;
    if (other.log == p.log && other.boot == p.boot) {
      earlier.mono = other.mono;
      later.mono = p.mono;
    }
    std::string_view why = rules::clash(earlier, later);
    if (why.empty() || why == found) continue;
    result<bool> first = is_earlier(other, p);
    if (!first) return first.error();
    if (*first && (found.empty() || why == rules::reason::overlap)) found = why;
  }
  return found;
}

result<bool> judging::is_earlier(const judged_play& a, const judged_play& b) {
  if (a.ended != b.ended) return a.ended < b.ended;
  if (a.log == b.log) return a.end_seq < b.end_seq;
  result<const std::string*> one = name_of(a.log);
  if (!one) return one.error();
  result<const std::string*> other = name_of(b.log);
  if (!other) return other.error();
  return **one < **other;
}

result<const std::string*> judging::name_of(std::int64_t log) {
  auto known = log_names_.find(log);
  if (known == log_names_.end()) {
    result<std::string> name = plays_.name_of_log(log);
    if (!name) return name.error();
    known = log_names_.emplace(log, *name).first;
  }
  return &known->second;
}

}  // namespace bangtin::scheduler::api
