// The lines of an evidence file other than its records, as values: one writer and one strict reader for each.
// docs/evidence.md describes them. Plain values and pure functions; any thread may use them.
//
// Every reader returns errc::invalid unless the writer gives exactly this line again. Lines are without their
// newline. Times are milliseconds since 1970-01-01 UTC.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"
#include "wire/root_succession.hpp"
#include "wire/signed_statement.hpp"

namespace bangtin::evidence::checker {

// How many lines of each kind the file has.
struct line_counts {
  std::int64_t doubt = 0, fork = 0, head = 0, key = 0, log = 0, programme = 0, receipt = 0, record = 0,
               totals = 0, unplanned = 0;
  bool operator==(const line_counts&) const = default;
};

struct header_line {
  line_counts counts;
  public_key daemon, root;
  utc_ms from{}, to{};   // the month in the site's zone
  std::string month;     // YYYY-MM
  int rules = 1;         // the newest version that a receipt of the file names
  std::string timezone;  // IANA name
  bool operator==(const header_line&) const = default;
};

struct key_line {
  // `trust`: the site statement that names the daemon's keys, where it has had several. `succession`: the
  // root key was succeeded by the next one.
  enum class kind { root, daemon, approver, screen, trust, succession };
  kind what = kind::root;
  public_key key;           // root and daemon
  signed_text certificate;  // of approver, screen and trust
  wire::signed_succession succession{};
  bool operator==(const key_line&) const = default;
};

// From seq `from` on the daemon does not believe what it stores of the log.
struct doubt_line {
  utc_ms found{};
  std::int64_t from = 1;
  std::string log, why;
  std::string screen{};        // the log's; empty: not known
  std::int64_t uncounted = 0;  // STARTs of the month that the file leaves out for it
  bool operator==(const doubt_line&) const = default;
};

// Begins the section of a log.
struct log_line {
  digest before;           // the chain's value before `first`
  std::int64_t first = 1;  // seq of the first record that follows
  public_key key;          // the screen's
  std::string log;
  std::int64_t old_rule_to = 0;  // the last seq receipted before unknown outputs ceased to count; 0: none
  std::string screen;
  bool operator==(const log_line&) const = default;
};

struct fork_line {
  utc_ms at{};                   // when the daemon received it
  std::optional<digest> before;  // the section's chain value that the lines continue, if they do
  signed_text head;
  std::vector<std::string> lines;
  std::string log;
  bool operator==(const fork_line&) const = default;
};

// `note` names the rules from version 2 on.
struct receipt_line {
  int rules = 1;
  signed_text note;
  std::optional<public_key> daemon{};  // an earlier key of the daemon, which signed it; empty: the header's
  bool operator==(const receipt_line&) const = default;
};

// What the daemon counts for the month and one screen.
struct totals_line {
  std::int64_t airtime_ms = 0, failed = 0, partial = 0, plays = 0;
  std::string screen;
  std::int64_t uncounted = 0;
  bool operator==(const totals_line&) const = default;
};

// The STARTs of the section before which the timeline lacks: their seqs, ascending, at least one.
struct unplanned_line {
  std::vector<std::int64_t> starts;
  bool operator==(const unplanned_line&) const = default;
};

struct seal_line {
  digest sha256;  // of all bytes before the line
  bangtin::signature signature;
  bool operator==(const seal_line&) const = default;
};

std::string to_line(const header_line& l);
std::string to_line(const key_line& l);
std::string to_line(const doubt_line& l);
std::string to_line(const log_line& l);
std::string to_line(const fork_line& l);
std::string to_line(const receipt_line& l);
std::string to_line(const totals_line& l);
std::string to_line(const unplanned_line& l);
std::string to_line(const seal_line& l);
std::string head_to_line(const signed_text& head);
std::string programme_to_line(const wire::signed_statement& programme);

result<header_line> header_from_line(std::string_view line);
result<key_line> key_from_line(std::string_view line);
result<doubt_line> doubt_from_line(std::string_view line);
result<log_line> log_from_line(std::string_view line);
result<fork_line> fork_from_line(std::string_view line);
result<receipt_line> receipt_from_line(std::string_view line);
result<totals_line> totals_from_line(std::string_view line);
result<unplanned_line> unplanned_from_line(std::string_view line);
result<seal_line> seal_from_line(std::string_view line);
result<signed_text> head_from_line(std::string_view line);
result<wire::signed_statement> programme_from_line(std::string_view line);

// The text that the daemon signs for the seal.
std::string seal_text(const digest& sha256);

// The longest line of a file: a programme of 16 MiB whose text has every quote escaped.
constexpr std::size_t max_line_bytes = 40 * 1024 * 1024;

}  // namespace bangtin::evidence::checker
