// What each START tells of, and the roll-up of that by day, hour and key: what `plays count` reads.
//
// Use it through `ledger::plays()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call. The ledger only remembers: scheduler/api/play_judge decides, in the transaction
// that stores the records. All of it can be computed again from the records; `ledger::recount()` is a second,
// empty one for that purpose.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "evidence/counts.hpp"
#include "evidence/redate.hpp"
#include "evidence/rules/play_rules.hpp"
#include "scheduler/ledger/evidence_ledger.hpp"

namespace bangtin::scheduler::ledger {

// How far a log is judged, and what its later records need of the earlier ones.
struct judged_log {
  std::int64_t id = 0;
  std::string log, screen;
  std::int64_t tip = 0;            // newest stored record
  std::int64_t judged_to = 0;      // seq; later records wait
  std::int64_t rule_one_to = 0;    // records up to here were receipted under rule 1
  std::int64_t old_output_to = 0;  // and up to here when unknown outputs counted
  std::int64_t doubt_from = 0;     // from here on records do not verify; 0: all do
  bool vouched = false;            // the newest BOOT vouches for an unknown output
  bool forked = false;             // there is a row of add_fork_start for it
};

// One boot of a log.
struct judged_boot {
  std::int64_t id = 0, log = 0;
  std::string name;
  std::int64_t first_seq = 0;
  evidence::boot_clock clock;
  evidence::rules::placement placed;
  bool operator==(const judged_boot&) const = default;
};

// What bounds the search for plays that were on a screen at the same time.
struct judged_screen {
  std::int64_t id = 0;
  std::string name;
  utc_ms latest_end{}, latest_slot{};  // at least those of every claim
  milliseconds longest{};              // at least the length of every claim
  bool operator==(const judged_screen&) const = default;
};

// One row of the roll-up: the local day and hour of the play's time, and what the programme said of it.
struct count_cell {
  std::chrono::local_days day{};
  int hour = 0;
  std::int64_t key = 0;  // of key_of()
  std::string reason;    // why the plays do not count; empty: they do
  auto operator<=>(const count_cell&) const = default;
};
using count_changes = std::map<count_cell, evidence::count_values>;

// One START.
struct judged_play {
  std::int64_t log = 0, seq = 0;
  std::int64_t end_seq = 0;  // of its first END; 0: none yet
  std::int64_t boot = 0, screen = 0;
  evidence::corrected_time at;  // of the START
  milliseconds mono{};          // when it was first on the screen, by the boot's clock
  milliseconds until{};         // the end of its place there; see evidence::rules::place
  milliseconds shown{};
  utc_ms received{};                 // when the START was receipted first
  bool vouched = false;              // a technician vouches for the output of its run
  utc_ms ended{};                    // when its END was receipted first
  bool fits_in_boot = true;          // see evidence::rules::place
  evidence::rules::claim claim;      // without `mono`
  evidence::rules::verdict verdict;  // of the play alone
  std::string clash;                 // why another play excludes it; empty: none does
  bool uncertain = false;            // its START has no trusted time
  bool near_edge = false;            // its time may belong to another month
  std::chrono::local_days day{};
  int hour = 0;
  std::int64_t key = 0;
  bool operator==(const judged_play&) const = default;
};

// A stored record for judging it.
struct judged_line {
  std::int64_t seq = 0;
  std::string line;
};

// Plays that do not count, by their reason.
struct reason_count {
  std::string reason;
  std::int64_t partial = 0, failed = 0, uncounted = 0;
  bool operator==(const reason_count&) const = default;
};

// While a play is on, its screen writes few records: the START that comes next, and what it knows of its
// clock.
constexpr std::int64_t open_tail = 32;

// A row in which the roll-up and a recount differ.
struct count_difference {
  evidence::count_key key;
  std::string reason;
  evidence::count_values stored, recounted;
  bool operator==(const count_difference&) const = default;
};

class play_ledger {
 public:
  virtual ~play_ledger() = default;

  // ---- what is judged. errc::not_found for a log that is not stored.
  virtual result<judged_log> log(const std::string& name) = 0;
  virtual result<void> set_log(const judged_log& log) = 0;
  // A boot or screen that is not known yet gets an id.
  virtual result<judged_boot> boot(std::int64_t log, const std::string& name, std::int64_t first_seq) = 0;
  virtual result<void> set_boot(const judged_boot& boot) = 0;
  // The boot with that id. errc::io when there is none.
  virtual result<judged_boot> known_boot(std::int64_t id) = 0;
  virtual result<judged_screen> screen(const std::string& name) = 0;
  virtual result<void> set_screen(const judged_screen& screen) = 0;
  // The number of a key; its month, day and hour do not matter.
  virtual result<std::int64_t> key_of(const evidence::count_key& key) = 0;
  // The key with that number. errc::io when there is none.
  virtual result<evidence::count_key> key(std::int64_t number) = 0;

  virtual result<std::optional<judged_play>> find(std::int64_t log, std::int64_t seq) = 0;
  // Adds the plays, or replaces those with the same log and seq.
  virtual result<void> put(std::span<const judged_play> plays) = 0;
  virtual result<void> remove(std::int64_t log, std::int64_t seq) = 0;
  // The plays of a screen whose claim begins in [from, to), ascending.
  virtual result<std::vector<judged_play>> claims(std::int64_t screen, utc_ms from, utc_ms to) = 0;
  // Those of a log after `after`, ascending, at most `max`; of one boot if it is given.
  virtual result<std::vector<judged_play>> of_log(std::int64_t log, std::int64_t after,
                                                  std::optional<std::int64_t> boot, int max) = 0;
  virtual result<std::string> name_of_log(std::int64_t log) = 0;

  // A START of a fork that the log itself does not hold. False when it is there already.
  virtual result<bool> add_fork_start(const std::string& log, const digest& line, const count_cell& cell) = 0;
  // Removes it, because the log holds it now; empty when there was none.
  virtual result<std::optional<count_cell>> remove_fork_start(const std::string& log, const digest& line) = 0;

  virtual result<bool> has_fork_start(const std::string& log, const digest& line) = 0;

  // Adds the values, which may be negative, to the roll-up's rows.
  virtual result<void> add(const count_changes& changes) = 0;
  // Whether the roll-up's rows of the local days [from, to) are those that `ledger::adopt_recount` left and
  // what `add` made of them since. Whoever writes to the database meanwhile changes the rows but not what
  // they are compared with. Empty: no `ledger::confirm_recount` since the ledger was opened.
  virtual result<std::optional<bool>> is_as_recounted(std::chrono::local_days from,
                                                      std::chrono::local_days to) = 0;

  // ---- what it is judged from
  // The logs of which records are not judged yet, by name.
  virtual result<std::vector<std::string>> waiting_logs() = 0;
  virtual result<std::vector<judged_line>> lines(const std::string& log, std::int64_t after, int max) = 0;
  // The heads' seqs for which receipts were given, ascending, with the receipts' times.
  virtual result<std::vector<std::pair<std::int64_t, utc_ms>>> receipts(const std::string& log) = 0;
  // All forks with their lines.
  virtual result<std::vector<recorded_fork>> forks() = 0;
  virtual result<bool> has_fork(const std::string& log, std::int64_t seq, const digest& hash) = 0;

  // ---- the counts
  // The local days [from, to), grouped by `columns` as evidence::group_by does it.
  virtual result<evidence::count_table> counts(std::chrono::local_days from, std::chrono::local_days to,
                                               const std::vector<std::string>& columns) = 0;
  // The reasons in these days, the most frequent first.
  virtual result<std::vector<reason_count>> reasons(std::chrono::local_days from,
                                                    std::chrono::local_days to) = 0;
  // How many STARTs of these days without END may still get one: they are among the last `open_tail` judged
  // records of their screen's newest log, and of its newest boot.
  virtual result<std::int64_t> not_ended(std::chrono::local_days from, std::chrono::local_days to) = 0;
};

}  // namespace bangtin::scheduler::ledger
