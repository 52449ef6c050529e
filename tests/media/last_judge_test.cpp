// The player's decoder as the last judge of a file, on real files, damaged ones and hostile answers.
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <turbojpeg.h>

#include <fcntl.h>

#include <memory>

#include "base/files.hpp"
#include "media/decoder_check.hpp"
#include "media/worker.hpp"

namespace bangtin::media {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using namespace std::string_literals;
using playlists::programme::media_kind;
using std::chrono::milliseconds;
using testing::get;
using testing::put;
using testing::temporary_folder;

using testing::demo_files;
const fs::path clip = demo_files / "clip-2-bon-buoc-nop-ho-so-20s-720p.mp4";
constexpr milliseconds clip_length = 20s;

class last_judge : public ::testing::Test {
 protected:
  void SetUp() override { testing::use_real_worker(); }

  result<shown> check(const fs::path& file, milliseconds length) {
    unique_fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    return check_by_decoder(fd.get(), length, {}, {});
  }
  result<shown> check_content(const std::string& content, milliseconds length) {
    put(f_ / "file", content);
    return check(f_ / "file", length);
  }
  temporary_folder f_;
};

bool similar(const std::uint8_t* bgrx, std::uint32_t rgb) {
  for (int channel = 0; channel < 3; ++channel) {
    int difference = bgrx[channel] - static_cast<int>(rgb >> 8 * channel & 255);
    if (difference < -10 || difference > 10) return false;
  }
  return true;
}

TEST_F(last_judge, shows_a_film_to_its_end_with_pictures_from_all_of_it) {
  auto s = check(demo_files / "clip-3-chuyen-doi-so-10-10-12s-1080p.mp4", 12s);
  ASSERT_TRUE(s) << describe(s.error());
  EXPECT_EQ(s->frames, 300);
  EXPECT_EQ(s->pictures_end, 12s);
  EXPECT_NEAR(static_cast<double>(s->sound_end.count()), 12'000, 50);
  EXPECT_EQ(s->width, 1920);
  EXPECT_EQ(s->height, 1080);
  ASSERT_EQ(s->pictures.size(), 12u);
  EXPECT_EQ(s->pictures.front().at, 0ms);
  EXPECT_GE(s->pictures.back().at, 11s);
  for (std::size_t i = 1; i < s->pictures.size(); ++i) {
    milliseconds distance = s->pictures[i].at - s->pictures[i - 1].at;
    EXPECT_TRUE(distance >= 700ms && distance <= 1700ms) << i << ": " << distance.count();
  }
  const small_picture& p = s->pictures[4];  // at 4 s
  ASSERT_EQ(p.at, 4s);
  ASSERT_EQ(p.width, 480);
  ASSERT_EQ(p.height, 270);
  ASSERT_EQ(p.bgrx.size(), 480u * 270 * 4);
  // What ffmpeg makes of this picture.
  EXPECT_TRUE(similar(&p.bgrx[(2 * 480 + 2) * 4], 0xc11c2d)) << "BT.709, limited range";
  EXPECT_TRUE(similar(&p.bgrx[(260 * 480 + 240) * 4], 0x7b0d19));
}

TEST_F(last_judge, reports_progress_for_as_long_as_a_film_lasts) {
  std::vector<int> told;
  ingest_control control{{}, [&](int permille) { told.push_back(permille); }};
  unique_fd fd(
      ::open((demo_files / "clip-3-chuyen-doi-so-10-10-12s-1080p.mp4").c_str(), O_RDONLY | O_CLOEXEC));
  auto s = check_by_decoder(fd.get(), 12s, {}, control);
  ASSERT_TRUE(s) << describe(s.error());
  ASSERT_GT(told.size(), 100u);
  EXPECT_LT(told.front(), 20);
  EXPECT_GT(told.back(), 980);
  for (std::size_t n = 1; n < told.size(); ++n) EXPECT_LT(told[n - 1], told[n]);
}

TEST_F(last_judge, shows_a_still_large_enough_to_be_read) {
  const fs::path poster = demo_files / "ap-phich-1-loi-ich-dich-vu-cong.png";
  auto s = check(poster, 0ms);
  ASSERT_TRUE(s) << describe(s.error());
  ASSERT_EQ(s->pictures.size(), 1u);
  const small_picture& p = s->pictures[0];
  EXPECT_EQ(p.width, 1600);
  EXPECT_EQ(p.height, 900);
  std::unique_ptr<GdkPixbuf, void (*)(void*)> reference(
      gdk_pixbuf_new_from_file_at_size(poster.c_str(), 1600, 900, nullptr), g_object_unref);
  const guchar* pixels = gdk_pixbuf_read_pixels(reference.get());
  int channels = gdk_pixbuf_get_n_channels(reference.get());
  int same = 0;
  int seen = 0;
  for (int y = 10; y < 900; y += 10) {
    for (int x = 10; x < 1600; x += 10, ++seen) {
      const guchar* at = pixels + y * gdk_pixbuf_get_rowstride(reference.get()) + x * channels;
      auto rgb = static_cast<std::uint32_t>(at[0] << 16 | at[1] << 8 | at[2]);
      same += similar(&p.bgrx[static_cast<std::size_t>(y * 1600 + x) * 4], rgb) ? 1 : 0;
    }
  }
  // Where letters have their edges, two ways of scaling differ.
  EXPECT_GT(same, seen * 9 / 10);
}

// The container is whole, and a screen would show something at each of these places.
TEST_F(last_judge, finds_damage_anywhere_in_a_film_and_says_where) {
  const std::string whole = get(clip);
  std::size_t data = whole.find("mdat");
  std::string before;
  for (int place = 0; place < 4; ++place) {
    std::string damaged = whole;
    std::size_t at = data + 4000 + static_cast<std::size_t>(place) * (whole.size() - data) / 4;
    // Longer than a piece of sound.
    for (std::size_t i = 0; i < 2000; ++i) damaged[at + i] = static_cast<char>(i * 73 + 41);
    auto s = check_content(damaged, clip_length);
    ASSERT_FALSE(s) << place;
    EXPECT_EQ(s.error().code, errc::invalid);
    std::string says = describe(s.error());
    EXPECT_NE(says.find("this video is damaged"), says.npos) << says;
    EXPECT_NE(says, before) << "another place, another second";
    EXPECT_FALSE(s.error().remedy.empty());
    before = says;
  }
}

// Cut out of a film without coding it again: the pictures before the cut are in the file, hidden by an edit
// list, and refer to others that are gone.
TEST_F(last_judge, forgives_what_a_cut_left_before_the_beginning) {
  if (std::system("ffmpeg -version >/dev/null 2>&1") != 0) GTEST_SKIP() << "ffmpeg is not installed";
  const std::string in = "cd " + f_.path().string() + " && ffmpeg -v error ";
  ASSERT_EQ(std::system((in + "-f lavfi -i testsrc2=s=320x180:r=25:d=6 -c:v libx264 -bf 3 -x264-params "
                              "open-gop=1:keyint=50 whole.mp4")
                            .c_str()),
            0);
  ASSERT_EQ(std::system((in + "-ss 3.3 -i whole.mp4 -c copy cut.mp4").c_str()), 0);
  auto s = check(f_ / "cut.mp4", 2700ms);
  ASSERT_TRUE(s) << describe(s.error());
  EXPECT_NEAR(static_cast<double>(s->pictures_end.count()), 2700, 45);
  EXPECT_GE(s->frames, 67);
}

TEST_F(last_judge, finds_one_wrong_bit) {
  const std::string whole = get(clip);
  struct {
    std::size_t at;
    int bit;
    const char* says;
  } const cases[] = {{303'249, 2, "damaged after 4 of 20 seconds"},
                     {1'044'576, 1, "damaged after 17 of 20 seconds"}};
  for (const auto& c : cases) {
    std::string flipped = whole;
    flipped[c.at] = static_cast<char>(flipped[c.at] ^ c.bit);
    auto s = check_content(flipped, clip_length);
    ASSERT_FALSE(s) << c.at;
    EXPECT_NE(describe(s.error()).find(c.says), std::string::npos) << describe(s.error());
  }
}

// Zeros in six pieces of the sound; ffprobe says where they lie.
TEST_F(last_judge, finds_damaged_sound) {
  std::string damaged = get(clip);
  struct {
    std::ptrdiff_t at, bytes;
  } const pieces[] = {{292620, 318}, {292938, 337}, {293324, 421},
                      {293745, 343}, {294134, 341}, {294475, 318}};
  for (const auto& p : pieces) std::fill_n(damaged.begin() + p.at, p.bytes, '\0');
  auto s = check_content(damaged, clip_length);
  ASSERT_FALSE(s);
  EXPECT_NE(describe(s.error()).find("the sound of this video is damaged after 4 of 20 seconds"),
            std::string::npos)
      << describe(s.error());
}

std::string grey_jpeg(char sampling) {
  std::vector<unsigned char> grey(40 * 24);
  for (std::size_t i = 0; i < grey.size(); ++i) grey[i] = static_cast<unsigned char>(i % 40 < 20 ? 40 : 200);
  std::unique_ptr<void, int (*)(void*)> codec(tjInitCompress(), tjDestroy);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  EXPECT_EQ(tjCompress2(codec.get(), grey.data(), 40, 0, 24, TJPF_GRAY, &bytes, &size, TJSAMP_GRAY, 95, 0),
            0);
  std::string jpeg(reinterpret_cast<char*>(bytes), size);
  tjFree(bytes);
  // Marker, length, precision, height, width, one component; its number, its sampling.
  std::size_t frame = jpeg.find("\xFF\xC0\0\x0B\x08"s);
  EXPECT_NE(frame, jpeg.npos);
  jpeg[frame + 11] = sampling;
  return jpeg;
}

TEST_F(last_judge, shows_what_the_desk_takes) {
  for (char sampling : {'\x11', '\x22', '\x21', '\x41'}) {
    auto s = check_content(grey_jpeg(sampling), 0ms);
    ASSERT_TRUE(s) << int{sampling} << ": " << describe(s.error());
    EXPECT_EQ(s->width, 40);
    EXPECT_TRUE(similar(&s->pictures[0].bgrx[(5 * 40 + 5) * 4], 0x282828));
    EXPECT_TRUE(similar(&s->pictures[0].bgrx[(20 * 40 + 35) * 4], 0xc8c8c8));
  }
  // As phones write it.
  const std::string photo = get(demo_files / "ap-phich-2-phong-chong-lua-dao.jpg");
  auto motion = check_content(photo + get(clip), 0ms);
  ASSERT_TRUE(motion) << describe(motion.error());
  EXPECT_EQ(motion->width, 1920);
  for (const char* first_box : {"free", "wide"}) {
    std::string mov = get(clip);
    mov.replace(4, 4, first_box);
    auto s = check_content(mov, clip_length);
    ASSERT_TRUE(s) << first_box << ": " << describe(s.error());
    EXPECT_EQ(s->frames, 500);
  }
}

TEST_F(last_judge, refuses_what_a_screen_could_not_show) {
  const std::string photo = get(demo_files / "ap-phich-2-phong-chong-lua-dao.jpg");
  struct {
    const char* situation;
    std::string content;
    milliseconds length;
    const char* says;
  } const cases[] = {
      {"a film that is none", "GIF89a" + std::string(1000, 'x'), 1s, "screens cannot show this file"},
      {"a still that is none", "GIF89a" + std::string(1000, 'x'), 0ms, "screens cannot show this file"},
      {"a film as a still", get(clip), 0ms, "screens cannot show this file"},
      {"a still as a film", photo, 1s, "screens cannot show this file"},
      {"half a photograph", photo.substr(0, photo.size() / 2), 0ms, "cut off"},
      {"half a photograph before a film", photo.substr(0, photo.size() / 2) + get(clip), 0ms, ""},
      {"half a film", get(clip).substr(0, 600'000), clip_length, "cut off"},
      {"nothing", "", 1s, "screens cannot show this file"},
  };
  for (const auto& c : cases) {
    auto s = check_content(c.content, c.length);
    ASSERT_FALSE(s) << c.situation;
    EXPECT_EQ(s.error().code, errc::invalid) << c.situation;
    EXPECT_NE(describe(s.error()).find(c.says), std::string::npos)
        << c.situation << ": " << describe(s.error());
  }
}

const std::string good_film =
    R"({"ok":{"frames":50,"height":240,"pictures":[{"at_ms":0,"height":240,"width":320},{"at_ms":900,"height":240,"width":320}],)"
    R"("shown_ms":2000,"sound_ms":2050,"width":320}})";

TEST(decoder_answer, is_read) {
  auto s = decoder_answer_from_json(good_film, 2s);
  ASSERT_TRUE(s) << describe(s.error());
  EXPECT_EQ(s->frames, 50);
  EXPECT_EQ(s->pictures_end, 2s);
  EXPECT_EQ(s->sound_end, 2050ms);
  EXPECT_EQ(s->pictures.size(), 2u);
}

TEST(decoder_answer, that_fails_becomes_a_sentence) {
  struct {
    const char* why;
    int after_ms;
    milliseconds length;
    const char* says;
  } const cases[] = {
      {"damaged", 3999, 12s, "this video is damaged after 3 of 12 seconds"},
      {"damaged", 999, 12s, "this video is damaged at its beginning"},
      {"damaged", 12'300, 12s, "this video is damaged after 12 of 12 seconds"},
      {"damaged", 15'000, 12s, "this video is damaged after 15 of 15 seconds"},
      {"damaged", 0, 0ms, "this picture is damaged"},
      {"sound-damaged", 5000, 7800ms, "the sound of this video is damaged after 5 of 8 seconds"},
      {"sound-damaged", 0, 7800ms, "the sound of this video is damaged at its beginning"},
      {"cut-off", 0, 5s, "this file is cut off"},
      {"not-shown", 0, 5s, "screens cannot show this file"},
  };
  for (const auto& c : cases) {
    std::string text = R"({"failed":{"after_ms":)" + std::to_string(c.after_ms) +
                       R"(,"text":"GStreamer: x","why":")" + c.why + R"(","word":"decoder-error"}})";
    auto s = decoder_answer_from_json(text, c.length);
    ASSERT_FALSE(s);
    EXPECT_EQ(s.error().code, errc::invalid) << text;
    EXPECT_EQ(describe(s.error()).rfind(c.says, 0), 0u) << describe(s.error());
    EXPECT_EQ(describe(s.error()).find("GStreamer"), std::string::npos) << "staff do not know it";
    EXPECT_FALSE(s.error().remedy.empty());
  }
}

TEST(decoder_answer, of_a_process_gone_wrong_is_not_believed) {
  struct {
    const char* situation;
    std::string from, to;
  } const cases[] = {
      {"no frames", "\"frames\":50", "\"frames\":0"},
      {"frames beyond reason", "\"frames\":50", "\"frames\":100000001"},
      {"no size", "\"height\":240,\"pictures\"", "\"height\":0,\"pictures\""},
      {"a size beyond reason", "\"width\":320}}", "\"width\":32769}}"},
      {"a negative time", "\"shown_ms\":2000", "\"shown_ms\":-1"},
      {"a time of days", "\"shown_ms\":2000", "\"shown_ms\":86400001"},
      {"a picture that is too wide", "\"width\":320},", "\"width\":481},"},
      {"a picture that is a square of the longer side", "\"height\":240,\"width\":320},",
       "\"height\":480,\"width\":480},"},
      {"a picture without pixels", "\"width\":320},", "\"width\":0},"},
      {"pictures that go back", "\"at_ms\":0", "\"at_ms\":901"},
      {"no picture", R"({"at_ms":0,"height":240,"width":320},{"at_ms":900,"height":240,"width":320})", ""},
      {"an unknown field", "\"frames\"", "\"more\":1,\"frames\""},
      {"a missing field", "\"sound_ms\":2050,", ""},
      {"something after it", "}}", "}}{}"},
      {"two answers", "}}", R"(},"failed":{"after_ms":0,"text":"","why":"damaged","word":"x"}})"},
      {"half of it", "\"width\":320}}", ""},
      {"an unknown reason", good_film, R"({"failed":{"after_ms":0,"text":"","why":"mood","word":"x"}})"},
      {"a time before the film", good_film,
       R"({"failed":{"after_ms":-1,"text":"","why":"damaged","word":"x"}})"},
      {"nothing", good_film, ""},
  };
  for (const auto& c : cases) {
    std::string text = good_film;
    std::size_t at = text.find(c.from);
    ASSERT_NE(at, text.npos) << c.situation;
    text.replace(at, c.from.size(), c.to);
    auto s = decoder_answer_from_json(text, 2s);
    ASSERT_FALSE(s) << c.situation;
    EXPECT_EQ(s.error().code, errc::internal) << c.situation;
  }
  std::string long_answer = good_film + std::string(max_answer_bytes, ' ');
  EXPECT_EQ(decoder_answer_from_json(long_answer, 2s).error().code, errc::internal);
}

TEST(decoder_answer, of_a_film_has_at_most_12_pictures_and_of_a_still_one) {
  auto answer = [](int pictures) {
    std::string list;
    for (int i = 0; i < pictures; ++i) list += (i == 0 ? "" : ",") + R"({"at_ms":5,"height":1,"width":1})"s;
    return R"({"ok":{"frames":1,"height":1,"pictures":[)" + list +
           R"(],"shown_ms":0,"sound_ms":0,"width":1}})";
  };
  EXPECT_TRUE(decoder_answer_from_json(answer(12), 1s));
  EXPECT_FALSE(decoder_answer_from_json(answer(13), 1s));
  EXPECT_TRUE(decoder_answer_from_json(answer(1), 0ms));
  EXPECT_FALSE(decoder_answer_from_json(answer(2), 0ms));
}

RC_GTEST_PROP(decoder_answer, of_any_bytes_is_an_error, (const std::string& text)) {
  RC_ASSERT(!decoder_answer_from_json(text, 2s));
}

}  // namespace
}  // namespace bangtin::media
