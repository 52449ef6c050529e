// Offers the slots of the shared memory to GStreamer's video decoder as its picture memory: the decoder
// writes its pictures where the stage reads them, and can still read those that later pictures refer to. A
// slot is written again only when neither the stage nor the decoder holds it.
//
// Not every picture is written there directly: the decoder makes the first few before it asks for memory, and
// a picture may be padded differently from those before it. Such pictures are copied into a slot.
//
// The public functions are for one thread, except that the pipeline's own threads take and return memory.
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "player/decode/protocol.hpp"
#include "player/decode/shared_memory.hpp"

namespace bangtin::player::decode {

class frame_pool {
 public:
  frame_pool(shared_memory frames, const frame_room& room);
  frame_pool(const frame_pool&) = delete;
  frame_pool& operator=(const frame_pool&) = delete;
  ~frame_pool();

  const frame_room& room() const { return room_; }

  // Makes the sink offer this memory to the elements that send it pictures. Call it before the pipeline
  // starts; the pool must outlive the pipeline. From then on the pipeline's own threads take and return
  // memory.
  void offer_by(GstElement* sink);

  // How the pictures of this file are padded, judged by `sample`; little_padding() when the sample does not
  // say.
  frame_padding padding_of(GstSample* sample, const picture_format& format) const;

  // Returns the slot in which the picture lies in this layout; copies it into a slot if necessary. The slot
  // is kept until `release`. Nothing when the sample is damaged or of another format, or when all slots are
  // taken, which cannot happen while fewer than room().at_stage slots are kept.
  std::optional<std::uint32_t> keep(GstSample* sample, const picture_format& format,
                                    const frame_layout& layout);
  void release(std::uint32_t slot);
  // The memory of a kept slot.
  std::span<const std::byte> picture(std::uint32_t slot) const { return bytes_of(slot); }

 private:
  friend struct slot_allocator;

  // ---- called on any thread
  std::optional<std::uint32_t> take(bool for_copy);
  void hold(std::uint32_t slot);
  void take_back(std::uint32_t slot);
  std::span<std::byte> bytes_of(std::uint32_t slot) const;

  shared_memory frames_;
  frame_room room_;
  GstAllocator* allocator_;
  std::vector<GstBuffer*> kept_;  // by slot; buffers of pictures that were not copied
  std::vector<bool> copied_;      // by slot

  std::mutex guard_;
  std::vector<std::uint32_t> holds_;  // guarded; by slot
  // Guarded; taken from the end, so that few slots are ever touched.
  std::vector<std::uint32_t> free_;
  std::uint32_t copies_ = 0;  // guarded; copies that the stage holds
};

}  // namespace bangtin::player::decode
