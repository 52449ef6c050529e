// What the conductor asks the display loop to do. Plain values; the loop executes them in the given order.
#pragma once

#include <string>
#include <variant>

#include "base/clock.hpp"
#include "evidence/record.hpp"
#include "player/core/events.hpp"
#include "player/stage/stage.hpp"

namespace bangtin::player::core {

struct prepare_cue {
  stage::cue_id id;
  playlists::programme::file_ref file;         // all zero: `what` is a card or blank
  stage::content what;                         // the loop fills in the paths of a picture_file
  playlists::programme::file_ref subtitles{};  // no bytes: none
};
struct show_cue {
  stage::cue_id id;
  stage::mono_ms at;
  milliseconds fade{};
};
struct drop_cue {
  stage::cue_id id;
};
struct set_overlays {                     // the programme's overlays on this screen
  stage::overlays what;                   // the loop fills in the path of `logo`
  playlists::programme::file_ref logo{};  // no bytes: none
};
struct set_power {
  bool on;
};
struct check_file {  // due on the screen within a minute: check that its bytes are still the signed ones
  playlists::programme::file_ref file;
};
struct write_start {  // make this START durable, then send start_durable or journal_failed
  play_token token;
  evidence::record record;
};
struct write_end {  // follows the START of the same token, from which the loop fills in the seq
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
struct notice_over {  // it was on show and is no longer active
  std::string id;
  utc_ms at;
};

using action = std::variant<prepare_cue, show_cue, drop_cue, set_overlays, set_power, check_file, write_start,
                            write_end, write_note, notice_on_show, notice_over>;

}  // namespace bangtin::player::core
