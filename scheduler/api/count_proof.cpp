// A recount goes through three parts: all records are judged again, the plays of each log are compared, and
// then the roll-up, a month of days at a time. Each visit of the ledger's thread first brings both sides up
// to the newest record, so what it compares is comparable, and what changes later changes on both sides.
#include "scheduler/api/count_proof.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>

namespace bangtin::scheduler::api {

namespace admin = wire::admin;
using ledger::judged_play;
using std::chrono::local_days;

namespace {

constexpr int records_of_slice = 1000;
constexpr int plays_of_slice = 2000;
constexpr std::chrono::days days_of_slice{31};
constexpr int max_differences = 100;

std::int64_t starts_in(const evidence::count_values& v) {
  return v.plays + v.partial + v.failed + v.uncounted;
}

// What reports read of the play, but for its key.
bool says_the_same(const judged_play& a, const judged_play& b) {
  return a.verdict == b.verdict && a.clash == b.clash && a.day == b.day && a.hour == b.hour;
}

using keys_by_number = std::map<std::int64_t, evidence::count_key>;

// The key, or an empty one where there is none any more.
const evidence::count_key& key_in(ledger::play_ledger& plays, keys_by_number& known, std::int64_t number) {
  auto [found, is_new] = known.try_emplace(number);
  if (is_new) {
    if (result<evidence::count_key> key = plays.key(number)) found->second = std::move(*key);
  }
  return found->second;
}

// Gives the ledger the play as it was judged again. Numbers differ between the two.
result<void> correct(ledger::play_ledger& stored, ledger::play_ledger& recounted,
                     const ledger::judged_log& log, const evidence::count_key& key, judged_play p) {
  result<ledger::judged_boot> right = recounted.known_boot(p.boot);
  if (!right) return right.error();
  result<ledger::judged_boot> boot = stored.boot(log.id, right->name, right->first_seq);
  if (!boot) return boot.error();
  boot->clock = right->clock;
  boot->placed = right->placed;
  if (result<void> done = stored.set_boot(*boot); !done) return done;
  result<ledger::judged_screen> screen = stored.screen(log.screen);
  if (!screen) return screen.error();
  screen->latest_end = std::max(screen->latest_end, p.claim.to);
  screen->latest_slot = std::max(screen->latest_slot, p.claim.slot);
  screen->longest = std::max(screen->longest, milliseconds(p.claim.to - p.claim.from));
  if (result<void> done = stored.set_screen(*screen); !done) return done;
  result<std::int64_t> number = stored.key_of(key);
  if (!number) return number.error();
  p.log = log.id;
  p.boot = boot->id;
  p.screen = screen->id;
  p.key = *number;
  return stored.put({&p, 1});
}

}  // namespace

// One recount, from its first slice to its last.
struct count_proof::comparison {
  std::unique_ptr<ledger::play_ledger> recounted;
  std::vector<ledger::stored_doubt> doubts;  // when it began
  play_judge afresh;                         // remembers nothing of the first judging
  play_backlog all{afresh};
  bool is_judged = false;  // up to the records that came since

  std::string log;         // whose plays are compared
  std::int64_t after = 0;  // up to here they were
  bool in_log = false, plays_compared = false;
  keys_by_number keys;  // of the recount

  local_days next = local_days::min();
  admin::play_recount answer;
};

count_proof::count_proof(deps d) : deps_(d) {}
count_proof::~count_proof() = default;

asio::awaitable<result<bool>> count_proof::next_slice() {
  co_return co_await deps_.ledger.ask([this](ledger::ledger& l) { return step(l); });
}

asio::awaitable<result<admin::play_recount>> count_proof::recount() {
  struct progress {
    std::optional<admin::play_recount> answer;
    std::int64_t ended = 0;
  };
  // The comparison is a recount's last part, so one that ends from now on is new enough.
  auto first = co_await deps_.ledger.ask([this](ledger::ledger&) -> result<std::int64_t> { return ended_; });
  if (!first) co_return first.error();
  for (;;) {
    auto some =
        co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<std::optional<admin::play_recount>> {
          if (ended_ == *first) {
            if (result<bool> more = step(l); !more) return more.error();
          }
          return ended_ == *first ? std::optional<admin::play_recount>() : std::optional(newest_);
        });
    if (!some) co_return some.error();
    if (*some) co_return std::move(**some);
  }
}

asio::awaitable<result<void>> count_proof::of_days(local_days from, local_days to) {
  auto holds =
      co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.plays().is_as_recounted(from, to); });
  if (!holds) co_return holds.error();
  if (holds->value_or(false)) co_return result<void>();
  result<admin::play_recount> counted = co_await recount();
  if (!counted) co_return counted.error();
  co_return result<void>();
}

// ---- on the ledger's thread

result<bool> count_proof::step(ledger::ledger& l) {
  result<bool> more = advance(l);
  if (!more) running_.reset();
  return more;
}

result<bool> count_proof::advance(ledger::ledger& l) {
  result<bool> judged = deps_.backlog.run(l, l.plays(), records_of_slice);
  if (!judged) return judged.error();
  if (!*judged) return true;
  if (!running_) {
    if (result<void> begun = begin(l); !begun) return begun.error();
  }
  comparison& c = *running_;
  if (c.is_judged) c.all.judge_forks_again();
  result<bool> last = c.all.run(l, *c.recounted, records_of_slice);
  if (!last) return last.error();
  auto doubts = l.evidence().doubts();
  if (!doubts) return doubts.error();
  if (*doubts != c.doubts) {
    // What is set aside counts otherwise. Each new beginning sets more aside, so there are few.
    running_.reset();
    return true;
  }
  if (!*last) return true;
  c.is_judged = true;
  if (c.plays_compared) return compare_days(l);
  if (result<void> done = compare_plays(l); !done) return done.error();
  return true;
}

result<void> count_proof::begin(ledger::ledger& l) {
  auto doubts = l.evidence().doubts();
  if (!doubts) return doubts.error();
  auto plays = l.recount();
  if (!plays) return plays.error();
  running_ = std::make_unique<comparison>();
  running_->recounted = std::move(*plays);
  running_->doubts = std::move(*doubts);
  return {};
}

result<void> count_proof::compare_plays(ledger::ledger& l) {
  comparison& c = *running_;
  if (!c.in_log) {
    auto next = l.checks().next_log(c.log);
    if (!next) return next.error();
    c.plays_compared = !next->has_value();
    if (c.plays_compared) return {};
    c.log = (*next)->log;
    c.after = 0;
    c.in_log = true;
  }
  result<ledger::judged_log> stored = l.plays().log(c.log);
  if (stored) return l.transaction([&] { return compare_log(l, *stored); });
  // Records of a log that has no row.
  c.in_log = false;
  return stored.error().code == errc::not_found ? result<void>() : result<void>(stored.error());
}

result<void> count_proof::compare_log(ledger::ledger& l, const ledger::judged_log& stored) {
  comparison& c = *running_;
  ledger::play_ledger &plays = l.plays(), &recounted = *c.recounted;
  result<ledger::judged_log> again = recounted.log(c.log);
  if (!again) return again.error();
  auto here = plays.of_log(stored.id, c.after, std::nullopt, plays_of_slice);
  if (!here) return here.error();
  auto there = recounted.of_log(again->id, c.after, std::nullopt, plays_of_slice);
  if (!there) return there.error();
  // Of what does not verify a recount has the sums only.
  std::int64_t to = stored.doubt_from == 0 ? std::numeric_limits<std::int64_t>::max() : stored.doubt_from - 1;
  c.in_log = false;
  for (const auto* page : {&*here, &*there}) {
    if (std::ssize(*page) < plays_of_slice || page->back().seq >= to) continue;
    to = page->back().seq;
    c.in_log = true;
  }
  c.after = to;
  keys_by_number keys;
  std::int64_t wrong = 0;
  auto mine = here->begin();
  auto remove_until = [&](std::int64_t seq) -> result<void> {
    for (; mine != here->end() && mine->seq < seq && mine->seq <= to; ++mine, ++wrong) {
      if (result<void> done = plays.remove(stored.id, mine->seq); !done) return done;
    }
    return {};
  };
  for (const judged_play& p : *there) {
    if (p.seq > to) break;
    if (result<void> done = remove_until(p.seq); !done) return done;
    const evidence::count_key& key = key_in(recounted, c.keys, p.key);
    const bool is_known = mine != here->end() && mine->seq == p.seq;
    const bool same = is_known && says_the_same(*mine, p) && key_in(plays, keys, mine->key) == key;
    if (is_known) ++mine;
    if (same) continue;
    ++wrong;
    if (result<void> done = correct(plays, recounted, stored, key, p); !done) return done;
  }
  if (result<void> done = remove_until(std::numeric_limits<std::int64_t>::max()); !done) return done;
  return tell(l, wrong, fmt::format("plays of log {}", c.log));
}

result<bool> count_proof::compare_days(ledger::ledger& l) {
  comparison& c = *running_;
  auto day = l.next_counted_day(c.next);
  if (!day) return day.error();
  if (!*day || c.next == local_days::max()) {
    if (result<void> done = finish(l); !done) return done.error();
    return false;
  }
  const local_days from = **day;
  const local_days to = from > local_days::max() - days_of_slice ? local_days::max() : from + days_of_slice;
  c.next = to;
  result<void> done = l.transaction([&]() -> result<void> {
    auto rows = l.differences(from, to, max_differences);
    if (!rows) return rows.error();
    for (const ledger::count_difference& d : *rows) {
      if (std::ssize(c.answer.differences) >= max_differences) break;
      c.answer.differences.push_back({d.key.day, d.key.hour, d.key.screen, d.key.campaign, d.key.media,
                                      d.reason, starts_in(d.stored), starts_in(d.recounted)});
    }
    result<std::int64_t> changed = l.adopt_recount(from, to);
    if (!changed) return changed.error();
    const std::string since = rows->empty() ? std::string() : " since " + rows->front().key.day;
    return tell(l, *changed, "rows of the counts" + since);
  });
  if (!done) return done.error();
  return true;
}

result<void> count_proof::finish(ledger::ledger& l) {
  comparison& c = *running_;
  auto all = c.recounted->counts(local_days{}, local_days::max(), {});
  if (!all) return all.error();
  for (const auto& [key, values] : *all) c.answer.starts += starts_in(values);
  c.answer.equal = c.answer.differences.empty();
  if (result<void> done = l.confirm_recount(); !done) return done;
  newest_ = std::move(c.answer);
  ++ended_;
  running_.reset();
  return l.end_recount();
}

// In the transaction that puts them right.
result<void> count_proof::tell(ledger::ledger& l, std::int64_t rows, const std::string& what) {
  if (rows == 0) return {};
  const utc_ms now = deps_.clock.now().utc;
  const std::string sentence =
      fmt::format("{} {} were not what the records tell, and were put right", rows, what);
  if (result<void> told = l.audit().add({now, "bangtind", sentence, "counts"}); !told) return told;
  if (result<void> told = l.checks().record_repair({now, rows}); !told) return told;
  spdlog::error("ledger.sqlite: {}", sentence);
  return {};
}

}  // namespace bangtin::scheduler::api
