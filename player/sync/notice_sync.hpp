// How emergency notices come to this screen: a long poll receives them, and those that verify and whose
// approver is trusted now are kept. The others are refused, and the daemon learns of the refusal.
//   DATA/notices.json     the active notices, as they were signed, and the greatest number that was accepted
//   DATA/notices/media/   their files
//
// Use from one thread at a time: the display loop begins it, then the uplink's notice thread owns it.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "player/core/conductor.hpp"
#include "player/sync/daemon_api.hpp"
#include "player/sync/kept_trust.hpp"
#include "player/sync/media_files.hpp"
#include "player/sync/pairing.hpp"
#include "wire/notice.hpp"

namespace bangtin::player::sync {

class notice_sync {
 public:
  // `programme_files` are the programme's files, which are only read; `own_files` are those of notices. Both
  // must outlive it. `trust` is what the programme's thread uses too; null: it reads its own from `data`.
  notice_sync(std::filesystem::path data, identity who, const media_files& programme_files,
              const media_files& own_files, std::shared_ptr<kept_trust> trust = nullptr);

  // The notices that the last run kept and that are still active. Empty when the file cannot be read.
  std::vector<core::active_notice> begin(const time_reading& now);

  struct heard {
    bool changed = false;                        // a notice was added or stopped, or its approver revoked
    std::optional<named_attack> attack;          // what was refused, if it is an attack; the latest
    bool taken = false;                          // a notice held
    std::vector<wire::acknowledgement> refused;  // refusals that were not reported before
    std::int64_t screenshot_request = 0;         // a new request for a screenshot; 0: none
  };
  // Asks the daemon once; the daemon waits up to `wait` for news. Returns the daemon_api's errors; a refused
  // notice is no error.
  result<heard> round(daemon_api& daemon, const time_reading& now, std::chrono::seconds wait);

  // All notices that are active at `now`. Their `media` is set even if its file has not arrived.
  std::vector<core::active_notice> active(const time_reading& now) const;
  // Writes the active notices to the disk, links to the programme's files that they need, and deletes notice
  // files that none needs. Call it after the notices were sent to the display loop, so that an alarm never
  // waits for the disk; after a power cut the screen asks the daemon again for what was not written. errc::io
  // when the disk refuses.
  result<void> keep(const time_reading& now) const;

 private:
  struct held {
    wire::notice value;
    wire::signed_notice note;
  };
  bool take(wire::signed_notice s, const time_reading& now, heard& said);
  void refuse(const std::string& id, const error& why, wire::attack kind, heard& said);
  bool drop_untrusted();

  std::filesystem::path data_;
  identity who_;
  const media_files& programme_files_;
  const media_files& own_files_;
  std::shared_ptr<kept_trust> trust_;
  std::vector<held> held_;
  std::int64_t last_ = 0;  // the greatest number that was accepted
  // The greatest number that was examined. It falls back to `last_` after a minute, so that refused notices
  // are examined again: the cause may have been this screen's clock.
  std::int64_t seen_ = 0;
  milliseconds seen_since_{};
  std::int64_t screenshot_request_ = 0;
  std::map<std::string, message> refused_;
};

}  // namespace bangtin::player::sync
