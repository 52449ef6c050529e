// Counts the plays of an evidence file again, from its records and programmes alone.
//
//   recount c(header.month, header.timezone, header.from, header.to);
//   c.add_programme(digest, programme);             // for each programme of the file
//   c.begin_log(log, screen, old_rule_to);          // for each section, by screen
//   c.add_forked(record);                           // for each record of its forks
//   c.add(record);  c.receipt(seq, received, 2);    // in the file's order, without the lead
//   c.end_log();
//   c.finish();
//   c.totals();
//
// Pure. Not thread-safe. It keeps the plays of one screen in memory (about 250 bytes each), and no records.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "evidence/counts.hpp"
#include "evidence/record.hpp"
#include "evidence/rules/planned_plays.hpp"
#include "evidence/rules/play_rules.hpp"
#include "evidence/verify/export_lines.hpp"
#include "evidence/verify/log_plays.hpp"
#include "playlists/programme/instants.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::evidence::checker {

class recount {
 public:
  // The month, and from when to when it lasts in the zone.
  recount(std::string month, std::string zone, utc_ms from, utc_ms to)
      : month_(std::move(month)), zone_(std::move(zone)), range_{from, to} {}

  void add_programme(const digest& identity, std::shared_ptr<const playlists::programme::programme> p);
  // STARTs of the month which the file leaves out, because what the daemon stores of them does not verify.
  void add_doubted(const std::string& screen, std::int64_t starts);

  void begin_log(const std::string& log, const std::string& screen, std::int64_t old_rule_to);
  void add(const record& r);
  void receipt(std::int64_t seq, utc_ms received, int rules);
  // A record that contradicts the log's.
  void add_forked(const record& r);
  void end_log();
  // The seqs of the last ended log's STARTs that are uncounted because the timeline lacks them, ascending:
  // those whose corrected time is within the margin of the month.
  const std::vector<std::int64_t>& unplanned() const { return unplanned_; }
  void finish();

  // By the screen's name; a screen of every log that was begun. Complete after finish().
  const std::map<std::string, totals_line>& totals() const { return totals_; }
  // START records of the month that cite a programme which was not added.
  std::int64_t unknown_programmes() const { return unknown_programmes_; }

 private:
  struct known_programme {
    std::shared_ptr<const playlists::programme::programme> value;
    playlists::programme::instant_range month;
    // On the present screen:
    std::unordered_map<std::string, bool> shows{};  // by campaign and media
    std::optional<rules::planned_plays> planned{};
  };
  // A play that another one of its screen may exclude.
  struct shown_play {
    rules::claim claim;
    milliseconds mono{}, shown{};
    int log = 0, boot = 0;
    std::int64_t end_seq = 0;
    utc_ms ended{};
    rules::column where = rules::column::uncounted;
    bool in_month = false;
  };
  known_programme* find(const digest& identity);
  bool is_shown(known_programme& p, const play_facts& play);
  bool is_in_month(utc_ms at, const known_programme* p) const;
  void judge(const told_play& p);
  // By which month the play is counted.
  utc_ms time_of(const told_play& p);
  rules::column judge_by_rule_one(const told_play& p, known_programme* cited);
  void count(rules::column where, milliseconds shown);
  void end_screen();
  bool is_excluded(std::size_t play, const std::vector<utc_ms>& latest_end) const;
  bool slot_before(std::size_t a, std::size_t b) const;
  bool clashes(const shown_play& other, const shown_play& of) const;

  std::string month_, zone_;
  playlists::programme::instant_range range_;
  std::map<digest, known_programme> programmes_;
  std::map<std::string, totals_line> totals_;
  std::int64_t unknown_programmes_ = 0;

  // The present screen.
  std::string screen_;
  totals_line* of_screen_ = nullptr;
  std::vector<std::string> logs_;
  std::vector<shown_play> shown_;
  std::vector<std::size_t> by_slot_;  // places in shown_, ordered by slot, then what

  // The present log.
  std::int64_t old_rule_to_ = 0;
  log_plays plays_;
  std::map<std::int64_t, std::set<digest>> forked_;  // STARTs of forks, by seq
  std::vector<std::int64_t> unplanned_;
  record start_, end_;
};

}  // namespace bangtin::evidence::checker
