// bangtin-show: shows files one after the other on a display and prints the stage's events. For benches and
// manual checks; not installed.
//
//   bangtin-show [--seconds N] [--offset N] [--rotate N] [--windowed WxH] [--path surface|texture]
//                [--loops N] [--no-sound] [--png FILE] [--card TITLE] [--fade MS] [--cover]
//                [--volume PERCENT] [--bar] FILE...
//
// With --bar a block moves along the lower edge 60 times a second, like a ticker.
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "player/stage/sdl_stage.hpp"

namespace {

using namespace bangtin;
using namespace bangtin::player::stage;

player::stage::mono_ms now() {
  timespec t{};
  ::clock_gettime(CLOCK_BOOTTIME, &t);
  return player::stage::mono_ms(std::int64_t{t.tv_sec} * 1000 + t.tv_nsec / 1'000'000);
}

struct wishes {
  player::stage::stage_options stage;
  std::int64_t seconds = 10;
  std::int64_t offset_seconds = 0;
  std::int64_t loops = 1;
  std::int64_t fade_ms = 0;
  player::stage::fit_mode fit = player::stage::fit_mode::contain;
  int volume = 100;
  std::string png;
  std::vector<player::stage::content> pictures;
};

// An opaque bar in which a lighter block moves 240 pixels a second.
class moving_bar final : public player::stage::layer_source {
 public:
  std::vector<player::stage::layer> layers(const moment& m) override {
    player::stage::size_px size{m.seen.width, std::max(1, m.seen.height * 8 / 100)};
    auto step = m.now_mono.count() / 4167;
    if (step != step_ || !bar_ || bar_->size != size) {
      step_ = step;
      bar_ = std::make_shared<player::stage::image>(size);
      for (std::int64_t x = 0; x < 100; ++x) {
        auto at = static_cast<std::size_t>((x + step) % size.width) * 4;
        for (int y = 0; y < size.height; ++y) {
          bar_->pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(size.width) * 4 + at] = 255;
        }
      }
    }
    return {{{0, m.seen.height - size.height, size.width, size.height},
             bar_,
             true,
             static_cast<std::uint64_t>(step)}};
  }
  microseconds next_change(const moment& m) override { return m.now_mono + microseconds(16'667); }
  void set(const player::stage::overlays&) override {}

 private:
  std::int64_t step_ = -1;
  std::shared_ptr<player::stage::image> bar_;
};

bool is_video(const std::string& name) {
  return name.ends_with(".mp4");
}

wishes wishes_from(int argc, char** argv) {
  wishes w;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    auto value = [&] { return std::string(i + 1 < argc ? argv[++i] : ""); };
    if (word == "--seconds") {
      w.seconds = std::atoll(value().c_str());
    } else if (word == "--offset") {
      w.offset_seconds = std::atoll(value().c_str());
    } else if (word == "--loops") {
      w.loops = std::atoll(value().c_str());
    } else if (word == "--rotate") {
      w.stage.turned =
          player::stage::rotation_from(std::atoi(value().c_str())).value_or(player::stage::rotation::none);
    } else if (word == "--windowed") {
      player::stage::size_px s;
      if (std::sscanf(value().c_str(), "%dx%d", &s.width, &s.height) == 2) w.stage.windowed = s;
    } else if (word == "--path") {
      w.stage.path =
          value() == "texture" ? player::stage::output_path::texture : player::stage::output_path::surface;
    } else if (word == "--fade") {
      w.fade_ms = std::atoll(value().c_str());
    } else if (word == "--cover") {
      w.fit = player::stage::fit_mode::cover;
    } else if (word == "--volume") {
      w.volume = std::atoi(value().c_str());
    } else if (word == "--bar") {
      w.stage.layers = [](player::stage::zygote&) { return std::make_unique<moving_bar>(); };
    } else if (word == "--no-sound") {
      w.stage.sound = false;
    } else if (word == "--png") {
      w.png = value();
    } else if (word == "--card") {
      w.pictures.emplace_back(player::stage::text_card{
          value(), {"Nhập mã này trên máy quản trị để ghép màn hình", "http://127.0.0.1:8470"}});
    } else {
      files.push_back(word);
    }
  }
  for (const std::string& f : files) {
    player::stage::picture_file p;
    p.kind =
        is_video(f) ? player::stage::picture_file::type::video : player::stage::picture_file::type::image;
    p.file = f;
    p.offset = std::chrono::seconds(is_video(f) ? w.offset_seconds : 0);
    p.length = std::chrono::seconds(w.seconds);
    p.sound = true;
    p.volume = w.volume;
    p.fit = w.fit;
    w.pictures.emplace_back(p);
  }
  return w;
}

void print(const player::stage::stage_event& event) {
  std::visit(
      [](const auto& e) {
        using type = std::decay_t<decltype(e)>;
        if constexpr (std::is_same_v<type, player::stage::cue_ready>) {
          fmt::print("ready {}\n", e.id);
        } else if constexpr (std::is_same_v<type, player::stage::cue_began>) {
          fmt::print("began {} at {}\n", e.id, e.at.count());
        } else if constexpr (std::is_same_v<type, player::stage::cue_ended>) {
          fmt::print("ended {} at {}: shown {} ms, {} frames, {} dropped\n", e.id, e.at.count(),
                     e.shown.count(), e.frames, e.dropped);
        } else if constexpr (std::is_same_v<type, player::stage::cue_failed>) {
          fmt::print("failed {}: {}: {}\n", e.id, e.reason, e.detail);
        } else if constexpr (std::is_same_v<type, player::stage::output_state>) {
          fmt::print("output {}\n", e.no_display  ? "none"
                                    : !e.known    ? "unknown"
                                    : e.connected ? "connected"
                                                  : "disconnected");
        }
        std::fflush(stdout);
      },
      event);
}

}  // namespace

int main(int argc, char** argv) {
  wishes w = wishes_from(argc, argv);
  auto opened = player::stage::sdl_stage::open(w.stage);
  if (!opened) {
    fmt::print(stderr, "{}\n", describe(opened.error()));
    return 1;
  }
  player::stage::sdl_stage& stage = **opened;
  std::size_t all = w.pictures.size() * static_cast<std::size_t>(w.loops);
  auto each = std::chrono::seconds(w.seconds);
  player::stage::mono_ms asked = now();
  player::stage::mono_ms start{};
  auto prepare = [&](std::size_t i) {
    if (i < all) stage.prepare(i + 1, w.pictures[i % w.pictures.size()]);
  };
  prepare(0);
  bool screenshot = w.png.empty();
  for (;;) {
    for (const player::stage::stage_event& e : stage.wait(now() + std::chrono::milliseconds(100), -1)) {
      print(e);
      if (std::holds_alternative<player::stage::cue_failed>(e) && start.count() == 0) return 1;
      if (std::holds_alternative<player::stage::close_requested>(e)) return 0;
      if (const auto* r = std::get_if<player::stage::cue_ready>(&e)) {
        if (start.count() == 0) {
          fmt::print("first ready after {} ms\n", (now() - asked).count());
          start = now() + std::chrono::milliseconds(20);
        }
        stage.show(r->id, start + each * static_cast<std::int64_t>(r->id - 1),
                   std::chrono::milliseconds(w.fade_ms));
      }
      if (const auto* b = std::get_if<player::stage::cue_began>(&e)) prepare(b->id);
    }
    if (start.count() == 0) continue;
    if (!screenshot && now() >= start + each / 2) {
      if (auto saved = stage.save_png(w.png); !saved) fmt::print(stderr, "{}\n", describe(saved.error()));
      screenshot = true;
    }
    if (now() >= start + each * static_cast<std::int64_t>(all) + std::chrono::milliseconds(200)) return 0;
  }
}
