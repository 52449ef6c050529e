// Each planned slot is split into parts with a cause. Rows and hours are sums of these parts, so they always
// agree, and planned time is always the sum of its parts.
#include "evidence/report/compliance.hpp"

#include <algorithm>
#include <map>

namespace bangtin::evidence::report {

namespace {

enum class fate { shown, partial, failed, off, interrupted, unknown };

struct part {
  fate what = fate::unknown;
  milliseconds length{};
  std::string cause;  // empty for what was shown
  bool offline = false;
};

bool any_contains(const std::vector<time_span>& spans, utc_ms t) {
  auto after = std::upper_bound(spans.begin(), spans.end(), t,
                                [](utc_ms at, const time_span& s) { return at < s.from; });
  // Spans of notices may overlap, so an earlier one may reach further.
  return std::any_of(spans.begin(), after, [&](const time_span& s) { return s.contains(t); });
}

// Why nothing of a slot was shown, where no play tells.
part without_play(const screen_month& m, const planned_slot& slot, milliseconds length) {
  utc_ms t = slot.when.from;
  if (any_contains(m.notices, t)) return {fate::interrupted, length, "interrupted-by-notice", false};
  if (any_contains(m.no_display, t)) return {fate::off, length, "no-display", false};
  if (any_contains(m.running, t)) return {fate::failed, length, "not-shown", false};
  if (any_contains(m.off, t)) return {fate::off, length, "player-off", false};
  // Between two logs, and before the first one, records may be lost; after the last one they may be to come.
  bool later = !m.running.empty() && m.running.back().to > t;
  return {fate::unknown, length, later ? "records-missing" : "no-records", false};
}

// Why the rest of a slot was not shown, of which a play was shown in part or not at all.
part rest_of(const judged_play& p, milliseconds length) {
  if (p.verdict == play_verdict::uncounted) {
    return {fate::unknown, length, p.reason.empty() ? "unknown" : p.reason, false};
  }
  if (p.reason == "interrupted-by-notice") return {fate::interrupted, length, p.reason, false};
  if (p.output_off || p.reason == "no-display") return {fate::off, length, "no-display", false};
  if (p.reason == "stopped") return {fate::off, length, "player-off", false};
  return {fate::failed, length, p.reason.empty() ? "not-shown" : p.reason, false};
}

// The better of two plays of one slot: a player that restarts shows the same slot again.
bool is_better(const judged_play& a, const judged_play& b) {
  if (a.verdict != b.verdict) return a.verdict < b.verdict;
  return a.shown > b.shown;
}

class slot_matcher {
 public:
  explicit slot_matcher(const screen_month& m) : month_(m) {
    for (std::size_t i = 0; i < m.plays.size(); ++i) longest_ = std::max(longest_, length_of(m.plays[i]));
  }
  // The best play that was planned for the slot.
  const judged_play* play_of(const planned_slot& slot) const {
    const auto& all = month_.plays;
    auto end = std::upper_bound(all.begin(), all.end(), slot.when.from,
                                [](utc_ms t, const judged_play& p) { return t < p.planned.from; });
    const judged_play* best = nullptr;
    for (auto p = end; p != all.begin();) {
      --p;
      if (p->planned.from + longest_ <= slot.when.from) break;
      if (p->campaign != slot.campaign || !p->planned.contains(slot.when.from)) continue;
      if (best == nullptr || is_better(*p, *best)) best = &*p;
    }
    return best;
  }

 private:
  static milliseconds length_of(const judged_play& p) { return p.planned.to - p.planned.from; }
  const screen_month& month_;
  milliseconds longest_{};
};

std::vector<part> parts_of(const screen_month& m, const slot_matcher& plays, const planned_slot& slot) {
  milliseconds length = slot.when.to - slot.when.from;
  const judged_play* p = plays.play_of(slot);
  if (p == nullptr) return {without_play(m, slot, length)};
  if (p->verdict == play_verdict::counted) {
    return {{fate::shown, length, "", p->received > p->planned.to + offline_after}};
  }
  if (p->verdict != play_verdict::partial) return {rest_of(*p, length)};
  // Pages come one after the other: the time shown belongs to the first ones.
  milliseconds before = slot.when.from - p->planned.from;
  milliseconds seen = std::clamp(p->shown - before, milliseconds(0), length);
  std::vector<part> parts;
  if (seen.count() > 0) parts.push_back({fate::partial, seen, "", false});
  if (seen < length) parts.push_back(rest_of(*p, length - seen));
  return parts;
}

// The cause of most of the time; of two with the same time the first by name.
std::string main_cause(const std::map<std::string, milliseconds>& causes) {
  auto most = std::max_element(causes.begin(), causes.end(),
                               [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == causes.end() ? "" : most->first;
}

void add(compliance_row& row, const part& p) {
  switch (p.what) {
    case fate::shown:
      row.shown += p.length;
      break;
    case fate::partial:
      row.partial += p.length;
      break;
    case fate::failed:
      row.failed += p.length;
      break;
    case fate::off:
      row.off += p.length;
      break;
    case fate::interrupted:
      row.interrupted += p.length;
      break;
    case fate::unknown:
      row.unknown += p.length;
      break;
  }
  if (p.offline) row.offline += p.length;
}

}  // namespace

std::vector<compliance_row> compliance_of(const screen_month& month) {
  struct entry {
    compliance_row row;
    std::map<std::string, milliseconds> causes;
  };
  std::map<std::string, entry> by_campaign;
  slot_matcher plays(month);
  for (const planned_slot& slot : month.planned) {
    entry& e = by_campaign[slot.campaign];
    e.row.planned += slot.when.to - slot.when.from;
    for (const part& p : parts_of(month, plays, slot)) {
      add(e.row, p);
      if (!p.cause.empty()) e.causes[p.cause] += p.length;
    }
  }
  std::vector<compliance_row> rows;
  for (auto& [campaign, e] : by_campaign) {
    e.row.screen = month.screen;
    e.row.campaign = campaign;
    e.row.cause = main_cause(e.causes);
    rows.push_back(std::move(e.row));
  }
  return rows;
}

std::vector<missing_hour> missing_hours(const screen_month& month) {
  struct entry {
    milliseconds planned{}, missing{};
    std::map<std::string, milliseconds> causes;
  };
  std::map<utc_ms, entry> hours;
  slot_matcher plays(month);
  for (const planned_slot& slot : month.planned) {
    // A slot is counted whole in the hour in which it begins.
    entry& e = hours[std::chrono::floor<std::chrono::hours>(slot.when.from)];
    e.planned += slot.when.to - slot.when.from;
    for (const part& p : parts_of(month, plays, slot)) {
      if (p.cause.empty()) continue;
      e.missing += p.length;
      e.causes[p.cause] += p.length;
    }
  }
  std::vector<missing_hour> all;
  for (const auto& [hour, e] : hours) {
    if (e.missing.count() == 0) continue;
    all.push_back({month.screen, hour, e.planned, e.missing, main_cause(e.causes)});
  }
  return all;
}

}  // namespace bangtin::evidence::report
