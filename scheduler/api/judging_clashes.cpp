// Plays that exclude each other. Whether one is excluded depends on its neighbours alone, never on a third,
// so a play that changes touches its neighbours and no more.
#include <algorithm>

#include "scheduler/api/judging.hpp"

namespace bangtin::scheduler::api {

namespace rules = evidence::rules;
using ledger::judged_play;

namespace {

bool has_claim(const judged_play& p) {
  return p.claim.from < p.claim.to;
}

}  // namespace

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
      count(p, false);
      count(next, true);
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
