// The player's durable journal: records are chained and synced here before anything is claimed, and leave
// only after the daemon's receipt on a head at or past them has been verified and stored.
//
// Not thread-safe: one thread (the player's journal thread) owns it. Storage is SQLite
// (base/sqlite/database.hpp).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/signing.hpp"
#include "evidence/batch.hpp"
#include "evidence/chain.hpp"
#include "evidence/record.hpp"

namespace bangtin::evidence::journal {

class journal {
 public:
  // Opens the journal in `file`, or begins a new log with a GENESIS record when there is none. A damaged file
  // is set aside beside it (".damaged-<time>") and a new log begun, citing the last receipt that is still
  // known from `file`.receipt; likewise one that another key or another screen's name wrote. errc::io when
  // the disk refuses or another process has the file open.
  static result<std::unique_ptr<journal>> open(const std::filesystem::path& file,
                                               const secret_key& screen_key, const std::string& screen_name,
                                               const time_reading& now, const std::string& boot);
  ~journal();

  // Appends the records in order as one transaction and syncs it. `log`, `seq` and `boot` are filled in; an
  // END whose play.play is 0 is refused; a START's play.play becomes its own seq. Returns the seq of the
  // first. errc::invalid when a record is not one that could be read again, or ends a play that is not open:
  // nothing was written then. After any other error the outcome is unknown: call `reopen`, then compare
  // `last_seq`; every other call fails until then.
  result<std::int64_t> append(std::span<record> records);
  // errc::invalid when the file is damaged or gone: `open` then begins a new log.
  result<void> reopen();
  // Sets this log's file aside and begins a new one that cites the last receipt: for when the daemon and this
  // journal can no longer agree (one of them was restored from an older copy). What has no receipt stays in
  // the file that was set aside.
  result<void> begin_new_log(const time_reading& now);

  const std::string& log() const;
  std::int64_t last_seq() const;
  // STARTs without an END, oldest first: plays that a crash or a power cut interrupted in an earlier run.
  result<std::vector<record>> open_plays() const;

  // The oldest records without a receipt, at most `most`; nothing when all are acknowledged.
  result<std::optional<batch>> next_batch(std::size_t most = 500) const;
  // Verifies the receipt (daemon's signature, our log, a head of our chain), stores it, and lets go of the
  // records up to it. errc::verification when it does not hold; nothing changes then. A receipt for less than
  // is acknowledged already changes nothing and is no failure.
  result<void> acknowledge(const signed_text& receipt, const public_key& daemon);
  // The daemon expects another seq (409): batches start there from now on. errc::invalid when those records
  // are gone or were never written; see `begin_new_log`.
  result<void> resend_from(std::int64_t expected_seq);
  std::int64_t unacknowledged() const;

 private:
  struct impl;
  explicit journal(std::unique_ptr<impl> i);
  std::unique_ptr<impl> impl_;
};

}  // namespace bangtin::evidence::journal
