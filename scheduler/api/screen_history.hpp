// What the ledger knows of screens in a range of time: what was planned, what was played, when the player
// ran, and which emergency notices took the place of the plan.
//
//   history_reader past(ledger, backlog, documents, {from, to});
//   result<void> begun = co_await past.begin();
//   result<screen_history> lobby = co_await past.read("lobby", sink);
//
// It reads the ledger in slices, so that other requests go on. Use it on the network's thread, from one
// coroutine. The ledger's errors.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/api/planned_slots.hpp"
#include "scheduler/api/play_judge.hpp"
#include "scheduler/api/published_programmes.hpp"
#include "scheduler/api/screen_records.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

namespace asio = boost::asio;

// An emergency notice that the screen said it showed.
struct shown_notice {
  evidence::report::time_span when;
  ledger::stored_notice notice;
};

// A run of the player, as records of one log.
struct known_run {
  std::string log;
  std::int64_t first = 0, last = 0;  // seqs; records that do not verify are left out
  evidence::report::time_span when;
  evidence::boot_clock clock;
};

struct screen_history {
  screen_plan plan;
  std::vector<evidence::report::time_span> running;     // all runs that are known, also outside of the range
  std::vector<known_run> runs;                          // the same, in no order
  std::vector<evidence::report::time_span> no_display;  // ascending
  // Between two runs of one log, each without `missed`; ascending.
  std::vector<evidence::report::silence> silences;
  std::vector<shown_notice> notices;  // ascending
  std::vector<programme_in_force> in_force;
};

class history_reader {
 public:
  history_reader(ledger::ledger_thread& ledger, play_backlog& backlog, ledger::worker_pool& documents,
                 evidence::report::time_span range)
      : ledger_(ledger),
        backlog_(backlog),
        documents_(documents),
        range_(range),
        published_(ledger, documents) {}

  // Judges what waits, and reads what all screens share. Call it first.
  asio::awaitable<result<void>> begin();
  // The screens that sent records ever, and those of the programmes that were published for the range.
  asio::awaitable<result<std::vector<std::string>>> screens();
  // `sink` gets every play that began in the range or up to 25 h before or after it, in no order, on the
  // documents' pool but never after the call.
  asio::awaitable<result<screen_history>> read(std::string screen, play_sink sink);
  // Null when no programme with that digest is published here.
  asio::awaitable<result<std::shared_ptr<const playlists::programme::programme>>> programme(digest identity) {
    return published_.value_of(identity);
  }
  // The published programme with that digest; nullptr: none.
  const ledger::published_row* row_of(const digest& identity) const { return published_.row_of(identity); }

 private:
  struct run {
    std::int64_t first = 0, last = 0;  // seqs
    evidence::report::time_span when;
    evidence::boot_clock clock;
    std::int64_t read_from = 0, read_to = 0;  // what lies in the range; read_to 0: nothing
  };
  struct log_part {
    ledger::judged_log log;
    std::vector<run> runs;
  };
  static void add_silences(const log_part& part, screen_history& into);
  using programme_changes = std::vector<programme_change>;

  result<std::vector<std::int64_t>> run_begins(ledger::ledger& l, const ledger::exported_log& log) const;
  result<run> find_run(ledger::ledger& l, const log_part& part, std::int64_t first, std::int64_t last) const;
  // The programme of the log's newest START at or before `seq`, with its planned start.
  result<programme_changes> start_before(ledger::ledger& l, const std::string& log, std::int64_t seq) const;
  asio::awaitable<result<log_part>> find_part(const ledger::exported_log& log);
  asio::awaitable<result<void>> read_run(const log_part& part, const run& r, screen_records& into);
  asio::awaitable<result<void>> read_log(const ledger::exported_log& log, const play_sink& sink,
                                         screen_history& into, programme_changes& before,
                                         programme_changes& changes);
  void add_notices(const std::string& screen, screen_history& into) const;

  ledger::ledger_thread& ledger_;
  play_backlog& backlog_;
  ledger::worker_pool& documents_;
  evidence::report::time_span range_;
  std::vector<ledger::exported_log> logs_;
  published_programmes published_;
  std::vector<std::pair<ledger::stored_notice, std::vector<ledger::acknowledgement>>> notices_;
  std::map<std::string, utc_ms> stopped_;  // by the notice's id
};

}  // namespace bangtin::scheduler::api
