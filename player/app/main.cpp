// bangtin-screen, the player proper, which shows one screen. bangtin-player (launch.cpp) execs it. Parse,
// lock, wire, play, stop.
#include <poll.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

#include "base/files.hpp"
#include "base/language.hpp"
#include "base/logging/logging.hpp"
#include "base/priority.hpp"
#include "media/screenshot.hpp"
#include "player/app/exit_deadline.hpp"
#include "player/app/options.hpp"
#include "player/app/playback.hpp"
#include "player/app/shot.hpp"
#include "player/overlay/programme_layers.hpp"
#include "player/stage/sdl_stage.hpp"
#include "player/sync/data_folder.hpp"

namespace {

using namespace bangtin;
namespace fs = std::filesystem;

// The program must have ended within 5 s of SIGTERM.
constexpr std::chrono::milliseconds stop_limit{4'500};

sigset_t stop_set() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGTERM);
  ::sigaddset(&set, SIGINT);
  return set;
}

// Blocks SIGTERM and SIGINT, so make it before any other thread starts. The thread that `call` returns waits
// for them on a descriptor, and stops the display loop.
class stop_signals {
 public:
  stop_signals() {
    sigset_t set = stop_set();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    fd_ = unique_fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  std::jthread call(player::app::playback& loop, player::app::exit_deadline& deadline,
                    const player::sync::wake_event& end) const {
    return std::jthread([&loop, &deadline, &end, fd = fd_.get()](const std::stop_token& stop) {
      pollfd fds[] = {{fd, POLLIN, 0}, {end.fd(), POLLIN, 0}};
      while (!stop.stop_requested() && ::poll(fds, 2, -1) >= 0) {
        if ((fds[0].revents & POLLIN) == 0) continue;
        deadline.start();
        return loop.stop();
      }
    });
  }

 private:
  unique_fd fd_;
};

// Xlib cannot go on without its server, and a screen must stay up: the program executes itself again under
// the same process id, and then waits for a display. The start closes the plays that are open in the journal.
void start_again() {
  leave_display_priority();
  result<std::string> words = read_file("/proc/self/cmdline", 1 << 20);
  if (!words) return;
  std::vector<char*> argv;
  for (std::size_t at = 0; at < words->size(); at += std::strlen(&(*words)[at]) + 1) {
    argv.push_back(&(*words)[at]);
  }
  argv.push_back(nullptr);
  ::execv("/proc/self/exe", argv.data());
}

using early_zygote = std::shared_ptr<player::decode::zygote_process>;

player::stage::stage_options for_stage(const player::app::options& o, const clock_source& clock,
                                       early_zygote zygote) {
  player::stage::stage_options s;
  s.wall_clock = [&clock] { return clock.now().utc; };
  s.turned = player::stage::rotation_from(o.rotate).value_or(player::stage::rotation::none);
  s.registry = player::decode::registry_in(o.data);
  s.zygote = std::move(zygote);
  s.when_server_goes = start_again;
  if (o.width > 0) s.windowed = player::stage::size_px{o.width, o.height};
  s.texts = std::make_shared<player::stage::typesetter>();
  s.layers = [texts = s.texts](player::stage::zygote& decoders) {
    return std::make_unique<player::overlay::programme_layers>(
        [&decoders](const player::stage::picture_file& file) {
          return std::make_unique<player::stage::decoder>(decoders, file, false);
        },
        texts);
  };
  return s;
}

result<void> play(const player::app::options& o, early_zygote zygote) {
  stop_signals signals;  // before any thread starts
  system_clock_source kernel;
  auto folder = player::sync::hold_data_folder(o.data, kernel.now().utc);
  if (!folder) return folder.error();
  player::sync::screen_key key = player::sync::find_screen_key(o.data, kernel.now().utc);
  player::app::exit_deadline deadline(stop_limit);  // before all that can hang
  player::sync::screen_clock clock(kernel, o.data, boot_id());
  auto stage = player::stage::sdl_stage::open(for_stage(o, clock, std::move(zygote)));
  if (!stage) return stage.error();
  player::app::playback_setup setup{
      o.data,
      o.server,
      boot_id(),
      key.key,
      &clock,
      stage->get(),
      o.screenshots,
      [&](const fs::path& file) { return (*stage)->save_png(file); },
      [&] {
        return (*stage)->grab({media::max_screenshot_width, media::max_screenshot_height});
      },
      [&] { deadline.start(); },
      std::move(folder->problem),
      std::move(key.problem),
      &clock};
  setup.output_assumed = o.output == "assumed";
  setup.fetch = o.fetch;
  setup.system_authorities = o.authority == "system";
  setup.bundles = o.bundles;
  if (o.evidence_reserve_bytes) setup.archive.reserve_bytes = *o.evidence_reserve_bytes;
  auto loop = player::app::playback::open(std::move(setup));
  if (!loop) return loop.error();
  player::sync::wake_event end;
  std::jthread watcher = signals.call(**loop, deadline, end);
  if (!raise_display_priority()) spdlog::info("the picture has no priority over other programs here");
  (*loop)->run();
  watcher.request_stop();
  end.wake();
  return {};
}

// --shot; rotated as the screen hangs.
result<void> shoot(const player::app::options& o) {
  player::app::shot_request s{o.shot, o.programme, o.shot_file, o.screen, o.at};
  // Nothing reads the signals here, and the launcher has blocked them.
  sigset_t set = stop_set();
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  if (o.width > 0) s.seen = {o.width, o.height};
  s.seen = player::stage::seen(
      s.seen, player::stage::rotation_from(o.rotate).value_or(player::stage::rotation::none));
  return player::app::take_shot(s, system_clock_source().now().utc);
}

int usage_error(const error& e) {
  const std::string remedy = e.remedy.empty() ? "" : " — " + translate(e.remedy);
  std::fprintf(stderr, "bangtin-player: %s%s\n", translate(e.what).c_str(), remedy.c_str());
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  early_zygote zygote;
  if (auto started = player::decode::take_handed_on()) {
    zygote = std::make_shared<player::decode::zygote_process>(std::move(*started));
  }
  set_language(language_of_environment());
  player::app::options o;
  result<std::optional<std::string>> read = player::app::parse_options(argc, argv, o);
  if (!read) return usage_error(read.error());
  if (*read) return std::fputs((*read)->c_str(), stdout) < 0 ? 1 : 0;
  result<void> logging = start_logging(o.log_level);
  if (!logging) return usage_error(logging.error());
  try {
    result<void> played = o.shot.empty() ? play(o, std::move(zygote)) : shoot(o);
    if (played) return 0;
    if (o.shot.empty()) spdlog::error("{}", describe(played.error()));
    std::fprintf(stderr, "bangtin-player: %s\n  %s\n", translate(played.error().what).c_str(),
                 translate(played.error().remedy).c_str());
  } catch (const std::exception& e) {
    spdlog::critical("{}", e.what());
    if (!o.shot.empty()) {
      std::fprintf(stderr, "bangtin-player: %s\n",
                   tr("the program failed unexpectedly: {}", e.what()).c_str());
    }
  }
  return 1;
}
