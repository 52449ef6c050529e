#include "support/hard_clips.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <stdexcept>

#include "base/process.hpp"

namespace bangtin::fakes {

namespace {

constexpr const char* program = "/usr/bin/ffmpeg";

// Luma 16..235 in steps of 13, around and around.
int luma_of(int number) {
  return 16 + number * 13 % 208;
}

// The frames `wanted` of a picture with this rate, later by `late`.
std::vector<hard_clip::frame> frames_at(double rate, milliseconds length,
                                        const std::function<bool(int)>& wanted, milliseconds late = {}) {
  std::vector<hard_clip::frame> all;
  for (int n = 0; n * 1000 / rate < static_cast<double>(length.count()) - 0.5; ++n) {
    if (wanted(n)) all.push_back({n, late + milliseconds(std::llround(n * 1000 / rate))});
  }
  return all;
}
std::vector<hard_clip::frame> all_frames(double rate, milliseconds length, milliseconds late = {}) {
  return frames_at(
      rate, length, [](int) { return true; }, late);
}

hard_clip clip(std::string name) {
  hard_clip c;
  c.name = std::move(name);
  c.frames = all_frames(25, c.picture);
  return c;
}

hard_clip varying(std::string name, const char* select, const std::function<bool(int)>& wanted) {
  hard_clip c = clip(std::move(name));
  c.picture = c.length = milliseconds(4000);
  c.filter = fmt::format("select='{}'", select);
  c.frames = frames_at(25, c.picture, wanted);
  return c;
}

hard_clip slow(std::string name, std::string rate, double frames_per_second, milliseconds length) {
  hard_clip c = clip(std::move(name));
  c.rate = std::move(rate);
  c.picture = c.length = c.sound = length;
  c.frames = all_frames(frames_per_second, length);
  return c;
}

}  // namespace

int grey_of(int number) {
  return static_cast<int>(std::lround((luma_of(number) - 16) * 255.0 / 219));
}

std::vector<hard_clip> hard_clips() {
  std::vector<hard_clip> all;
  // A screen recording: frames come when something changes. The last one stands until 4 s.
  auto recorded = [](int n) { return n < 10 || n == 40 || (n >= 70 && n % 3 == 0); };
  all.push_back(varying("vfr", "lt(n,10)+eq(n,40)+gte(n,70)*not(mod(n,3))", recorded));
  all.back().coding = {"-bf", "0"};
  all.push_back(varying("vfr-b-frames", "lt(n,10)+eq(n,40)+gte(n,70)*not(mod(n,3))", recorded));
  all.back().coding = {"-bf", "3"};

  all.push_back(clip("edit-list"));  // of B-frames: the media time is shifted
  all.back().coding = {"-bf", "3"};
  all.push_back(clip("late-video"));
  all.back().coding = {"-vf", "setpts=PTS+1/TB"};
  all.back().sound = all.back().length = milliseconds(3000);
  all.back().frames = all_frames(25, milliseconds(2000), milliseconds(1000));
  all.push_back(clip("late-audio"));
  all.back().before_sound = {"-itsoffset", "1"};
  all.back().sound = milliseconds(1000);
  all.push_back(clip("long-audio"));
  all.back().sound = all.back().length = milliseconds(5000);
  all.push_back(clip("short-audio"));
  all.back().sound = milliseconds(500);

  all.push_back(slow("1-fps", "1", 1, milliseconds(4000)));
  all.push_back(slow("0.2-fps", "1/5", 0.2, milliseconds(15'000)));
  all.push_back(slow("23.976", "24000/1001", 24000 / 1001.0, milliseconds(2002)));
  all.back().sound = {};
  all.push_back(slow("59.94", "60000/1001", 60000 / 1001.0, milliseconds(2002)));

  // Cut without coding it again: the edit list begins within a group of pictures.
  all.push_back(clip("cut"));
  all.back().picture = all.back().sound = milliseconds(4000);
  all.back().coding = {"-bf", "2", "-g", "50", "-sc_threshold", "0"};
  all.back().cut_from = milliseconds(1500);
  all.back().length = milliseconds(2500);
  all.back().frames = frames_at(
      25, milliseconds(4000), [](int n) { return n >= 37; }, -milliseconds(1500));

  all.push_back(clip("negative-offsets"));
  all.back().coding = {"-bf", "3"};
  all.back().muxing = {"-movflags", "negative_cts_offsets"};
  all.push_back(clip("no-edit-list"));
  all.back().coding = {"-bf", "3"};
  all.back().muxing = {"-use_editlist", "0"};
  all.back().length = milliseconds(2080);  // from 0 to the end of the last frame
  for (auto& f : all.back().frames) f.due += milliseconds(80);
  all.push_back(clip("open-gop"));
  all.back().coding = {"-bf", "3", "-g", "10", "-x264-params", "open-gop=1:bframes=3"};
  all.back().leading = 3;
  all.push_back(clip("fragmented"));
  all.back().coding = {"-bf", "0", "-g", "10"};
  all.back().sound = milliseconds(2000);
  all.back().muxing = {"-movflags", "frag_keyframe+empty_moov+default_base_moof"};
  // Without an edit list, the picture is later by the coder's lead-in of the sound.
  for (auto& f : all.back().frames) f.due += milliseconds(21);
  all.push_back(clip("no-audio"));
  return all;
}

bool ffmpeg_there() {
  return ::access(program, X_OK) == 0;
}

void run_ffmpeg(std::vector<std::string> arguments) {
  process_setup setup;
  setup.argv = {program, "-nostdin", "-loglevel", "error", "-y"};
  setup.argv.insert(setup.argv.end(), arguments.begin(), arguments.end());
  setup.environment = {"PATH=/usr/bin:/bin"};
  auto started = start_process(setup);
  int status = started ? started->wait() : -1;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw std::runtime_error(fmt::format("ffmpeg failed: {}", fmt::join(arguments, " ")));
  }
}

std::filesystem::path make(const hard_clip& c, const std::filesystem::path& folder) {
  std::filesystem::path file = folder / (c.name + ".mp4");
  auto seconds = [](milliseconds t) { return fmt::format("{:.3f}", static_cast<double>(t.count()) / 1000); };
  std::vector<std::string> arguments = c.before_picture;
  auto add = [&](const std::vector<std::string>& more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
  };
  add({"-f", "lavfi", "-i",
       fmt::format("nullsrc=s=320x180:r={}:d={},geq=lum='16+mod(N*13,208)':cb=128:cr=128{}{}", c.rate,
                   seconds(c.picture), c.filter.empty() ? "" : ",", c.filter)});
  if (c.sound.count() > 0) {
    add(c.before_sound);
    add({"-f", "lavfi", "-i", fmt::format("sine=f=440:r=48000:d={}", seconds(c.sound)), "-c:a", "aac", "-ac",
         "2"});
  }
  add({"-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", "veryfast", "-qp", "4", "-fps_mode",
       "passthrough"});
  add(c.coding);
  add(c.muxing);
  add({file.string()});
  run_ffmpeg(std::move(arguments));
  if (c.cut_from.count() > 0) {
    std::filesystem::path whole = folder / (c.name + "-whole.mp4");
    std::filesystem::rename(file, whole);
    run_ffmpeg({"-ss", seconds(c.cut_from), "-i", whole.string(), "-c", "copy", file.string()});
  }
  return file;
}

}  // namespace bangtin::fakes
