#include "scheduler/api/screen_records.hpp"

#include <algorithm>

#include "evidence/output_rule.hpp"
#include "evidence/rules/play_rules.hpp"
#include "scheduler/api/legible_records.hpp"

namespace bangtin::scheduler::api {

namespace rules = evidence::rules;
namespace report = evidence::report;

namespace {

constexpr std::string_view no_display_reason = "no-display";
constexpr std::string_view display_off = "disconnected", display_unknown = "unknown";
// No item and no guide is planned for longer; a play that claims more matches no slot.
constexpr milliseconds max_planned = std::chrono::hours(1);

rules::verdict verdict_of(const ledger::judged_play& p) {
  return p.clash.empty() ? p.verdict : rules::verdict{rules::column::uncounted, p.clash};
}

report::play_verdict compliance_verdict(rules::column c) {
  switch (c) {
    case rules::column::plays:
      return report::play_verdict::counted;
    case rules::column::partial:
      return report::play_verdict::partial;
    case rules::column::failed:
      return report::play_verdict::failed;
    case rules::column::uncounted:
      break;
  }
  return report::play_verdict::uncounted;
}

// Why the play's item cannot be said to have been seen; empty when it can. Whatever does not count as shown
// is not called shown here either. Only a play that the timeline lacks, whose END is sound by itself, stands:
// the screen says so, and its programme has the item.
std::string why_not_seen(const known_play& p) {
  rules::verdict v = verdict_of(p.judged);
  bool is_unplanned = v.where == rules::column::uncounted && v.reason == rules::reason::not_planned;
  if (v.where == rules::column::plays) return {};
  if (v.where == rules::column::uncounted && !is_unplanned) return v.reason;
  if (p.end->frames < 1) return "not-shown";
  if (v.where == rules::column::partial) return {};
  if (!evidence::output_counts(*p.end, p.judged.vouched)) return "output-" + p.end->output;
  if (!is_unplanned) return v.reason.empty() ? "failed" : v.reason;
  if (p.too_long || p.facts.planned > max_planned) return std::string(rules::reason::too_long);
  bool is_later = p.judged.at.at > p.judged.received + rules::max_clock_difference;
  return std::string(is_later ? rules::reason::after_receipt : "");
}

// Whether stored records contradict the play's, or its own do not verify.
bool is_doubtful(const known_play& p) {
  rules::verdict v = verdict_of(p.judged);
  return p.doubted || (v.where == rules::column::uncounted &&
                       (v.reason == rules::reason::fork || v.reason == rules::reason::doubt));
}

}  // namespace

std::optional<report::judged_play> compliance_play(const known_play& p) {
  rules::verdict v = verdict_of(p.judged);
  if (p.facts.planned > max_planned) return std::nullopt;
  if (v.where == rules::column::uncounted && v.reason == rules::reason::not_planned) return std::nullopt;
  report::judged_play out;
  out.planned = {p.facts.planned_start, p.facts.planned_start + p.facts.planned};
  out.campaign = p.facts.campaign;
  out.verdict = compliance_verdict(v.where);
  out.reason = v.reason;
  out.shown = p.judged.shown;
  out.output_off = p.end && p.end->output == display_off;
  out.received = p.judged.end_seq != 0 ? p.judged.ended : p.judged.received;
  return out;
}

std::optional<report::shown_play> glass_play(const known_play& p) {
  const ledger::judged_play& j = p.judged;
  report::shown_play out;
  // A player that was killed closes its last play at its next start, and then claims nothing as shown.
  bool was_cut = p.end && p.closed_later && p.end->shown.count() <= 0;
  out.ended = p.end.has_value() && !was_cut;
  if (out.ended && p.end->shown.count() <= 0) return std::nullopt;
  bool has_claim = j.claim.from < j.claim.to;
  utc_ms from = has_claim ? j.claim.from : j.at.at;
  milliseconds length = has_claim   ? j.shown
                        : out.ended ? p.end->shown
                                    : p.facts.planned + rules::max_shown_excess;
  out.on_glass = {from, from + length};
  out.output_off = out.ended && p.end->output == display_off;
  out.output_unknown = out.ended && p.end->output == display_unknown;
  out.verified = !is_doubtful(p);
  out.bound = j.uncertain ? rules::uncertainty_of(j.at) : milliseconds();
  out.log = p.log;
  out.seq = j.seq;
  out.end_seq = out.ended ? j.end_seq : 0;
  out.media = p.facts.media;
  out.campaign = p.facts.campaign;
  out.planned_by = p.facts.programme.hex();
  out.standing = compliance_verdict(verdict_of(j).where);
  if (out.ended) out.why_not = why_not_seen(p);
  return out;
}

void take_fork(const ledger::recorded_fork& fork, const play_sink& sink) {
  std::map<std::int64_t, known_play> plays;
  std::map<std::string, evidence::boot_clock> clocks;
  for (const std::string& line : fork.lines) {
    result<evidence::record> r = evidence::from_line(line);
    if (!r) continue;
    evidence::boot_clock& clock = clocks[r->boot];
    evidence::learn(clock, *r);
    if (r->type == evidence::record_type::start && r->play) {
      known_play p{fork.log, {}, *r->play, {}, true};
      p.judged.seq = r->seq;
      p.judged.at = evidence::correct(*r, clock);
      p.judged.received = p.judged.ended = fork.at;
      p.judged.verdict = {rules::column::uncounted, std::string(rules::reason::fork)};
      plays.insert_or_assign(r->seq, std::move(p));
    } else if (r->type == evidence::record_type::end && r->play && r->end) {
      auto found = plays.find(r->play->play);
      if (found == plays.end() || found->second.end) continue;
      found->second.judged.end_seq = r->seq;
      found->second.end = *r->end;
    }
  }
  for (auto& [seq, p] : plays) sink(std::move(p));
}

void screen_records::begin_run(const evidence::boot_clock& clock) {
  clock_ = clock;
  since_.reset();
  for (auto& [seq, open] : open_) open.play.closed_later = true;
}

void screen_records::take(const std::vector<ledger::judged_line>& lines,
                          const std::vector<ledger::judged_play>& judged) {
  using evidence::record_type;
  auto next = judged.begin();
  for (const ledger::judged_line& line : lines) {
    std::optional<evidence::record> r = legible(log_, line);
    if (!r) continue;
    const bool is_doubted = doubt_from_ != 0 && line.seq >= doubt_from_;
    utc_ms at = evidence::correct(*r, clock_).at;
    if (r->type == record_type::gap && r->reason == no_display_reason && !is_doubted) {
      if (since_ && *since_ < at) no_display_.push_back({*since_, at});
    } else if (r->type == record_type::start && r->play) {
      while (next != judged.end() && next->seq < r->seq) ++next;
      if (next != judged.end() && next->seq == r->seq) take_start(*r, *next);
    } else if (r->type == record_type::end && r->play && r->end) {
      take_end(*r);
    } else if (r->type == record_type::clock || r->type == record_type::gap) {
      continue;
    }
    since_ = at;
  }
}

void screen_records::take_start(const evidence::record& r, const ledger::judged_play& judged) {
  known_play p{log_, judged, *r.play, {}, false};
  p.doubted = doubt_from_ != 0 && std::max(judged.seq, judged.end_seq) >= doubt_from_;
  rules::verdict v = verdict_of(judged);
  bool cites_nothing = v.where == rules::column::uncounted &&
                       (v.reason == rules::reason::programme || v.reason == rules::reason::not_planned);
  if (!cites_nothing && !p.doubted) note_programme(r.play->planned_start, r.play->programme);
  if (judged.end_seq == 0) {
    sink_(std::move(p));
  } else {
    open_.emplace(r.seq, open_play{std::move(p), r});
  }
}

// A START is written ahead of its slot. If the screen changed over before that slot, the next START belongs
// to an earlier one, and what was prepared for the later one never came into force.
void screen_records::note_programme(utc_ms planned_start, const digest& programme) {
  while (!changes_.empty() && changes_.back().first > planned_start) changes_.pop_back();
  if (changes_.empty() || changes_.back().second != programme)
    changes_.emplace_back(planned_start, programme);
}

void screen_records::take_end(const evidence::record& r) {
  auto found = open_.find(r.play->play);
  if (found == open_.end() || found->second.play.judged.end_seq != r.seq) return;
  auto& [play, start] = found->second;
  play.end = *r.end;
  play.too_long = !rules::belong_together(start, r) || rules::is_too_long(start, r);
  sink_(std::move(play));
  open_.erase(found);
}

void screen_records::finish() {
  for (auto& [seq, open] : open_) sink_(std::move(open.play));
  open_.clear();
}

}  // namespace bangtin::scheduler::api
