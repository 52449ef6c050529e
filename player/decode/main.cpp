// bangtin-decode: decodes one file for the stage, in a process of its own that may do nothing else. Nobody
// calls it by hand; player/stage/decoder.cpp does. What goes wrong is told to the stage, in the last packet.
#include <fcntl.h>
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <string_view>

#include "player/decode/outlet.hpp"
#include "player/decode/pictures.hpp"
#include "player/decode/pipeline.hpp"
#include "player/decode/sandbox.hpp"

namespace bangtin::player::decode {
namespace {

struct settings {
  bool video = false;
  bool sound = false;
  std::chrono::milliseconds offset{};
  std::chrono::milliseconds length{};
};

std::optional<std::chrono::milliseconds> milliseconds_from(std::string_view text) {
  std::int64_t value = 0;
  auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool good = code == std::errc() && end == text.data() + text.size() && value >= 0 && value <= 86'400'000;
  if (!good) return std::nullopt;
  return std::chrono::milliseconds(value);
}

std::optional<settings> settings_from(int argc, char** argv) {
  settings s;
  bool kind_given = false;
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    std::optional<std::chrono::milliseconds> value;
    if (word == "--video" || word == "--still") {
      s.video = word == "--video";
      kind_given = true;
    } else if (word == "--sound") {
      s.sound = true;
    } else if (i + 1 < argc && (value = milliseconds_from(argv[i + 1]))) {
      if (word != "--offset-ms" && word != "--length-ms") return std::nullopt;
      (word == "--offset-ms" ? s.offset : s.length) = *value;
      ++i;
    } else {
      return std::nullopt;
    }
  }
  if (!kind_given) return std::nullopt;
  return s;
}

void take_sound(void* context, GstSample* sample) {
  static_cast<sound_writer*>(context)->take(sample);
}

class worker {
 public:
  worker(const settings& s, outlet& out, const frame_room& room) : settings_(s), out_(out), room_(room) {}

  // Decodes all of it. The error is for the stage; nothing when all was sent or the stage is gone.
  std::optional<reply_error> run(sound_writer* sound);

 private:
  std::optional<reply_error> send_picture(GstSample* sample);

  settings settings_;
  outlet& out_;
  frame_room room_;
  std::optional<pipeline> pipeline_;
  std::optional<picture_format> format_;
  frame_layout layout_;
  bool sound_ = false;
};

std::optional<reply_error> worker::run(sound_writer* sound) {
  std::optional<file_type> type = type_of_file(file_fd);
  if (!type || settings_.video != (*type == file_type::mp4)) {
    return reply_error{"decoder-error", settings_.video ? "not an MP4 file" : "neither JPEG nor PNG"};
  }
  if (too_large(file_fd, *type, room_.most_side))
    return reply_error{"decoder-error", "the picture is too large"};
  if (auto e = pipeline::load(*type)) return e;
  sound_ = sound != nullptr && settings_.video;
  bool joined = settings_.offset.count() == 0 || !settings_.video;
  pipeline_.emplace(*type, room_.most_side, !joined, sound_ ? take_sound : nullptr, sound);
  if (pipeline_->broken()) return pipeline_->broken();
  pipeline_->start();
  if (auto closed = close_sandbox(); !closed) return reply_error{"decoder-error", describe(closed.error())};
  pipeline_->release_source();
  while (!out_.hung_up()) {
    sample_ptr sample = pipeline_->next();
    if (sample && !joined) {
      if (!pipeline_->seek(settings_.offset)) return reply_error{"decoder-error", "cannot seek in it"};
      joined = true;
    } else if (sample) {
      if (auto e = send_picture(sample.get())) return e;
      if (!settings_.video) break;
    } else if (auto e = pipeline_->failure()) {
      return e;
    } else if (pipeline_->ended()) {
      break;
    }
  }
  if (out_.hung_up()) return std::nullopt;
  if (!format_) {
    if (auto e = pipeline_->failure()) return e;
    return reply_error{"decoder-error", "there is no picture in it"};
  }
  out_.send(reply_end{});
  return std::nullopt;
}

std::optional<reply_error> worker::send_picture(GstSample* sample) {
  std::optional<picture_format> format = format_of(sample);
  if (!format) return reply_error{"decoder-error", "a picture of an unknown kind"};
  if (!format_) {
    std::optional<frame_layout> layout = lay_out(*format, room_);
    if (!layout) {
      return reply_error{"decoder-error",
                         fmt::format("picture of {}x{} is too large", format->width, format->height)};
    }
    format_ = format;
    layout_ = *layout;
    if (!out_.send(
            reply_format{*format, settings_.video ? pipeline_->duration() : microseconds(0), sound_})) {
      return std::nullopt;
    }
  }
  std::optional<std::uint32_t> slot = out_.take_slot();
  if (!slot) return std::nullopt;
  if (!copy_picture(sample, *format_, layout_, out_.slot(*slot))) {
    return reply_error{"decoder-error", "the size of the picture changes within the file"};
  }
  sample_time t = time_of(sample);
  out_.send(reply_frame{*slot, t.pts, t.duration});
  return std::nullopt;
}

int run(const settings& s) {
  const frame_room& room = s.video ? video_room : still_room;
  for (int fd : {file_fd, control_fd, frames_fd, pcm_fd}) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  auto frames = shared_memory::map(frames_fd, room.slots * room.slot_bytes);
  if (!frames) {
    std::fputs("bangtin-decode is started by the player, with descriptors that it needs\n", stderr);
    return 2;
  }
  outlet out(control_fd, std::move(*frames), room);
  auto fail = [&out](const reply_error& e) {
    out.send(e);
    return 1;
  };
  std::optional<sound_writer> sound;
  if (s.sound) {
    auto ring = shared_memory::map(pcm_fd, pcm_ring_bytes);
    if (!ring) return fail({"decoder-error", describe(ring.error())});
    sound.emplace(std::move(*ring));
  }
  // Three times as long as showing it takes, and some for the start: only a file that means harm needs more.
  auto cpu = std::chrono::seconds(30) + std::chrono::duration_cast<std::chrono::seconds>(s.length * 3);
  if (auto limited = limit_resources(cpu); !limited) {
    return fail({"decoder-error", describe(limited.error())});
  }
  worker w(s, out, room);
  std::optional<reply_error> e = w.run(sound ? &*sound : nullptr);
  return e ? fail(*e) : 0;
}

}  // namespace
}  // namespace bangtin::player::decode

int main(int argc, char** argv) {
  using namespace bangtin::player::decode;
  if (argc == 2 && std::string_view(argv[1]) == "--version") {
    std::puts("bangtin-decode " BANGTIN_VERSION);
    return 0;
  }
  std::optional<settings> s = settings_from(argc, argv);
  if (!s) {
    std::puts("bangtin-decode decodes one file for bangtin-player; it is not called by hand.");
    return argc == 2 && std::string_view(argv[1]) == "--help" ? 0 : 2;
  }
  try {
    return run(*s);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bangtin-decode: %s\n", e.what());
    return 1;
  }
}
