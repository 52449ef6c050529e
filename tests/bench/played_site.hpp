// A site for benches: screens that have shown one published programme around the clock, each with its log.
// Keys and log names are random; everything else is always the same.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/signing.hpp"
#include "evidence/batch.hpp"
#include "evidence/record.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::bench {

// The log of one screen, as its journal would send it: every play of the programme's timeline, whole.
class played_screen {
 public:
  // `shows` and `on` must outlive it. It plays from `first` on.
  played_screen(const playlists::programme::programme& shows, const playlists::programme::screen& on,
                const digest& programme, playlists::programme::local_day first);

  const std::string& name() const { return on_.name; }
  const secret_key& key() const { return key_; }
  // The next records with their signed head.
  evidence::batch next(std::size_t records);

 private:
  evidence::record blank(evidence::record_type type, utc_ms at);
  void append(const evidence::record& r);
  void play_day();

  const playlists::programme::programme& shows_;
  const playlists::programme::screen& on_;
  playlists::schedule::planner planner_;
  digest programme_;
  playlists::programme::local_day day_;
  secret_key key_ = secret_key::generate();
  std::string log_ = random_hex(16);
  utc_ms booted_;
  std::int64_t seq_ = 0;  // newest written record
  digest tip_;            // the chain's value after the newest sent one
  std::int64_t sent_ = 0;
  std::vector<std::string> lines_;  // written and not sent
  std::size_t first_ = 0;           // of them
};

class played_site {
 public:
  explicit played_site(int screens);
  played_site(const played_site&) = delete;
  played_site& operator=(const played_site&) = delete;

  // Stores the published programme.
  void publish(scheduler::ledger::ledger& l) const;
  std::vector<scheduler::ledger::paired_screen> paired() const;
  std::vector<played_screen>& screens() { return screens_; }
  const secret_key& root() const { return root_; }

  // The month that begins with the first play.
  static constexpr std::chrono::year_month month{std::chrono::year(2026), std::chrono::month(10)};

 private:
  secret_key root_ = secret_key::generate();
  playlists::programme::programme programme_;
  std::vector<played_screen> screens_;
};

}  // namespace bangtin::bench
