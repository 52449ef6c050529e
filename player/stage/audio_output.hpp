// The loudspeakers: an SDL audio device that asks the mixer for samples, from a thread of SDL's.
//
// Without a device there is no sound and no error; one that is plugged in later is taken.
#pragma once

#include <memory>

#include "player/stage/mixer.hpp"

namespace bangtin::player::stage {

class audio_output {
 public:
  // `wanted` false: never opens a device.
  explicit audio_output(bool wanted);
  ~audio_output();
  audio_output(const audio_output&) = delete;
  audio_output& operator=(const audio_output&) = delete;

  // There is a device: decoders should be asked for sound.
  bool there() const;
  // See mixer::play. The device runs only while there is something to be heard.
  void play(std::shared_ptr<player::decode::pcm_reader> source, microseconds at, int volume = 100,
            microseconds fade = {});
  // A device came or went: looks which there is.
  void look_again();
  // Stops the device when nothing has been played for a while. Call now and then.
  void rest(microseconds now);

 private:
  struct device;
  void open();

  bool wanted_;
  std::unique_ptr<device> device_;
};

}  // namespace bangtin::player::stage
