// Files of every container, made of few bytes, that are cut off within their last piece.
#include "media/ingest/film_end.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "base/files.hpp"

namespace bangtin::media::ingest {
namespace {

using namespace std::string_literals;

bool ends(const std::string& content, container box) {
  unique_fd fd(::memfd_create("film", MFD_CLOEXEC));
  EXPECT_EQ(::write(fd.get(), content.data(), content.size()), static_cast<ssize_t>(content.size()));
  return ends_within_piece(fd.get(), static_cast<std::int64_t>(content.size()), box);
}

const std::string samples(60, 'x');

std::string repeated(const std::string& one, int times) {
  std::string all;
  while (times-- > 0) all += one;
  return all;
}

const std::string ogg_page = "OggS"s + std::string(22, '\0') + "\2\x32\x0a" + samples;
const std::string pack = "\0\0\1\xba\x44"s + std::string(8, '\4') + "\xf9\xff";
const std::string pack_of_mpeg1 = "\0\0\1\xba\x21"s + std::string(7, '\1');
const std::string pes = "\0\0\1\xe0\0\x3c"s + samples;
const std::string transport_packet = "G" + std::string(187, 'x');
const std::string ebml = "\x1a\x45\xdf\xa3\x82..\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"s;
const std::string open_cluster = "\x1f\x43\xb6\x75\xff\xe7\x81\x05"s;
const std::string block = "\xa3\xbc"s + samples;
const std::string cluster = "\x1f\x43\xb6\x75\x40\x3e"s + block;
const std::string flv_head = "FLV\1\5\0\0\0\x09\0\0\0\0"s;
const std::string flv_tag = "\x09\0\0\x3c"s + std::string(7, '\0') + samples;
const std::string riff = "RIFF\x3c\0\0\0"s + samples;
const std::string asf_head =
    "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c\x88\0\0\0\0\0\0\0"
    "\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\0\xc0\x0c\x20\x53\x65"s +
    std::string(76, '\0') + "\x3c\0\0\0"s + std::string(16, '\0') +
    "\x36\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c"s;

TEST(film_end, is_within_a_piece_where_the_file_is_cut_off) {
  struct {
    const char* name;
    container box;
    std::string before, last;
  } const cases[] = {
      {"Ogg", container::ogg, repeated(ogg_page, 5), ogg_page},
      {"MPEG-2 programme stream", container::mpeg_ps, repeated(pack + pes, 5), pack + pes},
      {"MPEG-1 system stream", container::mpeg_ps, repeated(pack_of_mpeg1 + pes, 5) + pack_of_mpeg1, pes},
      {"programme stream with room between", container::mpeg_ps, pack + pes + std::string(50, '\0'), pes},
      {"transport stream", container::mpeg_ts, repeated(transport_packet, 9), transport_packet},
      {"transport stream with times", container::mpeg_ts, repeated("time" + transport_packet, 9) + "time",
       transport_packet},
      {"live WebM", container::matroska, ebml + open_cluster + block, block},
      {"live WebM, closed clusters", container::matroska, ebml + cluster, cluster},
      {"FLV", container::flv, flv_head + repeated(flv_tag + "\0\0\0\x47"s, 5), flv_tag},
      {"large AVI", container::avi, riff, riff},
      {"ASF", container::asf, asf_head + "\xaa\0\0\0\0\0\0\0"s + std::string(26, '\0') + samples, samples},
      {"broadcast ASF", container::asf, asf_head + std::string(34, '\0') + samples, samples},
  };
  for (const auto& c : cases) {
    EXPECT_FALSE(ends(c.before + c.last, c.box)) << c.name << ", whole";
    // Windows Media states the length of all its packets, or of each.
    if (c.box != container::asf) {
      EXPECT_FALSE(ends(c.before, c.box)) << c.name << ", without its last piece";
      EXPECT_FALSE(ends(c.before + c.last + "<html> and more", c.box)) << c.name << ", with more behind it";
    }
    for (std::size_t left : {std::size_t{8}, c.last.size() / 2, c.last.size() - 2}) {
      EXPECT_TRUE(ends(c.before + c.last.substr(0, left), c.box)) << c.name << ' ' << left;
    }
  }
}

TEST(film_end, of_anything_else_tells_nothing) {
  for (int box = 0; box <= static_cast<int>(container::gif); ++box) {
    for (const auto& content : {""s, "G"s, "\0\0\1\xba"s, samples, std::string(3000, '\0')}) {
      bool pack_cut = content.size() == 4 && static_cast<container>(box) == container::mpeg_ps;
      EXPECT_EQ(ends(content, static_cast<container>(box)), pack_cut) << box << ' ' << content.size();
    }
  }
}

}  // namespace
}  // namespace bangtin::media::ingest
