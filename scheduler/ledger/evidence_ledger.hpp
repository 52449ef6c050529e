// Proof of play: the logs that screens sent, the receipts that we gave for them, the forks that contradict
// them, and the plays that they tell of.
//
// Reached through `ledger::evidence()`; "ledger.hpp" states the rules about threads, transactions and
// errc::io that hold for every call. Records, receipts and forks are never changed and never removed. The
// ledger does not check chains and signatures: scheduler/api/intake does, before it stores.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"

namespace bangtin::scheduler::ledger {

using evidence::signed_text;

// One link of a log as it is stored.
struct stored_record {
  std::int64_t seq = 0;
  digest hash;       // of the chain up to and with this record
  std::string type;  // "START", "END", ...
  utc_ms utc{};
  std::optional<std::int64_t> play;  // START and END: the START's seq
  std::string line;
};

// What intake has to know of a log before it decides about a batch of first..last.
struct log_state {
  bool exists = false;
  std::string screen;  // that the log belongs to
  public_key key;
  std::int64_t tip = 0;  // newest seq; 0: none
  digest tip_hash;
  std::optional<digest> before;        // the hash at first - 1, if that record is there
  std::optional<digest> at_last;       // the hash at `last`, if that record is there
  std::optional<signed_text> receipt;  // the one given for the head at `last`
  std::int64_t logs_of_screen = 0;
};

// A head which contradicts what is stored.
struct recorded_fork {
  std::string log, screen;
  std::int64_t seq = 0;
  digest hash;
  signed_text head;
  std::vector<std::string> lines;
  utc_ms at{};
  bool operator==(const recorded_fork&) const = default;
};

// A START with its END.
struct stored_play {
  std::string screen, log;
  std::int64_t seq = 0;  // of the START
  utc_ms utc{};          // of the START
  std::string start, end;
  bool operator==(const stored_play&) const = default;
};
// Where the next page of plays begins: after this one.
struct play_place {
  utc_ms utc{};
  std::string log;
  std::int64_t seq = 0;
};

// A screen whose forks go on must not fill the disk: its first ones tell the story.
constexpr int max_forks_per_screen = 20;
constexpr int max_listed_forks = 10;

class evidence_ledger {
 public:
  virtual ~evidence_ledger() = default;

  // What is stored of `log`, seen by `screen` which sends first..last. An unknown log is no error: then only
  // `logs_of_screen` says something.
  virtual result<log_state> read_log_state(const std::string& log, const std::string& screen,
                                           std::int64_t first, std::int64_t last) = 0;
  // Appends the records (maybe none) to the log, which is begun for `screen` with `key` if it is not there,
  // and stores the receipt for the head. errc::conflict when a record of one of these seqs, or a receipt for
  // the head's, is there already.
  virtual result<void> append_batch(const std::string& log, const std::string& screen, const public_key& key,
                                    const std::vector<stored_record>& records, const evidence::head& head,
                                    const signed_text& head_note, const signed_text& receipt) = 0;
  // Stores a fork. Does nothing when the same one is there, or `max_forks_per_screen` of that screen.
  virtual result<void> record_fork(const recorded_fork& fork) = 0;
  // The newest forks of a screen, newest first, at most `max_listed_forks`, without their `lines`.
  virtual result<std::vector<recorded_fork>> forks_of(const std::string& screen) = 0;
  // Plays whose START lies in [from, to) and that have an END, ascending by (utc, log, seq), at most `max`,
  // those after `after` if given. Of several ENDs of one START the first one counts.
  virtual result<std::vector<stored_play>> plays(utc_ms from, utc_ms to,
                                                 const std::optional<play_place>& after, int max) = 0;
};

}  // namespace bangtin::scheduler::ledger
