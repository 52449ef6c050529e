// The plays of one log as its records tell them: which END belongs to which START, the corrected times, the
// place of each play within its boot, and the receipts that decide by which rules it is judged.
//
//   log_plays plays;
//   plays.add(record);  plays.receipt(seq, received, rules);    // in the log's order
//   for (const told_play& p : plays.all()) ...
//
// Pure. Not thread-safe. It keeps about 150 bytes per play, and each text once.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "evidence/record.hpp"
#include "evidence/redate.hpp"
#include "evidence/rules/play_rules.hpp"

namespace bangtin::evidence::checker {

struct told_play {
  std::int64_t seq = 0;
  std::int64_t end_seq = 0;  // of its first END; 0: the log has none
  utc_ms utc{};              // of the START, as the screen wrote it
  utc_ms at{};               // corrected
  milliseconds mono{};
  clock_trust clock = clock_trust::synced;
  int boot = 0, end_boot = 0;
  int facts = 0;  // of campaign, media item and programme
  utc_ms planned_start{};
  milliseconds planned{};
  milliseconds end_mono{}, shown{};
  std::int64_t frames = 0;
  int output = 0, why = 0;  // texts of the END
  play_outcome outcome = play_outcome::complete;
  bool belongs = false;  // the END tells of this play
  bool vouched = false;  // a technician vouched for the output when it began
  bool fits = true;      // see rules::place
  milliseconds until{};  // see rules::place
  bool rule_one = false;
  utc_ms received{}, ended{};  // when START and END were receipted first
};

class log_plays {
 public:
  void add(const record& r);
  // A receipt for all records so far.
  void receipt(std::int64_t seq, utc_ms received, int rules);
  void clear();

  // By seq.
  const std::vector<told_play>& all() const { return plays_; }
  const play_facts& facts_of(const told_play& p) const { return facts_[static_cast<std::size_t>(p.facts)]; }
  // The records of a play again, as far as the rules look at them. `end` only of a play that has one.
  void read(const told_play& p, record& start) const;
  void read(const told_play& p, record& start, record& end) const;

 private:
  struct boot {
    std::string name;
    boot_clock clock;
    rules::placement placed;
    std::int64_t first_seq = 0;
    std::size_t first_play = 0;
  };
  boot& boot_of(const record& r);
  // The number of the text, which is often the last one again.
  int text_of(const std::string& text, int last);
  int facts_number(const play_facts& play);
  void take_start(const record& r);
  void take_end(const record& r);
  // The place of the play whose START has this seq; the number of plays if there is none.
  std::size_t find(std::int64_t seq) const;

  std::vector<told_play> plays_;
  std::vector<boot> boots_;
  std::map<std::string, int> boot_numbers_, text_numbers_;
  std::size_t newest_boot_ = 0;
  std::vector<std::string> texts_;
  int last_output_ = 0, last_why_ = 0;
  std::string facts_key_;
  std::unordered_map<std::string, int> facts_numbers_;
  std::vector<play_facts> facts_;
  bool vouched_ = false;
  std::size_t receipted_ = 0;       // plays whose START has a receipt
  std::vector<std::size_t> ended_;  // plays whose END has no receipt yet
  mutable record start_;
};

}  // namespace bangtin::evidence::checker
