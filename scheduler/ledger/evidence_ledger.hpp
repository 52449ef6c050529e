// Proof of play: the logs that screens sent, the receipts that we gave for them, the forks that contradict
// them, and the plays that the logs contain.
//
// Use it through `ledger::evidence()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call. No call changes or removes records, receipts or lines of forks. The ledger does
// not check chains and signatures: scheduler/api/intake checks them before it stores, and
// scheduler/api/ledger_check checks what is stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
  digest hash;       // the chain's value after this record
  std::string type;  // "START", "END", ...
  utc_ms utc{};
  std::optional<std::int64_t> play;  // START and END: the START's seq
  std::string line;
};

// A receipt to be stored, with what its text may not say. Converts from a signed text for those who do not
// care about the rest.
struct given_receipt {
  given_receipt(signed_text n, utc_ms at = {}, int version = 1)
      : note(std::move(n)), received(at), rules(version) {}
  signed_text note;
  utc_ms received;  // the time in its text
  int rules;        // version of the counting rules in force when it was given
};
struct stored_receipt {
  std::int64_t seq = 0;  // of the head that it acknowledges
  signed_text note;
  utc_ms received{};
  int rules = 1;
  bool operator==(const stored_receipt&) const = default;
};

// What intake needs to know about a log to decide about a batch with the records first..last.
struct log_state {
  bool exists = false;
  std::string screen;  // the log's owner
  public_key key;
  std::int64_t tip = 0;  // newest seq; 0: none
  digest tip_hash;
  std::optional<digest> before;        // the hash at first - 1, if that record is stored
  std::optional<digest> at_last;       // the hash at `last`, if that record is stored
  std::vector<digest> forked_before;   // of the log's forks that end at first - 1
  std::optional<signed_text> receipt;  // the receipt for the head at `last`, if one was given
  // The receipt that acknowledged the record at `last` first, which may be one for a later head.
  std::optional<stored_receipt> covering;
  utc_ms received{};                         // of the latest receipt
  std::optional<std::int64_t> doubted_from;  // set aside from this record on
  std::int64_t logs_of_screen = 0;
  utc_ms newest_log_began{};  // the newest of these; without one: 0
  bool operator==(const log_state&) const = default;
};

// How far a log has come here.
struct log_tip {
  std::string screen;  // the log's owner
  public_key key;
  std::int64_t tip = 0;
  std::optional<stored_receipt> newest;  // of the receipts before the doubt, if there is one
  bool operator==(const log_tip&) const = default;
};

// From `from_seq` on the records of a log do not verify. They are kept, and counted nowhere.
struct stored_doubt {
  std::string log;
  std::int64_t from_seq = 1;
  message why;
  utc_ms found_at{};
  std::string screen{};  // the log's owner; empty: not known. record_doubt ignores it
  bool operator==(const stored_doubt&) const = default;
};
// Whether the record belongs to what is set aside. `doubts` are those of doubts().
bool is_doubted(const std::vector<stored_doubt>& doubts, std::string_view log, std::int64_t seq);

// A batch whose signed head contradicts what is stored.
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
  std::string boot{};  // the newest BOOT of the log before the START; empty: none
  // The END was receipted before unknown outputs ceased to count; see docs/decisions.md.
  bool before_output_rule = false;
  bool operator==(const stored_play&) const = default;
};
// The position of a play in the order of plays(); the next page begins after it.
struct play_place {
  utc_ms utc{};
  std::string log;
  std::int64_t seq = 0;
};

// A screen that goes on sending forks must not fill the disk. Two machines with a copied disk and a daemon
// that was restored make one fork for each 500 records of the story that lost: these are 100,000, of two
// weeks.
constexpr int max_forks_per_screen = 200;
constexpr int max_listed_forks = 10;

class evidence_ledger {
 public:
  virtual ~evidence_ledger() = default;

  // The state of `log` for a batch first..last from `screen`. An unknown log is no error: then only
  // `logs_of_screen` and `newest_log_began` are set.
  virtual result<log_state> read_log_state(const std::string& log, const std::string& screen,
                                           std::int64_t first, std::int64_t last) = 0;
  // Appends the records (possibly none) to the log, and stores the receipt for the head. Begins the log for
  // `screen` with `key` if it does not exist. errc::conflict when a record with one of these seqs is stored
  // already, or a receipt for the head's seq.
  virtual result<void> append_batch(const std::string& log, const std::string& screen, const public_key& key,
                                    const std::vector<stored_record>& records, const evidence::head& head,
                                    const signed_text& head_note, const given_receipt& receipt) = 0;
  // Empty for an unknown log.
  virtual result<std::optional<log_tip>> tip_of(const std::string& log) = 0;
  // The log that the screen began last with this key; empty when there is none.
  virtual result<std::string> newest_log_of(const std::string& screen, const public_key& key) = 0;
  // How many logs the screen began with this key at or after `since`, without its first one.
  virtual result<std::int64_t> logs_begun(const std::string& screen, const public_key& key, utc_ms since) = 0;
  // Stores a fork; of one head it keeps the batch with the most lines. Does nothing when there are
  // `max_forks_per_screen` of the screen.
  virtual result<void> record_fork(const recorded_fork& fork) = 0;
  // The newest forks of a screen, newest first, at most `max_listed_forks`, without their `lines`.
  virtual result<std::vector<recorded_fork>> forks_of(const std::string& screen) = 0;
  // Sets a log aside from a record on. An earlier doubt about the same log stays; a later one gives way.
  virtual result<void> record_doubt(const stored_doubt& doubt) = 0;
  // Every log that is set aside, ascending by log.
  virtual result<std::vector<stored_doubt>> doubts() = 0;
  // Without those whose START or END is set aside: the plays that have an END and whose START lies in [from,
  // to), ascending by (utc, log, seq); at most `max`, and if `after` is given only those after it. If a START
  // has several ENDs, the first one counts.
  virtual result<std::vector<stored_play>> plays(utc_ms from, utc_ms to,
                                                 const std::optional<play_place>& after, int max) = 0;
};

}  // namespace bangtin::scheduler::ledger
