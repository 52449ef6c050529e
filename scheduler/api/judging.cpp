#include "scheduler/api/judging.hpp"

#include <algorithm>

#include "evidence/output_rule.hpp"
#include "scheduler/api/play_description.hpp"

namespace bangtin::scheduler::api {

namespace rules = evidence::rules;
using evidence::record;
using evidence::record_type;
using ledger::judged_play;

namespace {

constexpr int page = 500;

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
  bool better = !is_doubted(r.seq) && evidence::learn((*boot)->clock, r);
  if (better && r.seq > (*boot)->first_seq) {
    if (result<void> done = date_again((*boot)->first_seq - 1, **boot); !done) return done;
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
  // A boot that began with doubted records has no clock.
  t.now.at = evidence::correct(r, is_doubted(boot.first_seq) ? evidence::boot_clock() : boot.clock);
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
  if ((*t)->start == nullptr) return {};
  if (!rules::belong_together(*(*t)->start, r) || rules::is_too_long(*(*t)->start, r)) return {};
  if (r.end->shown.count() == 0) return {};
  result<ledger::judged_boot*> boot = boot_of(*(*t)->start);
  if (!boot) return boot.error();
  rules::showing s = rules::showing_of(*(*t)->start, r);
  const rules::place_in_boot placed = rules::place((*boot)->placed, *(*t)->start, r);
  p.fits_in_boot = placed.fits;
  p.mono = s.from;
  p.until = placed.until;
  p.shown = s.shown;
  return {};
}

result<void> judging::date_again(std::int64_t after, const ledger::judged_boot& boot) {
  std::vector<std::int64_t> seqs;
  for (const auto& [seq, t] : plays_touched_) {
    if (seq > after && t.now.boot == boot.id) seqs.push_back(seq);
  }
  for (;;) {
    auto some = plays_.of_log(log_.id, after, boot.id, page);
    if (!some) return some.error();
    for (const judged_play& p : *some) seqs.push_back(p.seq);
    if (std::ssize(*some) < page) break;
    after = some->back().seq;
  }
  for (std::int64_t seq : seqs) {
    result<touched*> t = find(seq);
    if (!t) return t.error();
    if (*t != nullptr && (*t)->start != nullptr) (*t)->now.at = evidence::correct(*(*t)->start, boot.clock);
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
  const bool holds = r && r->seq == seq && r->play && (r->type == record_type::start || r->end);
  if (!holds && is_doubted(seq)) return nullptr;
  if (!holds) {
    return error{errc::invalid, msg("record {} is not a play record", seq),
                 msg("restore a backup with \"bangtin restore FILE --set-aside\"")};
  }
  read_.push_back(std::move(*r));
  return records_[seq] = &read_.back();
}

// ---- each play alone

result<void> judging::judge(touched& t) {
  judged_play& p = t.now;
  if (is_doubted(p)) {
    p.verdict = {rules::column::uncounted, std::string(rules::reason::doubt)};
    p.claim = {};
    p.near_edge = false;
    if (t.start == nullptr) return {};
  }
  const record& start = *t.start;
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
  // What is known of a doubted END may be damaged since.
  c.end = is_doubted(p) ? nullptr : t.end;
  c.at = p.at;
  c.received = p.received;
  if (c.end != nullptr) c.programme = cited.facts_of(*start.play);
  c.unknown_output_counts = p.vouched;
  c.fits_in_boot = p.fits_in_boot;
  c.doubtful = is_doubted(p);
  p.verdict = rules::judge(c);
  const utc_ms at = rules::time_of(start, c.end, p.at.at);
  p.day = cited.day_of(at);
  p.hour = cited.hour_of(at);
  p.uncertain = p.at.trust != clock_trust::synced;
  if (p.verdict.where == rules::column::uncounted) return {};
  bool counts = p.verdict.where == rules::column::plays;
  if (counts && p.uncertain) {
    milliseconds u = rules::uncertainty_of(p.at);
    auto month_of = [&](utc_ms t_) {
      std::chrono::year_month_day d{std::chrono::sys_days(cited.day_of(t_).time_since_epoch())};
      return d.year() / d.month();
    };
    p.near_edge = month_of(std::max(at - u, utc_ms{})) != month_of(at + u);
  }
  if (p.shown.count() == 0) return {};
  utc_ms from = p.at.at + (p.mono - start.mono);
  p.claim = {from,
             p.at.at + (p.until - start.mono),
             start.play->planned_start,
             rules::identity_of(*start.play),
             counts,
             {}};
  return {};
}

// Counting as it was before rule 2: by the START's own time, and open plays are in no other column.
result<void> judging::judge_by_rule_one(touched& t, cited_programme& cited) {
  const record& start = *t.start;
  judged_play& p = t.now;
  p.day = cited.day_of(start.utc);
  p.hour = cited.hour_of(start.utc);
  p.uncertain = start.clock != clock_trust::synced;
  if (is_doubted(p)) return {};
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

void judging::count(const judged_play& p, bool add) {
  const rules::verdict v = p.clash.empty() ? p.verdict : rules::verdict{rules::column::uncounted, p.clash};
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
  evidence::count_values& sum = changes_[{p.day, p.hour, p.key, v.reason}];
  add ? sum.add(values) : sum.subtract(values);
}

result<void> judging::finish() {
  std::vector<judged_play> changed;
  for (auto& [seq, t] : plays_touched_) {
    if (result<void> done = judge(t); !done) return done;
    if (!t.before || *t.before != t.now) changed.push_back(t.now);
  }
  if (result<void> done = plays_.put(changed); !done) return done;
  if (result<void> done = settle_clashes(); !done) return done;
  for (const auto& [seq, t] : plays_touched_) {
    if (t.before) count(*t.before, false);
    count(t.now, true);
  }
  if (result<void> done = plays_.add(changes_); !done) return done;
  for (const auto& [name, boot] : boots_) {
    if (boot.first == boot.second) continue;
    if (result<void> done = plays_.set_boot(boot.first); !done) return done;
  }
  if (result<void> done = plays_.set_screen(screen_); !done) return done;
  return plays_.set_log(log_);
}

}  // namespace bangtin::scheduler::api
