// What the campaigns of faults share: chance, screens with their disks, and the judge. A book outside of the
// system notes what every screen wrote and which receipts it got; when the faults are over, the judge
// compares it with what the daemon has.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "evidence/journal/journal.hpp"
#include "evidence/record.hpp"
#include "player/sync/reporter.hpp"

namespace bangtin::e2e::campaign {

namespace fs = std::filesystem;
using evidence::journal::journal;

constexpr utc_ms beginning{milliseconds(1'791'590'400'000)};

class dice {
 public:
  explicit dice(std::uint64_t seed) : random_(seed) {}
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  bool one_in(int n) { return below(n) == 0; }

 private:
  std::mt19937_64 random_;
};

void copy_folder(const fs::path& from, const fs::path& to);

// What a screen's person of trust saw. Lines by log and seq; a place has several lines if its disk went back.
struct outside_book {
  std::map<std::pair<std::string, std::int64_t>, std::set<std::string>> written, maybe_written;
  std::map<std::pair<std::string, std::int64_t>, std::string> receipted;  // what a receipt covers

  // The journal wrote the log again under another name.
  void rename_log(const std::string& from, const std::string& to);
  bool knows(const std::string& log, std::int64_t seq, const std::string& line) const;
};

// One machine that shows a screen: its disk, its journal and the reporter that sends it.
class screen_machine final : public player::sync::evidence_source {
 public:
  screen_machine(std::string name, fs::path folder, secret_key key, public_key daemon);

  bool start(milliseconds mono, utc_ms utc);
  void stop();
  bool runs() const { return journal_ != nullptr; }
  void set_time(utc_ms utc, milliseconds mono) { now_ = {utc, mono, clock_trust::synced}; }

  // One play, which another call may end.
  void play();
  void send(player::sync::daemon_api& to, std::size_t batch);
  result<void> send_all(player::sync::daemon_api& to) { return reporter_->send_evidence(to, now_, {}); }
  std::int64_t left() const { return journal_->unacknowledged(); }
  bool all_sent() const { return left() == 0 && !reporter_->has_more(); }

  const std::string& name() const { return name_; }
  const fs::path& folder() const { return folder_; }
  const secret_key& key() const { return key_; }
  const outside_book& book() const { return book_; }
  const journal& records() const { return *journal_; }
  int new_logs() const { return new_logs_; }

  // ---- evidence_source
  using limits = player::sync::ask_limits;
  result<std::optional<evidence::batch>> next_batch(const limits&) override;
  result<void> acknowledge(const evidence::signed_text& receipt, const limits&) override;
  result<void> resend_from(std::int64_t seq, const limits&) override;
  result<bool> resend_lost(std::int64_t tip, const limits&) override;
  result<std::int64_t> unacknowledged(const limits&) override;
  result<std::string> log(const limits&) override;
  result<standing> compare(const evidence::signed_text& receipt, const limits&) override;
  result<void> begin_new_log(const std::optional<evidence::signed_text>& cites, const limits&) override;
  result<citing> cite(const evidence::signed_text& receipt, const limits&) override;
  result<std::vector<std::string>> older_logs(const limits&) override;
  result<std::int64_t> older_from(const std::string& log, const evidence::signed_text& receipt,
                                  const limits&) override;
  result<std::optional<evidence::batch>> older_batch(const std::string& log, std::int64_t from,
                                                     const limits&) override;
  result<std::optional<evidence::batch>> older_batch_up_to(const std::string& log, std::int64_t last,
                                                           const limits&) override;
  result<std::optional<evidence::batch>> carried_batch(std::int64_t from, const limits&) override;
  result<void> set_daemon_reads(std::int64_t format, const limits&) override;

 private:
  evidence::record of_type(evidence::record_type type, std::string reason) const;
  // After an error of the disk the outcome is unknown: reads the journal again, or opens it again.
  bool usable();
  std::optional<std::int64_t> write(evidence::record r);
  void end_play(std::int64_t play, evidence::play_outcome outcome);
  void note_receipt(const evidence::signed_text& receipt);

  struct made_up_host final : player::sync::host_stats {
    player::sync::host_state read() const override { return {}; }
  };
  std::string name_;
  fs::path folder_;
  secret_key key_;
  public_key daemon_;
  made_up_host host_;
  player::sync::status status_;
  std::unique_ptr<journal> journal_;
  std::optional<player::sync::reporter> reporter_;
  outside_book book_;
  time_reading now_;
  std::string boot_;
  std::int64_t playing_ = 0;
  std::size_t batch_ = 500;
  int boots_ = 0, new_logs_ = 0;
};

// A ledger's lines by log and seq, and those of its forks by log, read past its interface, as an auditor with
// the sqlite3 shell would. No daemon may hold the file.
struct stored_lines {
  std::map<std::pair<std::string, std::int64_t>, std::string> records;
  std::map<std::string, std::set<std::string>> forked;
};
stored_lines lines_in(const fs::path& ledger);

// What is wrong once everything is healed and sent. `went_back`: the disk of a screen did.
std::vector<std::string> judge(const std::vector<std::unique_ptr<screen_machine>>& screens,
                               const stored_lines& stored, bool went_back);

}  // namespace bangtin::e2e::campaign
