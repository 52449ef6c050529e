// The player's durable journal. It chains records and syncs them to the disk before the player claims a play.
// Once it has verified and stored the daemon's receipt on a head at or past a record, it moves that record to
// the archive beside it (archive.hpp), from which it refills a daemon that has lost it.
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
#include "evidence/journal/archive.hpp"
#include "evidence/record.hpp"

namespace bangtin::evidence::journal {

class journal {
 public:
  // Opens the journal in `file`, or begins a new log with a GENESIS record when there is none. When the file
  // is damaged, or belongs to another key or another screen name, it is renamed to "<file>.damaged-<time>"
  // and a new log begins, which cites the last receipt if "<file>.receipt" still has it. `boot` is the
  // machine's boot id. The archive is the folder "archive" beside the file. errc::io when the disk refuses or
  // another process has the file open.
  static result<std::unique_ptr<journal>> open(const std::filesystem::path& file,
                                               const secret_key& screen_key, const std::string& screen_name,
                                               const time_reading& now, const std::string& boot,
                                               const archive_limits& limits = {});
  ~journal();

  // Appends the records in order as one transaction and syncs it. Fills in `log`, `seq` and `boot`, and sets
  // a START's play.play to its own seq. Returns the seq of the first record. errc::invalid when the line of a
  // record could not be read again, when an END's play.play is 0, or when an END names a play that is not
  // open: nothing is written then. After any other error the outcome is unknown: call `reopen`, then compare
  // `last_seq`; every other call fails until then.
  result<std::int64_t> append(std::span<record> records);
  // Reads the file again after an unknown outcome. What is found then is sent once the disk has taken another
  // commit, as a power cut could still take it back. errc::invalid when the file is damaged or gone: `open`
  // then begins a new log.
  result<void> reopen();
  // Renames this log's file to "<file>.damaged-<time>" and begins a new log, whose GENESIS cites `cites`, a
  // receipt of the daemon, or else the last one. Use it when the daemon and this journal can no longer agree
  // because one of them was restored from an older copy. Plays whose STARTs no receipt covers stay in the
  // renamed file; a GAP in the new log has their number. An error before the rename changes nothing; after
  // any other, `open` goes on with the new log.
  result<void> begin_new_log(const time_reading& now, const std::optional<signed_text>& cites = {});

  enum class citing {
    done,        // this is another log now, which cites the receipt
    not_needed,  // the daemon or the archive may know this log, or it cites another one
    too_long     // it has more than 5,000 records
  };
  // The screen's storage was lost, and the daemon has this receipt of another log: writes this log again as
  // one whose GENESIS cites it. Its records keep their order, seqs and times, and open plays stay open; the
  // file before is renamed as by `begin_new_log`. Does so only for a log that nobody else knows.
  // errc::verification when the receipt does not hold. An error before the rename changes nothing; after any
  // other, `open` goes on with one of the two logs.
  result<citing> cite(const time_reading& now, const signed_text& receipt, const public_key& daemon);

  // Whether the outcome of the last commit is known, so that calls can succeed.
  bool is_usable() const;
  const std::string& log() const;
  std::int64_t last_seq() const;
  // The STARTs without an END, oldest first. After a start of the player these are the plays that a crash or
  // a power cut interrupted in an earlier run.
  result<std::vector<record>> open_plays() const;

  // The oldest records without a receipt, or those that the daemon has asked for: at most `most`, 2,000
  // records and 3.5 MB. Empty when there are none. errc::verification when the archive has damaged the
  // records that the daemon has asked for: they cannot be sent any more.
  result<std::optional<batch>> next_batch(std::size_t most = 500);
  // Verifies the receipt (the daemon's signature, our log, a head of our chain), stores it, and moves the
  // records up to it to the archive. errc::verification when one of these checks fails; nothing changes then.
  // A receipt that is older than the newest stored one changes nothing and is no error; if it is on the batch
  // that was sent last, the next batch follows it. If the archive cannot be written, the records stay here,
  // at most 5,000 of them.
  result<void> acknowledge(const signed_text& receipt, const public_key& daemon);
  // The daemon expects another seq (409): from now on batches start there. errc::invalid when those records
  // are neither here nor in the archive; see `begin_new_log`.
  result<void> resend_from(std::int64_t expected_seq);
  // The daemon has this log's records up to `tip`. If it has acknowledged more, it was restored from an older
  // copy: batches start behind `tip` then, as after `resend_from` and with its errors. Returns whether it
  // was.
  result<bool> resend_lost(std::int64_t tip);
  enum class standing {
    agrees,   // or nothing here says otherwise
    behind,   // the daemon has acknowledged more than this journal has: its disk went back in time
    diverged  // the daemon has acknowledged other records than these
  };
  // Compares the journal with a receipt of the daemon for this log. errc::verification when the receipt does
  // not hold or is for another log.
  result<standing> compare(const signed_text& receipt, const public_key& daemon);
  // The logs before this one of which the archive has records, newest first.
  std::vector<std::string> older_logs() const;
  // The seq that follows the daemon's receipt for an older log. errc::verification when the receipt does not
  // hold or is for another log; errc::conflict when the archive has another record there.
  result<std::int64_t> older_from(const std::string& log, const signed_text& receipt,
                                  const public_key& daemon);
  // The records of an older log from `from` on, at most as `next_batch`. Empty when `from` lies behind the
  // archive's newest. errc::not_found when the archive has no such record, or no receipt proves it;
  // errc::verification when it has damaged it. Changes nothing of what `next_batch` sends.
  result<std::optional<batch>> older_batch(const std::string& log, std::int64_t from, std::size_t most = 500);
  // The records of an older log that end at `last`, or at the archive's newest if that is before: at most as
  // `next_batch`. The same `last` gives the same batch. Empty when the archive has none of the log; errors as
  // `older_batch`.
  result<std::optional<batch>> older_batch_up_to(const std::string& log, std::int64_t last,
                                                 std::size_t most = 500);
  // The records from `from` on, wherever they are, for somebody who carries them to the daemon: at most 2,000
  // and 3.5 MB. 0: from the first one without a receipt. Empty when there are none yet. errc::not_found when
  // neither journal nor archive has the record. Changes nothing of what `next_batch` sends.
  result<std::optional<batch>> carried_batch(std::int64_t from);
  // How many records have no receipt.
  std::int64_t unacknowledged() const;

  // The newest format of records that the daemon has announced; 1 before it did. Kept in "<file>.format".
  std::int64_t daemon_reads() const;
  void set_daemon_reads(std::int64_t format);

  // Keeps the archive within its limits. An unsynchronised time drops nothing for its age.
  void tidy_archive(const time_reading& now);
  std::vector<archive_part> archive_parts() const;
  void set_archive_aside(const std::filesystem::path& file, const error& why);
  const std::optional<error>& archive_problem() const;

 private:
  struct impl;
  explicit journal(std::unique_ptr<impl> i);
  std::unique_ptr<impl> impl_;
};

}  // namespace bangtin::evidence::journal
