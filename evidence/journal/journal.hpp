// The player's durable journal. It chains records and syncs them to the disk before the player claims a play,
// and deletes a record only after it has verified and stored the daemon's receipt on a head at or past that
// record.
//
// Not thread-safe: one thread (the player's journal thread) owns it, and every call may block on the disk.
// Storage is SQLite (base/sqlite/database.hpp).
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
  // Opens the journal in `file`, or begins a new log with a GENESIS record when there is none. When the file
  // is damaged, or belongs to another key or another screen name, it is renamed to "<file>.damaged-<time>"
  // and a new log begins, which cites the last receipt if "<file>.receipt" still has it. `boot` is the
  // machine's boot id. errc::io when the disk refuses or another process has the file open.
  static result<std::unique_ptr<journal>> open(const std::filesystem::path& file,
                                               const secret_key& screen_key, const std::string& screen_name,
                                               const time_reading& now, const std::string& boot);
  ~journal();

  // Appends the records in order as one transaction and syncs it. Fills in `log`, `seq` and `boot`, and sets
  // a START's play.play to its own seq. Returns the seq of the first record. errc::invalid when the line of a
  // record could not be read again, when an END's play.play is 0, or when an END names a play that is not
  // open: nothing is written then. After any other error the outcome is unknown: call `reopen`, then compare
  // `last_seq`; every other call fails until then.
  result<std::int64_t> append(std::span<record> records);
  // Reads the file again after an unknown outcome. errc::invalid when the file is damaged or gone: `open`
  // then begins a new log.
  result<void> reopen();
  // Renames this log's file to "<file>.damaged-<time>" and begins a new log that cites the last receipt. Use
  // it when the daemon and this journal can no longer agree because one of them was restored from an older
  // copy. Records without a receipt stay in the renamed file.
  result<void> begin_new_log(const time_reading& now);

  const std::string& log() const;
  std::int64_t last_seq() const;
  // The STARTs without an END, oldest first. After a start of the player these are the plays that a crash or
  // a power cut interrupted in an earlier run.
  result<std::vector<record>> open_plays() const;

  // The oldest records without a receipt: at most `most`, 2,000 records and 3.5 MB. Empty when all records
  // are acknowledged.
  result<std::optional<batch>> next_batch(std::size_t most = 500) const;
  // Verifies the receipt (the daemon's signature, our log, a head of our chain), stores it, and deletes the
  // records up to it. errc::verification when one of these checks fails; nothing changes then. A receipt that
  // is older than the newest stored one changes nothing and is no error.
  result<void> acknowledge(const signed_text& receipt, const public_key& daemon);
  // The daemon expects another seq (409): from now on batches start there. errc::invalid when those records
  // were deleted or never written; see `begin_new_log`.
  result<void> resend_from(std::int64_t expected_seq);
  // How many records have no receipt.
  std::int64_t unacknowledged() const;

 private:
  struct impl;
  explicit journal(std::unique_ptr<impl> i);
  std::unique_ptr<impl> impl_;
};

}  // namespace bangtin::evidence::journal
