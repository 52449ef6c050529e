// How emergency notices come to this screen: heard by a long poll, verified, kept. What does not hold is
// refused and told.
//   DATA/notices.json     those that hold, as they were signed, and the greatest number that was taken
//   DATA/notices/media/   their files
//
// One thread at a time: main begins it, then the uplink's notice thread owns it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "player/core/conductor.hpp"
#include "player/sync/daemon_api.hpp"
#include "player/sync/media_files.hpp"
#include "player/sync/pairing.hpp"
#include "wire/notice.hpp"

namespace bangtin::player::sync {

class notice_sync {
 public:
  // `programme_files` are looked at; `own_files` are those of notices. Both outlive it.
  notice_sync(std::filesystem::path data, identity who, const media_files& programme_files,
              const media_files& own_files);

  // What held when the last run ended, and still does. Nothing when what was kept cannot be read.
  std::vector<core::active_notice> begin(const time_reading& now);

  struct heard {
    bool changed = false;                        // other notices hold than before
    std::vector<wire::acknowledgement> refused;  // each once
    std::int64_t screenshot_request = 0;         // a wish for a screenshot that was not heard before
  };
  // One question to the daemon, which waits up to `wait` with its answer.
  result<heard> round(daemon_api& daemon, const time_reading& now, std::chrono::seconds wait);

  // All that hold at `now`, their media wanted whether they are there or not.
  std::vector<core::active_notice> active(const time_reading& now) const;
  // Writes them down, takes files that the programme has too, and deletes those that nothing needs. Called
  // after they were shown: a screen does not wait for its disk with an alarm, and what was not written down
  // is asked for again after a power cut.
  result<void> keep(const time_reading& now) const;

 private:
  struct held {
    wire::notice value;
    wire::signed_notice note;
  };
  bool take(const wire::signed_notice& s, const time_reading& now, heard& said);
  void refuse(const std::string& id, const error& why, heard& said);

  std::filesystem::path data_;
  identity who_;
  const media_files& programme_files_;
  const media_files& own_files_;
  std::vector<held> held_;
  std::int64_t last_ = 0;  // the greatest number that was taken
  // The greatest that was looked at: what was refused is looked at again a minute later, as its cause may be
  // this screen's clock.
  std::int64_t seen_ = 0;
  milliseconds seen_since_{};
  std::int64_t screenshot_request_ = 0;
  std::map<std::string, message> refused_;
};

}  // namespace bangtin::player::sync
