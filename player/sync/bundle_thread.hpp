// Looks for USB sticks, puts what they bring into a bundle_box, and writes onto them what this screen would
// post: its evidence and its status. A panel on the glass says how far it is, and ends with a QR code as a
// receipt.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "player/stage/stage.hpp"
#include "player/sync/bundle_box.hpp"
#include "player/sync/bundle_reader.hpp"
#include "player/sync/carried_logs.hpp"
#include "player/sync/journal_thread.hpp"
#include "player/sync/status.hpp"

namespace bangtin::player::sync {

struct bundle_setup {
  std::filesystem::path mounted;            // where sticks are mounted, one at a time
  secret_key key;                           // of the screen
  std::optional<identity> who;              // empty: not paired yet
  std::shared_ptr<const kept_trust> trust;  // null: not paired yet
  status* tells = nullptr;
  evidence_source* evidence = nullptr;  // null: nothing is written
  // The status of this screen now, as it would be sent.
  std::function<wire::screen_status(const time_reading&)> status_now{};
  std::function<void(utc_ms)> vouched{};  // called with the time at which the daemon made an index
  wire::bundle_folder::gate gate{};       // for tests, of each stick
};

// Not thread-safe; the bundle thread owns it. What `setup` and `box` refer to must outlive it.
class bundle_visit {
 public:
  bundle_visit(bundle_setup setup, bundle_box& box) : setup_(std::move(setup)), box_(box) {}

  // Looks once, and does a piece of the work; call it about once a second. Returns the panel to show.
  stage::stick_panel step(const time_reading& now, const ask_limits& limits = {});
  // Whether it has more to write at once.
  bool has_more() const { return here_ && phase_ == phase::writing; }

 private:
  enum class phase { writing, waiting, done, refused };
  static constexpr int batches_a_step = 4;
  static constexpr std::chrono::seconds show_receipt_for{60};

  void look(const time_reading& now);
  // Whether the index on the stick is still the one that was read last.
  bool has_same_index(const wire::bundle_folder& folder);
  void arrived(wire::bundle_folder folder, const time_reading& now);
  void begin_writing();
  void gone(bool pulled);
  void refuse(const named_attack& why, milliseconds now);
  void forget_attack(milliseconds now);
  void write(const time_reading& now, const ask_limits& limits);
  result<bool> write_evidence(const ask_limits& limits);
  result<bool> write_earlier_logs(const ask_limits& limits);
  result<void> write_status(const time_reading& now);
  result<void> write_said(const time_reading& now);
  void failed(const error& e);
  bool programme_is_taken(const status::snapshot& c) const;
  stage::stick_panel panel(const time_reading& now);

  bundle_setup setup_;
  bundle_box& box_;
  std::shared_ptr<const plugged_stick> here_;   // the stick that is plugged in; null: none, or it is refused
  std::optional<wire::bundle_folder> refused_;  // the stick that is refused, as long as it is plugged in
  std::optional<wire::bundle_folder::stamp> index_stamp_;  // of the index that was read last
  std::optional<digest> index_hash_;
  phase phase_ = phase::writing;
  std::int64_t next_seq_ = 0;            // of the records to be written; 0: the first without a receipt
  std::int64_t written_ = 0;             // records
  std::optional<carried_logs> earlier_;  // empty: the stick does not say what the daemon has of them
  evidence::head upto_;                  // the newest record that is on the stick, or acknowledged on it
  std::optional<evidence::signed_text> statement_;
  std::int64_t told_version_ = -1;
  std::uint64_t told_said_ = 0;  // box_.said().number() that is on the stick
  milliseconds done_at_{};
  std::optional<error> problem_;
  std::optional<milliseconds> attacked_at_;  // since then the status names an attack
};

// Owns the thread; see uplink.hpp for the rules of these threads. `show` is called with the panel when it
// changes.
class bundle_thread {
 public:
  bundle_thread(bundle_setup setup, bundle_box& box, const clock_source& clock,
                std::function<void(const stage::stick_panel&)> show);
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

}  // namespace bangtin::player::sync
