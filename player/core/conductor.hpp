// The conductor decides what is on the screen: `resume(now, event) -> actions`. It does no I/O, reads no
// clock and owns no thread, so whole days are played through in tests within milliseconds. The loop in
// player/app/playback.hpp obeys it.
//
// The life of one showing: prepare (a few seconds ahead) -> ready -> START asked for -> START durable -> show
// at the slot's instant -> began -> ended -> END asked for. What fails on the way is skipped to the next
// thing that can be shown, and said in END.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "evidence/record.hpp"
#include "player/stage/stage.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::player {

// A verified programme whose files are all in the cache.
struct ready_programme {
  std::shared_ptr<const playlists::programme> value;
  digest identity;
};

// Which showing a record belongs to, until the journal has given its START a seq.
using play_token = std::uint64_t;

// ---- events: everything the conductor learns, besides time passing
struct programme_arrived {
  ready_programme programme;
};
struct start_durable {  // the journal holds this play's START
  play_token token;
  std::int64_t play;  // its seq
};
struct journal_failed {  // this record could not be kept; the play will not count
  play_token token;
};
struct paired_as {
  std::string screen;
};
struct unpaired {  // show this code and address until paired
  std::string code;
  std::string address;
};
// An emergency notice that holds for this screen. Times are the daemon's and the approver's: it ends at
// `expires` by the wall clock, and no later than its length after it was first heard of, whatever the wall
// clock says.
struct notice_media {
  playlists::file_ref file;  // in the cache
  bool video = false;
  milliseconds duration{};  // of a video, which is shown again and again
  bool operator==(const notice_media&) const = default;
};
struct active_notice {
  std::string id;
  std::int64_t number = 0;
  utc_ms issued{}, expires{};
  std::string text;                   // shown, unless there is media that can be
  std::optional<notice_media> media;  // once its file is there
  bool operator==(const active_notice&) const = default;
};
struct notices_changed {  // all that hold now; the one with the greatest number is shown
  std::vector<active_notice> active;
};
struct tick {};
struct stopping {};  // SIGTERM: close what is on, as partial
using event =
    std::variant<tick, programme_arrived, start_durable, journal_failed, paired_as, unpaired, notices_changed,
                 stopping, cue_ready, cue_began, cue_ended, cue_failed, output_state>;

// ---- actions: what the loop is to do, in this order
struct prepare_cue {
  cue_id id;
  playlists::file_ref file;         // sha256 all zero: `card` or dark instead
  picture what;                     // of a picture_file, the files are filled in by the loop from the cache
  playlists::file_ref subtitles{};  // no bytes: none
};
struct show_cue {
  cue_id id;
  mono_ms at;
  milliseconds fade{};
};
struct drop_cue {
  cue_id id;
};
struct set_overlays {          // of what the programme lays above this screen's pictures
  overlays what;               // its `logo` is filled in by the loop from the cache
  playlists::file_ref logo{};  // no bytes: none
};
struct set_power {
  bool on;
};
struct check_file {  // it is to be shown within a minute: see whether its bytes are still what was signed
  playlists::file_ref file;
};
struct write_start {  // make this START durable, then say start_durable
  play_token token;
  evidence::record record;
};
struct write_end {  // follows the START of the same token; the loop fills in play from it
  play_token token;
  evidence::record record;
};
struct write_note {  // CLOCK, GAP
  evidence::record record;
};
struct notice_on_show {  // for the first time in this run
  std::string id;
  utc_ms at;
};
struct notice_over {  // it was on show, and holds no more
  std::string id;
  utc_ms at;
};
using action = std::variant<prepare_cue, show_cue, drop_cue, set_overlays, set_power, check_file, write_start,
                            write_end, write_note, notice_on_show, notice_over>;

// What is on, for the status report.
struct on_now {
  std::string media;  // or "slate", "closed", "pairing", "notice"
  std::string campaign;
  std::int64_t programme_version = 0;
  std::int64_t frames_dropped = 0;  // since the start
  std::string output = "unknown";   // or "connected", "disconnected"
  bool operator==(const on_now&) const = default;
};

class conductor {
 public:
  conductor();
  ~conductor();
  // Takes one event at `now` and returns what to do. `now` may step either way between calls.
  std::vector<action> resume(const time_reading& now, const event& e);
  // When to call resume(tick) at the latest, if nothing else happens.
  mono_ms next_wake(const time_reading& now) const;
  on_now showing() const;
  // After `stopping`: nothing is left that has to be written.
  bool finished() const;

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace bangtin::player
