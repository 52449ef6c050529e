// The judged plays of the ledger in memory.
#include <algorithm>

#include "playlists/programme/rfc3339.hpp"
#include "support/memory_state.hpp"

namespace bangtin::scheduler::test {

namespace {

namespace ledger = scheduler::ledger;

evidence::count_key key_of_cell(const memory_plays& plays, const ledger::count_cell& cell) {
  evidence::count_key key = plays.keys.at(static_cast<std::size_t>(cell.key - 1));
  key.day = playlists::programme::to_date_text(cell.day);
  key.month = key.day.substr(0, 7);
  key.hour = fmt::format("{:02}", cell.hour);
  return key;
}

class plays_in_memory final : public ledger::play_ledger {
 public:
  plays_in_memory(memory_state& s, memory_plays memory_state::*part) : state_(s), part_(part) {}

  result<ledger::judged_log> log(const std::string& name) override {
    auto stored = state_.logs.find(name);
    if (stored == state_.logs.end()) return failure(errc::not_found, "there is no such log");
    ledger::judged_log& l = mine().logs[name];
    if (l.id == 0) l.id = std::ssize(mine().logs);
    l.log = name;
    l.screen = stored->second.screen;
    l.tip = stored->second.tip;
    if (auto judged = state_.judged.logs.find(name); judged != state_.judged.logs.end()) {
      l.doubt_from = judged->second.doubt_from;
      l.tip = std::max(l.tip, judged->second.judged_to);
    }
    return l;
  }
  result<void> set_log(const ledger::judged_log& l) override {
    mine().logs[l.log] = l;
    return {};
  }
  result<ledger::judged_boot> boot(std::int64_t log, const std::string& name, std::int64_t seq) override {
    ledger::judged_boot& b = mine().boots[{log, name}];
    if (b.id == 0) {
      b.id = std::ssize(mine().boots);
      b.log = log;
      b.name = name;
      b.first_seq = seq;
    }
    return b;
  }
  result<void> set_boot(const ledger::judged_boot& b) override {
    mine().boots[{b.log, b.name}] = b;
    return {};
  }
  result<ledger::judged_boot> known_boot(std::int64_t id) override {
    for (const auto& [place, b] : mine().boots) {
      if (b.id == id) return b;
    }
    return failure(errc::io, "there is no such boot");
  }
  result<ledger::judged_screen> screen(const std::string& name) override {
    ledger::judged_screen& s = mine().screens[name];
    if (s.id == 0) s.id = std::ssize(mine().screens);
    s.name = name;
    return s;
  }
  result<void> set_screen(const ledger::judged_screen& s) override {
    mine().screens[s.name] = s;
    return {};
  }
  result<std::int64_t> key_of(const evidence::count_key& given) override {
    evidence::count_key key = given;
    key.month = key.day = key.hour = "";
    auto& keys = mine().keys;
    auto found = std::find(keys.begin(), keys.end(), key);
    if (found == keys.end()) found = keys.insert(keys.end(), key);
    return found - keys.begin() + 1;
  }
  result<evidence::count_key> key(std::int64_t number) override {
    if (number < 1 || number > std::ssize(mine().keys)) return failure(errc::io, "there is no such key");
    return mine().keys[static_cast<std::size_t>(number - 1)];
  }
  result<std::optional<ledger::judged_play>> find(std::int64_t log, std::int64_t seq) override {
    return value_in(mine().plays, std::pair(log, seq));
  }
  result<void> put(std::span<const ledger::judged_play> plays) override {
    for (const ledger::judged_play& p : plays) mine().plays[{p.log, p.seq}] = p;
    return {};
  }
  result<void> remove(std::int64_t log, std::int64_t seq) override {
    mine().plays.erase({log, seq});
    return {};
  }
  result<std::vector<ledger::judged_play>> claims(std::int64_t screen, utc_ms from, utc_ms to) override {
    std::vector<ledger::judged_play> found;
    for (const auto& [place, p] : mine().plays) {
      bool within = p.claim.from >= from && p.claim.from < to;
      if (p.screen == screen && within && p.claim.from < p.claim.to) found.push_back(p);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.claim.from < b.claim.from; });
    return found;
  }
  result<std::vector<ledger::judged_play>> of_log(std::int64_t log, std::int64_t after,
                                                  std::optional<std::int64_t> boot, int max) override {
    std::vector<ledger::judged_play> found;
    for (const auto& [place, p] : mine().plays) {
      if (p.log == log && p.seq > after && (!boot || p.boot == *boot) && std::ssize(found) < max) {
        found.push_back(p);
      }
    }
    return found;
  }
  result<std::string> name_of_log(std::int64_t log) override {
    for (const auto& [name, l] : mine().logs) {
      if (l.id == log) return name;
    }
    return failure(errc::not_found, "there is no such log");
  }
  result<bool> add_fork_start(const std::string& log, const digest& line,
                              const ledger::count_cell& cell) override {
    return mine().fork_starts.emplace(std::pair(log, line), cell).second;
  }
  result<std::optional<ledger::count_cell>> remove_fork_start(const std::string& log,
                                                              const digest& line) override {
    auto cell = value_in(mine().fork_starts, std::pair(log, line));
    mine().fork_starts.erase({log, line});
    return cell;
  }
  result<bool> has_fork_start(const std::string& log, const digest& line) override {
    return mine().fork_starts.contains({log, line});
  }
  result<void> add(const ledger::count_changes& changes) override {
    for (const auto& [cell, values] : changes) {
      evidence::count_values& sum = mine().counts[cell];
      sum.add(values);
      if (sum.plays == 0 && sum.partial == 0 && sum.failed == 0 && sum.uncounted == 0) {
        mine().counts.erase(cell);
      }
      if (&mine() == &state_.judged) state_.proven[{key_of_cell(mine(), cell), cell.reason}].add(values);
    }
    return {};
  }
  result<std::optional<bool>> is_as_recounted(std::chrono::local_days from,
                                              std::chrono::local_days to) override {
    if (!state_.is_proven) return std::nullopt;
    auto left = state_.proven;
    for (const auto& [cell, values] : mine().counts) {
      left[{key_of_cell(mine(), cell), cell.reason}].subtract(values);
    }
    const std::string first = playlists::programme::to_date_text(from);
    const std::string end = playlists::programme::to_date_text(to);
    return std::all_of(left.begin(), left.end(), [&](const auto& row) {
      const std::string& day = row.first.first.day;
      return day < first || day >= end || row.second == evidence::count_values();
    });
  }
  result<std::vector<std::string>> waiting_logs() override {
    std::vector<std::string> names;
    for (const auto& [name, l] : state_.logs) {
      auto judged = mine().logs.find(name);
      if (l.tip > (judged == mine().logs.end() ? 0 : judged->second.judged_to)) names.push_back(name);
    }
    return names;
  }
  result<std::vector<ledger::judged_line>> lines(const std::string& log, std::int64_t after,
                                                 int max) override {
    std::vector<ledger::judged_line> found;
    auto stored = state_.logs.find(log);
    if (stored == state_.logs.end()) return found;
    for (const auto& [seq, r] : stored->second.records) {
      if (seq > after && std::ssize(found) < max) found.push_back({seq, r.line});
    }
    return found;
  }
  result<std::vector<std::pair<std::int64_t, utc_ms>>> receipts(const std::string& log) override {
    std::vector<std::pair<std::int64_t, utc_ms>> all;
    for (const auto& [seq, receipt] : state_.logs.at(log).receipts) {
      all.emplace_back(seq, receipt.received);
    }
    return all;
  }
  result<std::vector<ledger::recorded_fork>> forks() override { return state_.forks; }
  result<bool> has_fork(const std::string& log, std::int64_t seq, const digest& hash) override {
    return std::any_of(state_.forks.begin(), state_.forks.end(),
                       [&](const auto& f) { return f.log == log && f.seq == seq && f.hash == hash; });
  }
  result<evidence::count_table> counts(std::chrono::local_days from, std::chrono::local_days to,
                                       const std::vector<std::string>& columns) override {
    evidence::count_table all;
    for (const auto& [cell, values] : mine().counts) {
      if (cell.day >= from && cell.day < to) all[key_of_cell(mine(), cell)].add(values);
    }
    return evidence::group_by(all, columns);
  }
  result<std::vector<ledger::reason_count>> reasons(std::chrono::local_days from,
                                                    std::chrono::local_days to) override {
    std::map<std::string, ledger::reason_count> sums;
    for (const auto& [cell, values] : mine().counts) {
      if (cell.day < from || cell.day >= to || cell.reason.empty()) continue;
      ledger::reason_count& sum = sums[cell.reason];
      sum.reason = cell.reason;
      sum.partial += values.partial;
      sum.failed += values.failed;
      sum.uncounted += values.uncounted;
    }
    std::vector<ledger::reason_count> all;
    for (const auto& [reason, sum] : sums) all.push_back(sum);
    auto total = [](const ledger::reason_count& r) { return r.partial + r.failed + r.uncounted; };
    std::stable_sort(all.begin(), all.end(),
                     [&](const auto& a, const auto& b) { return total(a) > total(b); });
    return all;
  }

  result<std::int64_t> not_ended(std::chrono::local_days from, std::chrono::local_days to) override {
    std::int64_t count = 0;
    for (const auto& [name, log] : mine().logs) {
      const memory_log& stored = state_.logs.at(name);
      const bool is_newest = std::none_of(state_.logs.begin(), state_.logs.end(), [&](const auto& other) {
        return other.second.screen == stored.screen &&
               std::pair(other.second.began, other.first) > std::pair(stored.began, name);
      });
      const ledger::judged_boot* newest = nullptr;
      for (const auto& [place, b] : mine().boots) {
        if (b.log == log.id && (newest == nullptr || b.first_seq > newest->first_seq)) newest = &b;
      }
      for (const auto& [place, p] : mine().plays) {
        const bool in_tail = p.log == log.id && p.seq > log.judged_to - ledger::open_tail &&
                             newest != nullptr && p.boot == newest->id;
        const bool in_days = p.day >= from && p.day < to;
        if (is_newest && in_tail && in_days && p.end_seq == 0 && p.verdict.reason == "open") ++count;
      }
    }
    return count;
  }

 private:
  memory_plays& mine() { return state_.*part_; }

  memory_state& state_;
  memory_plays memory_state::*part_;
};

}  // namespace

std::unique_ptr<ledger::play_ledger> plays_in(memory_state& state, memory_plays memory_state::*part) {
  return std::make_unique<plays_in_memory>(state, part);
}

std::optional<std::chrono::local_days> next_counted_day_in(const memory_state& state,
                                                           std::chrono::local_days from) {
  std::optional<std::chrono::local_days> next;
  for (const memory_plays* plays : {&state.judged, &state.recounted}) {
    for (const auto& [cell, values] : plays->counts) {
      if (cell.day >= from && (!next || cell.day < *next)) next = cell.day;
    }
  }
  return next;
}

std::int64_t adopt_recount_in(memory_state& state, std::chrono::local_days from, std::chrono::local_days to) {
  auto changed = std::ssize(differences_in(state, from, to, 1'000'000));
  auto within = [&](const auto& row) { return row.first.day >= from && row.first.day < to; };
  std::erase_if(state.judged.counts, within);
  std::erase_if(state.proven, [&](const auto& row) {
    return row.first.first.day >= playlists::programme::to_date_text(from) &&
           row.first.first.day < playlists::programme::to_date_text(to);
  });
  auto plays = plays_in(state, &memory_state::judged);
  for (const auto& row : state.recounted.counts) {
    if (!within(row)) continue;
    ledger::count_cell cell = row.first;
    const evidence::count_key key = key_of_cell(state.recounted, cell);
    cell.key = plays->key_of(key).value();
    state.judged.counts[cell] = row.second;
    state.proven[{key, cell.reason}] = row.second;
  }
  return changed;
}

std::vector<ledger::count_difference> differences_in(const memory_state& state, std::chrono::local_days from,
                                                     std::chrono::local_days to, int max) {
  std::map<std::pair<evidence::count_key, std::string>, ledger::count_difference> rows;
  auto put = [&](const memory_plays& plays, evidence::count_values ledger::count_difference::*side) {
    for (const auto& [cell, values] : plays.counts) {
      if (cell.day < from || cell.day >= to) continue;
      ledger::count_difference& d = rows[{key_of_cell(plays, cell), cell.reason}];
      d.key = key_of_cell(plays, cell);
      d.reason = cell.reason;
      d.*side = values;
    }
  };
  put(state.judged, &ledger::count_difference::stored);
  put(state.recounted, &ledger::count_difference::recounted);
  std::vector<ledger::count_difference> found;
  for (const auto& [key, d] : rows) {
    if (d.stored != d.recounted && std::ssize(found) < max) found.push_back(d);
  }
  return found;
}

}  // namespace bangtin::scheduler::test
