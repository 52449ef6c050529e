// How the stage is to be: which window, which way to the screen, what lies above the pictures.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "player/stage/display.hpp"
#include "player/stage/geometry.hpp"
#include "player/stage/layers.hpp"
#include "player/stage/zygote.hpp"

namespace bangtin::player::stage {

enum class output_path {
  automatic,  // texture on a real GPU, else surface
  surface,    // conversion on the processor, straight into the window
  texture     // through SDL's renderer, whatever it is
};

struct stage_options {
  rotation turned = rotation::none;
  std::optional<size_px> windowed;  // else the whole screen
  output_path path = output_path::automatic;
  std::string title = "Bảng tin";
  bool sound = true;
  // Makes what lies above the pictures, with decoders from where the stage has its own; empty: nothing does.
  std::function<std::unique_ptr<layer_source>(zygote&)> layers;
  std::function<utc_ms()> wall_clock;  // for what lies above; empty: the system's
  std::filesystem::path decoder;       // the program; empty: worker_program("bangtin-decode")
  std::filesystem::path registry;      // see nursery.hpp
  std::shared_ptr<player::decode::zygote_process> zygote;  // one that loads already; the stage takes it out
  process_starter start = start_process;  // of decoders, where there is no nursery; tests have their own
  display_maker make_display;  // called on the display's thread; empty: make_display. Tests have their own
};

}  // namespace bangtin::player::stage
