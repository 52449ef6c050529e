// Two states per alert: `is_on`, what is decided, and `told`, what people believe. Where they differ, a
// message is due. So an alert that comes and goes between two messages is never told, and what a limit holds
// back is not lost.
#include "scheduler/alerts/alert_machine.hpp"

#include <algorithm>

namespace bangtin::scheduler::alerts {

namespace {

constexpr milliseconds first_retry = std::chrono::minutes(1);
constexpr milliseconds hour = std::chrono::hours(1);
constexpr milliseconds quiet_day = std::chrono::hours(24);  // after it, a return is no return

}  // namespace

std::string_view to_string(alert_kind k) {
  constexpr std::array<std::string_view, all_kinds.size()> words{"dark", "late", "full", "hot"};
  return words[static_cast<std::size_t>(k)];
}

std::string_view to_string(alert_event e) {
  return e == alert_event::begins ? "begins" : e == alert_event::goes_on ? "goes_on" : "ends";
}

alert_machine::alert_machine(const alert_rules& rules, const alert_memory& stored)
    : rules_(rules), sent_(stored.sent) {
  for (const remembered_alert& a : stored.alerts) {
    entry e;
    e.is_on = e.told = a.told;
    e.since = a.since;
    e.told_at = a.told_at;
    e.raised = a.raised;
    e.what = a.what;
    entries_[{a.kind, a.screen}] = std::move(e);
  }
  if (!stored.under_way) return;
  for (const alert_line& l : stored.under_way->report) {
    in_flight_.emplace_back(key{l.kind, l.screen}, l.event);
    auto at = entries_.find({l.kind, l.screen});
    if (at != entries_.end()) at->second.is_on = l.event != alert_event::ends;
  }
}

milliseconds alert_machine::calm_needed(const entry& e) const {
  milliseconds needed = rules_.calm;
  for (std::int64_t n = 1; n < e.raised && needed < max_calm; ++n) needed *= 2;
  return std::max(rules_.calm, std::min(needed, max_calm));
}

// A step in which it is absent.
void alert_machine::rest(entry& e, milliseconds passed) const {
  e.was_present = false;
  e.calm += passed;
  if (e.calm < calm_needed(e)) return;
  e.is_on = false;
  e.lasted = milliseconds(0);
}

void alert_machine::look(utc_ms now, milliseconds passed, const observation& o) {
  auto at = entries_.find({o.kind, o.screen});
  if (at == entries_.end()) {
    if (o.found != finding::present) return;
    at = entries_.emplace(key{o.kind, o.screen}, entry()).first;
  }
  entry& e = at->second;
  e.looked_at = true;
  if (o.found == finding::unknown) {
    e.was_present = false;
    return;
  }
  if (o.found == finding::absent) return rest(e, passed);
  if (!e.is_on && e.lasted == milliseconds(0) && !e.was_present) e.since = now;
  if (e.was_present) e.lasted += passed;
  e.was_present = true;
  e.calm = milliseconds(0);
  e.what = o.what;
  if (e.is_on || e.lasted < rules_.after_of(o.kind)) return;
  e.is_on = true;
  ++e.raised;
}

std::optional<alert_event> alert_machine::due(utc_ms now, const entry& e) const {
  if (e.is_on && !e.told && e.was_present) return alert_event::begins;
  if (!e.is_on && e.told) return alert_event::ends;
  const bool remind = e.is_on && e.was_present && rules_.remind > milliseconds(0);
  // A clock that went back does not hold a reminder up for longer than usual.
  if (remind && (now - e.told_at >= rules_.remind || now - e.told_at < -hour)) return alert_event::goes_on;
  return std::nullopt;
}

void alert_machine::forget_old(utc_ms now) {
  std::erase_if(sent_, [&](utc_ms t) { return now - t >= hour || t > now; });
  std::erase_if(entries_, [&](const auto& kept) {
    const entry& e = kept.second;
    if (!e.looked_at) return true;
    const bool is_idle = !e.is_on && !e.told && !e.was_present && e.lasted == milliseconds(0);
    const bool is_recent = e.raised > 0 && now - e.told_at < quiet_day && e.told_at <= now;
    return is_idle && !is_recent;
  });
}

std::optional<alert_report> alert_machine::step(utc_ms now, const std::vector<observation>& seen) {
  const milliseconds passed =
      last_step_ ? std::clamp(milliseconds(now - *last_step_), milliseconds(0), max_step) : milliseconds(0);
  last_step_ = now;
  for (auto& [k, e] : entries_) e.looked_at = false;
  for (const observation& o : seen) look(now, passed, o);
  forget_old(now);
  in_flight_.clear();
  alert_report report;
  for (const auto& [k, e] : entries_) {
    const std::optional<alert_event> event = due(now, e);
    if (!event) continue;
    in_flight_.emplace_back(k, *event);
    report.push_back({*event, k.first, k.second, e.since, e.what});
  }
  waited_ = is_due_ ? waited_ + passed : milliseconds(0);
  is_due_ = !report.empty();
  retry_in_ = std::max(milliseconds(0), retry_in_ - passed);
  const bool wait =
      waited_ < rules_.gather || retry_in_ > milliseconds(0) || std::ssize(sent_) >= rules_.per_hour;
  if (report.empty() || wait) return std::nullopt;
  std::ranges::stable_sort(report, {}, &alert_line::event);
  return report;
}

void alert_machine::delivered(utc_ms now) {
  for (const auto& [k, event] : in_flight_) {
    auto at = entries_.find(k);
    if (at == entries_.end()) continue;
    at->second.told = event != alert_event::ends;
    at->second.told_at = now;
  }
  in_flight_.clear();
  sent_.push_back(now);
  is_due_ = false;
  retry_ = retry_in_ = milliseconds(0);
}

void alert_machine::failed() {
  retry_ = retry_ == milliseconds(0) ? first_retry : std::min(retry_ * 2, max_retry);
  retry_in_ = retry_;
}

alert_memory alert_machine::memory(utc_ms now) const {
  alert_memory m;
  for (const auto& [k, e] : entries_) {
    if (e.told || e.raised > 0)
      m.alerts.push_back({k.first, k.second, e.told, e.since, e.told_at, e.raised, e.what});
  }
  for (utc_ms t : sent_) {
    if (now - t < hour && t <= now) m.sent.push_back(t);
  }
  return m;
}

std::size_t alert_machine::active() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      entries_, [](const auto& kept) { return kept.second.told && kept.second.is_on; }));
}

}  // namespace bangtin::scheduler::alerts
