// Counts the plays of an evidence file again, from its records and programmes alone.
//
//   recount c(header.from, header.to);
//   c.add_programme(digest, programme);             // for each programme of the file
//   c.begin_log(screen, old_rule_to);               // for each section
//   c.add(record);  c.receipt(seq, received, 1);    // in the file's order, without the lead
//   c.end_log();
//   c.totals();
//
// Pure. Not thread-safe. It keeps one log's open plays in memory, and no records.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "evidence/counts.hpp"
#include "evidence/record.hpp"
#include "evidence/verify/export_lines.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::evidence::checker {

class recount {
 public:
  // The month, half-open.
  recount(utc_ms from, utc_ms to) : from_(from), to_(to) {}

  void add_programme(const digest& identity, std::shared_ptr<const playlists::programme::programme> p);

  void begin_log(const std::string& screen, std::int64_t old_rule_to);
  void add(const record& r);
  void receipt(std::int64_t seq, utc_ms received, int rules);
  // A record that contradicts the log's.
  void add_forked(const record& r);
  void end_log();

  // By the screen's name; a screen of every log that was begun.
  const std::map<std::string, totals_line>& totals() const { return totals_; }
  // START records of the month that cite a programme which was not added.
  std::int64_t unknown_programmes() const { return unknown_programmes_; }

 private:
  struct known_programme {
    std::shared_ptr<const playlists::programme::programme> value;
    std::unordered_map<std::string, bool> shows;  // by campaign and media, on the present screen
  };
  known_programme* find(const digest& identity);
  bool is_shown(known_programme& p, const play_facts& play);
  // `assumed`: a technician vouched for the output when the play began.
  void count(const record& start, const record& end, bool assumed);

  utc_ms from_, to_;
  std::map<digest, known_programme> programmes_;
  std::map<std::string, totals_line> totals_;
  std::int64_t unknown_programmes_ = 0;

  // The present log.
  std::string screen_;
  totals_line* of_screen_ = nullptr;
  std::int64_t old_rule_to_ = 0;
  bool output_assumed_ = false;
  // The newest open play has a place that is used again, because nearly every END follows its START.
  record newest_;
  bool newest_open_ = false, newest_assumed_ = false;
  struct open_play {
    record start;
    bool assumed = false;
  };
  std::map<std::int64_t, open_play> open_;
};

}  // namespace bangtin::evidence::checker
