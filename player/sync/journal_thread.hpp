// The journal thread: the only owner of evidence::journal. The display loop sends it records and learns when
// a START is on the disk; the report thread asks it for batches. A slow disk never delays the display loop,
// and delays each question of the report thread by at most `ask_limits::timeout`.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "evidence/journal/journal.hpp"
#include "player/sync/mailbox.hpp"
#include "player/sync/record_writer.hpp"

namespace bangtin::player::sync {

// How long a caller waits for the journal thread.
struct ask_limits {
  std::stop_token stop;  // ends the wait at once
  std::chrono::milliseconds timeout{10'000};
};

// What the uplink needs of the journal; tests have a twin in memory. Any thread may call. Each call waits for
// the journal thread within `limits`. It returns errc::unreachable when the stop is requested, and errc::io
// when the timeout has passed (the disk hangs) or the journal is not open; otherwise what the journal
// returns.
class evidence_source {
 public:
  virtual ~evidence_source() = default;
  virtual result<std::optional<evidence::batch>> next_batch(const ask_limits& limits) = 0;
  virtual result<void> acknowledge(const evidence::signed_text& receipt, const ask_limits& limits) = 0;
  virtual result<void> resend_from(std::int64_t expected_seq, const ask_limits& limits) = 0;
  virtual result<bool> resend_lost(std::int64_t tip, const ask_limits& limits) = 0;
  virtual result<std::int64_t> unacknowledged(const ask_limits& limits) = 0;
  virtual result<std::string> log(const ask_limits& limits) = 0;
  // What journal::compare says of the receipt.
  using standing = evidence::journal::journal::standing;
  virtual result<standing> compare(const evidence::signed_text& receipt, const ask_limits& limits) = 0;
  // Begins a new log that cites `cites`, or else the last receipt. The plays under way end without a record;
  // a GAP has the number of plays that no receipt covers.
  virtual result<void> begin_new_log(const std::optional<evidence::signed_text>& cites,
                                     const ask_limits& limits) = 0;
  // What journal::cite does with a receipt of another log. The plays under way go on.
  using citing = evidence::journal::journal::citing;
  virtual result<citing> cite(const evidence::signed_text& receipt, const ask_limits& limits) = 0;
  // Of logs that have ended, what journal::older_logs, older_from, older_batch and older_batch_up_to say.
  virtual result<std::vector<std::string>> older_logs(const ask_limits& limits) = 0;
  virtual result<std::int64_t> older_from(const std::string& log, const evidence::signed_text& receipt,
                                          const ask_limits& limits) = 0;
  virtual result<std::optional<evidence::batch>> older_batch(const std::string& log, std::int64_t from,
                                                             const ask_limits& limits) = 0;
  virtual result<std::optional<evidence::batch>> older_batch_up_to(const std::string& log, std::int64_t last,
                                                                   const ask_limits& limits) = 0;
  // What journal::carried_batch says.
  virtual result<std::optional<evidence::batch>> carried_batch(std::int64_t from,
                                                               const ask_limits& limits) = 0;
  // The daemon reads records of this format.
  virtual result<void> set_daemon_reads(std::int64_t format, const ask_limits& limits) = 0;
};

struct journal_setup {
  std::filesystem::path file;
  std::string screen;
  secret_key screen_key;
  public_key daemon_key;
  const clock_source* clock = nullptr;
  std::string boot;
  const wake_event* wakes = nullptr;        // woken for every answer; null: none
  std::function<void()> something_to_send;  // the journal thread calls it after it has taken records
  // Makes the journal_api through which records reach the journal. Empty: directly. Tests put a hanging disk
  // in between.
  std::function<std::unique_ptr<journal_api>(evidence::journal::journal&)> book{};
  // The journal thread calls it when the disk begins to refuse records, with the reason, and with nothing
  // when records are written again.
  std::function<void(const std::optional<error>&)> tell_problem{};
  std::function<void(utc_ms)> acknowledged{};  // called with the time in each receipt that was stored
  std::string boot_reason = "start";           // of the BOOT record, see evidence/output_rule.hpp
  // How far an estimated time of `clock` can be off; empty or without a value: not known.
  std::function<std::optional<milliseconds>()> clock_bound{};
  evidence::journal::archive_limits archive{};
  // The journal thread calls it when something is wrong with the archive, and with nothing when that is over.
  std::function<void(const std::optional<error>&)> tell_archive_problem{};
  // The daemon's key in force, where root has named another one since the pairing; thread-safe. Empty: it is
  // always `daemon_key`.
  std::function<public_key()> daemon_key_now{};

  public_key key_in_force() const { return daemon_key_now ? daemon_key_now() : daemon_key; }
};

class journal_thread final : public evidence_source {
 public:
  // Starts the thread, which opens the journal. While it cannot, it refuses STARTs, keeps notes, and tries
  // again every two seconds; a journal that was lost while the player runs is opened again in the same way.
  // What `setup` points to must outlive the object.
  explicit journal_thread(journal_setup setup);
  // Writes the records that were sent before, then ends. It waits for the disk without limit; the program's
  // exit_deadline (player/app) bounds the wait.
  ~journal_thread() override;

  // The display loop calls these two; neither waits. `send` returns false, and takes nothing, when 10,000
  // requests are waiting.
  bool send(record_write message);
  std::vector<record_outcome> answers();

  result<std::optional<evidence::batch>> next_batch(const ask_limits& limits) override;
  result<void> acknowledge(const evidence::signed_text& receipt, const ask_limits& limits) override;
  result<void> resend_from(std::int64_t expected_seq, const ask_limits& limits) override;
  result<bool> resend_lost(std::int64_t tip, const ask_limits& limits) override;
  result<std::int64_t> unacknowledged(const ask_limits& limits) override;
  result<std::string> log(const ask_limits& limits) override;
  result<standing> compare(const evidence::signed_text& receipt, const ask_limits& limits) override;
  result<void> begin_new_log(const std::optional<evidence::signed_text>& cites,
                             const ask_limits& limits) override;
  result<citing> cite(const evidence::signed_text& receipt, const ask_limits& limits) override;
  result<std::vector<std::string>> older_logs(const ask_limits& limits) override;
  result<std::int64_t> older_from(const std::string& log, const evidence::signed_text& receipt,
                                  const ask_limits& limits) override;
  result<std::optional<evidence::batch>> older_batch(const std::string& log, std::int64_t from,
                                                     const ask_limits& limits) override;
  result<std::optional<evidence::batch>> older_batch_up_to(const std::string& log, std::int64_t last,
                                                           const ask_limits& limits) override;
  result<std::optional<evidence::batch>> carried_batch(std::int64_t from, const ask_limits& limits) override;
  result<void> set_daemon_reads(std::int64_t format, const ask_limits& limits) override;

  // For archive_check. Any thread may call; errors as above.
  result<std::vector<evidence::journal::archive_part>> archive_parts(const ask_limits& limits);
  result<void> set_archive_aside(const std::filesystem::path& file, const error& why,
                                 const ask_limits& limits);

 private:
  using question = std::function<void(evidence::journal::journal*)>;  // null while the journal is not open
  struct new_log {  // the keeper's work, because the writer begins again too
    std::function<void(result<void>)> answer;
    std::optional<evidence::signed_text> cites;
  };
  struct citing_log {
    std::function<void(result<citing>)> answer;
    evidence::signed_text receipt;
  };
  using request = std::variant<record_write, question, new_log, citing_log>;

  template <class T>
  result<T> ask(std::function<result<T>(evidence::journal::journal&)> what, const ask_limits& limits);
  void run(std::stop_token stop);

  journal_setup setup_;
  mailbox<request> requests_{10'000};
  mailbox<record_outcome> answers_;
  std::jthread thread_;  // last: ends before what it uses
};

}  // namespace bangtin::player::sync
