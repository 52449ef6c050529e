// The order of the checks is part of the rule: a play has the first reason that applies.
#include "evidence/rules/play_rules.hpp"

#include <algorithm>

#include "evidence/counts.hpp"
#include "evidence/note_text.hpp"
#include "evidence/output_rule.hpp"

namespace bangtin::evidence::rules {

namespace {

verdict uncounted(std::string_view why) {
  return {column::uncounted, std::string(why)};
}

bool was_in_force(const programme_facts& p, utc_ms at) {
  return p.published && at >= p.issued - max_clock_difference && at < p.expires;
}

// By the screen's own clock a START lies within its slot. A play of which nothing was seen may be told later.
bool is_in_slot(const record& start, const record& end) {
  milliseconds late = start.utc - start.play->planned_start;
  if (late < -max_start_lead) return false;
  return end.end->shown.count() == 0 || late <= start.play->planned;
}

milliseconds lead_of(const record& start) {
  return std::clamp(milliseconds(start.play->planned_start - start.utc), milliseconds{}, max_start_lead);
}

verdict by_its_end(const play_case& c, utc_ms at) {
  // A screen shows a programme some minutes early, because two clocks differ; evidence claims nothing then.
  if (at < c.programme.issued) return {column::failed, std::string(reason::programme)};
  play_context context;
  context.approved = true;
  context.unknown_output_counts = c.unknown_output_counts;
  switch (outcome_of(*c.end, context)) {
    case counted_as::play:
      return {column::plays, {}};
    case counted_as::partial:
      return {column::partial, why_short(*c.end, c.unknown_output_counts)};
    case counted_as::failed:
      break;
  }
  return {column::failed, why_short(*c.end, c.unknown_output_counts)};
}

}  // namespace

verdict judge(const play_case& c) {
  if (c.doubtful) return uncounted(reason::doubt);
  if (c.end == nullptr) return uncounted(reason::open);
  if (!belong_together(*c.start, *c.end)) return uncounted(reason::mismatch);
  const utc_ms at = time_of(*c.start, c.end, c.at.at);
  if (!was_in_force(c.programme, at)) return uncounted(reason::programme);
  if (!c.programme.planned || !is_in_slot(*c.start, *c.end)) return uncounted(reason::not_planned);
  if (is_too_long(*c.start, *c.end)) return uncounted(reason::too_long);
  if (at > c.received + max_clock_difference) return uncounted(reason::after_receipt);
  if (!c.fits_in_boot) return uncounted(reason::overlap);
  return by_its_end(c, at);
}

bool belong_together(const record& start, const record& end) {
  return start.play && end.play && end.end && *start.play == *end.play;
}

bool is_too_long(const record& start, const record& end) {
  if (end.end->shown > end.play->planned + max_shown_excess) return true;
  if (start.boot != end.boot) return end.end->shown.count() > 0;
  return end.end->shown > end.mono - start.mono + max_shown_excess;
}

utc_ms time_of(const record& start, const record* end, utc_ms at) {
  const bool tells = end != nullptr && belong_together(start, *end) && end->end->shown.count() > 0;
  const milliseconds after = tells ? showing_of(start, *end).from - start.mono : lead_of(start);
  return std::min(at + after, from_unix_ms(largest_time_ms));
}

showing showing_of(const record& start, const record& end) {
  milliseconds from = start.mono + lead_of(start);
  milliseconds shown = end.end->shown;
  // The clock may have stepped between START and the first frame.
  if (start.boot == end.boot && from + shown > end.mono) from = std::max(start.mono, end.mono - shown);
  return {from, shown};
}

// Taking the earliest free time in the order of the ENDs finds a place for every set of plays that has one:
// whichever play comes later ends later, so late free time serves it at least as well.
place_in_boot place(placement& p, const record& start, const record& end) {
  if (!belong_together(start, end) || is_too_long(start, end) || end.end->shown.count() == 0) return {};
  showing s = showing_of(start, end);
  auto first = std::upper_bound(p.gaps.begin(), p.gaps.end(), s.from,
                                [](milliseconds t, const placement::gap& g) { return t < g.to; });
  auto last = first;
  milliseconds done{}, left = s.shown;
  for (; last != p.gaps.end() && left.count() > 0; ++last) {
    milliseconds from = std::max(last->from, s.from);
    done = from + std::min(left, last->to - from);
    left -= done - from;
  }
  milliseconds behind = std::max(p.until, s.from);
  if (left.count() > 0) done = behind + left;
  if (done > end.mono + max_boot_excess) return {false, {}};

  std::vector<placement::gap> rest;  // of the gaps that it takes
  auto keep = [&](milliseconds from, milliseconds to) {
    if (to - from >= min_gap) rest.push_back({from, to});
  };
  if (first != last) {
    keep(first->from, s.from);
    keep(done, std::prev(last)->to);
  }
  if (left.count() > 0) {
    keep(p.until, behind);
    p.until = done;
  }
  p.gaps.insert(p.gaps.erase(first, last), rest.begin(), rest.end());
  if (p.gaps.size() > max_gaps) p.gaps.erase(p.gaps.begin());
  return {true, done};
}

std::string_view clash(const claim& earlier, const claim& later) {
  bool same_boot = earlier.mono && later.mono;
  // Plays of one boot are placed by its monotonic clock.
  if (!same_boot && earlier.from < earlier.to && later.from < later.to) {
    milliseconds both = std::min(earlier.to, later.to) - std::max(earlier.from, later.from);
    milliseconds shorter = std::min(earlier.to - earlier.from, later.to - later.from);
    if (both > std::min(max_shared, shorter / max_shared_part)) return reason::overlap;
  }
  bool same_slot = earlier.slot == later.slot && earlier.what == later.what;
  if (!same_slot || !earlier.counts || !later.counts) return {};
  // A clock that was set back shows a slot again, later by the monotonic clock.
  milliseconds apart = same_boot ? *later.mono - *earlier.mono : milliseconds(later.from - earlier.from);
  milliseconds near = std::max(later.to - later.from, earlier.to - earlier.from) * 2 + max_start_lead;
  bool is_near = std::chrono::abs(apart) < near && std::chrono::abs(later.from - earlier.from) < near;
  return is_near ? reason::slot_taken : std::string_view();
}

std::uint64_t identity_of(const play_facts& play) {
  // FNV-1a: equal facts give equal numbers on every machine.
  std::uint64_t h = 0xcbf29ce484222325;
  auto add = [&](std::string_view text) {
    for (char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    h = (h ^ 0xff) * 0x100000001b3;
  };
  add(play.campaign);
  add(play.media);
  add(std::to_string(play.planned.count()));
  return h;
}

milliseconds uncertainty_of(const corrected_time& at) {
  switch (at.trust) {
    case clock_trust::synced:
      return {};
    case clock_trust::estimated:
      return at.bound.value_or(estimated_bound);
    case clock_trust::unsynced:
      break;
  }
  return unsynced_bound;
}

std::string why_short(const record& end, bool unknown_output_counts) {
  if (end.end->outcome != play_outcome::complete && !end.end->reason.empty()) {
    return kept_reason(end.end->reason);
  }
  if (end.end->frames < 1) return "not-shown";
  if (!output_counts(*end.end, unknown_output_counts)) return "output-" + end.end->output;
  return "shown-short";
}

std::string kept_reason(std::string_view said) {
  bool is_word = !said.empty() && said.size() <= 32 && std::all_of(said.begin(), said.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  return is_word ? std::string(said) : "other";
}

}  // namespace bangtin::evidence::rules
