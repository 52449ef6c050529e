// What the in-memory ledger hands to evidence files.
#include <algorithm>
#include <iterator>
#include <limits>
#include <tuple>

#include "support/memory_state.hpp"

namespace bangtin::scheduler::test {

namespace {

class export_from_memory final : public ledger::export_ledger {
 public:
  explicit export_from_memory(memory_state& s) : state_(s) {}

  result<std::vector<ledger::exported_log>> logs() override {
    std::vector<ledger::exported_log> all;
    for (const auto& [log, l] : state_.logs) {
      if (!l.receipts.empty()) {
        all.push_back({log, l.screen, l.key, l.old_rule_to, l.receipts.rbegin()->first});
      }
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
      return std::tie(a.screen, a.log) < std::tie(b.screen, b.log);
    });
    return all;
  }

  result<std::vector<ledger::stored_record>> boots(const std::string& log, std::int64_t last) override {
    std::vector<ledger::stored_record> all;
    for (const auto& [seq, r] : state_.logs[log].records) {
      if (r.type == "BOOT" && seq <= last) all.push_back(r);
    }
    return all;
  }

  result<std::optional<ledger::stored_record>> record_at(const std::string& log, std::int64_t seq) override {
    return value_in(state_.logs[log].records, seq);
  }

  result<std::int64_t> last_end_of(const std::string& log, std::int64_t first, std::int64_t last) override {
    auto plays = plays_of(log, first - 1, last, std::numeric_limits<int>::max());
    std::int64_t most = 0;
    for (const ledger::exported_play& p : *plays) most = std::max(most, p.end_seq);
    return most;
  }

  result<std::vector<ledger::exported_play>> plays_of(const std::string& log, std::int64_t after,
                                                      std::int64_t last, int max) override {
    std::vector<ledger::exported_play> all;
    auto judged = state_.judged.logs.find(log);
    if (judged == state_.judged.logs.end()) return all;
    for (const auto& [place, p] : state_.judged.plays) {
      if (place.first != judged->second.id || p.seq <= after || p.seq > last || std::ssize(all) >= max)
        continue;
      all.push_back(
          {p.seq, p.end_seq, p.at.at, p.day, p.verdict.reason == evidence::rules::reason::not_planned});
    }
    return all;
  }

  result<std::int64_t> receipt_from(const std::string& log, std::int64_t seq) override {
    const auto& receipts = state_.logs[log].receipts;
    auto found = receipts.lower_bound(seq);
    return found == receipts.end() ? 0 : found->first;
  }
  result<std::int64_t> receipt_before(const std::string& log, std::int64_t seq) override {
    const auto& receipts = state_.logs[log].receipts;
    auto found = receipts.lower_bound(seq);
    return found == receipts.begin() ? 0 : std::prev(found)->first;
  }

  result<ledger::receipt_figures> receipts_between(const std::string& log, std::int64_t first,
                                                   std::int64_t last) override {
    const auto& receipts = state_.logs[log].receipts;
    ledger::receipt_figures f;
    for (auto r = receipts.lower_bound(first); r != receipts.upper_bound(last); ++r) {
      ++f.receipts;
      f.newest_rules = std::max(f.newest_rules, r->second.rules);
    }
    return f;
  }

  result<evidence::signed_text> head_at(const std::string& log, std::int64_t seq) override {
    auto found = value_in(state_.logs[log].heads, seq);
    if (!found) return failure(errc::not_found, "there is no such receipt");
    return *found;
  }

  result<std::vector<ledger::recorded_fork>> forks(const std::string& log) override {
    std::vector<ledger::recorded_fork> found;
    for (const ledger::recorded_fork& f : state_.forks) {
      if (f.log == log) found.push_back(f);
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return std::tie(a.seq, a.hash) < std::tie(b.seq, b.hash); });
    return found;
  }

  result<std::vector<evidence::signed_text>> screen_certificates() override {
    std::vector<evidence::signed_text> all;
    for (const auto& [text, certificate] : state_.certificates) all.push_back(certificate);
    return all;
  }

 private:
  memory_state& state_;
};

}  // namespace

std::unique_ptr<ledger::export_ledger> exports_in(memory_state& state) {
  return std::make_unique<export_from_memory>(state);
}

}  // namespace bangtin::scheduler::test
