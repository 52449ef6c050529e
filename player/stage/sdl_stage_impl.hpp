// The internals of sdl_stage; only sdl_stage*.cpp include this. sdl_stage.cpp has the loop and what comes
// from outside. sdl_stage_cues.cpp decides which cue is on show and how it begins, continues and ends.
#pragma once

#include <time.h>

#include <deque>
#include <map>
#include <string_view>
#include <vector>

#include "player/stage/audio_output.hpp"
#include "player/stage/cec.hpp"
#include "player/stage/compositor.hpp"
#include "player/stage/cue.hpp"
#include "player/stage/decode_ahead.hpp"
#include "player/stage/reaper.hpp"
#include "player/stage/sdl_stage.hpp"
#include "player/stage/window_keeper.hpp"

namespace bangtin::player::stage {

inline microseconds reading_of(clockid_t clock) {
  timespec t{};
  ::clock_gettime(clock, &t);
  return std::chrono::duration_cast<microseconds>(std::chrono::seconds(t.tv_sec) +
                                                  std::chrono::nanoseconds(t.tv_nsec));
}
inline microseconds now_us() {
  return reading_of(CLOCK_BOOTTIME);
}
// How long the machine has been suspended since its boot.
inline microseconds slept_us() {
  return now_us() - reading_of(CLOCK_MONOTONIC);
}

inline mono_ms in_ms(microseconds t) {
  return std::chrono::floor<milliseconds>(t);
}

struct sdl_stage::impl {
  stage_options options;
  std::unique_ptr<zygote> decoders;   // outlives the cues
  std::shared_ptr<typesetter> texts;  // outlives the layers
  window_keeper win;
  compositor picture;
  audio_output audio;
  painter brush;
  decode_ahead ahead;
  std::map<cue_id, std::unique_ptr<cue>> cues;  // prepared or on show
  std::unique_ptr<cue> held;                    // still on show after drop()
  // Its final event was sent, and it still fades into the cue on show.
  std::unique_ptr<cue> leaving;
  cue_id on_show = 0;  // key in `cues` while that cue is there; 0: none
  std::deque<stage_event> events;
  reaper ending;  // frees the memory of finished cues
  cec tv;
  std::optional<output_state> output;  // as reported last
  std::optional<bool> powered;         // as requested last
  bool watching = false;               // the stage is waiting for a decoder
  microseconds slept = slept_us();

  impl(const stage_options& o, std::unique_ptr<zygote> n)
      : options(o),
        decoders(std::move(n)),
        texts(o.texts ? o.texts : std::make_shared<typesetter>()),
        win(options),
        picture(win.out(), o.turned, o.layers ? o.layers(*decoders) : nullptr, o.wall_clock),
        audio(o.sound) {}

  cue* showing();
  void attend_sleep();
  void attend_window(microseconds now);
  void attend_output();
  void power(bool on);
  void attend_decoders(microseconds now);
  void attend_rooms();
  void draw(cue& c);
  void present_due();
  cue* due_successor(microseconds now);
  void begin(cue& next);
  void replace_by(cue& next, bool fades, microseconds now);
  void go_on(cue& current, microseconds now);
  void finish_fade(microseconds now);
  std::unique_ptr<cue> take(cue& c);
  void skip(cue& c, std::size_t frames, microseconds now);
  void check_limits(microseconds now);
  std::string_view never_ready(const cue& c, microseconds now) const;
  std::string_view stands_still(const cue& c, microseconds length) const;
  void report_end(cue& c, microseconds now);
  void finish(cue& c, microseconds now);
  void fail(cue& c, microseconds now);
  void stop(cue& c);
  void destroy(std::unique_ptr<cue> c);
  void remove(cue_id id);
  microseconds next_look(microseconds now);
  bool sleep(microseconds until, int wake_fd);
};

}  // namespace bangtin::player::stage
