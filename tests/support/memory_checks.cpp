// What the check of the evidence reads, in memory.
#include <algorithm>

#include "support/memory_state.hpp"

namespace bangtin::scheduler::test {

namespace {

class checks_in_memory final : public ledger::check_ledger {
 public:
  explicit checks_in_memory(memory_state& s) : state_(s) {}

  result<std::optional<public_key>> daemon_key() override { return state_.daemon_key; }
  result<void> set_daemon_key(const public_key& key) override {
    state_.daemon_key = key;
    return {};
  }
  result<std::vector<ledger::raw_log>> newest_logs(int max) override {
    std::vector<std::pair<utc_ms, ledger::raw_log>> all;
    for (const auto& [log, l] : state_.logs) all.emplace_back(l.received, row(log, l));
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<ledger::raw_log> newest;
    for (auto& [received, r] : all) {
      if (std::ssize(newest) < max) newest.push_back(std::move(r));
    }
    return newest;
  }
  result<std::optional<ledger::raw_log>> next_log(const std::string& after) override {
    auto found = state_.logs.upper_bound(after);
    if (found == state_.logs.end()) return std::optional<ledger::raw_log>();
    return std::optional(row(found->first, found->second));
  }
  result<ledger::raw_log> log_row(const std::string& log) override {
    auto found = state_.logs.find(log);
    return found == state_.logs.end() ? ledger::raw_log{log, "", "", 0, ""} : row(log, found->second);
  }
  result<std::vector<ledger::raw_record>> records(const std::string& log, std::int64_t after,
                                                  int max) override {
    std::vector<ledger::raw_record> all;
    const memory_log l = value_in(state_.logs, log).value_or(memory_log());
    for (auto r = l.records.upper_bound(after); r != l.records.end() && std::ssize(all) < max; ++r) {
      const ledger::stored_record& s = r->second;
      all.push_back({s.seq, s.hash.hex(), s.type, to_unix_ms(s.utc), s.play, s.line});
    }
    return all;
  }
  result<std::vector<ledger::raw_receipt>> receipts(const std::string& log, std::int64_t after,
                                                    std::int64_t last) override {
    std::vector<ledger::raw_receipt> all;
    const memory_log l = value_in(state_.logs, log).value_or(memory_log());
    for (const auto& [seq, r] : l.receipts) {
      if (seq <= after || seq > last) continue;
      const evidence::signed_text head = value_in(l.heads, seq).value_or(evidence::signed_text());
      all.push_back({seq, r.note.text, r.note.signature.hex(), head.text, head.signature.hex(),
                     to_unix_ms(r.received), r.rules});
    }
    return all;
  }
  result<ledger::check_position> position() override { return state_.check; }
  result<void> set_position(const ledger::check_position& p) override {
    state_.check = p;
    return {};
  }
  result<void> record_repair(const ledger::count_repair& r) override {
    state_.repairs.push_back(r);
    return {};
  }
  result<std::optional<ledger::count_repair>> repairs_since(utc_ms from) override {
    std::optional<ledger::count_repair> all;
    for (const ledger::count_repair& r : state_.repairs) {
      if (r.at < from) continue;
      if (!all) all.emplace();
      all->at = std::max(all->at, r.at);
      all->rows += r.rows;
    }
    return all;
  }
  result<std::vector<std::string>> tables() override { return std::vector<std::string>(); }
  result<ledger::table_check> examine(const std::string&, milliseconds) override {
    return ledger::table_check();
  }

 private:
  static ledger::raw_log row(const std::string& log, const memory_log& l) {
    return {log, l.screen, l.key.hex(), l.tip, l.tip_hash.hex()};
  }

  memory_state& state_;
};

}  // namespace

std::unique_ptr<ledger::check_ledger> checks_in(memory_state& state) {
  return std::make_unique<checks_in_memory>(state);
}

}  // namespace bangtin::scheduler::test
