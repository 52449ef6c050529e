// Films whose timing is hard, made by ffmpeg while the test runs: a variable frame rate, edit lists, tracks
// that begin late or end early, B-frames, fragments. Every frame is of one grey, which names it.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace bangtin::fakes {

using std::chrono::milliseconds;

struct hard_clip {
  std::string name;
  std::vector<std::string> before_picture;  // ffmpeg's options for the picture
  std::string rate = "25";
  milliseconds picture{2000};  // length of the picture that is made; frames may be taken out of it
  std::string filter;          // after the frames were numbered
  std::vector<std::string> coding;
  std::vector<std::string> before_sound;
  milliseconds sound{};  // 0: none
  std::vector<std::string> muxing;
  milliseconds cut_from{};  // cut from here without coding it again

  // What is right.
  milliseconds length{2000};
  struct frame {
    int number;
    milliseconds due;
  };
  std::vector<frame> frames;
  int leading = 0;  // so many pictures lean on others before a key frame; joining there leaves them out
};

// Twelve kinds, and a few of their neighbours.
std::vector<hard_clip> hard_clips();

// The grey (0..255) that the frame with this number has on a screen; neighbouring frames differ by 15.
int grey_of(int number);
// Nothing when ffmpeg is not installed. Throws std::runtime_error when it fails.
bool ffmpeg_there();
std::filesystem::path make(const hard_clip& clip, const std::filesystem::path& folder);
// Runs ffmpeg with these arguments. Throws std::runtime_error when it fails.
void run_ffmpeg(std::vector<std::string> arguments);

}  // namespace bangtin::fakes
