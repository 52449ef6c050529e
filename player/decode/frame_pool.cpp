// GStreamer's own pool for video pads and aligns pictures as the decoder wishes; this file only adds an
// allocator that takes a slot instead of memory. The pool states no maximum to the decoder (which refuses a
// pool of fewer than 32 buffers): when no slot is left, the decoder gets ordinary memory.
//
// GStreamer 1.22 passes on a copy of every picture, since the decoder still holds it for writing. But
// libavcodec does not write to a picture any more once it has come out, so here the "copy" is a second hold
// on the same slot. GStreamer's pool knows only the first hold. Therefore its buffers are never used a second
// time, and a slot is free when both holds are gone.
#include "player/decode/frame_pool.hpp"

#include <gst/video/gstvideopool.h>
#include <gst/video/video.h>

#include <utility>

#include "player/decode/pictures.hpp"

namespace bangtin::player::decode {

struct slot_memory {
  GstMemory base;
  std::uint32_t slot;
};

struct slot_allocator {
  GstAllocator base;
  frame_pool* pool;
  GstMemoryCopyFunction plain_copy;

  static GType type();
  static void class_init(gpointer c, gpointer);
  static void init(GTypeInstance* i, gpointer);
  static GstMemory* alloc(GstAllocator* a, gsize size, GstAllocationParams* params);
  static void free(GstAllocator* a, GstMemory* m);
  static gpointer map(GstMemory* m, gsize, GstMapFlags);
  static void unmap(GstMemory*) {}
  static GstMemory* hold_again(GstMemory* m, gssize offset, gssize size);
  static GstMemory* wrap(frame_pool* pool, std::uint32_t slot, gsize align, gsize size);
  static GstPadProbeReturn answer(GstPad*, GstPadProbeInfo* info, gpointer self);
};

GType slot_allocator::type() {
  static const GType registered =
      g_type_register_static_simple(GST_TYPE_ALLOCATOR, "BangtinSlotAllocator", sizeof(GstAllocatorClass),
                                    class_init, sizeof(slot_allocator), init, GTypeFlags{});
  return registered;
}

void slot_allocator::class_init(gpointer c, gpointer) {
  auto* own = static_cast<GstAllocatorClass*>(c);
  own->alloc = alloc;
  own->free = free;
}

void slot_allocator::init(GTypeInstance* i, gpointer) {
  auto* a = reinterpret_cast<GstAllocator*>(i);
  a->mem_type = "bangtin-slot";
  a->mem_map = map;
  a->mem_unmap = unmap;
  reinterpret_cast<slot_allocator*>(a)->plain_copy = a->mem_copy;
  a->mem_copy = hold_again;
}

GstMemory* slot_allocator::wrap(frame_pool* pool, std::uint32_t slot, gsize align, gsize size) {
  auto* m = new slot_memory{};
  gst_memory_init(&m->base, GstMemoryFlags{}, pool->allocator_, nullptr, pool->room_.slot_bytes, align, 0,
                  size);
  m->slot = slot;
  return &m->base;
}

GstMemory* slot_allocator::alloc(GstAllocator* a, gsize size, GstAllocationParams* params) {
  frame_pool* pool = reinterpret_cast<slot_allocator*>(a)->pool;
  gsize all = params->prefix + size + params->padding;
  // A slot begins at a page boundary, which is more than any alignment that decoders ask for.
  std::optional<std::uint32_t> slot;
  if (all <= pool->room_.slot_bytes && params->prefix == 0) slot = pool->take(false);
  if (!slot) return gst_allocator_alloc(nullptr, size, params);
  return wrap(pool, *slot, params->align, size);
}

GstMemory* slot_allocator::hold_again(GstMemory* m, gssize offset, gssize size) {
  auto* a = reinterpret_cast<slot_allocator*>(m->allocator);
  bool whole = offset == 0 && (size < 0 || static_cast<gsize>(size) == m->size);
  if (!whole) return a->plain_copy(m, offset, size);
  std::uint32_t slot = reinterpret_cast<slot_memory*>(m)->slot;
  a->pool->hold(slot);
  return wrap(a->pool, slot, m->align, m->size);
}

void slot_allocator::free(GstAllocator* a, GstMemory* m) {
  auto* memory = reinterpret_cast<slot_memory*>(m);
  reinterpret_cast<slot_allocator*>(a)->pool->take_back(memory->slot);
  delete memory;
}

gpointer slot_allocator::map(GstMemory* m, gsize, GstMapFlags) {
  auto* memory = reinterpret_cast<slot_memory*>(m);
  return reinterpret_cast<slot_allocator*>(m->allocator)->pool->bytes_of(memory->slot).data();
}

// A video pool that discards each buffer when it comes back.
struct single_use_pool {
  static GType type();
  static void class_init(gpointer c, gpointer);
  static void release(GstBufferPool* pool, GstBuffer* buffer);
};

GType single_use_pool::type() {
  static const GType registered = g_type_register_static_simple(
      GST_TYPE_VIDEO_BUFFER_POOL, "BangtinSingleUsePool", sizeof(GstVideoBufferPoolClass), class_init,
      sizeof(GstVideoBufferPool), nullptr, GTypeFlags{});
  return registered;
}

void single_use_pool::class_init(gpointer c, gpointer) {
  static_cast<GstBufferPoolClass*>(c)->release_buffer = release;
}

void single_use_pool::release(GstBufferPool* pool, GstBuffer* buffer) {
  // This flag says that the buffer's memory was replaced; the pool then discards the buffer.
  GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_TAG_MEMORY);
  static_cast<GstBufferPoolClass*>(g_type_class_peek(GST_TYPE_VIDEO_BUFFER_POOL))
      ->release_buffer(pool, buffer);
}

GstPadProbeReturn slot_allocator::answer(GstPad*, GstPadProbeInfo* info, gpointer self) {
  GstQuery* query = GST_PAD_PROBE_INFO_QUERY(info);
  if (GST_QUERY_TYPE(query) != GST_QUERY_ALLOCATION) return GST_PAD_PROBE_OK;
  GstCaps* caps = nullptr;
  gst_query_parse_allocation(query, &caps, nullptr);
  GstVideoInfo video;
  if (caps == nullptr || !gst_video_info_from_caps(&video, caps)) return GST_PAD_PROBE_OK;
  auto* pool = static_cast<GstBufferPool*>(g_object_new(single_use_pool::type(), nullptr));
  gst_object_ref_sink(pool);
  gst_query_add_allocation_meta(query, GST_VIDEO_META_API_TYPE, nullptr);
  gst_query_add_allocation_pool(query, pool, static_cast<guint>(GST_VIDEO_INFO_SIZE(&video)), 0, 0);
  gst_query_add_allocation_param(query, static_cast<frame_pool*>(self)->allocator_, nullptr);
  gst_object_unref(pool);
  return GST_PAD_PROBE_HANDLED;
}

frame_pool::frame_pool(shared_memory frames, const frame_room& room)
    : frames_(std::move(frames)),
      room_(room),
      allocator_(static_cast<GstAllocator*>(g_object_new(slot_allocator::type(), nullptr))),
      kept_(room.slots, nullptr),
      copied_(room.slots, false),
      holds_(room.slots, 0) {
  gst_object_ref_sink(allocator_);
  reinterpret_cast<slot_allocator*>(allocator_)->pool = this;
  for (std::uint32_t i = room.slots; i > 0; --i) free_.push_back(i - 1);
}

frame_pool::~frame_pool() {
  for (std::uint32_t i = 0; i < room_.slots; ++i) release(i);
  gst_object_unref(allocator_);
}

void frame_pool::offer_by(GstElement* sink) {
  GstPad* pad = gst_element_get_static_pad(sink, "sink");
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM, slot_allocator::answer, this, nullptr);
  gst_object_unref(pad);
}

std::optional<std::uint32_t> frame_pool::take(bool for_copy) {
  std::scoped_lock lock(guard_);
  // Keep as many slots free for copies as the stage may hold.
  bool enough = for_copy ? !free_.empty() : free_.size() + copies_ > room_.at_stage;
  if (!enough) return std::nullopt;
  std::uint32_t slot = free_.back();
  free_.pop_back();
  holds_[slot] = 1;
  if (for_copy) ++copies_;
  return slot;
}

void frame_pool::hold(std::uint32_t slot) {
  std::scoped_lock lock(guard_);
  ++holds_[slot];
}

void frame_pool::take_back(std::uint32_t slot) {
  std::scoped_lock lock(guard_);
  if (--holds_[slot] == 0) free_.push_back(slot);
}

std::span<std::byte> frame_pool::bytes_of(std::uint32_t slot) const {
  return frames_.bytes().subspan(slot * room_.slot_bytes, room_.slot_bytes);
}

frame_padding frame_pool::padding_of(GstSample* sample, const picture_format& format) const {
  const sample_of_another_thread reading;
  const GstVideoMeta* meta = gst_buffer_get_video_meta(gst_sample_get_buffer(sample));
  frame_padding usual = little_padding(format);
  if (format.layout != pixel_layout::i420 || meta == nullptr || meta->n_planes != 3 || meta->stride[0] <= 0) {
    return usual;
  }
  auto stride = static_cast<gsize>(meta->stride[0]);
  frame_padding p{static_cast<std::uint32_t>(stride), static_cast<std::uint32_t>(meta->offset[1] / stride)};
  return lay_out(format, p, room_) ? p : usual;
}

namespace {

// Whether the picture's planes lie in its buffer as the layout says.
bool lies_so(GstBuffer* buffer, const frame_layout& layout) {
  const GstVideoMeta* meta = gst_buffer_get_video_meta(buffer);
  if (meta == nullptr || meta->n_planes != layout.plane_count) return false;
  for (std::size_t i = 0; i < layout.plane_count; ++i) {
    bool same = meta->offset[i] == layout.planes[i].offset &&
                meta->stride[i] == static_cast<gint>(layout.planes[i].stride_bytes);
    if (!same) return false;
  }
  return true;
}

}  // namespace

std::optional<std::uint32_t> frame_pool::keep(GstSample* sample, const picture_format& format,
                                              const frame_layout& layout) {
  const sample_of_another_thread reading;
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  std::optional<picture_format> found = format_of(sample);
  if (buffer == nullptr || !found) return std::nullopt;
  // The file may state other colours later; those of its first picture hold.
  found->matrix = format.matrix;
  found->range = format.range;
  if (found != format) return std::nullopt;
  GstMemory* memory = gst_buffer_n_memory(buffer) == 1 ? gst_buffer_peek_memory(buffer, 0) : nullptr;
  if (memory != nullptr && memory->allocator == allocator_ && memory->offset == 0 &&
      lies_so(buffer, layout)) {
    std::uint32_t slot = reinterpret_cast<slot_memory*>(memory)->slot;
    // If the decoder sends the same picture again while the stage holds it, the second one is copied.
    if (kept_[slot] == nullptr) {
      kept_[slot] = gst_buffer_ref(buffer);
      return slot;
    }
  }
  std::optional<std::uint32_t> slot = take(true);
  if (!slot) return std::nullopt;
  copied_[*slot] = true;
  if (copy_picture(sample, format, layout, bytes_of(*slot))) return slot;
  release(*slot);
  return std::nullopt;
}

void frame_pool::release(std::uint32_t slot) {
  if (GstBuffer* buffer = std::exchange(kept_[slot], nullptr)) {
    gst_buffer_unref(buffer);
  } else if (copied_[slot]) {
    copied_[slot] = false;
    take_back(slot);
    std::scoped_lock lock(guard_);
    --copies_;
  }
}

}  // namespace bangtin::player::decode
