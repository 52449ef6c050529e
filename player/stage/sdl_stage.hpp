// The stage on SDL2; see stage.hpp for the interface. Pictures come from bangtin-decode, one process per cue
// (decoder.hpp); cue_clock.hpp decides when each frame is due; this class puts them together.
//
// Not thread-safe; use only on the thread that opened it, the display loop's. No call waits for another
// process or for the disk, so playback continues whatever those do; threads that the stage owns do that work.
// Exceptions: `save_png` writes a file (for demonstrations and tests), and `open` and the destructor wait.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "player/stage/geometry.hpp"
#include "player/stage/painting.hpp"
#include "player/stage/stage.hpp"
#include "player/stage/stage_options.hpp"

namespace bangtin::player::stage {

class sdl_stage final : public stage {
 public:
  // Opens the window, black. Without a display it waits for one: it reports an output_state with
  // `no_display`, presents cues to nobody, and opens the window within 2 s of the display's appearance.
  // errc::unsupported when the options demand a texture output and SDL has no renderer. From then on the
  // whole process returns freed blocks of more than 1 MiB to the system at once (mallopt(3)).
  static result<std::unique_ptr<sdl_stage>> open(const stage_options& options);
  ~sdl_stage() override;

  bool has_display() const override;
  void prepare(cue_id id, const content& what) override;
  void show(cue_id id, mono_ms at, milliseconds fade) override;
  void drop(cue_id id) override;
  void overlay(const overlays& what) override;
  void power(bool on) override;
  std::vector<stage_event> wait(mono_ms until, int wake_fd) override;

  // Writes the window's content as a PNG file, upright as the viewer sees it. errc::io when it cannot be read
  // or written.
  result<void> save_png(const std::filesystem::path& path);
  // The same content as an image that fits within `most`; never enlarged. errc::io when the window cannot be
  // read.
  result<image> grab(size_px most);

 private:
  struct impl;
  explicit sdl_stage(std::unique_ptr<impl> i);
  std::unique_ptr<impl> impl_;
};

}  // namespace bangtin::player::stage
