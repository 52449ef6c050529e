// What a log's records tell when those from one on do not verify: their STARTs are uncounted, and they date
// nothing. A doubted record may have told the boot's clock before, so plays before it are dated again by the
// records that verify.
#include <algorithm>

#include "scheduler/api/judging.hpp"

namespace bangtin::scheduler::api {

using evidence::record;
using ledger::judged_play;

namespace {

constexpr int page = 500;

}  // namespace

result<void> judging::for_each_sound_record(const std::function<void(const record&)>& f) {
  const std::int64_t end = std::min(log_.judged_to + 1, log_.doubt_from);
  for (std::int64_t seq = 0; seq + 1 < end;) {
    auto lines = plays_.lines(log_.log, seq, page);
    if (!lines) return lines.error();
    if (lines->empty()) return {};
    seq = lines->back().seq;
    for (const ledger::judged_line& line : *lines) {
      if (line.seq >= end) return {};
      // A damaged line begins a doubt of its own when the check comes to it.
      if (result<record> r = evidence::from_line(line.line)) f(*r);
    }
  }
  return {};
}

// Sets the clocks of the log's boots to what sound records tell. By the boots' ids.
result<std::map<std::int64_t, evidence::boot_clock>> judging::learn_sound_clocks() {
  std::map<std::string, std::pair<std::int64_t, evidence::boot_clock>> sound;  // with the first seq
  result<void> read = for_each_sound_record([&](const record& r) {
    (void)evidence::learn(sound.try_emplace(r.boot, r.seq, evidence::boot_clock()).first->second.second, r);
  });
  if (!read) return read.error();
  std::map<std::int64_t, evidence::boot_clock> clocks;
  for (const auto& [name, learned] : sound) {
    result<ledger::judged_boot> stored = plays_.boot(log_.id, name, learned.first);
    if (!stored) return stored.error();
    auto& [now, before] = boots_[name];
    now = before = *stored;
    now.clock = clocks[stored->id] = learned.second;
  }
  return clocks;
}

result<void> judging::heed_doubt() {
  auto clocks = learn_sound_clocks();
  if (!clocks) return clocks.error();
  bool any_dated = false;
  for (std::int64_t after = 0;;) {
    auto some = plays_.of_log(log_.id, after, std::nullopt, page);
    if (!some) return some.error();
    for (const judged_play& p : *some) {
      const evidence::boot_clock clock = (*clocks)[p.boot];
      const bool dated_by_doubted = !is_doubted(p.seq) && p.at.trust < clock.trust;
      any_dated |= dated_by_doubted;
      if (!dated_by_doubted && !is_doubted(p)) continue;
      result<touched*> t = find(p.seq);
      if (!t) return t.error();
      const record* start = (*t)->start;
      if (is_doubted(p.seq) && start != nullptr) (*t)->now.at = evidence::correct(*start, clock);
    }
    if (std::ssize(*some) < page) break;
    after = some->back().seq;
  }
  return any_dated ? date_by_sound_records() : result<void>();
}

result<void> judging::date_by_sound_records() {
  std::map<std::string, std::pair<evidence::boot_clock, std::vector<touched*>>> boots;
  return for_each_sound_record([&](const record& r) {
    auto& [clock, plays] = boots[r.boot];
    const bool better = evidence::learn(clock, r);
    if (auto found = plays_touched_.find(r.seq); found != plays_touched_.end()) {
      found->second.now.at = evidence::correct(r, clock);
      plays.push_back(&found->second);
    }
    if (!better) return;
    for (touched* t : plays) t->now.at = evidence::correct(*t->start, clock);
  });
}

}  // namespace bangtin::scheduler::api
