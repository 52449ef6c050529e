// What the check of the stored evidence reads and writes: rows exactly as they are stored, damaged or not,
// and how far the check has come. Values are texts and numbers, so that a damaged one is no error here.
//
// Use it through `ledger::checks()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call. Where the database itself is damaged, a call returns errc::invalid.
// scheduler/api/ledger_check.hpp decides what the rows prove.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/signing.hpp"

namespace bangtin::scheduler::ledger {

struct raw_log {
  std::string log, screen, key;  // screen and key are empty where there are only records of the log
  std::int64_t tip = 0;
  std::string tip_hash;
  bool operator==(const raw_log&) const = default;
};
struct raw_record {
  std::int64_t seq = 0;
  std::string hash, type;
  std::int64_t utc_ms = 0;
  std::optional<std::int64_t> play;
  std::string line;
  bool operator==(const raw_record&) const = default;
};
struct raw_receipt {
  std::int64_t seq = 0;
  std::string text, signature, head, head_signature;
  std::int64_t received_ms = 0, rules = 0;
  bool operator==(const raw_receipt&) const = default;
};

// Where the check of all logs goes on. One pass takes the logs in the order of their names.
struct check_position {
  std::string log;           // empty: a pass begins
  std::int64_t seq = 0;      // of the last verified record of `log`
  std::int64_t vouched = 0;  // of the last record of `log` up to which a signed head was verified
  std::string hash;          // its chain value, in hexadecimal
  utc_ms ended{};            // when the last whole pass ended; the epoch: none has
  message fault{};           // what is wrong with the database itself; empty: nothing is known
  bool operator==(const check_position&) const = default;
};

// The structure of one table of the database.
struct table_check {
  bool complete = true;  // false: it took too long
  std::string problem;   // what the database says, for the argument of a message; empty: none
  bool operator==(const table_check&) const = default;
};

// Counts that did not agree with the play records, and were made to.
struct count_repair {
  utc_ms at{};
  std::int64_t rows = 0;
  bool operator==(const count_repair&) const = default;
};

class check_ledger {
 public:
  virtual ~check_ledger() = default;

  // The key of the daemon that works with this ledger; empty before the first one, and for an older ledger.
  virtual result<std::optional<public_key>> daemon_key() = 0;
  virtual result<void> set_daemon_key(const public_key& key) = 0;
  // Those with the latest receipts, latest first.
  virtual result<std::vector<raw_log>> newest_logs(int max) = 0;
  // The first log whose name is greater, of those that have a row or a record; empty after the last one.
  virtual result<std::optional<raw_log>> next_log(const std::string& after) = 0;
  // The row of a log; without key and screen if there is none.
  virtual result<raw_log> log_row(const std::string& log) = 0;
  // Ascending by seq, with seq > after.
  virtual result<std::vector<raw_record>> records(const std::string& log, std::int64_t after, int max) = 0;
  // Ascending by seq, with after < seq <= last.
  virtual result<std::vector<raw_receipt>> receipts(const std::string& log, std::int64_t after,
                                                    std::int64_t last) = 0;
  virtual result<check_position> position() = 0;
  virtual result<void> set_position(const check_position& p) = 0;
  virtual result<void> record_repair(const count_repair& r) = 0;
  // The repairs since then as one, with the time of the last; empty: there were none.
  virtual result<std::optional<count_repair>> repairs_since(utc_ms from) = 0;
  // The names of all tables, ascending.
  virtual result<std::vector<std::string>> tables() = 0;
  // Examines a table's structure, for `max` at most.
  virtual result<table_check> examine(const std::string& table, milliseconds max) = 0;
};

}  // namespace bangtin::scheduler::ledger
