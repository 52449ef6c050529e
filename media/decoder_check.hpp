// The last judge of a file: the player's own decoder, run to the file's end (bangtin-decode --check;
// docs/media.md, "The last judge").
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "media/asset.hpp"

namespace bangtin::media {

// A picture as a screen would show it, scaled down; at most small_film or small_still (decoder_answer.hpp).
struct small_picture {
  int width = 0;
  int height = 0;
  std::chrono::milliseconds at{};  // when a film shows it
  std::vector<std::uint8_t> bgrx;  // four bytes a pixel, lines without padding
};

// What a screen would show of a file.
struct shown {
  std::int64_t frames = 0;  // at least 1
  int width = 0;            // in pixels
  int height = 0;
  std::chrono::milliseconds pictures_end{};  // when the last frame of a film ends
  std::chrono::milliseconds sound_end{};     // when its sound ends; 0: it has none
  std::vector<small_picture> pictures;       // at least 1; of a film up to 12, in their order
};

// Decodes the open file. `length`: how long the film should last; 0 for a still. The error says what is wrong
// with the file, for staff: errc::invalid when it is damaged or cannot be shown, errc::limit when it takes
// too long; otherwise those of run_worker. errc::internal when the decoder's answer makes no sense.
result<shown> check_by_decoder(int file, std::chrono::milliseconds length, const ingest_limits& limits,
                               const ingest_control& control);

// What the answer says, without the pixels of the pictures; the error with which the decoder refuses the
// file; errc::internal for anything but a well-formed answer. The text is untrusted, because the process has
// read an untrusted file.
result<shown> decoder_answer_from_json(std::string_view text, std::chrono::milliseconds length);

}  // namespace bangtin::media
