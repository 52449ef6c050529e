// The stage: one window that shows one cue at a time while the next is prepared behind it. The stage knows
// nothing of programmes: the conductor tells it what to prepare and when to show it, and the stage reports
// what viewers really saw.
//
// Not thread-safe; use only on the creating thread. `wait` is the only call in which the player's display
// loop sleeps; it presents frames meanwhile. All times are milliseconds on the monotonic clock. Nothing here
// returns an error: a cue that cannot be shown is reported by a `cue_failed` event. Two implementations:
// sdl_stage (player/stage/sdl_stage.hpp) and the tests' fake.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "player/stage/geometry.hpp"

namespace bangtin::player::stage {

using std::chrono::milliseconds;
// A reading of the monotonic clock (CLOCK_BOOTTIME), as in bangtin::time_reading::mono.
using mono_ms = milliseconds;

// The conductor's number for one cue; never used twice in a process.
using cue_id = std::uint64_t;

// What a cue shows: a file, a card drawn by the stage, or black.
struct picture_file {
  enum class type { video, image } kind = type::image;
  std::filesystem::path file;  // a rendition in the player's media folder
  milliseconds offset{};       // start position in the video (when joining mid-item); 0 for images
  milliseconds length{};  // how long to show it from there; a video that ends sooner holds its last frame
  bool sound = false;
  int volume = 100;  // percent of the file's own, 0..100
  fit_mode fit = fit_mode::contain;
  std::string link{};                 // shown as a QR code while the cue is on show; empty: none
  bool link_in_corner = false;        // over the picture's lower right corner; else beside the picture
  std::string call{};                 // the call to action beside it
  std::filesystem::path subtitles{};  // SRT or WebVTT in the player's media folder; empty: none
  bool operator==(const picture_file&) const = default;
  bool logo = true;    // whether the screen's logo is shown with it
  bool alone = false;  // an emergency: no layers at all
};
struct text_card {  // the stage draws it itself
  enum class style {
    plain,    // large text in the middle
    slate,    // the organisation's name, with a running clock and the date below it
    pairing,  // the title is a code
    notice    // an emergency: legible across the room, below its own heading
  };
  std::string title;               // largest
  std::vector<std::string> lines;  // below it
  style as = style::plain;
  std::string qr{};       // also shown as a QR code; empty: none
  std::string command{};  // to be typed: below the title, on one line whatever its length; empty: none
  std::string warning{};  // what is wrong, below the lines, in another colour; empty: nothing
};
struct blank {};  // deliberately black: outside opening hours
using content = std::variant<picture_file, text_card, blank>;

// A small panel with the code of a screen that must be paired again while it plays on.
struct pairing_panel {
  std::string code;    // "XXXX-XXXX"; empty: no panel
  std::string note{};  // a sentence below the code, for example what the screen cannot reach; may be empty
  bool operator==(const pairing_panel&) const = default;
};

// What becomes of a USB stick that is plugged in, while the screen plays on.
struct stick_panel {
  std::string title;   // empty: no panel
  std::string note{};  // below it
  std::string qr{};    // also shown as a QR code; empty: none
  bool operator==(const stick_panel&) const = default;
};

// What is shown with images and videos (not with black or cards; the slate has its own clock) until the next
// call of overlay(). By default nothing. The pictures are fitted into what it leaves free.
struct overlays {
  std::string ticker;  // scrolls along the lower edge
  // Time and date in Vietnamese, at the right end of the ticker's band.
  bool clock = false;
  std::string timezone;  // the clock's time zone, an IANA name
  // An image's rendition (PNG or JPEG) in the player's media folder; beside the picture where there is room.
  std::filesystem::path logo;
  pairing_panel pairing{};  // in a strip below the picture; also above the slate's card and plain cards
  stick_panel stick{};      // in the same strip, in the pairing panel's place
  bool over = false;        // ticker and clock lie over the pictures
  bool operator==(const overlays&) const = default;
};

// The events that the stage reports.
struct cue_ready {  // its first frame is decoded; it can be shown without delay
  cue_id id;
};
struct cue_began {  // its first frame was presented, at `at`
  cue_id id;
  mono_ms at;
};
struct cue_ended {  // final event: another cue replaced it, or its length was reached
  cue_id id;
  mono_ms at;
  // From the first frame to the end, without the time for which the picture stood still: for which a frame
  // stayed 200 ms longer than until the next one's time.
  milliseconds shown{};
  std::int64_t frames = 0;   // presented, each counted once; an image counts 1
  std::int64_t dropped = 0;  // decoded or due, and never presented
};
// Final event: it cannot be shown, or cannot continue. The previous picture or its own last frame stays.
struct cue_failed {
  cue_id id;
  // A stable word: decoder-crash, decoder-timeout, decoder-error, file-missing, out-of-memory.
  std::string reason;
  std::string detail;  // for the log
  milliseconds shown{};
  std::int64_t frames = 0;
  std::int64_t dropped = 0;
};
struct output_state {       // reported when it is first known, and when it changes
  bool connected = false;   // a screen is plugged in and awake
  bool known = true;        // false: nobody can tell; `connected` is false then
  bool no_display = false;  // there is nothing to draw on: cues are presented to nobody
  bool operator==(const output_state&) const = default;
};
struct woken {};            // the descriptor given to `wait` is readable
struct close_requested {};  // the window was closed
using stage_event =
    std::variant<cue_ready, cue_began, cue_ended, cue_failed, output_state, woken, close_requested>;

class stage {
 public:
  virtual ~stage() = default;
  // Whether there is something to draw on now. Known from the beginning, before any output_state is reported,
  // so that nothing is begun that nobody can see.
  virtual bool has_display() const { return true; }
  // Starts preparing the cue. At most 4 cues live at once; the caller ensures that.
  virtual void prepare(cue_id id, const content& what) = 0;
  // Presents the cue's first frame at `at`, or at once if `at` is past. If the cue is not ready by then, the
  // previous picture stays until it is. A cue with a later `at` replaces one with an earlier `at`. With
  // `fade` the previous picture fades into this one from `at` to `at` + `fade`; 0 is a hard cut.
  virtual void show(cue_id id, mono_ms at, milliseconds fade) = 0;
  // Forgets the cue: its decoder ends, and no further event follows. If it is on show, its last frame stays
  // until the next cue.
  virtual void drop(cue_id id) = 0;
  // Replaces the overlays above the pictures from now on.
  virtual void overlay(const overlays& what) = 0;
  // Switches the output on or off, where it can be switched (DPMS, HDMI-CEC). The caller switches it off only
  // while `blank` is on show. Returns at once.
  virtual void power(bool on) = 0;
  // Presents what is due until something happened or `until` has come, and then returns what happened, oldest
  // first. Drains `wake_fd` (an eventfd) when it becomes readable. `until` may be past: then the call only
  // looks once.
  virtual std::vector<stage_event> wait(mono_ms until, int wake_fd) = 0;
};

}  // namespace bangtin::player::stage
