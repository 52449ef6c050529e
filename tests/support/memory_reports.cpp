// The reports' part of the ledger in memory.
#include <algorithm>

#include "support/memory_state.hpp"

namespace bangtin::scheduler::test {

namespace {

class reports_in_memory final : public ledger::report_ledger {
 public:
  explicit reports_in_memory(memory_state& s) : state_(s) {}

  result<std::optional<std::string>> plan() override { return state_.plan; }
  result<std::optional<std::string>> previous_plan() override { return state_.previous_plan; }
  result<void> set_plan(const std::string& json) override {
    state_.previous_plan = std::exchange(state_.plan, json);
    return {};
  }
  result<std::vector<ledger::handed_out_report>> handed_out(const std::string& month) override {
    return state_.handed_out[month];
  }
  result<void> hand_out(const ledger::handed_out_report& report) override {
    std::vector<ledger::handed_out_report>& all = state_.handed_out[report.month];
    if (report.revision != std::ssize(all) + 1) return failure(errc::conflict, "it is not the next revision");
    all.push_back(report);
    return {};
  }
  result<void> name_evidence(const std::string& month, int revision, const digest& evidence) override {
    std::vector<ledger::handed_out_report>& all = state_.handed_out[month];
    if (revision < 1 || revision > std::ssize(all)) return failure(errc::conflict, "there is no such report");
    ledger::handed_out_report& r = all[static_cast<std::size_t>(revision - 1)];
    if (r.evidence != digest()) return failure(errc::conflict, "it names an evidence file already");
    r.evidence = evidence;
    return {};
  }
  result<std::vector<ledger::log_reach>> reach(std::chrono::local_days from,
                                               std::chrono::local_days to) override {
    std::vector<ledger::log_reach> all;
    for (const auto& [log, judged] : state_.judged.logs) {
      std::optional<ledger::judged_play> newest;
      for (const auto& [place, p] : state_.judged.plays) {
        if (p.log == judged.id && p.day >= from && p.day < to) newest = p;
      }
      if (!newest) continue;
      all.push_back(
          {log, state_.logs.at(log).screen, std::max(newest->seq, newest->end_seq), newest->at.trust});
    }
    return all;
  }
  result<std::optional<evidence::signed_text>> receipt_from(const std::string& log,
                                                            std::int64_t seq) override {
    auto found = state_.logs.find(log);
    if (found == state_.logs.end()) return std::nullopt;
    auto receipt = found->second.receipts.lower_bound(seq);
    if (receipt == found->second.receipts.end()) return std::nullopt;
    return receipt->second.note;
  }

 private:
  memory_state& state_;
};

}  // namespace

std::unique_ptr<ledger::report_ledger> reports_in(memory_state& state) {
  return std::make_unique<reports_in_memory>(state);
}

}  // namespace bangtin::scheduler::test
