// bangtin-decode: decodes one file for the stage, in its own sandboxed process, or forks such processes
// (--zygote [REGISTRY]: the zygote). Users do not start it; player/stage/zygote.cpp does. It reports errors
// to the stage, in its last packet. With --check it decodes a file for the daemon (check.hpp).
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>

#include <algorithm>
#include <cstdio>
#include <span>
#include <string_view>
#include <thread>

#include "base/language.hpp"
#include "base/priority.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "player/decode/check.hpp"
#include "player/decode/confinement.hpp"
#include "player/decode/decoding.hpp"
#include "player/decode/zygote.hpp"

namespace bangtin::player::decode {
namespace {

std::optional<std::chrono::milliseconds> milliseconds_from(std::string_view text) {
  std::optional<std::int64_t> value = parse_integer(text, 0, 86'400'000);
  if (!value) return std::nullopt;
  return std::chrono::milliseconds(*value);
}

std::optional<decode_request> request_from(std::span<char* const> words) {
  decode_request s;
  bool kind_given = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    std::optional<std::chrono::milliseconds> value;
    if (word == "--video" || word == "--still") {
      s.video = word == "--video";
      kind_given = true;
    } else if (word == "--sound") {
      s.sound = true;
    } else if (i + 1 < words.size() && (value = milliseconds_from(words[i + 1]))) {
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
  stage_outlet out(control_fd, room, [&pool](std::uint32_t slot) { pool->release(slot); });
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
  if (auto limited = limit_resources(cpu_limit(what)); !limited) {
    return fail({"decoder-error", describe(limited.error())});
  }
  if (!loaded) {
    if (auto e = pipeline::load(what.video)) return fail(*e);
  }
  pool.emplace(std::move(*frames), room);
  decoding d(what, out, *pool);
  std::optional<reply_error> e = d.run(sound ? &*sound : nullptr);
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
    std::printf("bangtin-decode %s\n", bangtin::program_version);
    return 0;
  }
  try {
    if (argc >= 2 && argc <= 3 && std::string_view(argv[1]) == "--zygote") {
      return bangtin::player::decode::be_zygote(argc == 3 ? argv[2] : "");
    }
    std::span<char* const> words(argv + 1, static_cast<std::size_t>(std::max(argc, 1) - 1));
    bool check = !words.empty() && std::string_view(words[0]) == "--check";
    std::optional<bangtin::player::decode::decode_request> what =
        bangtin::player::decode::request_from(words.subspan(check ? 1 : 0));
    if (what && check) return bangtin::player::decode::run_check(*what);
    if (what) {
      bangtin::raise_priority();
      return bangtin::player::decode::run(*what, false);
    }
    bangtin::set_language(bangtin::language_of_environment());
    std::puts(
        bangtin::tr("bangtin-decode decodes one file for bangtin-player; it is not called by hand.").c_str());
    return argc == 2 && std::string_view(argv[1]) == "--help" ? 0 : 2;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bangtin-decode: %s\n", e.what());
    return 1;
  }
}
