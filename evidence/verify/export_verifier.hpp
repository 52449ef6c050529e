// Checks an evidence file (docs/evidence.md), in pieces as it is read:
//
//   export_verifier v({.root = key, .heads = sheet});
//   while (read(piece)) v.feed(piece);
//   report r = v.finish();
//   if (r.bad.kept.empty()) ...                    // the file holds
//
// Pure: no clock, no files, no network. Not thread-safe; it checks the signatures of a long file on threads
// of its own. Its memory grows with the plays of one screen, not with the number of screens.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "base/signing.hpp"
#include "evidence/report/heads_text.hpp"
#include "evidence/verify/export_lines.hpp"
#include "evidence/verify/recount.hpp"
#include "evidence/verify/running_hash.hpp"
#include "evidence/verify/section.hpp"
#include "evidence/verify/site_roots.hpp"

namespace bangtin::evidence::checker {

struct verify_options {
  // A root key of the site, known from elsewhere: the one in force, or one that it has succeeded.
  std::optional<public_key> root;
  std::optional<report::filed_heads> heads;  // a head sheet
};

// A log of the file.
struct log_fact {
  std::string screen;
  std::int64_t first = 0;
  evidence::head head;
  utc_ms received{};  // by the daemon's clock
  std::int64_t forks = 0;
};

// A log of which newer records may have been cut off: the head sheet does not name its last one.
struct open_end {
  std::string log;
  std::int64_t last = 0;
};

// A root key known from elsewhere that another one of the site has succeeded.
struct earlier_root {
  public_key key;
  utc_ms succeeded{};
  bool operator==(const earlier_root&) const = default;
};

struct verify_report {
  std::optional<header_line> header;  // absent: the first line could not be read
  findings bad;                       // empty: the file holds
  line_counts counts;                 // as found
  std::vector<log_fact> logs;
  std::vector<doubt_line> doubts;
  std::map<std::string, totals_line> totals;  // counted from the records, by screen
  std::int64_t unknown_programmes = 0;        // plays that cite a programme which is not in the file
  digest sha256;                              // of the whole file
  std::vector<earlier_root> earlier_roots;    // those given by the options, the head sheet's last; each once
  // With a head sheet: how many of its heads were compared with a record of the file; the logs whose end it
  // does not name, unless it names the SHA-256 of this very file; and whether it is of the same month and
  // names another file. If all its heads hold, that is lawful: records came later.
  std::int64_t compared_heads = 0;
  std::vector<open_end> open_ends;
  bool has_grown = false;
};

class export_verifier {
 public:
  explicit export_verifier(verify_options o);
  ~export_verifier();

  void feed(std::string_view bytes);
  verify_report finish();

 private:
  enum class stage { header, keys, programmes, doubts, sections, totals, sealed };

  void keep_rest(std::string_view bytes);
  void take_line(std::string_view line);
  void take_record(std::string_view line);
  void take_header(std::string_view line);
  void take_key(std::string_view line);
  void take_certificate(const key_line& k);
  void take_trust(const signed_text& statement);
  void take_succession(const wire::signed_succession& s);
  void take_programme(std::string_view line);
  // The certificate of one who signed a programme must be among the keys.
  void use_approver(const signed_text& certificate);
  void take_doubt(std::string_view line);
  void take_log(std::string_view line);
  void take_fork(std::string_view line);
  void take_receipt(std::string_view line);
  void take_head(std::string_view line);
  void take_unplanned(std::string_view line);
  void take_totals(std::string_view line);
  void take_seal(std::string_view line);
  // Goes to the stage in which a line of this kind stands. Reports a line that comes too late.
  void enter(stage s);
  // Call it when all keys were read.
  void check_roots();
  // Whether the site has this root key, or had it.
  bool knows_root(const public_key& given);
  void check_month();
  void end_section();
  void check_end();
  void compare_heads();
  void compare_month(const report::filed_heads& sheet);

  verify_options options_;
  verify_report report_;
  findings& bad_ = report_.bad;
  stage stage_ = stage::header;
  header_line header_;
  std::string rest_;  // the beginning of a line whose end has not arrived
  bool too_long_ = false;
  running_hash hash_;
  digest before_seal_;

  key_line last_key_;
  site_roots roots_;
  std::vector<public_key> daemons_;                             // before the one of the header
  std::map<std::string, bool> approvers_;                       // by certificate: whether used
  std::map<std::pair<std::string, public_key>, bool> screens_;  // whether used
  std::int64_t last_version_ = 0;
  std::string newest_timezone_;
  std::optional<doubt_line> last_doubt_;
  std::optional<log_line> last_log_;
  std::optional<unplanned_line> unplanned_;  // of the present section
  signature_checks receipts_;
  std::unique_ptr<section> section_;
  std::unique_ptr<recount> recount_;
  std::map<std::string, totals_line> claimed_;
  int newest_rules_ = 1;
  record record_;
};

}  // namespace bangtin::evidence::checker
