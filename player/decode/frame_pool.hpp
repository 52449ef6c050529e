// The slots of the shared memory as memory for GStreamer's video decoder: it writes its pictures where the
// stage reads them, and goes on reading those that later pictures refer to. A slot is written again only once
// neither the stage nor the decoder holds it.
//
// Not every picture gets there: the first few are decoded before the decoder asks for memory, and a picture
// may be padded in another way than those before it. These are copied into a slot.
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

  // Has the sink offer this memory to whoever sends it pictures. Before the pipeline starts; the pool must
  // outlive it. Memory is then taken and given back in the pipeline's own threads.
  void offer_by(GstElement* sink);

  // How the pictures of this file are padded, judged by one of them; little_padding when it does not say.
  frame_padding padding_of(GstSample* sample, const picture_format& format) const;

  // The slot in which the picture lies, laid out so; it is copied there if need be. Kept until `release`.
  // Nothing when the sample is damaged, of another format, or when all slots are taken, which cannot be as
  // long as fewer than room().at_stage are kept.
  std::optional<std::uint32_t> keep(GstSample* sample, const picture_format& format,
                                    const frame_layout& layout);
  void release(std::uint32_t slot);

 private:
  friend struct slot_allocator;

  // ---- by any thread
  std::optional<std::uint32_t> take(bool for_copy);
  void hold(std::uint32_t slot);
  void take_back(std::uint32_t slot);
  std::span<std::byte> bytes_of(std::uint32_t slot) const;

  shared_memory frames_;
  frame_room room_;
  GstAllocator* allocator_;
  std::vector<GstBuffer*> kept_;  // by slot, of pictures that were not copied
  std::vector<bool> copied_;      // by slot

  std::mutex guard_;
  std::vector<std::uint32_t> holds_;  // guarded; by slot
  std::vector<std::uint32_t> free_;   // guarded; taken from the end, so that few are ever touched
  std::uint32_t copies_ = 0;          // guarded; kept by the stage
};

}  // namespace bangtin::player::decode
