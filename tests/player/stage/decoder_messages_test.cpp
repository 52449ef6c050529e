// Tests what a decoder may send and write, and what happens when it breaks the protocol.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

#include "player/decode/pcm_ring.hpp"
#include "player/decode/protocol.hpp"
#include "player/stage/decoder.hpp"
#include "player/stage/mixer.hpp"

namespace bangtin::player::stage {
namespace {

using namespace std::chrono_literals;
using player::decode::packet;
using player::decode::pcm_frame;

std::span<const std::byte> bytes_of(const packet& p) {
  return std::as_bytes(std::span(&p, 1));
}

// The format of an H.264 decoder: it decodes 1088 lines, so there is padding below.
player::decode::reply_format full_hd() {
  return {{player::decode::pixel_layout::i420, 1920, 1080, player::decode::colour_matrix::bt709,
           player::decode::colour_range::limited},
          {1920, 1092},
          15s,
          true};
}

TEST(decoder_words, a_film_from_first_to_last) {
  decoder_ledger ledger(player::decode::video_room);
  EXPECT_TRUE(ledger.take(bytes_of(player::decode::pack(full_hd()))));
  EXPECT_EQ(ledger.format->format, full_hd().format);
  EXPECT_TRUE(ledger.format->sound);
  EXPECT_TRUE(ledger.take(bytes_of(player::decode::pack(player::decode::reply_frame{0, 0us, 40ms}))));
  EXPECT_TRUE(ledger.take(bytes_of(player::decode::pack(player::decode::reply_frame{3, 40ms, 40ms}))));
  EXPECT_EQ(ledger.waiting.size(), 2U);
  EXPECT_TRUE(ledger.release(0));
  EXPECT_TRUE(ledger.take(bytes_of(player::decode::pack(player::decode::reply_frame{0, 80ms, 40ms}))));
  EXPECT_TRUE(ledger.take(bytes_of(player::decode::pack(player::decode::reply_end{}))));
  EXPECT_TRUE(ledger.complete);
}

TEST(decoder_words, what_makes_no_sense_is_refused) {
  auto refused_after_format = [](const packet& p) {
    decoder_ledger ledger(player::decode::video_room);
    EXPECT_TRUE(ledger.take(bytes_of(player::decode::pack(full_hd()))));
    EXPECT_TRUE(ledger.take(bytes_of(player::decode::pack(player::decode::reply_frame{1, 1s, 40ms}))));
    return !ledger.take(bytes_of(p));
  };
  using player::decode::pack;
  using player::decode::reply_frame;
  EXPECT_TRUE(refused_after_format(pack(full_hd()))) << "a second format";
  EXPECT_TRUE(refused_after_format(pack(reply_frame{1, 2s, 40ms}))) << "a slot that the stage holds";
  EXPECT_TRUE(refused_after_format(pack(reply_frame{player::decode::video_room.slots, 2s, 40ms})))
      << "a slot that there is not";
  EXPECT_TRUE(refused_after_format(pack(reply_frame{0xffffffff, 2s, 40ms}))) << "far beyond the memory";
  EXPECT_TRUE(refused_after_format(pack(reply_frame{2, 500ms, 40ms}))) << "backwards in time";
  EXPECT_TRUE(refused_after_format(pack(reply_frame{2, -1us, 40ms}))) << "before the beginning";
  EXPECT_TRUE(refused_after_format(pack(reply_frame{2, microseconds::max(), 40ms}))) << "for ever";
  EXPECT_TRUE(refused_after_format(pack(reply_frame{2, 2s, microseconds::max()}))) << "as long as for ever";
  EXPECT_TRUE(refused_after_format(pack(player::decode::reply_error{"RM -RF", ""}))) << "a word of its own";

  decoder_ledger full(player::decode::video_room);
  EXPECT_TRUE(full.take(bytes_of(pack(full_hd()))));
  for (std::uint32_t slot = 0; slot < player::decode::video_room.at_stage; ++slot) {
    EXPECT_TRUE(full.take(bytes_of(pack(reply_frame{slot * 3, 0us, 40ms}))));
  }
  EXPECT_FALSE(full.take(bytes_of(pack(reply_frame{31, 0us, 40ms})))) << "more frames than the stage takes";
  EXPECT_TRUE(full.release(3));
  EXPECT_TRUE(full.take(bytes_of(pack(reply_frame{31, 0us, 40ms}))));

  decoder_ledger silent(player::decode::video_room);
  EXPECT_FALSE(silent.take(bytes_of(pack(reply_frame{0, 0us, 0us})))) << "a frame before the format";
  EXPECT_FALSE(silent.take(bytes_of(pack(player::decode::reply_end{})))) << "an end before the format";
  EXPECT_TRUE(silent.take(bytes_of(pack(full_hd()))));
  EXPECT_FALSE(silent.take(bytes_of(pack(player::decode::reply_end{})))) << "an end without any frame";
  EXPECT_FALSE(silent.take(bytes_of(pack(full_hd())).first(100))) << "half a packet";
  EXPECT_FALSE(silent.take({})) << "nothing";
  EXPECT_FALSE(silent.release(0)) << "a slot that was never given";
}

TEST(decoder_words, a_release_says_how_many_frames_the_stage_takes) {
  const player::decode::frame_room& room = player::decode::video_room;
  struct one {
    std::uint32_t slot, at_stage;
    bool taken;
  };
  const one table[] = {{0, 1, true},   {room.slots - 1, room.at_stage, true}, {room.slots, 1, false},
                       {0, 0, false},  {0, room.at_stage + 1, false},         {~0U, 1, false},
                       {0, ~0U, false}};
  for (const one& o : table) {
    packet p = player::decode::pack(player::decode::request_release{o.slot, o.at_stage});
    std::optional<player::decode::request_release> r = player::decode::parse_release(bytes_of(p), room);
    EXPECT_EQ(r.has_value(), o.taken) << o.slot << ", " << o.at_stage;
    if (r) {
      EXPECT_EQ(r->at_stage, o.at_stage);
    }
  }
}

TEST(decoder_words, sizes_that_do_not_fit_are_refused) {
  auto refused = [](std::uint32_t width, std::uint32_t height, player::decode::pixel_layout layout,
                    const player::decode::frame_room& room) {
    player::decode::reply_format f = full_hd();
    f.format.width = width;
    f.format.height = height;
    f.format.layout = layout;
    f.padding = player::decode::little_padding(f.format);
    return !player::decode::parse_reply(bytes_of(player::decode::pack(f)), room);
  };
  constexpr auto i420 = player::decode::pixel_layout::i420;
  constexpr auto bgrx = player::decode::pixel_layout::bgrx;
  EXPECT_FALSE(refused(1920, 1080, i420, player::decode::video_room));
  EXPECT_FALSE(refused(1080, 1920, i420, player::decode::video_room));
  EXPECT_FALSE(refused(1, 1, i420, player::decode::video_room));
  EXPECT_FALSE(refused(3840, 2160, bgrx, player::decode::image_room));
  EXPECT_FALSE(refused(2160, 3840, bgrx, player::decode::image_room));
  EXPECT_TRUE(refused(0, 1080, i420, player::decode::video_room));
  EXPECT_TRUE(refused(1921, 1080, i420, player::decode::video_room));
  EXPECT_TRUE(refused(1920, 1920, i420, player::decode::video_room));
  EXPECT_TRUE(refused(1920, 1080, bgrx, player::decode::video_room));
  EXPECT_TRUE(refused(3840, 3840, bgrx, player::decode::image_room));
  EXPECT_TRUE(refused(0xffffffff, 0xffffffff, bgrx, player::decode::image_room));
  EXPECT_TRUE(refused(640, 480, static_cast<player::decode::pixel_layout>(7), player::decode::video_room));
}

TEST(decoder_words, paddings_that_no_decoder_needs_are_refused) {
  struct one {
    std::uint32_t stride, lines;
    bool taken;
  };
  const one table[] = {
      {1920, 1092, true},  {1920, 1080, true}, {2048, 1088, true},   {2176, 1144, true},
      {1919, 1092, false}, {0, 1092, false},   {1921, 1092, false},  {2178, 1092, false},
      {1920, 1079, false}, {1920, 0, false},   {1920, 1081, false},  {1920, 1146, false},
      {~0U, 1092, false},  {1920, ~0U, false}, {1U << 31, 2, false}, {3840, 1080, false},
  };
  for (const one& o : table) {
    player::decode::reply_format f = full_hd();
    f.padding = {o.stride, o.lines};
    EXPECT_EQ(player::decode::parse_reply(bytes_of(player::decode::pack(f)), player::decode::video_room)
                  .has_value(),
              o.taken)
        << o.stride << " x " << o.lines;
  }
}

RC_GTEST_PROP(decoder_words, frames_never_leave_their_slot, ()) {
  auto number = rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(0, 4200), rc::gen::arbitrary<std::uint32_t>());
  player::decode::picture_format f = full_hd().format;
  bool video = *rc::gen::arbitrary<bool>();
  f.layout = video ? player::decode::pixel_layout::i420 : player::decode::pixel_layout::bgrx;
  f.width = *number;
  f.height = *number;
  const player::decode::frame_room& room = video ? player::decode::video_room : player::decode::image_room;
  player::decode::frame_padding padding = player::decode::little_padding(f);
  if (*rc::gen::arbitrary<bool>()) padding = {*number, *number};
  auto layout = player::decode::lay_out(f, padding, room);
  if (!layout) return;
  RC_ASSERT(layout->bytes <= room.slot_bytes);
  std::size_t before = 0;
  for (std::size_t i = 0; i < layout->plane_count; ++i) {
    const auto& p = layout->planes[i];
    RC_ASSERT(p.offset >= before);
    RC_ASSERT(p.line_bytes <= p.stride_bytes && p.lines >= 1);
    before = p.offset + std::size_t{p.stride_bytes} * (p.lines - 1) + p.line_bytes;
    RC_ASSERT(before <= layout->bytes);
  }
}

RC_GTEST_PROP(decoder_words, noise_never_breaks_the_ledger,
              (std::vector<std::vector<std::uint32_t>> packets)) {
  decoder_ledger ledger(player::decode::video_room);
  if (*rc::gen::arbitrary<bool>()) ledger.take(bytes_of(player::decode::pack(full_hd())));
  for (const auto& words : packets) {
    packet p;
    if (!words.empty())
      std::memcpy(static_cast<void*>(&p), words.data(), std::min(sizeof p, words.size() * 4));
    p.kind = *rc::gen::inRange<std::uint32_t>(0, 7);
    p.numbers[0] =
        *rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(0, 40), rc::gen::arbitrary<std::uint32_t>());
    ledger.take(bytes_of(p));
    RC_ASSERT(ledger.waiting.size() <= player::decode::video_room.at_stage);
    for (const auto& f : ledger.waiting) RC_ASSERT(f.slot < player::decode::video_room.slots);
    if (ledger.format) RC_ASSERT(ledger.layout.bytes <= player::decode::video_room.slot_bytes);
  }
}

TEST(shared_memory, the_other_side_cannot_take_it_away) {
  auto fd = player::decode::make_shared_file("test", 8192);
  ASSERT_TRUE(fd);
  EXPECT_EQ(::ftruncate(fd->get(), 0), -1);
  EXPECT_EQ(::ftruncate(fd->get(), 1 << 20), -1);
  EXPECT_FALSE(player::decode::shared_memory::map(fd->get(), 4096)) << "another size than agreed";
  EXPECT_TRUE(player::decode::shared_memory::map(fd->get(), 8192));
}

// Both ends of a ring, and its memory as a hostile writer could change it.
struct ring {
  unique_fd fd = *player::decode::make_shared_file("test-ring", player::decode::pcm_ring_bytes);
  player::decode::shared_memory raw =
      *player::decode::shared_memory::map(fd.get(), player::decode::pcm_ring_bytes);
  player::decode::pcm_writer writer{
      *player::decode::shared_memory::map(fd.get(), player::decode::pcm_ring_bytes)};
  std::shared_ptr<player::decode::pcm_reader> reader = std::make_shared<player::decode::pcm_reader>(
      *player::decode::shared_memory::map(fd.get(), player::decode::pcm_ring_bytes));

  void claim(std::uint64_t written) {
    reinterpret_cast<player::decode::pcm_ring_header*>(raw.bytes().data())->written.store(written);
  }
};

std::vector<pcm_frame> ramp(std::size_t count, int from = 0) {
  std::vector<pcm_frame> all;
  for (std::size_t i = 0; i < count; ++i) {
    auto v = static_cast<std::int16_t>((from + static_cast<int>(i)) % 30000);
    all.push_back({v, static_cast<std::int16_t>(-v)});
  }
  return all;
}

RC_GTEST_PROP(pcm_ring, what_goes_in_comes_out_in_order, ()) {
  ring r;
  int written = 0;
  int read = 0;
  for (int i = 0; i < 40; ++i) {
    auto count = *rc::gen::inRange<std::size_t>(0, 9000);
    r.writer.write(ramp(count, written));
    written += static_cast<int>(count);
    std::vector<pcm_frame> out(count);
    std::size_t got = r.reader->read(out);
    out.resize(got);
    RC_ASSERT(out == ramp(got, read));
    read += static_cast<int>(got);
  }
  RC_ASSERT(read == written);
}

TEST(pcm_ring, a_reader_far_behind_jumps_and_knows_where_it_is) {
  ring r;
  r.writer.write(ramp(player::decode::pcm_ring_frames + 1000));
  std::vector<pcm_frame> out(10);
  EXPECT_EQ(r.reader->read(out), 10U);
  EXPECT_EQ(r.reader->position(), 1010U);
  EXPECT_EQ(out, ramp(10, 1000));
}

TEST(pcm_ring, a_lying_counter_gives_noise_at_most) {
  ring r;
  std::vector<pcm_frame> out(5000);
  for (std::uint64_t lie :
       {std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{1} << 63, std::uint64_t{5},
        (std::uint64_t{1} << 48) - 1, player::decode::pcm_ring_frames * 3 + 7, std::uint64_t{1}}) {
    r.claim(lie);
    EXPECT_LE(r.reader->read(out), out.size());
    EXPECT_LE(r.reader->skip(1'000'000), player::decode::pcm_ring_frames);
    mixer m;
    m.play(r.reader, 0us);
    m.fill(out, 1s);
    m.fill(out, 2s);
  }
}

std::vector<pcm_frame> loud(std::size_t count) {
  return std::vector<pcm_frame>(count, pcm_frame{20000, 20000});
}

TEST(mixer, sound_begins_with_its_picture_and_without_a_click) {
  ring r;
  r.writer.write(ramp(20000));
  mixer m;
  std::vector<pcm_frame> out(480);
  m.fill(out, 0us);
  EXPECT_EQ(out, std::vector<pcm_frame>(480)) << "silence before anything plays";
  m.play(r.reader, 1s);
  m.fill(out, 990ms);
  EXPECT_EQ(out, std::vector<pcm_frame>(480)) << "not before its time";
  m.fill(out, 1010ms);
  EXPECT_EQ(r.reader->position(), 480U + 480U) << "10 ms late: the first 10 ms are passed over";
  m.fill(out, 1020ms);
  EXPECT_EQ(out, ramp(480, 960)) << "then sample for sample";
}

TEST(mixer, sound_that_fell_behind_catches_up_with_the_picture) {
  ring r;
  r.writer.write(ramp(48000));
  mixer m;
  std::vector<pcm_frame> out(480);
  m.play(r.reader, 0us);
  m.fill(out, 0us);
  // The device stopped for half a second.
  m.fill(out, 500ms);
  m.fill(out, 510ms);
  EXPECT_EQ(r.reader->position(), 24480U + 480U);
}

TEST(mixer, a_source_that_runs_dry_gives_silence) {
  ring r;
  r.writer.write(loud(500));
  mixer m;
  std::vector<pcm_frame> out(480, pcm_frame{1, 1});
  m.play(r.reader, 0us);
  m.fill(out, 0us);
  m.fill(out, 10ms);
  EXPECT_EQ(out.back(), pcm_frame{});
  m.fill(out, 20ms);
  EXPECT_EQ(out, std::vector<pcm_frame>(480));
}

}  // namespace
}  // namespace bangtin::player::stage
