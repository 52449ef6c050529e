// The daemon's memory, in the domain's verbs: what was loaded, approved, paired, played and done, and by
// whom. All SQL of the server stands behind this interface; sqlite_ledger.cpp is the implementation,
// PostgreSQL can be another.
//
// One thread owns a ledger and calls it; every call blocks. A call which changes something is one
// transaction: it returned success when all of it is on the disk, and an audit line that it takes is part of
// it. A call that returned errc::io may or may not have happened: look before trying again. Other errors are
// named at each call.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/messages.hpp"
#include "wire/notice.hpp"

namespace bangtin::scheduler {

using evidence::signed_note;

// Who did what, and when: kept for ever. `who` is "uid 1000 (name)" or a screen's name.
struct audit_line {
  utc_ms at{};
  std::string who, what;
  bool operator==(const audit_line&) const = default;
};

// A media item as staff loaded it; `files` are what screens fetch.
struct stored_media {
  std::string id;  // the first 12 digits of `sha256`
  digest sha256;   // of the original
  std::string file;
  playlists::media_kind kind = playlists::media_kind::image;
  int width = 0, height = 0;
  milliseconds duration{};
  int pages = 0;
  std::string title, theme, owner, link;
  utc_ms added{};
  std::vector<playlists::file_ref> files;
  bool operator==(const stored_media&) const = default;
};

// A published programme; `json` is the wire::signed_programme as it is handed out.
struct published_row {
  std::int64_t version = 0;
  digest identity;
  std::string approver;
  utc_ms issued{}, expires{}, published{};
  bool operator==(const published_row&) const = default;
};

struct paired_screen {
  std::string name, title, venue;
  public_key key, root;
  digest token_sha256;
  signed_note certificate;
  digest tag;
  utc_ms paired{};
  bool operator==(const paired_screen&) const = default;
};

// What a screen last said of itself. `clock_offset_ms`: its clock minus ours when that arrived.
struct screen_report {
  utc_ms last_seen{};
  std::int64_t clock_offset_ms = 0;
  wire::screen_status status;
};

// One link of a log as it is stored.
struct stored_record {
  std::int64_t seq = 0;
  digest hash;       // of the chain up to and with this record
  std::string type;  // "START", "END", ...
  utc_ms utc{};
  std::optional<std::int64_t> play;  // START and END
  std::string line;
};

// What intake has to know of a log before it decides about a batch of first..last.
struct log_view {
  bool exists = false;
  std::string screen;  // that the log belongs to
  public_key key;
  std::int64_t tip = 0;  // newest seq; 0: none
  digest tip_hash;
  std::optional<digest> before;        // the hash at first - 1, if that record is there
  std::optional<digest> at_last;       // the hash at `last`, if that record is there
  std::optional<signed_note> receipt;  // the one given for the head at `last`
  std::int64_t logs_of_screen = 0;
};

// A head which contradicts what is stored.
struct set_aside_fork {
  std::string log, screen;
  std::int64_t seq = 0;
  digest hash;
  signed_note head;
  std::vector<std::string> lines;
  utc_ms at{};
};

// A START with its END.
struct stored_play {
  std::string screen, log;
  std::int64_t seq = 0;  // of the START
  utc_ms utc{};          // of the START
  std::string start, end;
};
// Where the next page of plays begins: after this one.
struct play_place {
  utc_ms utc{};
  std::string log;
  std::int64_t seq = 0;
};

// An emergency notice (or a stop) as it came.
struct stored_notice {
  wire::notice value;
  wire::signed_notice note;
  std::string approver;  // name
  utc_ms received{};
  bool operator==(const stored_notice&) const = default;
};
// What a screen said about one.
struct notice_word {
  std::string screen;
  std::optional<utc_ms> shown, ended;
  message refused;  // empty: it was not
  bool operator==(const notice_word&) const = default;
};

// What a screen showed: a small JPEG.
struct stored_shot {
  utc_ms at{};
  std::string jpeg;
  bool operator==(const stored_shot&) const = default;
};

class ledger {
 public:
  virtual ~ledger() = default;

  // A round trip, for health checks.
  virtual result<void> ping() = 0;

  virtual result<std::optional<public_key>> root() = 0;

  virtual result<std::vector<stored_media>> media() = 0;
  // By id or by the original's digest in hex.
  virtual result<std::optional<stored_media>> find_media(const std::string& id_or_sha256) = 0;
  // errc::conflict when that original is there already.
  virtual result<void> add_media(const stored_media& item, const audit_line& audit) = 0;
  // Whether an item has this as its original or as a rendition.
  virtual result<bool> uses_file(const digest& d) = 0;

  virtual result<std::optional<std::string>> draft() = 0;
  virtual result<void> set_draft(const std::string& bytes, const audit_line& audit) = 0;

  // Newest first.
  virtual result<std::vector<published_row>> programmes() = 0;
  // 0 when nothing is published.
  virtual result<std::int64_t> newest_version() = 0;
  virtual result<std::optional<std::string>> programme_json(std::int64_t version) = 0;
  // Pins `root` when none is; errc::verification when another is. errc::conflict unless the version is the
  // newest + 1.
  virtual result<void> publish(const published_row& row, const std::string& json, const public_key& root,
                               const audit_line& audit) = 0;

  virtual result<std::vector<paired_screen>> screens() = 0;
  // Takes the place of a screen of the same name. Pins `screen.root` when none is; errc::verification when
  // another is.
  virtual result<void> pair(const paired_screen& screen, const audit_line& audit) = 0;
  virtual result<std::optional<screen_report>> report_of(const std::string& screen) = 0;
  virtual result<void> set_report(const std::string& screen, const screen_report& report) = 0;

  virtual result<log_view> look(const std::string& log, const std::string& screen, std::int64_t first,
                                std::int64_t last) = 0;
  // Appends the records (maybe none) to the log, which is begun for `screen` if it is not there, and stores
  // the receipt.
  virtual result<void> take_in(const std::string& log, const std::string& screen, const public_key& key,
                               const std::vector<stored_record>& records, const evidence::head& head,
                               const signed_note& head_note, const signed_note& receipt) = 0;
  virtual result<void> set_aside(const set_aside_fork& fork) = 0;
  // The newest forks of a screen, at most ten.
  virtual result<std::vector<set_aside_fork>> forks_of(const std::string& screen) = 0;
  // Plays whose START lies in [from, to) and that have an END, ascending, at most `most`. Of several ENDs of
  // one START the first stands.
  virtual result<std::vector<stored_play>> plays(utc_ms from, utc_ms to,
                                                 const std::optional<play_place>& after, int most) = 0;

  // Newest first, at most `most`; of those that are valid after `valid_after` only.
  virtual result<std::vector<stored_notice>> notices(utc_ms valid_after, int most) = 0;
  // The greatest number; 0: there is none.
  virtual result<std::int64_t> newest_notice() = 0;
  // Pins the root when none is; errc::verification when another is. errc::conflict unless the number is
  // greater than that of every other notice and the id is new.
  virtual result<void> add_notice(const stored_notice& n, const public_key& root,
                                  const audit_line& audit) = 0;
  // Of one notice, by screen.
  virtual result<std::vector<notice_word>> words_about(const std::string& notice) = 0;
  // Adds to what the screen has said: the first `shown` stays. The audit line is written when the screen says
  // for the first time that it shows it, or does not take it. errc::not_found when there is no such notice.
  virtual result<void> acknowledge(const std::string& screen, const wire::acknowledgement& said,
                                   const audit_line& audit) = 0;

  // The newest screenshot takes the place of the one before.
  virtual result<void> set_shot(const std::string& screen, const stored_shot& shot) = 0;
  virtual result<std::optional<stored_shot>> shot_of(const std::string& screen) = 0;

  virtual result<void> note(const audit_line& audit) = 0;
  virtual result<std::vector<audit_line>> audit(int newest) = 0;
};

// Opens or creates the database. `durable=false` is for tests of logic only.
result<std::unique_ptr<ledger>> open_sqlite_ledger(const std::filesystem::path& file, bool durable = true);

}  // namespace bangtin::scheduler
