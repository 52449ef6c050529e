// The stage on SDL2: see stage.hpp. Pictures come from bangtin-decode, one process per cue (decoder.hpp);
// when each frame is due is decided by cue_clock.hpp; this puts them together.
//
// One thread uses a stage, the display loop. No call waits for another process or for the disk, so that what
// is on show goes on whatever they do; other threads, which the stage owns, do that for it. `save_png` is the
// exception: it writes a file, and is for demonstrations and tests. `open` and the destructor wait.
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
  // Opens the window, black. errc::io when there is no display. From then on the whole process gives memory
  // of more than a megabyte back to the system as soon as it is freed (mallopt(3)).
  static result<std::unique_ptr<sdl_stage>> open(const stage_options& options);
  ~sdl_stage() override;

  void prepare(cue_id id, const content& what) override;
  void show(cue_id id, mono_ms at, milliseconds fade) override;
  void drop(cue_id id) override;
  void overlay(const overlays& what) override;
  void power(bool on) override;
  std::vector<stage_event> wait(mono_ms until, int wake_fd) override;

  // What is in the window now, upright as the viewer sees it.
  result<void> save_png(const std::filesystem::path& path);
  // The same in small: no wider and no higher than `most`, and never larger than it is.
  result<image> grab(size_px most);

 private:
  struct impl;
  explicit sdl_stage(std::unique_ptr<impl> i);
  std::unique_ptr<impl> impl_;
};

}  // namespace bangtin::player::stage
