// Shows films that state their colours in different places and compares every pixel of the screen with the
// definition in floating point, applied to the planes that ffmpeg decodes.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "base/files.hpp"
#include "looking.hpp"
#include "player/decode/h264_colours.hpp"
#include "player/stage/sdl_stage.hpp"
#include "support/hard_clips.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::stage {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using player::decode::colour_matrix;
using player::decode::colour_range;

struct planes {
  size_px size;
  std::string bytes;  // I420

  int y(int x, int line) const { return at(line * size.width + x); }
  int u(int x, int line) const { return at(luma() + line / 2 * (size.width / 2) + x / 2); }
  int v(int x, int line) const { return at(luma() * 5 / 4 + line / 2 * (size.width / 2) + x / 2); }

 private:
  int luma() const { return size.width * size.height; }
  int at(int i) const { return static_cast<std::uint8_t>(bytes.at(static_cast<std::size_t>(i))); }
};

// Blue, green and red of one pixel, straight from the definition (ITU-R BT.601, BT.709 and BT.2020).
std::array<double, 3> defined_colour(const planes& p, int x, int line, colour_matrix matrix,
                                     colour_range range) {
  double kr = matrix == colour_matrix::bt601 ? 0.299 : matrix == colour_matrix::bt709 ? 0.2126 : 0.2627;
  double kb = matrix == colour_matrix::bt601 ? 0.114 : matrix == colour_matrix::bt709 ? 0.0722 : 0.0593;
  bool full = range == colour_range::full;
  double luma = full ? p.y(x, line) / 255.0 : (p.y(x, line) - 16) / 219.0;
  double cb = (p.u(x, line) - 128) / (full ? 255.0 : 224.0);
  double cr = (p.v(x, line) - 128) / (full ? 255.0 : 224.0);
  double red = luma + 2 * (1 - kr) * cr;
  double blue = luma + 2 * (1 - kb) * cb;
  double green = (luma - kr * red - kb * blue) / (1 - kr - kb);
  auto byte = [](double c) { return std::clamp(c, 0.0, 1.0) * 255; };
  return {byte(blue), byte(green), byte(red)};
}

struct stated {
  std::string name;
  size_px size;
  std::vector<std::string> stream;     // options of ffmpeg's h264_metadata
  std::vector<std::string> container;  // options of the muxer
  colour_matrix matrix;                // what is right
  colour_range range;
};
void PrintTo(const stated& s, std::ostream* out) {
  *out << s.name;
}

constexpr size_px sd{640, 360};
constexpr size_px hd{1280, 720};

std::vector<std::string> vui(int full, int matrix) {
  std::string option = fmt::format("h264_metadata=video_full_range_flag={}", full);
  if (matrix != 0) {
    option +=
        fmt::format(":colour_primaries={0}:transfer_characteristics={0}:matrix_coefficients={0}", matrix);
  }
  return {"-bsf:v", option};
}
std::vector<std::string> colr(const char* range, const char* matrix, const char* primaries,
                              const char* transfer) {
  return {"-movflags", "write_colr",       "-color_range", range,        "-colorspace",
          matrix,      "-color_primaries", primaries,      "-color_trc", transfer};
}

// The picture that is coded: luma rises to the right, and the chroma differs from tile to tile.
planes drawn(size_px size) {
  planes p{size, {}};
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) p.bytes += static_cast<char>(x * 255 / (size.width - 1));
  }
  for (int plane = 0; plane < 2; ++plane) {
    for (int y = 0; y < size.height / 2; ++y) {
      for (int x = 0; x < size.width / 2; ++x) {
        int tile = (plane == 0 ? x * 2 / (size.width / 10) : y * 2 / (size.height / 10));
        p.bytes += static_cast<char>(40 + tile * 19);
      }
    }
  }
  return p;
}

class hard_colours : public testing::TestWithParam<stated> {
 protected:
  void SetUp() override {
    if (!fakes::ffmpeg_there()) GTEST_SKIP() << "ffmpeg is not installed";
    ::setenv("BANGTIN_LIBEXEC", BANGTIN_BINARY_DIR "/bin", 1);
    ::setenv("SDL_RENDER_DRIVER", "software", 1);
  }

  fs::path film() {
    const stated& s = GetParam();
    std::ofstream(folder_ / "drawn.yuv") << drawn(s.size).bytes;
    fs::path plain = folder_ / "plain.mp4";
    fakes::run_ffmpeg({"-f", "rawvideo", "-pix_fmt", "yuv420p", "-s",
                       fmt::format("{}x{}", s.size.width, s.size.height), "-stream_loop", "9", "-i",
                       folder_ / "drawn.yuv", "-c:v", "libx264", "-preset", "veryfast", "-qp", "2", plain});
    fs::path file = folder_ / "film.mp4";
    std::vector<std::string> arguments{"-i", plain, "-c", "copy"};
    arguments.insert(arguments.end(), s.stream.begin(), s.stream.end());
    arguments.insert(arguments.end(), s.container.begin(), s.container.end());
    arguments.push_back(file);
    fakes::run_ffmpeg(arguments);
    return file;
  }

  fakes::temporary_folder folder_;
};

// The planes of the file's first frame, in no other range or matrix than it has.
planes first_planes(const fs::path& file, size_px size, const fs::path& folder) {
  fs::path raw = folder / "first.yuv";
  fakes::run_ffmpeg({"-i", file, "-frames:v", "1", "-f", "rawvideo", raw});
  return {size, *read_file(raw, 64U << 20)};
}

// The first frame of the file on a screen of its size.
image shown(const fs::path& file, size_px size, output_path path) {
  virtual_screen screen(fmt::format("{}x{}x24", size.width, size.height));
  stage_options options;
  options.path = path;
  options.sound = false;
  auto stage = sdl_stage::open(options);
  EXPECT_TRUE(stage);
  (*stage)->prepare(1, picture_file{picture_file::type::video, file, 0ms, 60s});
  for (mono_ms end = now() + 30s; now() < end;) {
    for (const stage_event& e : (*stage)->wait(now() + 100ms, -1)) {
      if (std::holds_alternative<cue_ready>(e)) (*stage)->show(1, now(), {});
      if (std::holds_alternative<cue_began>(e)) return *(*stage)->grab(size);
    }
  }
  return {};
}

void expect_colours(const image& seen, const planes& p, colour_matrix matrix, colour_range range,
                    double most) {
  ASSERT_EQ(seen.size, p.size);
  double worst = 0;
  int worst_x = 0;
  int worst_y = 0;
  for (int y = 0; y < p.size.height; ++y) {
    for (int x = 0; x < p.size.width; ++x) {
      std::array<double, 3> right = defined_colour(p, x, y, matrix, range);
      for (std::size_t c = 0; c < 3; ++c) {
        double is = seen.pixels[static_cast<std::size_t>(y * p.size.width + x) * 4 + c];
        if (std::abs(is - right[c]) <= worst) continue;
        worst = std::abs(is - right[c]);
        worst_x = x;
        worst_y = y;
      }
    }
  }
  EXPECT_LE(worst, most) << "at " << worst_x << "," << worst_y << " (y " << p.y(worst_x, worst_y) << ")";
}

// Every pixel of every film is off by at most 2.5 of 255; where SDL's renderer converts, by at most 6.
TEST_P(hard_colours, are_those_that_the_file_states) {
  if (!virtual_screen().there()) GTEST_SKIP() << "Xvfb is not installed";
  const stated& s = GetParam();
  fs::path file = film();
  planes p = first_planes(file, s.size, folder_.path());
  {
    SCOPED_TRACE("surface");
    expect_colours(shown(file, s.size, output_path::surface), p, s.matrix, s.range, 2.5);
  }
  SCOPED_TRACE("texture");
  expect_colours(shown(file, s.size, output_path::texture), p, s.matrix, s.range, 6);
}

INSTANTIATE_TEST_SUITE_P(
    stage, hard_colours,
    testing::Values(
        stated{"BT.601", sd, vui(0, 6), {}, colour_matrix::bt601, colour_range::limited},
        stated{"BT.601 full", hd, vui(1, 6), {}, colour_matrix::bt601, colour_range::full},
        stated{"BT.709", sd, vui(0, 1), {}, colour_matrix::bt709, colour_range::limited},
        stated{"BT.709 full", sd, vui(1, 1), {}, colour_matrix::bt709, colour_range::full},
        stated{"BT.2020", sd, vui(0, 9), {}, colour_matrix::bt2020, colour_range::limited},
        stated{"BT.2020 full", sd, vui(1, 9), {}, colour_matrix::bt2020, colour_range::full},
        stated{"full without matrix", sd, vui(1, 0), {}, colour_matrix::bt601, colour_range::full},
        stated{"full without matrix, HD", hd, vui(1, 0), {}, colour_matrix::bt709, colour_range::full},
        stated{
            "full with an unspecified matrix", sd, vui(1, 2), {}, colour_matrix::bt601, colour_range::full},
        stated{"nothing", sd, {}, {}, colour_matrix::bt601, colour_range::limited},
        stated{"nothing, HD", hd, {}, {}, colour_matrix::bt709, colour_range::limited},
        stated{"only in the container",
               sd,
               {},
               colr("pc", "bt709", "bt709", "bt709"),
               colour_matrix::bt709,
               colour_range::full},
        stated{"range in the stream and matrix in the container", sd, vui(1, 0),
               colr("pc", "bt2020nc", "bt2020", "bt709"), colour_matrix::bt2020, colour_range::full}));

TEST(hard_colours_trial, full_range_without_a_matrix_is_as_in_the_file) {
  const fs::path file = BANGTIN_SOURCE_DIR "/../shared/trial/media/full-range-no-matrix.mp4";
  if (!fs::exists(file) || !fakes::ffmpeg_there()) GTEST_SKIP() << file << " or ffmpeg is not here";
  ::setenv("BANGTIN_LIBEXEC", BANGTIN_BINARY_DIR "/bin", 1);
  fakes::temporary_folder folder;
  planes p = first_planes(file, sd, folder.path());
  expect_colours(shown(file, sd, output_path::surface), p, colour_matrix::bt601, colour_range::full, 2.5);
}

}  // namespace
}  // namespace bangtin::player::stage
