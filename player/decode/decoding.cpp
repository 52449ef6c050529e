// The order of the first steps matters: GStreamer opens the file before the sandbox forbids it, and reads the
// file only when the sandbox is closed.
#include "player/decode/decoding.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "player/decode/confinement.hpp"
#include "player/decode/pictures.hpp"

namespace bangtin::player::decode {

std::optional<reply_error> decoding::run(sound_writer* sound) {
  if (auto e = begin(sound)) return e;
  if (auto e = send_pictures()) return e;
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

std::optional<reply_error> decoding::sound_failure() const {
  return pipeline_ ? pipeline_->sound_failure() : std::nullopt;
}

std::optional<reply_error> decoding::begin(sound_writer* sound) {
  std::optional<file_type> type = type_of_file(file_fd);
  if (!type || what_.video != (*type == file_type::mp4)) {
    return reply_error{"decoder-error", what_.video ? "not an MP4 file" : "neither JPEG nor PNG"};
  }
  if (too_large(file_fd, *type, pool_.room().max_side))
    return reply_error{"decoder-error", "the picture is too large"};
  sound_ = sound != nullptr && what_.video;
  joined_ = what_.offset.count() == 0 || !what_.video;
  pipeline_.emplace(*type, pool_, !joined_, sound_ ? sound : nullptr, damage_);
  if (pipeline_->broken()) return pipeline_->broken();
  pipeline_->start();
  if (auto closed = close_sandbox(); !closed) return reply_error{"decoder-error", describe(closed.error())};
  if (cut_off(file_fd, *type)) return reply_error{"decoder-error", "the file ends too soon"};
  pipeline_->release_source();
  return std::nullopt;
}

std::optional<reply_error> decoding::send_pictures() {
  while (!out_.hung_up()) {
    if (!joined_ && pipeline_->seekable()) {
      if (!pipeline_->seek(what_.offset)) return reply_error{"decoder-error", "cannot seek in it"};
      joined_ = true;
    }
    sample_ptr sample = joined_ ? pipeline_->next() : nullptr;
    if (sample) {
      if (auto e = take_picture(std::move(sample))) return e;
      if (!what_.video) break;
    } else if (auto e = pipeline_->failure()) {
      return e;
    } else if (pipeline_->ended()) {
      break;
    }
  }
  return std::nullopt;
}

// Pictures from before the requested moment are not shown, except the last one: it stands until the next.
std::optional<reply_error> decoding::take_picture(sample_ptr sample) {
  if (!what_.video) return send_picture(sample.get(), {});
  if (damage_ != nullptr) damage_->came_out(sample.get());
  std::optional<microseconds> due = pipeline_->time_of(sample.get());
  if (!due) return std::nullopt;
  if (what_.offset.count() > 0 && *due <= microseconds(0)) {
    standing_ = std::move(sample);
    return std::nullopt;
  }
  if (auto e = send_standing()) return e;
  return send_picture(sample.get(), *due);
}

std::optional<reply_error> decoding::send_standing() {
  if (!standing_) return std::nullopt;
  sample_ptr picture = std::move(standing_);
  return send_picture(picture.get(), {});
}

std::optional<reply_error> decoding::send_format(GstSample* sample) {
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

std::optional<reply_error> decoding::send_picture(GstSample* sample, microseconds due) {
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

}  // namespace bangtin::player::decode
