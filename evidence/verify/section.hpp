// One section of an evidence file: a log's records with their receipts, its forks and its last head. Each
// call takes the next line of the section and reports what is wrong with it to `findings`. Keeps the chain's
// tip and no records. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.hpp"
#include "evidence/chain.hpp"
#include "evidence/record_reader.hpp"
#include "evidence/verify/export_lines.hpp"
#include "evidence/verify/signature_checks.hpp"

namespace bangtin::evidence::checker {

// What is wrong with a file, and in which line (from 1). Keeps the first `max_kept` findings and counts the
// others.
struct finding {
  std::int64_t line = 0;
  message what;
};
struct findings {
  static constexpr std::size_t max_kept = 50;
  std::int64_t line = 0;  // the present one
  std::vector<finding> kept;
  std::int64_t more = 0;

  void add(message what);
  // Adds what was found later about earlier lines.
  void add_at(const std::vector<std::int64_t>& lines, const message& what);
};

// How far before and after a month the records of its file reach.
constexpr milliseconds window_margin = std::chrono::hours(48);

class section {
 public:
  // `heads`: what a head sheet says of this log. `receipts` checks the daemon's signatures on receipts, by
  // line; `daemons` are the keys that it had before. The references must outlive the section.
  section(log_line l, const header_line& header, std::vector<evidence::head> heads, findings& bad,
          signature_checks& receipts, const std::vector<public_key>& daemons);

  const log_line& log() const { return log_; }
  const evidence::head& tip() const { return tip_; }
  const std::optional<receipt>& last_receipt() const { return last_receipt_; }
  std::int64_t forks() const { return forks_; }
  // Whether its head and the receipt for that have come.
  bool is_closed() const { return closed_; }

  // Returns the fork's records, if they could be read.
  std::vector<record> add_fork(const fork_line& f);
  // True if `r`, read from `line`, is a record that can be judged: neither the lead nor unreadable.
  bool add_record(std::string_view line, record& r);
  // The receipt, if it could be read.
  std::optional<receipt> add_receipt(const receipt_line& l);
  void add_head(const signed_text& head);
  // Call it when the section's last line was added.
  void finish();

 private:
  struct wanted {
    std::int64_t seq = 0;
    digest hash;
    bool of_fork = false;
  };
  void want(std::int64_t seq, const digest& hash, bool of_fork);
  void compare_wanted();
  void check_begin(const record& r);
  void add_link(std::string_view line);
  // Whether `h` names the tip. Reports a break of the chain only once.
  bool is_tip(const evidence::head& h, bool of_receipt);

  log_line log_;
  const header_line& header_;
  findings& bad_;
  signature_checks& receipts_;
  const std::vector<public_key>& daemons_;
  hasher hasher_;
  std::string linked_;  // what is hashed for the newest link; its memory is reused
  evidence::head tip_;
  std::int64_t records_ = 0;
  std::string lead_boot_;
  std::vector<wanted> wanted_;  // ascending by seq
  std::size_t next_wanted_ = 0;
  std::optional<evidence::head> last_fork_;
  std::int64_t forks_ = 0;
  std::optional<receipt> last_receipt_;
  int rules_ = 1;
  bool old_rule_seen_ = false, broken_ = false, has_head_ = false, closed_ = false;
};

}  // namespace bangtin::evidence::checker
