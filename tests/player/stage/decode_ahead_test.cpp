#include "player/stage/decode_ahead.hpp"

#include <gtest/gtest.h>

#include "player/decode/protocol.hpp"

namespace bangtin::player::stage {
namespace {

using namespace std::chrono_literals;

struct presentation {
  const char* situation;
  std::size_t waiting;
  std::size_t dropped;
  bool complete;
  std::uint32_t expected;
};

constexpr std::uint32_t usual = decode_ahead::usual_frames;
constexpr std::uint32_t late = decode_ahead::late_frames;

const presentation presentations[] = {
    {"a full queue", 5, 0, false, usual},
    {"the least that bridges a missed turn", 2, 0, false, usual},
    {"nearly empty", 1, 0, false, late},
    {"empty", 0, 0, false, late},
    {"empty at the end of the file", 0, 0, true, usual},
    {"a dropped frame, though the queue is full again", 5, 1, false, late},
    {"a dropped frame at the end of the file", 0, 3, true, late},
};

TEST(decoding_ahead, is_extended_while_the_machine_is_late) {
  for (const presentation& p : presentations) {
    SCOPED_TRACE(p.situation);
    decode_ahead ahead;
    EXPECT_EQ(ahead.frames(), usual);
    ahead.presented(1s, p.waiting, p.dropped, p.complete);
    EXPECT_EQ(ahead.frames(), p.expected);
  }
}

TEST(decoding_ahead, returns_to_the_usual_length_half_a_minute_after_the_machine_was_late_last) {
  decode_ahead ahead;
  ahead.presented(0s, 0, 0, false);
  ahead.presented(20s, 1, 0, false);
  ahead.presented(49s, 8, 0, false);
  EXPECT_EQ(ahead.frames(), late);
  ahead.presented(50s, 8, 0, false);
  EXPECT_EQ(ahead.frames(), usual);
}

TEST(decoding_ahead, stays_within_the_memory_that_the_decoder_has) {
  EXPECT_LE(late, player::decode::video_room.at_stage);
  EXPECT_LE(player::decode::video_room.at_first, usual);
}

}  // namespace
}  // namespace bangtin::player::stage
