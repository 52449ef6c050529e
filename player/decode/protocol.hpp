// What the stage and a decoder process say to each other, and how a frame lies in the memory that they share.
//
// Messages are packets of fixed size over a SOCK_SEQPACKET pair. The stage trusts none of them: `parse_reply`
// refuses whatever is out of bounds, and a reply which was refused ends the decoder.
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

// Descriptors of the decoder process.
constexpr int file_fd = 3;     // what to decode, read-only
constexpr int control_fd = 4;  // its end of the socket pair
constexpr int frames_fd = 5;   // memfd of `slots` frames
constexpr int pcm_fd = 6;      // memfd of a pcm_ring; only with --sound

enum class pixel_layout : std::uint32_t {
  i420 = 1,  // three planes, one after the other, chroma halved both ways, rounded up
  bgrx = 2   // four bytes a pixel, the fourth without meaning
};
enum class colour_matrix : std::uint32_t { bt601 = 1, bt709 = 2 };
enum class colour_range : std::uint32_t { limited = 1, full = 2 };

struct picture_format {
  pixel_layout layout = pixel_layout::i420;
  std::uint32_t width = 0;  // in pixels
  std::uint32_t height = 0;
  colour_matrix matrix = colour_matrix::bt709;  // of i420 only
  colour_range range = colour_range::limited;   // of i420 only
  bool operator==(const picture_format&) const = default;
};

// How much room a decoder gets: `slots` frames of `slot_bytes` each, none wider or higher than `most_side`.
// At most `at_stage` of them are the stage's at a time, the shown one included; a video's decoder works in
// the others, which also keep what later frames refer to. Memory is taken only by slots that were written to.
struct frame_room {
  std::uint32_t slots;
  std::size_t slot_bytes;
  std::uint32_t max_side;
  std::uint32_t at_stage;
};
constexpr frame_room video_room{32, std::size_t{4} << 20, 1920, 6};
constexpr frame_room image_room{1, std::size_t{34} << 20, 3840, 1};

// How the first plane lies in memory: decoders want room to the right of a picture and below it.
struct frame_padding {
  std::uint32_t stride_bytes = 0;
  std::uint32_t lines = 0;
  bool operator==(const frame_padding&) const = default;
};
// None below, and lines that begin at multiples of 64 in every plane.
frame_padding little_padding(const picture_format& format);

// Where the planes of a frame begin within its slot, and how long their lines are. Lines of chroma take half
// the stride of luma, and there are no gaps between padded planes.
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
// Computed on both sides. Nothing when a frame of this format does not fit, or with a padding that no decoder
// needs: more than 256 bytes to the right, more than 64 lines, odd numbers with i420 (but for a last line).
std::optional<frame_layout> lay_out(const picture_format& format, const frame_padding& padding,
                                    const frame_room& room);

// ---- from the decoder
struct reply_format {  // first of all; once
  picture_format format;
  frame_padding padding;
  microseconds duration{};  // of the whole file; 0 if not known or a still
  bool sound = false;       // the ring will be filled
};
struct reply_frame {  // the slot is the stage's until it is released
  std::uint32_t slot = 0;
  microseconds pts{};       // from the first frame wanted
  microseconds duration{};  // 0 if not known
};
struct reply_end {};  // all frames were sent
struct reply_error {  // its last words
  std::string word;   // lower-case letters and dashes
  std::string text;
};
using reply = std::variant<reply_format, reply_frame, reply_end, reply_error>;

// ---- from the stage
struct request_release {
  std::uint32_t slot = 0;
};

// A message on the wire. All bytes are defined: what a message does not need is zero.
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
// Nothing for a packet of another size, an unknown kind, or any value out of bounds. Texts come back made
// printable.
std::optional<reply> parse_reply(std::span<const std::byte> bytes, const frame_room& room);
std::optional<request_release> parse_release(std::span<const std::byte> bytes, const frame_room& room);

}  // namespace bangtin::player::decode
