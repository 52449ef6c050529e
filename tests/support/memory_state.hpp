// The content of the ledger in memory, as one plain value that its subjects share. A change that fails
// restores the copy that was made before it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::test {

struct memory_log {
  std::string screen;
  public_key key;
  std::int64_t tip = 0;
  digest tip_hash;
  std::map<std::int64_t, ledger::stored_record> records;
  std::map<std::int64_t, ledger::stored_receipt> receipts;
  std::map<std::int64_t, evidence::signed_text> heads;
  std::int64_t old_rule_to = 0;  // no log here is older than the rule
  utc_ms began{}, received{};
};

// The judged plays, or the second ones of a recount.
struct memory_plays {
  std::map<std::string, ledger::judged_log> logs;
  std::map<std::pair<std::int64_t, std::string>, ledger::judged_boot> boots;
  std::map<std::string, ledger::judged_screen> screens;
  std::vector<evidence::count_key> keys;  // the number of a key is its place, from 1
  std::map<std::pair<std::int64_t, std::int64_t>, ledger::judged_play> plays;
  std::map<std::pair<std::string, digest>, ledger::count_cell> fork_starts;
  ledger::count_changes counts;
};

struct memory_state {
  std::optional<public_key> root;
  std::vector<ledger::stored_media> media;
  std::optional<std::string> draft;
  std::vector<std::pair<ledger::kept_draft, std::string>> kept_drafts;  // ascending numbers
  std::int64_t newest_kept_draft = 0;
  std::map<std::int64_t, std::pair<ledger::published_row, std::string>> programmes;
  std::optional<std::pair<ledger::published_row, std::string>> waiting;
  std::optional<ledger::exported_draft> exported;
  std::map<std::string, ledger::paired_screen> screens;
  std::map<std::string, ledger::screen_report> reports;
  std::map<std::string, memory_log> logs;
  std::map<std::string, evidence::signed_text> certificates;  // of screens, by text
  std::vector<ledger::recorded_fork> forks;
  std::map<std::string, ledger::stored_doubt> doubts;  // by log
  ledger::check_position check;
  std::vector<ledger::count_repair> repairs;
  std::optional<public_key> daemon_key;
  std::map<std::int64_t, ledger::stored_notice> notices;
  std::map<std::string, std::map<std::string, ledger::acknowledgement>> words;  // by notice, by screen
  std::map<std::string, ledger::stored_screenshot> shots;
  std::map<std::int64_t, ledger::stored_job> jobs;
  std::int64_t newest_job = 0;
  std::optional<std::string> plan, previous_plan;
  std::map<std::string, std::vector<ledger::handed_out_report>> handed_out;  // by month
  std::vector<ledger::stored_user> users;                                    // by name
  std::vector<ledger::stored_token> tokens;                                  // by number
  std::vector<ledger::stored_session> sessions;
  std::vector<ledger::stored_password> passwords;  // by number
  std::int64_t newest_token = 0, newest_password = 0;
  std::vector<ledger::chained_line> audit;
  std::optional<wire::trust_document> trust;
  std::optional<std::string> alerts;
  memory_plays judged, recounted;
  // What the roll-up should say since a recount.
  std::map<std::pair<evidence::count_key, std::string>, evidence::count_values> proven;
  bool is_proven = false;
};

inline error failure(errc code, std::string_view what) {
  return {code, msg(what), msg("this is the ledger of a test")};
}

// Calls `f`, and restores the state unless `f` returns success.
template <class F>
auto change(memory_state& state, F f) -> std::invoke_result_t<F&> {
  struct guard {
    memory_state& state;
    memory_state before = state;
    bool kept = false;
    ~guard() {
      if (!kept) state = std::move(before);
    }
  } g{state};
  auto done = f();
  g.kept = done.has_value();
  return done;
}

inline result<void> pin(memory_state& state, const public_key& root) {
  if (!state.root) state.root = root;
  if (*state.root != root) return failure(errc::verification, "another root is pinned");
  return {};
}

template <class Map, class Key>
auto value_in(const Map& map, const Key& key) -> std::optional<typename Map::mapped_type> {
  auto found = map.find(key);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

std::unique_ptr<ledger::evidence_ledger> evidence_in(memory_state& state);
std::unique_ptr<ledger::export_ledger> exports_in(memory_state& state);
std::unique_ptr<ledger::check_ledger> checks_in(memory_state& state);
std::unique_ptr<ledger::play_ledger> plays_in(memory_state& state, memory_plays memory_state::*part);
std::vector<ledger::count_difference> differences_in(const memory_state& state, std::chrono::local_days from,
                                                     std::chrono::local_days to, int max);
std::optional<std::chrono::local_days> next_counted_day_in(const memory_state& state,
                                                           std::chrono::local_days from);
std::int64_t adopt_recount_in(memory_state& state, std::chrono::local_days from, std::chrono::local_days to);
std::unique_ptr<ledger::job_ledger> jobs_in(memory_state& state);
std::unique_ptr<ledger::report_ledger> reports_in(memory_state& state);

}  // namespace bangtin::scheduler::test
