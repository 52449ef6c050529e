// The callback takes no lock of ours and frees nothing: SDL holds the device's lock while it calls, `play`
// takes that lock only for the change, and `play` and `rest` free the finished sounds.
#include "player/stage/audio_output.hpp"

#include <SDL.h>
#include <spdlog/spdlog.h>
#include <time.h>

namespace bangtin::player::stage {

namespace {

constexpr Uint16 device_frames = 1024;  // 21 ms
constexpr microseconds rest_after = std::chrono::seconds(1);
constexpr auto farewell = std::chrono::milliseconds(100);

microseconds now() {
  timespec t{};
  ::clock_gettime(CLOCK_BOOTTIME, &t);
  return std::chrono::duration_cast<microseconds>(std::chrono::seconds(t.tv_sec) +
                                                  std::chrono::nanoseconds(t.tv_nsec));
}

}  // namespace

struct audio_output::device {
  SDL_AudioDeviceID id = 0;
  mixer samples;
  bool running = false;
  microseconds silent_since{};

  static void fill(void* self, Uint8* bytes, int count) {
    std::span<player::decode::pcm_frame> out(
        reinterpret_cast<player::decode::pcm_frame*>(bytes),
        static_cast<std::size_t>(count) / sizeof(player::decode::pcm_frame));
    static_cast<device*>(self)->samples.fill(out, now());
  }
  ~device() {
    if (id != 0) SDL_CloseAudioDevice(id);
  }
  // Waits until nothing is heard any more: closing the device at full amplitude would click.
  void fade_out() {
    if (!running) return;
    SDL_LockAudioDevice(id);
    samples.play(nullptr, now());
    SDL_UnlockAudioDevice(id);
    bool silent = false;
    for (microseconds until = now() + farewell; !silent && now() < until;) {
      SDL_Delay(5);
      SDL_LockAudioDevice(id);
      silent = samples.silent();
      SDL_UnlockAudioDevice(id);
    }
  }
};

audio_output::audio_output(bool wanted) : wanted_(wanted) {
  if (wanted_ && SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) {
    spdlog::info("no sound: {}", SDL_GetError());
    wanted_ = false;
  }
  open();
}

audio_output::~audio_output() {
  if (device_) device_->fade_out();
  device_ = nullptr;
  if (SDL_WasInit(SDL_INIT_AUDIO) != 0) SDL_QuitSubSystem(SDL_INIT_AUDIO);
}

void audio_output::open() {
  if (!wanted_) return;
  auto d = std::make_unique<device>();
  SDL_AudioSpec wanted{};
  wanted.freq = player::decode::pcm_rate;
  wanted.format = AUDIO_S16SYS;
  wanted.channels = 2;
  wanted.samples = device_frames;
  wanted.callback = device::fill;
  wanted.userdata = d.get();
  // No allowed changes: SDL converts to whatever the device wants.
  d->id = SDL_OpenAudioDevice(nullptr, 0, &wanted, nullptr, 0);
  if (d->id == 0) {
    spdlog::info("no sound: {}", SDL_GetError());
    return;
  }
  device_ = std::move(d);
}

bool audio_output::there() const {
  return device_ != nullptr;
}

void audio_output::play(std::shared_ptr<player::decode::pcm_reader> source, microseconds at, int volume,
                        microseconds fade) {
  if (!device_) return;
  bool something = source != nullptr;
  device_->samples.release_ended();
  SDL_LockAudioDevice(device_->id);
  device_->samples.play(std::move(source), at, volume, fade);
  SDL_UnlockAudioDevice(device_->id);
  device_->silent_since = {};
  if (something && !device_->running) {
    SDL_PauseAudioDevice(device_->id, 0);
    device_->running = true;
  }
}

void audio_output::look_again() {
  if (device_ && SDL_GetAudioDeviceStatus(device_->id) != SDL_AUDIO_STOPPED) return;
  device_ = nullptr;
  open();
}

void audio_output::rest(microseconds at) {
  if (!device_) return;
  device_->samples.release_ended();
  if (!device_->running) return;
  SDL_LockAudioDevice(device_->id);
  bool silent = device_->samples.silent();
  SDL_UnlockAudioDevice(device_->id);
  if (!silent) {
    device_->silent_since = {};
  } else if (device_->silent_since == microseconds(0)) {
    device_->silent_since = at;
  } else if (at - device_->silent_since > rest_after) {
    SDL_PauseAudioDevice(device_->id, 1);
    device_->running = false;
  }
}

}  // namespace bangtin::player::stage
