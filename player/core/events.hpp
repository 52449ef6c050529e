// Everything that the conductor learns besides the passing of time. Plain values. The display loop makes them
// from what the stage, the journal and the network report.
//
// Instants of type `utc_ms` are wall-clock time, `mono_ms` monotonic time. The two can drift apart.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/message.hpp"
#include "player/stage/stage.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::player::core {

// A verified programme whose files are all on this screen's disk.
struct ready_programme {
  std::shared_ptr<const playlists::programme::programme> value;
  digest programme_digest;
};

// Names a play until the journal has given its START a seq. Never 0, never used twice in a process.
using play_token = std::uint64_t;

// The picture or video of an emergency notice.
struct notice_media {
  playlists::programme::file_ref file;  // on this screen's disk
  bool video = false;
  milliseconds duration{};  // of a video, which is repeated until the notice ends; else 0
  bool operator==(const notice_media&) const = default;
};
// An emergency notice that is active on this screen. `issued` and `expires` come from the approver. It ends
// at `expires` by the wall clock, and at the latest (expires - issued) after the conductor first heard of it.
struct active_notice {
  std::string id;
  std::int64_t number = 0;
  utc_ms issued{}, expires{};
  std::string text;                   // shown unless `media` can be shown
  std::optional<notice_media> media;  // set once its file is on this screen's disk
  bool operator==(const active_notice&) const = default;
};

struct tick {};
struct programme_arrived {
  ready_programme programme;
};
// The newest approved programme asks for changes at once (programme::now), and its files are not all here
// yet. Segments of the programme on show that need one of these files are skipped at once: the slate stands
// in. Holds until another programme arrives or the event comes again; without files it withdraws nothing.
struct items_withdrawn {
  std::vector<digest> files;  // which the newest approved programme no longer has on this screen
};
// The screen has been running for longer than the programme is valid: it has expired, whatever the clock
// says.
struct programme_outlived {
  digest programme;
};
struct start_durable {  // the journal holds this play's START
  play_token token;
  std::int64_t play;  // its seq
};
struct journal_failed {  // the journal refused this play's START; the play will not count
  play_token token;
};
struct paired_as {
  std::string screen;
};
struct unpaired {  // show this code and address until paired
  std::string code;
  std::string address;
  std::vector<message> trouble{};  // why it cannot be paired now; empty: nothing is wrong
  bool operator==(const unpaired&) const = default;
};
// The screen plays on, and must be paired again: the daemon does not know it any more, or its key is lost.
// The code stands in a panel beside the picture until paired_as or unpaired; an empty code removes it.
struct pairing_offered {
  std::string code;
  std::string note{};  // a sentence in the player's language: what the screen cannot reach, or why it asks
};
// A panel beside the picture says what becomes of a USB stick; one without a title removes it.
struct stick_told {
  stage::stick_panel what;
};
struct notices_changed {  // all that are active now; the one with the greatest number is shown
  std::vector<active_notice> active;
};
struct stopping {};  // SIGTERM: close what is on show as partial

using event = std::variant<tick, programme_arrived, programme_outlived, items_withdrawn, start_durable,
                           journal_failed, paired_as, unpaired, pairing_offered, stick_told, notices_changed,
                           stopping, stage::cue_ready, stage::cue_began, stage::cue_ended, stage::cue_failed,
                           stage::output_state>;

}  // namespace bangtin::player::core
