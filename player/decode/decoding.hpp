// Decodes one file from its first picture to its last one, into an outlet.
#pragma once

#include <optional>

#include "player/decode/damage_watch.hpp"
#include "player/decode/frame_pool.hpp"
#include "player/decode/outlet.hpp"
#include "player/decode/pipeline.hpp"
#include "player/decode/request.hpp"
#include "player/decode/sound_writer.hpp"

namespace bangtin::player::decode {

// Use it once, on one thread. All references must outlive it.
class decoding {
 public:
  // `damage`: unless null, is told of every picture.
  decoding(const decode_request& what, outlet& out, frame_pool& pool, damage_watch* damage = nullptr)
      : what_(what), out_(out), pool_(pool), damage_(damage) {}

  // Decodes file_fd; enters the second step of the sandbox before it reads more than the file's beginning.
  // Returns an error, or nothing when everything was sent or nobody wants it any more. `sound`: null for
  // none.
  std::optional<reply_error> run(sound_writer* sound);

  // Why the sound ended too early, if it did: a screen shows such a file without the rest of its sound.
  std::optional<reply_error> sound_failure() const;

 private:
  std::optional<reply_error> begin(sound_writer* sound);
  std::optional<reply_error> send_pictures();
  std::optional<reply_error> take_picture(sample_ptr sample);
  std::optional<reply_error> send_standing();
  std::optional<reply_error> send_format(GstSample* sample);
  std::optional<reply_error> send_picture(GstSample* sample, microseconds due);

  decode_request what_;
  outlet& out_;
  frame_pool& pool_;
  damage_watch* damage_;
  std::optional<pipeline> pipeline_;
  std::optional<picture_format> format_;
  frame_layout layout_;
  bool sound_ = false;
  bool joined_ = false;        // at the requested moment
  sample_ptr standing_;        // the latest picture that is due before the requested moment
  microseconds latest_due_{};  // of the pictures sent
};

}  // namespace bangtin::player::decode
