// Writes onto a stick what the daemon lacks of this screen's earlier logs, from its archive: of the log under
// way the bundle thread takes care itself. older_logs.hpp does the same over the network. Not thread-safe:
// the bundle thread owns it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "player/sync/journal_thread.hpp"
#include "wire/bundle_folder.hpp"
#include "wire/bundle_logs.hpp"

namespace bangtin::player::sync {

class carried_logs {
 public:
  // The status, and what the desk writes next, still find room.
  static constexpr std::int64_t default_reserve_bytes = 8 * 1024 * 1024;

  // `known`: what the daemon has, as the stick says. `evidence_folder`: within the stick. `reserve_bytes` of
  // the stick stay free. `source` must outlive it.
  carried_logs(evidence_source& source, std::string evidence_folder, std::vector<wire::known_log> known,
               std::int64_t reserve_bytes = default_reserve_bytes)
      : source_(source),
        evidence_folder_(std::move(evidence_folder)),
        known_(std::move(known)),
        reserve_bytes_(reserve_bytes) {}

  // Writes up to `max_batches` batches onto the stick, newest log first. True: nothing is left, or the stick
  // has room for no more; the next visit goes on from what the daemon has then. A log that the archive cannot
  // prove, or of which the daemon has other records, is left and named in the program's log. Returns errors
  // of the stick, and those of the journal that pass.
  result<bool> write_some(const wire::bundle_folder& stick, int max_batches, const ask_limits& limits);

  std::int64_t records() const { return records_; }  // that were written
  bool is_full() const { return full_; }

 private:
  result<std::int64_t> first_lacking(const std::string& log, const ask_limits& limits);
  // True: the log has ended.
  result<bool> write_next(const wire::bundle_folder& stick, const ask_limits& limits);

  evidence_source& source_;
  std::string evidence_folder_;
  std::vector<wire::known_log> known_;
  std::optional<std::deque<std::string>>
      logs_;                          // to go through; the first is under way; empty: not asked yet
  std::optional<std::int64_t> from_;  // of the log under way
  std::int64_t reserve_bytes_;
  std::int64_t records_ = 0;
  bool full_ = false;
};

}  // namespace bangtin::player::sync
