// The protocol between the stage and a decoder process, and the layout of a frame in the memory that they
// share. Pure functions and values; both processes use them.
//
// Messages are packets of fixed size over a SOCK_SEQPACKET pair. The stage trusts none of them: `parse_reply`
// rejects every value out of bounds, and a rejected reply ends the decoder.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>

namespace bangtin::player::decode {

using std::chrono::microseconds;

// File descriptors of the decoder process.
constexpr int file_fd = 3;     // the file to decode, read-only
constexpr int control_fd = 4;  // its end of the socket pair
constexpr int frames_fd = 5;   // memfd of `slots` frames
constexpr int pcm_fd = 6;      // memfd of a pcm_ring; only with --sound

enum class pixel_layout : std::uint32_t {
  i420 = 1,  // three planes, one after the other, chroma halved both ways, rounded up
  bgrx = 2   // four bytes a pixel, the fourth is ignored
};
enum class colour_matrix : std::uint32_t { bt601 = 1, bt709 = 2, bt2020 = 3 };
enum class colour_range : std::uint32_t { limited = 1, full = 2 };

struct picture_format {
  pixel_layout layout = pixel_layout::i420;
  std::uint32_t width = 0;  // in pixels
  std::uint32_t height = 0;
  colour_matrix matrix = colour_matrix::bt709;  // of i420 only
  colour_range range = colour_range::limited;   // of i420 only
  bool operator==(const picture_format&) const = default;
};

// The shared memory of one decoder: `slots` frames of `slot_bytes` each, no side longer than `max_side`
// pixels. The stage holds at most `at_stage` of them at a time, including the shown one, and at most
// `at_first` until its first request_release says how many it takes. The decoder of a video works in the
// others, which also hold frames that later frames refer to. Memory is used only for slots that were written
// to.
struct frame_room {
  std::uint32_t slots;
  std::size_t slot_bytes;
  std::uint32_t max_side;
  std::uint32_t at_stage;
  std::uint32_t at_first;
};
constexpr frame_room video_room{36, std::size_t{4} << 20, 1920, 7, 3};
constexpr frame_room image_room{1, std::size_t{34} << 20, 3840, 1, 1};

// The padded size of the first plane in memory: decoders want room to the right of a picture and below it.
struct frame_padding {
  std::uint32_t stride_bytes = 0;
  std::uint32_t lines = 0;
  bool operator==(const frame_padding&) const = default;
};
// The padding without lines below, and with lines that begin at multiples of 64 bytes in every plane.
frame_padding little_padding(const picture_format& format);

// Where the planes of a frame begin within its slot, and how long their lines are. Chroma lines take half the
// stride of luma lines, and there are no gaps between padded planes.
struct frame_layout {
  struct plane {
    std::size_t offset = 0;
    std::uint32_t stride_bytes = 0;
    std::uint32_t line_bytes = 0;
    std::uint32_t lines = 0;
  };
  std::array<plane, 3> planes{};  // one for bgrx
  std::size_t plane_count = 0;
  std::size_t bytes = 0;
};
// Both processes compute it. Nothing when a frame of this format does not fit, or when the padding is one
// that no decoder needs: more than 256 bytes to the right, more than 64 lines, or odd numbers with i420
// (except for an odd last line).
std::optional<frame_layout> lay_out(const picture_format& format, const frame_padding& padding,
                                    const frame_room& room);

// ---- from the decoder
struct reply_format {  // the first message; sent once
  picture_format format;
  frame_padding padding;
  microseconds duration{};  // of the whole file; 0 if not known or an image
  bool sound = false;       // the decoder will fill the ring
};
struct reply_frame {  // the slot belongs to the stage until it releases it
  std::uint32_t slot = 0;
  microseconds pts{};       // counted from the first requested frame
  microseconds duration{};  // 0 if not known
};
struct reply_end {};  // all frames were sent
struct reply_error {  // the final message
  std::string word;   // the reason: lower-case letters and dashes
  std::string text;
};
using reply = std::variant<reply_format, reply_frame, reply_end, reply_error>;

// ---- from the stage
struct request_release {
  std::uint32_t slot = 0;
  std::uint32_t at_stage = 1;  // how many frames the stage takes from now on, 1..room.at_stage
};

// A message as it is sent. All bytes are defined: fields that a message does not use are zero.
struct packet {
  std::uint32_t kind = 0;
  std::array<std::uint32_t, 7> numbers{};
  std::array<std::int64_t, 2> times{};
  std::array<char, 24> word{};
  std::array<char, 184> text{};
};
static_assert(sizeof(packet) == 256);

packet pack(const reply& r);
packet pack(const request_release& r);
// Nothing for a packet of another size, an unknown kind, or any value out of bounds. Texts are returned with
// unprintable bytes replaced.
std::optional<reply> parse_reply(std::span<const std::byte> bytes, const frame_room& room);
std::optional<request_release> parse_release(std::span<const std::byte> bytes, const frame_room& room);

}  // namespace bangtin::player::decode
