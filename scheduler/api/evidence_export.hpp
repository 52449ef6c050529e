// Writes a month's evidence file (docs/evidence.md) in pieces, so that any number of records takes the same
// memory:
//
//   evidence_export e(order);
//   while (!*co_await ledger.ask([&](ledger::ledger& l) { return e.plan(l); })) {}
//   for (;;) {
//     auto piece = co_await ledger.ask([&](ledger::ledger& l) { return e.next(l); });
//     if (piece->empty()) break;
//     send(*piece);
//   }
//
// Each call is short, so that the ledger serves other requests between two calls. The first call of plan()
// fixes what the file shows: records that arrive later are not in it. All stored records must be judged by
// then: see begin_export(). Not thread-safe. The same ledger gives
// the same bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/signing.hpp"
#include "evidence/counts.hpp"
#include "evidence/report/heads_text.hpp"
#include "evidence/verify/export_lines.hpp"
#include "evidence/verify/running_hash.hpp"
#include "scheduler/api/daemon_keys.hpp"
#include "scheduler/api/export_window.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

struct export_order {
  std::string month;     // YYYY-MM
  std::string timezone;  // IANA name, in which the month is from..to
  utc_ms from{}, to{};
  secret_key daemon;  // signs the seal
  // What the daemon counts for the month, by screen. Called once, in the first plan(), on the ledger's
  // thread. Without it the totals are those of the roll-up.
  std::function<result<evidence::count_table>(ledger::ledger&)> totals;
  // From which seq on the daemon does not believe a log. Without them they are those of the ledger. plan()
  // finds out `screen` and `uncounted` of each.
  std::vector<evidence::checker::doubt_line> doubts;
};

// Records of a section as the ledger has them, with their receipts; of no value is it known that it verifies.
struct export_part {
  std::size_t section = 0;  // its place in sections()
  std::vector<ledger::raw_record> records;
  std::vector<ledger::raw_receipt> receipts;
};

class evidence_export {
 public:
  explicit evidence_export(export_order o);

  // Looks at one more log or programme; true when it has seen all. errc::not_found before the site has a root
  // key; errc::conflict, as from next(), when it got a new one since; errc::verification for a stored
  // programme or certificate that no checker would accept.
  result<bool> plan(ledger::ledger& l);

  // The newest links that the file will have, by screen and log. Call it after plan() has returned true.
  std::vector<evidence::report::filed_head> heads() const;
  const evidence::checker::header_line& header() const { return header_; }
  // Which records the file will have, by screen and log. Call it after plan() has returned true.
  const std::vector<export_section>& sections() const { return sections_; }

  // The next bytes of the file, at most max_piece_bytes; empty at its end.
  result<std::string> next(ledger::ledger& l);
  // From what next() has made sections since it returned an empty text or this was called: for export_check.
  std::vector<export_part> take_parts() { return std::exchange(parts_, {}); }
  // SHA-256 of the whole file. Call it when next() has returned an empty text.
  const digest& sha256() const { return sha256_; }

  static constexpr std::size_t max_piece_bytes = 512 * 1024;

  // All keys of the daemon. Precondition: planned.
  const daemon_keys& all_daemon_keys() const { return *daemon_keys_; }

 private:
  struct certified {
    utc_ms issued{};
    evidence::signed_text certificate;
  };
  enum class part { begin, keys, programmes, doubts, sections, totals, seal, end };

  result<void> look(ledger::ledger& l);
  // What is stored must be signed by the root of the header throughout.
  result<void> need_same_root(ledger::ledger& l) const;
  result<void> look_at_certificates(ledger::ledger& l);
  result<void> look_at_programme(ledger::ledger& l, std::int64_t version);
  result<void> look_at_doubts(ledger::ledger& l);
  void add_lost_logs();
  // errc::verification for a screen without a certificate that verifies.
  result<void> need_certificates() const;
  // Looks at more plays of the next log; after its last one, at its section.
  result<void> look_at_log(ledger::ledger& l);
  result<void> end_log(ledger::ledger& l, ledger::exported_log log);
  result<wire::signed_statement> programme(ledger::ledger& l, std::int64_t version) const;
  void count_lines();
  std::vector<evidence::checker::key_line> keys() const;
  // The newest site statement: the daemon's keys, and the successions of the root key.
  result<void> look_at_trust(ledger::ledger& l);
  // Appends the next part of the file to pending_.
  result<void> write_more(ledger::ledger& l);
  result<void> write_section(ledger::ledger& l);
  // The next part of the present section.
  result<export_part> read_part(ledger::ledger& l, const export_section& s) const;
  void write(std::string line);

  export_order order_;
  evidence::checker::header_line header_;

  // The plan.
  bool looked_ = false, planned_ = false;
  std::vector<ledger::exported_log> logs_;
  std::vector<std::int64_t> versions_;  // of programmes, ascending
  std::size_t next_log_ = 0, next_version_ = 0;
  export_span month_;
  std::optional<export_survey> survey_;  // of the next log
  // The site statement that names the daemon's keys; empty: it has had one.
  std::optional<evidence::signed_text> trust_;
  std::vector<wire::signed_succession> successions_;  // of the root key
  std::optional<daemon_keys> daemon_keys_;            // of whose receipts the file consists
  std::map<std::pair<std::string, public_key>, certified> certificates_;
  std::map<std::string, evidence::signed_text> approvers_;  // by text and signature
  std::vector<export_section> sections_;
  std::map<std::string, evidence::checker::totals_line> totals_;

  // The file so far.
  part part_ = part::begin;
  std::size_t at_ = 0;         // the next programme or section
  std::int64_t next_seq_ = 0;  // of the present section; 0: its beginning
  std::string pending_;        // written and not yet handed out
  std::size_t handed_ = 0;     // of pending_
  std::vector<export_part> parts_;
  evidence::checker::running_hash hash_;
  digest sha256_;
};

}  // namespace bangtin::scheduler::api
