// The stage: one window, one picture at a time, and the next one made ready behind it. It knows nothing of
// programmes; it is told what to make ready and when to show it, and it tells what was really seen.
//
// Single thread: all calls come from the thread that made it. `wait` is the player's only place of rest, and
// presents while it rests. Two implementations: sdl_stage (player/stage/sdl_stage.hpp) and the tests' fake.
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
// Of the monotonic clock (CLOCK_BOOTTIME), as in bangtin::time_reading::mono.
using mono_ms = milliseconds;

// The conductor's number for one showing; never used twice in a process.
using cue_id = std::uint64_t;

// What one showing is made of.
struct picture_file {
  enum class type { video, image } kind = type::image;
  std::filesystem::path file;  // a rendition in the player's cache
  milliseconds offset{};       // where in the video to begin (joining mid-item); 0 for stills
  milliseconds
      length{};  // how long it is to be shown from there; a video that ends sooner holds its last frame
  bool sound = false;
  int volume = 100;  // percent of the file's own, 0..100
  fit_mode fit = fit_mode::contain;
  std::string link{};                 // shown as a QR code while the picture is on; empty: none
  std::string call{};                 // the call to action beside it
  std::filesystem::path subtitles{};  // SRT or WebVTT in the player's cache; empty: none
};
struct text_card {  // drawn by the stage itself
  enum class style {
    plain,    // words, large, in the middle
    slate,    // the body's name above, and a clock with the date that goes on
    pairing,  // the title is a code
    notice    // an emergency: legible across the room, below a heading of its own
  };
  std::string title;               // largest
  std::vector<std::string> lines;  // below it
  style as = style::plain;
  std::string qr{};  // also shown as a QR code; empty: none
};
struct blank {};  // black on purpose: outside opening hours
using content = std::variant<picture_file, text_card, blank>;

// What lies above every picture (but cards and the dark) until told otherwise. Empty: nothing does.
struct overlays {
  std::string ticker;          // scrolls along the lower edge
  bool clock = false;          // time and date in Vietnamese, at the ticker's end, else upper right
  std::string timezone;        // of the clock: an IANA name
  std::filesystem::path logo;  // PNG or SVG in the player's cache, in the upper left corner
  bool operator==(const overlays&) const = default;
};

// What the stage tells.
struct cue_ready {  // its first frame is decoded; it can be shown without delay
  cue_id id;
};
struct cue_began {  // its first frame was presented, at `at`
  cue_id id;
  mono_ms at;
};
struct cue_ended {  // another cue was presented instead of it, or its length was reached; its last word
  cue_id id;
  mono_ms at;
  milliseconds shown{};      // from first frame to its end; pictures that came to a halt do not count
  std::int64_t frames = 0;   // presented, each counted once; a still counts 1
  std::int64_t dropped = 0;  // decoded or due, and never presented
};
struct cue_failed {  // cannot be shown (or not go on); its last word. The picture before it, or its last
                     // frame, stays
  cue_id id;
  std::string
      reason;  // a stable word: decoder-crash, decoder-timeout, decoder-error, file-missing, out-of-memory
  std::string detail;  // for the log
  milliseconds shown{};
  std::int64_t frames = 0;
  std::int64_t dropped = 0;
};
struct output_state {  // sent when it is first known, and when it changes
  bool connected;
};
struct woken {};            // the descriptor given to `wait` is readable
struct close_requested {};  // the window was closed
using stage_event =
    std::variant<cue_ready, cue_began, cue_ended, cue_failed, output_state, woken, close_requested>;

class stage {
 public:
  virtual ~stage() = default;
  // Begins to make it ready. At most 4 cues live at once; the conductor sees to that.
  virtual void prepare(cue_id id, const content& what) = 0;
  // Present its first frame at `at` (at once if that is past), whether or not it is ready by then: until it
  // is, the picture before it stays. Cues shown later replace cues shown earlier. With `fade` the picture
  // before it goes over into it, beginning at `at` and done `fade` later; 0 is a hard cut.
  virtual void show(cue_id id, mono_ms at, milliseconds fade) = 0;
  // Forget it: decoder ended, no further event. Of the cue on show: its last frame stays until the next.
  virtual void drop(cue_id id) = 0;
  // From now on these lie above the pictures.
  virtual void overlay(const overlays& what) = 0;
  // Switches the output on or off, where it can be switched (DPMS, HDMI-CEC). Off is asked for only while the
  // dark is on show. Returns at once.
  virtual void power(bool on) = 0;
  // Presents what is due, until something happened or `until` has come; then returns what happened, oldest
  // first. `wake_fd` (an eventfd) is drained when it becomes readable. `until` may be past: then it only
  // looks.
  virtual std::vector<stage_event> wait(mono_ms until, int wake_fd) = 0;
};

}  // namespace bangtin::player::stage
