// A site in memory whose screens have played for weeks: the source of evidence files for tests. It has
// several screens, one of which was paired again and one removed, logs with several runs, a fork, screens
// without a synchronised clock, plays of every outcome and of every reason not to
// count, records from before rule 2 (in memory only), and receipts of both forms.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/signing.hpp"
#include "evidence/record.hpp"
#include "evidence/report/heads_text.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::test {

// A key made from the name, so that a site always has the same keys.
secret_key key_of(const std::string& name);

// A screen's log, as its journal writes it.
class log_writer {
 public:
  log_writer(ledger::ledger& l, std::string screen, secret_key key, std::string log, secret_key daemon);

  // From now on records belong to this boot; its monotonic clock begins at `at`.
  void boot(const std::string& id, utc_ms at, clock_trust clock, const std::string& reason = "start");
  // How far the wall clock is wrong.
  milliseconds wrong{};
  void clock_synced(utc_ms at);
  // START and END of one play of `media`, which begins at `at`; START 2 s before. An empty outcome leaves the
  // END out.
  void play(const digest& programme, utc_ms at, const std::string& media, const std::string& outcome);
  // Hands the records since the last call to the ledger.
  void send(utc_ms received, bool names_rules);
  int rules = 2;  // in force when it sends
  const std::string& screen() const { return screen_; }
  // Hands records to the ledger that contradict the last `n` ones.
  void fork(std::size_t n, utc_ms received);

 private:
  evidence::record blank(evidence::record_type t, utc_ms at) const;
  void append(const evidence::record& r);

  ledger::ledger& ledger_;
  std::string screen_;
  secret_key key_;
  std::string log_;
  secret_key daemon_;
  std::string boot_ = "b0";
  utc_ms booted_{};
  clock_trust clock_ = clock_trust::synced;
  std::vector<std::string> lines_;
  std::vector<digest> links_;
  std::size_t sent_ = 0;
};

struct evidence_file {
  std::string text;
  evidence::report::filed_heads heads;
};

class evidence_site {
 public:
  // `plays_per_day`: of each screen. Without a ledger it makes one in memory, which suits few plays.
  explicit evidence_site(int plays_per_day, std::unique_ptr<ledger::ledger> l = nullptr);

  // The evidence file of a month, written as the daemon does it.
  evidence_file month(const std::string& name);
  // From now on the daemon signs with another key, as a site statement says.
  void renew_daemon_key();
  // From now on the site has another root key, which has signed everything anew.
  void succeed_root();

  ledger::ledger& the_ledger() { return *ledger_; }
  secret_key root() const { return root_; }
  secret_key daemon() const { return daemon_; }

 private:
  digest publish(std::int64_t version, utc_ms issued);
  void pair(const std::string& screen, const secret_key& key, utc_ms at);
  void days(log_writer& w, const std::string& from, const std::string& to, int run);

  void implausible(log_writer& g);
  // The next play of the screen that the timeline has from `at` on.
  void planned(log_writer& w, utc_ms at, const std::string& outcome);
  std::vector<playlists::schedule::slot> slots_of(const digest& p, const std::string& screen,
                                                  utc_ms at) const;
  void judge_by_rule_one(const std::string& log);
  void judge();

  bool in_memory_;
  std::unique_ptr<ledger::ledger> ledger_;
  secret_key root_ = key_of("root"), daemon_ = key_of("daemon"), approver_ = key_of("approver"),
             second_ = key_of("second approver");  // signs every second version too
  int plays_per_day_;
  std::map<utc_ms, digest> programmes_;
  std::map<digest, playlists::programme::programme> values_;
  playlists::programme::programme newest_;
};

// The seal of a file that was changed, made with the daemon's key; the file as it is if it has no seal.
std::string sealed_again(const std::string& text, const secret_key& daemon);

}  // namespace bangtin::scheduler::test
