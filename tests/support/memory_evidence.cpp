// The evidence part of the ledger in memory.
#include <algorithm>
#include <iterator>
#include <tuple>

#include "support/memory_state.hpp"

namespace bangtin::scheduler::test {

namespace {

class evidence_in_memory final : public ledger::evidence_ledger {
 public:
  explicit evidence_in_memory(memory_state& s) : state_(s) {}

  result<ledger::log_state> read_log_state(const std::string& log, const std::string& screen,
                                           std::int64_t first, std::int64_t last) override {
    ledger::log_state v;
    v.logs_of_screen = std::count_if(state_.logs.begin(), state_.logs.end(),
                                     [&](const auto& l) { return l.second.screen == screen; });
    for (const auto& [name, l] : state_.logs) {
      if (l.screen == screen) v.newest_log_began = std::max(v.newest_log_began, l.began);
    }
    auto found = state_.logs.find(log);
    if (found == state_.logs.end()) return v;
    const memory_log& l = found->second;
    v.exists = true;
    v.screen = l.screen;
    v.key = l.key;
    v.tip = l.tip;
    v.tip_hash = l.tip_hash;
    if (auto r = value_in(l.records, first - 1)) v.before = r->hash;
    if (auto r = value_in(l.records, last)) v.at_last = r->hash;
    for (const ledger::recorded_fork& f : state_.forks) {
      if (f.log == log && f.seq == first - 1) v.forked_before.push_back(f.hash);
    }
    std::sort(v.forked_before.begin(), v.forked_before.end());
    if (auto r = value_in(l.receipts, last)) v.receipt = r->note;
    if (auto r = l.receipts.lower_bound(last); r != l.receipts.end()) v.covering = r->second;
    v.received = l.received;
    if (auto d = value_in(state_.doubts, log)) v.doubted_from = d->from_seq;
    return v;
  }

  result<void> append_batch(const std::string& log, const std::string& screen, const public_key& key,
                            const std::vector<ledger::stored_record>& records, const evidence::head& head,
                            const evidence::signed_text& head_note,
                            const ledger::given_receipt& receipt) override {
    return change(state_, [&]() -> result<void> {
      memory_log& l =
          state_.logs.try_emplace(log, memory_log{screen, key, 0, {}, {}, {}, {}, 0, receipt.received, {}})
              .first->second;
      for (const ledger::stored_record& r : records) {
        if (!l.records.emplace(r.seq, r).second) return failure(errc::conflict, "the record is there");
        l.tip = r.seq;
        l.tip_hash = r.hash;
      }
      ledger::stored_receipt stored{head.seq, receipt.note, receipt.received, receipt.rules};
      if (!l.receipts.emplace(head.seq, stored).second) {
        return failure(errc::conflict, "the receipt is there");
      }
      l.heads[head.seq] = head_note;
      l.received = std::max(l.received, receipt.received);
      return {};
    });
  }

  result<std::optional<ledger::log_tip>> tip_of(const std::string& log) override {
    auto found = state_.logs.find(log);
    if (found == state_.logs.end()) return std::optional<ledger::log_tip>();
    const memory_log& l = found->second;
    ledger::log_tip t{l.screen, l.key, l.tip, {}};
    auto doubt = value_in(state_.doubts, log);
    auto end = doubt ? l.receipts.lower_bound(doubt->from_seq) : l.receipts.end();
    if (end != l.receipts.begin()) t.newest = std::prev(end)->second;
    return std::optional(t);
  }

  result<std::string> newest_log_of(const std::string& screen, const public_key& key) override {
    std::tuple<utc_ms, utc_ms, std::string> newest;
    for (const auto& [log, l] : state_.logs) {
      if (l.screen == screen && l.key == key) newest = std::max(newest, {l.began, l.received, log});
    }
    return std::get<2>(newest);
  }

  result<std::int64_t> logs_begun(const std::string& screen, const public_key& key, utc_ms since) override {
    std::int64_t all = 0, recent = 0;
    for (const auto& [log, l] : state_.logs) {
      if (l.screen != screen || l.key != key) continue;
      ++all;
      if (l.began >= since) ++recent;
    }
    return recent > 0 && recent == all ? recent - 1 : recent;
  }

  result<void> record_doubt(const ledger::stored_doubt& doubt) override {
    ledger::stored_doubt d = doubt;
    if (auto l = value_in(state_.logs, d.log)) d.screen = l->screen;
    auto [place, first] = state_.doubts.try_emplace(d.log, d);
    if (!first && d.from_seq < place->second.from_seq) place->second = d;
    return {};
  }

  result<std::vector<ledger::stored_doubt>> doubts() override {
    std::vector<ledger::stored_doubt> all;
    for (const auto& [log, d] : state_.doubts) all.push_back(d);
    return all;
  }

  result<void> record_fork(const ledger::recorded_fork& fork) override {
    int of_screen = 0;
    for (ledger::recorded_fork& f : state_.forks) {
      if (std::tie(f.log, f.seq, f.hash) == std::tie(fork.log, fork.seq, fork.hash)) {
        if (fork.lines.size() > f.lines.size()) f.lines = fork.lines;
        return {};
      }
      if (f.screen == fork.screen) ++of_screen;
    }
    if (of_screen < ledger::max_forks_per_screen) state_.forks.push_back(fork);
    return {};
  }

  result<std::vector<ledger::recorded_fork>> forks_of(const std::string& screen) override {
    std::vector<ledger::recorded_fork> found;
    for (auto f = state_.forks.rbegin(); f != state_.forks.rend(); ++f) {
      if (f->screen != screen) continue;
      found.push_back(*f);
      found.back().lines.clear();
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.at > b.at; });
    if (found.size() > ledger::max_listed_forks) found.resize(ledger::max_listed_forks);
    return found;
  }

  result<std::vector<ledger::stored_play>> plays(utc_ms from, utc_ms to,
                                                 const std::optional<ledger::play_place>& after,
                                                 int max) override {
    std::vector<ledger::stored_play> found;
    for (const auto& [log, l] : state_.logs) {
      for (const auto& [seq, start] : l.records) {
        if (start.type != "START" || start.utc < from || start.utc >= to) continue;
        if (after && std::tie(start.utc, log, seq) <= std::tie(after->utc, after->log, after->seq)) continue;
        auto end = std::find_if(l.records.upper_bound(seq), l.records.end(), [&](const auto& r) {
          return r.second.type == "END" && r.second.play == seq;
        });
        if (end == l.records.end()) continue;
        if (auto d = value_in(state_.doubts, log); d && end->first >= d->from_seq) continue;
        auto boot = std::find_if(std::make_reverse_iterator(l.records.lower_bound(seq)), l.records.rend(),
                                 [](const auto& r) { return r.second.type == "BOOT"; });
        found.push_back({l.screen, log, seq, start.utc, start.line, end->second.line,
                         boot == l.records.rend() ? "" : boot->second.line, end->first <= l.old_rule_to});
      }
    }
    std::sort(found.begin(), found.end(), [](const ledger::stored_play& a, const ledger::stored_play& b) {
      return std::tie(a.utc, a.log, a.seq) < std::tie(b.utc, b.log, b.seq);
    });
    if (std::ssize(found) > max) found.resize(static_cast<std::size_t>(max));
    return found;
  }

 private:
  memory_state& state_;
};

}  // namespace

std::unique_ptr<ledger::evidence_ledger> evidence_in(memory_state& state) {
  return std::make_unique<evidence_in_memory>(state);
}

}  // namespace bangtin::scheduler::test
