#include "media/ingest/transport_stream.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "media/ingest/latm_sound.hpp"
#include "media/ingest/transport_maps.hpp"

namespace bangtin::media::ingest {
namespace packets {
namespace {

using namespace std::string_literals;
using std::chrono::milliseconds;

constexpr unsigned map_pid = 0x1000;
constexpr unsigned picture = 0x100;
constexpr unsigned sound = 0x101;

std::span<const std::byte> bytes_of(const std::string& s) {
  return std::as_bytes(std::span(s));
}

std::string number(std::uint64_t value, int bytes) {
  std::string s;
  for (int i = bytes; i-- > 0;) s += static_cast<char>(value >> (8 * i));
  return s;
}

struct packet {
  unsigned pid = picture;
  unsigned counter = 0;
  bool starts = false;
  bool key = false;
  bool announced = false;  // discontinuity_indicator
  std::string data{};
};

// A payload that is too short is filled by the adaptation field.
std::string written(const packet& p) {
  std::size_t room = 188 - 4 - p.data.size();
  bool field = room > 0;
  std::string s = "G" + number((p.starts ? 0x4000U : 0U) | p.pid, 2) +
                  number((field ? 0x30U : 0x10U) | (p.counter & 15U), 1);
  if (field) s += number(room - 1, 1);
  if (room > 1)
    s += number((p.announced ? 0x80U : 0U) | (p.key ? 0x40U : 0U), 1) + std::string(room - 2, '\xff');
  return s + p.data;
}

std::string section(const std::string& head, const std::string& content) {
  std::string s = head.substr(0, 1) + number(0xB000 | (head.size() - 1 + content.size() + 4), 2) +
                  head.substr(1) + content;
  return s + number(crc32_mpeg(bytes_of(s)), 4);
}

std::string section_packet(unsigned pid, const std::string& section) {
  std::string data = "\0"s + section;
  return written({.pid = pid, .starts = true, .data = data + std::string(184 - data.size(), '\xff')});
}

std::string track(int type, unsigned pid, const std::string& descriptors = "") {
  return number(static_cast<unsigned>(type), 1) + number(0xE000 | pid, 2) +
         number(0xF000 | descriptors.size(), 2) + descriptors;
}

std::string programme_map(const std::string& tracks) {
  return section("\2"s + number(1, 2) + "\xc1\0\0"s + number(0xE000 | picture, 2) + number(0xF000, 2),
                 tracks);
}

std::string maps(const std::string& tracks = track(0x1B, picture)) {
  std::string programmes =
      section("\0"s + number(1, 2) + "\xc1\0\0"s, number(1, 2) + number(0xE000 | map_pid, 2));
  return section_packet(0, programmes) + section_packet(map_pid, programme_map(tracks));
}

std::string pes(std::uint64_t ms, const std::string& data) {
  std::uint64_t t = ms * 90;
  return "\0\0\1\xe0\0\0\x80\x80\x05"s + number(0x21 | (t >> 30 & 7) << 1, 1) +
         number((t >> 15 & 0x7FFF) << 1 | 1, 2) + number((t & 0x7FFF) << 1 | 1, 2) + data;
}

// 200 pictures of three packets, 40 ms each; `change` may leave a packet out (false) or change it.
using changer = std::function<bool(packet&, int picture, int part)>;
std::string recording(const changer& change) {
  std::string s = maps();
  unsigned counter = 7;
  for (int n = 0; n < 200; ++n) {
    for (int part = 0; part < 3; ++part) {
      packet p{.counter = counter++, .starts = part == 0, .key = part == 0 && n % 50 == 0};
      p.data = part == 0 ? pes(1000 + 40 * static_cast<std::uint64_t>(n), "data") : std::string(180, 'x');
      if (change(p, n, part)) s += written(p);
    }
  }
  return s + maps();
}

std::vector<transport_track> read(const std::string& s, std::size_t piece = 1 << 20) {
  transport_reader r;
  for (std::size_t at = 0; at < s.size(); at += piece)
    r.take(bytes_of(s).subspan(at, std::min(piece, s.size() - at)));
  return r.tracks();
}

TEST(transport_stream, tells_when_the_first_packet_is_missing) {
  const auto none = std::optional<milliseconds>();
  const auto at_four = std::optional(milliseconds(4000));
  auto joined = [](int from, int left_out) {
    return [=](packet& p, int n, int part) {
      if (n >= from) p.counter += 5;
      return n != left_out || part != 2;
    };
  };
  struct {
    const char* situation;
    changer change;
    std::optional<milliseconds> lost;
  } const cases[] = {
      {"whole", [](packet&, int, int) { return true; }, none},
      {"one is missing", [](packet&, int n, int part) { return n != 100 || part != 1; }, at_four},
      {"pictures are missing", [](packet&, int n, int) { return n < 101 || n > 103; }, at_four},
      {"marked as damaged",
       [](packet& p, int n, int part) {
         if (n == 100 && part == 1) p.pid |= 0x8000U;
         return true;
       },
       at_four},
      {"the file says that it goes on elsewhere",
       [](packet& p, int n, int) {
         p.counter += n >= 101 ? 5 : 0;
         p.announced = n == 101 && p.starts;
         return true;
       },
       none},
      {"joined with one that begins with a key picture", joined(100, -1), none},
      {"joined within a group", joined(101, -1), at_four},
      {"joined with one whose key picture is not marked",
       [](packet& p, int n, int) {
         p.counter += n >= 101 ? 5 : 0;
         if (n == 101 && p.starts) p.data += "\0\0\1\x09\xf0\0\0\0\1\x67"s;
         return true;
       },
       none},
      {"its last packet is missing, and nothing follows",
       [](packet&, int n, int part) { return n != 199 || part != 2; }, none},
      {"begins in the middle, interrupted",
       [](packet& p, int n, int part) {
         p.key = p.starts && n == 20;
         return n != 3 || part != 1;
       },
       none},
      {"interrupted near its beginning", [](packet&, int n, int part) { return n != 3 || part != 1; },
       milliseconds(120)},
  };
  for (const auto& c : cases) {
    auto tracks = read(recording(c.change));
    ASSERT_EQ(tracks.size(), 1u) << c.situation;
    EXPECT_EQ(tracks[0].pid, picture);
    EXPECT_EQ(tracks[0].lost, c.lost) << c.situation;
  }
}

std::string bits_of(const std::string& zeros_and_ones) {
  std::string bytes;
  for (std::size_t n = 0; n < zeros_and_ones.size(); n += 8) {
    unsigned value = 0;
    for (std::size_t bit = n; bit < n + 8; ++bit) {
      value = value << 1U | (bit < zeros_and_ones.size() && zeros_and_ones[bit] == '1' ? 1U : 0U);
    }
    bytes += number(value, 1);
  }
  return bytes;
}

// A parameter set that gives pictures numbers of eight bits.
std::string sequence(bool may_skip) {
  return "\0\0\1\x67\x42\0\x1e"s + bits_of("1"s + "00101" + "011" + "010" + (may_skip ? "1" : "0") + "11") +
         "more";
}

// The beginning of a picture; `kind`: the header of its unit.
std::string slice(char kind, unsigned counted) {
  std::string bits = "1"s + "00110" + "1";
  for (unsigned n = 8; n-- > 0;) bits += (counted >> n & 1U) != 0 ? '1' : '0';
  return "\0\0\1"s + kind + bits_of(bits) + "more";
}

// As many packets of a track are missing as its counter counts: from the third one of picture 100 to the
// third one of picture 105.
TEST(transport_stream, tells_that_pictures_are_missing_by_their_numbers) {
  constexpr char referred_to = '\x41';
  constexpr char not_referred_to = '\x01';
  constexpr char restarting = '\x65';
  using pictures = std::function<std::string(int)>;
  auto usual = [](bool may_skip) {
    return [=](int n) {
      auto counted = static_cast<unsigned>(n % 50);
      return counted == 0 ? sequence(may_skip) + slice(restarting, 0) : slice(referred_to, counted);
    };
  };
  struct {
    const char* situation;
    bool missing;
    pictures data;
    std::optional<milliseconds> lost;
  } const cases[] = {
      {"whole", false, usual(false), {}},
      {"pictures are missing", true, usual(false), milliseconds(4000)},
      {"the stream says that numbers may be missing", true, usual(true), {}},
      {"no number stands in the first packet", true, [](int) { return "data"s; }, {}},
      {"several pictures in a packet",
       true,
       [](int n) {
         auto counted = static_cast<unsigned>(n % 50 * 3);
         return counted == 0 ? sequence(false) + slice(restarting, 0) : slice(referred_to, counted);
       },
       {}},
      {"half of them are not referred to",
       false,
       [](int n) {
         auto counted = static_cast<unsigned>(n % 50);
         if (counted == 0) return sequence(false) + slice(restarting, 0);
         return slice(counted % 2 == 0 ? referred_to : not_referred_to, (counted + 1) / 2);
       },
       {}},
      {"a new sequence begins there",
       true,
       [&](int n) {
         return n == 106 ? sequence(false) + slice(restarting, 0) : usual(false)(n < 106 ? n : n - 106);
       },
       {}},
  };
  for (const auto& c : cases) {
    auto tracks = read(recording([&](packet& p, int n, int part) {
      if (part == 0) p.data = pes(1000 + 40 * static_cast<std::uint64_t>(n), c.data(n));
      int at = 3 * n + part;
      return !c.missing || at < 302 || at >= 318;
    }));
    ASSERT_EQ(tracks.size(), 1u) << c.situation;
    EXPECT_EQ(tracks[0].lost, c.lost) << c.situation;
  }
}

TEST(transport_stream, tells_where_bytes_were_overwritten) {
  const std::string whole = recording([](packet&, int, int) { return true; });
  std::size_t middle = 188 * 303 + 50;
  for (std::size_t length : {400, 3008, 6000, 6016}) {
    std::string s = whole;
    for (std::size_t n = 0; n < length; ++n) s[middle + n] = static_cast<char>(n * n >> 3);
    EXPECT_EQ(read(s).at(0).lost, milliseconds(4000)) << length;
    std::fill_n(s.begin() + static_cast<std::ptrdiff_t>(middle), length, '\0');
    EXPECT_EQ(read(s).at(0).lost, milliseconds(4000)) << length;
  }
  // What lies between packets does no harm, and neither does a packet that came twice.
  std::string s = whole;
  s.insert(188 * 302, "something");
  EXPECT_FALSE(read(s).at(0).lost);
  s = whole;
  s.insert(188 * 303, whole.substr(188 * 302, 188));
  EXPECT_FALSE(read(s).at(0).lost);
}

TEST(transport_stream, is_read_in_any_pieces_and_layouts) {
  const std::string plain = recording([](packet&, int n, int part) { return n != 100 || part != 1; });
  for (std::size_t spacing : {188, 192, 204}) {
    std::string s = "begins anywhere";
    for (std::size_t at = 0; at < plain.size(); at += 188) {
      if (spacing == 192) s += "time";
      s += plain.substr(at, 188);
      if (spacing == 204) s += std::string(16, 'p');
    }
    for (std::size_t piece : {1u, 187u, 4096u, 1u << 20}) {
      auto tracks = read(s, piece);
      ASSERT_EQ(tracks.size(), 1u) << spacing;
      EXPECT_EQ(tracks[0].lost, milliseconds(4000)) << spacing << ' ' << piece;
      EXPECT_EQ(tracks[0].type, 0x1B);
      EXPECT_EQ(tracks[0].beginning, "data");
    }
  }
  for (const char* rubbish : {"", "G", "no packets at all"}) EXPECT_TRUE(read(rubbish).empty());
}

TEST(transport_stream, describes_sound_so_that_the_demuxer_knows_it) {
  const std::string dts = "\x7f\xfe\x80\x01...."s;
  const std::string aac = "\xff\xf1\x4c\x80...."s;
  struct {
    int type;
    std::string data;
    const char* name;
    transport_types mended;
  } const cases[] = {{0x0F, aac, "AAC", {}},
                     {0x06, aac, "AAC", {{sound, {0x0F, ""}}}},
                     {0x82, dts, "DTS", {{sound, {0x06, "DTS2"}}}},
                     {0x06, dts, "DTS", {{sound, {0x06, "DTS2"}}}},
                     {0x83, "....", "Dolby TrueHD", {}},
                     {0x81, "....", "Dolby Digital", {}},
                     {0x06, "....", "", {}},
                     {0x1B, "....", "", {}}};
  for (const auto& c : cases) {
    std::string s = maps(track(0x1B, picture) + track(c.type, sound));
    for (unsigned n = 0; n < 10; ++n)
      s += written({.pid = sound, .counter = n, .starts = true, .data = pes(1000, c.data)});
    auto tracks = read(s);
    ASSERT_EQ(tracks.size(), 2u);
    EXPECT_EQ(transport_sound_name(tracks[1]), c.name) << c.type;
    auto types = types_to_mend(tracks);
    EXPECT_EQ(types, c.mended) << c.type;
    std::string mended = "x" + s;
    mend_programme_maps(std::as_writable_bytes(std::span(mended)), types);
    auto after = read(mended);
    ASSERT_EQ(after.size(), 2u) << "its checksum is right";
    EXPECT_EQ(after[0].type, 0x1B);
    EXPECT_EQ(after[1].type, types.empty() ? c.type : types[sound].type);
    bool registered = mended.find("\5\4DTS2") != std::string::npos;
    EXPECT_EQ(registered, !types.empty() && !types[sound].registration.empty());
  }
}

TEST(latm_sound, finds_the_first_frame_with_a_description) {
  auto frame = [](bool described, std::size_t bytes) {
    return "\x56"s + number(0xE0, 1) + number(bytes, 1) + (described ? "\x20" : "\x80") +
           std::string(bytes - 1, 'x');
  };
  auto found = [](const std::string& s) { return described_frame(bytes_of(s)); };
  EXPECT_EQ(found(frame(true, 20)), (latm_frame{0, 23}));
  EXPECT_EQ(found("??" + frame(false, 9) + frame(true, 20) + frame(true, 7)), (latm_frame{14, 23}));
  EXPECT_FALSE(found(frame(false, 9)));
  EXPECT_FALSE(found(frame(true, 9).substr(0, 11)));
  EXPECT_FALSE(found(""));
}

}  // namespace
}  // namespace packets
}  // namespace bangtin::media::ingest
