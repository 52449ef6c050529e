#include "scheduler/api/export_survey.hpp"

#include "evidence/verify/section.hpp"

namespace bangtin::scheduler::api {

namespace {

// Some ten milliseconds of the ledger's thread.
constexpr int plays_at_once = 20'000;

}  // namespace

result<bool> export_survey::read_more(ledger::export_ledger& records, const export_span& month) {
  using evidence::checker::window_margin;
  constexpr std::chrono::days margin = std::chrono::ceil<std::chrono::days>(window_margin);
  auto plays = records.plays_of(log_, read_to_, last_, plays_at_once);
  if (!plays) return plays.error();
  for (const ledger::exported_play& p : *plays) {
    read_to_ = p.seq;
    if (p.seq > believed_) {
      left_out_ += p.day >= month.first_day && p.day < month.end;
      continue;
    }
    const bool near = p.at >= month.from - window_margin && p.at < month.to + window_margin;
    const bool near_days = p.day >= month.first_day - margin && p.day < month.end + margin;
    if (near && p.is_unplanned) unplanned_.emplace_back(p.seq, p.end_seq);
    if (!near && !near_days) continue;
    if (first_ == 0) first_ = p.seq;
    newest_ = p.seq;
  }
  return std::ssize(*plays) < plays_at_once;
}

std::vector<std::int64_t> export_survey::unplanned(std::int64_t from, std::int64_t to) const {
  std::vector<std::int64_t> starts;
  for (const auto& [start, end] : unplanned_) {
    if (start >= from && end <= to) starts.push_back(start);
  }
  return starts;
}

}  // namespace bangtin::scheduler::api
