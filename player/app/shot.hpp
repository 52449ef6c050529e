// Draws one item of a programme file with its layers as a screen would show it, into a PNG file: for people
// who want to see at their desk what hides what. Needs no display, no daemon and no data folder.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "player/stage/geometry.hpp"

namespace bangtin::player::app {

struct shot_request {
  std::string item;                 // a media name of the programme file
  std::filesystem::path programme;  // its media lie beside it
  std::filesystem::path output;
  std::string screen;  // a screen's name; empty: the first that shows the item, else the first
  std::string at;      // "09:30" today, or "2026-10-05T09:30", of the programme's zone; empty: now
  stage::size_px seen{1920, 1080};  // the output as the viewer sees it
};

// Draws a picture, a guide's first page, or the frame at a video's first second. Blocks for some seconds: it
// converts the file as the daemon would, and decodes it in the sandbox. errc::usage for a wrong name or time;
// errc::not_found for a file that is not there; the file's own error where it cannot be shown.
result<void> take_shot(const shot_request& what, utc_ms now);

}  // namespace bangtin::player::app
