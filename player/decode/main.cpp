// bangtin-decode: decodes one file for the stage, in its own sandboxed process, or forks such processes
// (--zygote [REGISTRY]: the zygote). Users do not start it; player/stage/zygote.cpp does. It reports errors
// to the stage, in its last packet.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>

#include <cstdio>
#include <string_view>
#include <thread>

#include "base/priority.hpp"
#include "base/text.hpp"
#include "player/decode/confinement.hpp"
#include "player/decode/frame_pool.hpp"
#include "player/decode/outlet.hpp"
#include "player/decode/pictures.hpp"
#include "player/decode/pipeline.hpp"
#include "player/decode/sound_writer.hpp"
#include "player/decode/zygote.hpp"

namespace bangtin::player::decode {
namespace {

std::optional<std::chrono::milliseconds> milliseconds_from(std::string_view text) {
  std::optional<std::int64_t> value = parse_integer(text, 0, 86'400'000);
  if (!value) return std::nullopt;
  return std::chrono::milliseconds(*value);
}

std::optional<decode_request> request_from(int argc, char** argv) {
  decode_request s;
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

class worker {
 public:
  worker(const decode_request& what, outlet& out, frame_pool& pool) : what_(what), out_(out), pool_(pool) {}

  // Decodes the whole file. Returns an error for the stage, or nothing when everything was sent or the stage
  // is gone.
  std::optional<reply_error> run(sound_writer* sound);

 private:
  std::optional<reply_error> take_picture(sample_ptr sample);
  std::optional<reply_error> send_standing();
  std::optional<reply_error> send_format(GstSample* sample);
  std::optional<reply_error> send_picture(GstSample* sample, microseconds due);

  decode_request what_;
  outlet& out_;
  frame_pool& pool_;
  std::optional<pipeline> pipeline_;
  std::optional<picture_format> format_;
  frame_layout layout_;
  bool sound_ = false;
  sample_ptr standing_;        // the latest picture that is due before the requested moment
  microseconds latest_due_{};  // of the pictures sent
};

std::optional<reply_error> worker::run(sound_writer* sound) {
  std::optional<file_type> type = type_of_file(file_fd);
  if (!type || what_.video != (*type == file_type::mp4)) {
    return reply_error{"decoder-error", what_.video ? "not an MP4 file" : "neither JPEG nor PNG"};
  }
  if (too_large(file_fd, *type, pool_.room().max_side))
    return reply_error{"decoder-error", "the picture is too large"};
  sound_ = sound != nullptr && what_.video;
  bool joined = what_.offset.count() == 0 || !what_.video;
  pipeline_.emplace(*type, pool_, !joined, sound_ ? sound : nullptr);
  if (pipeline_->broken()) return pipeline_->broken();
  pipeline_->start();
  if (auto closed = close_sandbox(); !closed) return reply_error{"decoder-error", describe(closed.error())};
  if (cut_off(file_fd, *type)) return reply_error{"decoder-error", "the file ends too soon"};
  pipeline_->release_source();
  while (!out_.hung_up()) {
    if (!joined && pipeline_->seekable()) {
      if (!pipeline_->seek(what_.offset)) return reply_error{"decoder-error", "cannot seek in it"};
      joined = true;
    }
    sample_ptr sample = joined ? pipeline_->next() : nullptr;
    if (sample) {
      if (auto e = take_picture(std::move(sample))) return e;
      if (!what_.video) break;
    } else if (auto e = pipeline_->failure()) {
      return e;
    } else if (pipeline_->ended()) {
      break;
    }
  }
  if (auto e = send_standing()) return e;
  if (out_.hung_up()) return std::nullopt;
  if (!format_) {
    if (auto e = pipeline_->failure()) return e;
    return reply_error{"decoder-error", "there is no picture in it"};
  }
  out_.send(reply_end{});
  // The sound may last longer than the pictures.
  while (!out_.hung_up() && !pipeline_->sound_over()) {
  }
  return std::nullopt;
}

// Pictures from before the requested moment are not shown, except the last one: it stands until the next.
std::optional<reply_error> worker::take_picture(sample_ptr sample) {
  if (!what_.video) return send_picture(sample.get(), {});
  std::optional<microseconds> due = pipeline_->time_of(sample.get());
  if (!due) return std::nullopt;
  if (what_.offset.count() > 0 && *due <= microseconds(0)) {
    standing_ = std::move(sample);
    return std::nullopt;
  }
  if (auto e = send_standing()) return e;
  return send_picture(sample.get(), *due);
}

std::optional<reply_error> worker::send_standing() {
  if (!standing_) return std::nullopt;
  sample_ptr picture = std::move(standing_);
  return send_picture(picture.get(), {});
}

std::optional<reply_error> worker::send_format(GstSample* sample) {
  std::optional<picture_format> format = format_of(sample);
  if (!format) return reply_error{"decoder-error", "a picture of an unknown kind"};
  if (what_.video) pipeline_->set_colours(*format);
  frame_padding padding = pool_.padding_of(sample, *format);
  std::optional<frame_layout> layout = lay_out(*format, padding, pool_.room());
  if (!layout) {
    return reply_error{"decoder-error",
                       fmt::format("picture of {}x{} is too large", format->width, format->height)};
  }
  format_ = format;
  layout_ = *layout;
  auto duration = what_.video ? pipeline_->duration() : microseconds(0);
  out_.send(reply_format{*format, padding, duration, sound_});
  return std::nullopt;
}

std::optional<reply_error> worker::send_picture(GstSample* sample, microseconds due) {
  if (!format_) {
    if (auto e = send_format(sample)) return e;
  }
  if (!out_.wait_for_room()) return std::nullopt;
  std::optional<std::uint32_t> slot = pool_.keep(sample, *format_, layout_);
  if (!slot) return reply_error{"decoder-error", "the size of the picture changes within the file"};
  latest_due_ = std::max(due, latest_due_);
  out_.send(reply_frame{*slot, latest_due_, duration_of(sample)});
  return std::nullopt;
}

// Decodes one file, whose descriptors are at their numbers. `loaded`: GStreamer and its plug-ins are already
// loaded.
int run(const decode_request& what, bool loaded) {
  const frame_room& room = what.video ? video_room : image_room;
  for (int fd : {file_fd, control_fd, frames_fd, pcm_fd}) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  auto frames = shared_memory::map(frames_fd, room.slots * room.slot_bytes);
  if (!frames) {
    std::fputs("bangtin-decode is started by the player, with descriptors that it needs\n", stderr);
    return 2;
  }
  std::optional<frame_pool> pool;
  outlet out(control_fd, room, [&pool](std::uint32_t slot) { pool->release(slot); });
  auto fail = [&out](const reply_error& e) {
    out.send(e);
    return 1;
  };
  std::optional<sound_writer> sound;
  if (what.sound) {
    auto ring = shared_memory::map(pcm_fd, pcm_ring_bytes);
    if (!ring) return fail({"decoder-error", describe(ring.error())});
    sound.emplace(std::move(*ring));
  }
  // Three times the playing time plus some for the start: only a malicious file needs more.
  auto cpu = std::chrono::seconds(30) + std::chrono::duration_cast<std::chrono::seconds>(what.length * 3);
  if (auto limited = limit_resources(cpu); !limited) {
    return fail({"decoder-error", describe(limited.error())});
  }
  if (!loaded) {
    if (auto e = pipeline::load(what.video)) return fail(*e);
  }
  pool.emplace(std::move(*frames), room);
  worker w(what, out, *pool);
  std::optional<reply_error> e = w.run(sound ? &*sound : nullptr);
  return e ? fail(*e) : 0;
}

// Loads everything, and then serves as a zygote, or as one of its decoders.
int be_zygote(const std::string& registry) {
  ::prctl(PR_SET_NAME, "bangtin-zygote");
  bangtin::raise_priority();
  // The stage then starts decoders without a zygote, and such a decoder reports the reason.
  if (pipeline::load_all(registry)) return 1;
  pipeline::warm_up();
  std::optional<decode_request> what = serve_zygote();
  if (!what) return 0;
  int code = 1;
  std::thread([&] {
    try {
      code = run(*what, true);
    } catch (const std::exception& e) {
      std::fprintf(stderr, "bangtin-decode: %s\n", e.what());
    }
  }).join();
  return code;
}

}  // namespace
}  // namespace bangtin::player::decode

int main(int argc, char** argv) {
  using namespace bangtin::player::decode;
  if (argc == 2 && std::string_view(argv[1]) == "--version") {
    std::puts("bangtin-decode " BANGTIN_VERSION);
    return 0;
  }
  try {
    if (argc >= 2 && argc <= 3 && std::string_view(argv[1]) == "--zygote") {
      return bangtin::player::decode::be_zygote(argc == 3 ? argv[2] : "");
    }
    std::optional<bangtin::player::decode::decode_request> what =
        bangtin::player::decode::request_from(argc, argv);
    if (what) {
      bangtin::raise_priority();
      return bangtin::player::decode::run(*what, false);
    }
    std::puts("bangtin-decode decodes one file for bangtin-player; it is not called by hand.");
    return argc == 2 && std::string_view(argv[1]) == "--help" ? 0 : 2;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bangtin-decode: %s\n", e.what());
    return 1;
  }
}
