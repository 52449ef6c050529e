// Options of the SDL stage: which window, which output, which overlays. A plain value; sdl_stage::open takes
// it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "player/stage/display.hpp"
#include "player/stage/geometry.hpp"
#include "player/stage/layers.hpp"
#include "player/stage/typesetter.hpp"
#include "player/stage/zygote.hpp"

namespace bangtin::player::stage {

class window;
struct stage_options;
using window_opener = std::function<result<std::unique_ptr<window>>(const stage_options&)>;

enum class output_path {
  automatic,  // texture on a real GPU, otherwise surface
  surface,    // the processor converts pictures straight into the window's memory
  texture     // SDL's renderer, whichever SDL has
};

struct stage_options {
  rotation turned = rotation::none;
  std::optional<size_px> windowed;  // window size; empty: full screen
  output_path path = output_path::automatic;
  std::string title = "Bảng tin";
  bool sound = true;
  // Makes the source of the overlays. Its decoders come from the stage's own zygote. Empty: no overlays.
  std::function<std::unique_ptr<layer_source>(zygote&)> layers;
  std::shared_ptr<typesetter> texts;   // draws cards; empty: the stage makes one
  std::function<utc_ms()> wall_clock;  // time of day for the overlays; empty: the system clock
  std::filesystem::path decoder;       // the decoder program; empty: worker_program("bangtin-decode")
  std::filesystem::path registry;      // GStreamer's registry file, see zygote.hpp
  // A zygote that already loads; the stage moves it out.
  std::shared_ptr<player::decode::zygote_process> zygote;
  // Starts decoders when there is no zygote; tests replace it.
  process_starter start = start_process;
  // Called on the display's thread; empty: make_display. Tests replace it.
  display_maker make_display;
  window_opener open_window;  // empty: open_window. Tests replace it.
  // Called instead of ending when the display server goes, on any thread; null: the process ends with code 1.
  void (*when_server_goes)() = nullptr;
};

}  // namespace bangtin::player::stage
