// The audio output: an SDL audio device whose own thread asks the mixer for samples.
//
// Without a device there is no sound and no error; look_again() takes a device that is plugged in later. Not
// thread-safe; use only on the stage's thread.
#pragma once

#include <memory>

#include "player/stage/mixer.hpp"

namespace bangtin::player::stage {

class audio_output {
 public:
  // `wanted` false: never opens a device.
  explicit audio_output(bool wanted);
  // Lets what is heard fade out, which takes at most 100 ms.
  ~audio_output();
  audio_output(const audio_output&) = delete;
  audio_output& operator=(const audio_output&) = delete;

  // Whether there is a device, and so whether decoders should deliver sound.
  bool there() const;
  // See mixer::play. The device runs only while something plays.
  void play(std::shared_ptr<player::decode::pcm_reader> source, microseconds at, int volume = 100,
            microseconds fade = {});
  // Call when a device was added or removed: opens a device if there is none or the current one has stopped.
  void look_again();
  // Stops the device when nothing has played for more than 1 s, and frees finished sounds. Call it now and
  // then.
  void rest(microseconds now);

 private:
  struct device;
  void open();

  bool wanted_;
  std::unique_ptr<device> device_;
};

}  // namespace bangtin::player::stage
