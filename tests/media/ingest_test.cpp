#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "base/files.hpp"
#include "media/misbehaving.hpp"
#include "media/worker.hpp"
#include "support/environment.hpp"

namespace bangtin::media {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using playlists::programme::media_kind;
using testing::get;
using testing::put;
using testing::temporary_folder;

const fs::path demo = BANGTIN_SOURCE_DIR "/demo";

// Ingests the file and checks that a failure leaves nothing behind.
result<ingested> ingest(const temporary_folder& f, const fs::path& file, const ingest_limits& limits = {}) {
  fs::remove_all(f / "out");
  auto answer = run_ingest(file, f / "out", limits);
  if (!answer) {
    EXPECT_FALSE(fs::exists(f / "out"));
    EXPECT_FALSE(answer.error().what.empty());
    EXPECT_FALSE(answer.error().remedy.empty()) << describe(answer.error());
  }
  return answer;
}

using pixbuf = std::unique_ptr<GdkPixbuf, void (*)(void*)>;

pixbuf load(const fs::path& file) {
  return {gdk_pixbuf_new_from_file(file.c_str(), nullptr), g_object_unref};
}

std::uint32_t pixel(const pixbuf& p, int x, int y) {
  const guchar* at = gdk_pixbuf_read_pixels(p.get()) + y * gdk_pixbuf_get_rowstride(p.get()) +
                     x * gdk_pixbuf_get_n_channels(p.get());
  return static_cast<std::uint32_t>(at[0] << 16 | at[1] << 8 | at[2]);
}

// Equal within the losses of JPEG.
bool similar(std::uint32_t a, std::uint32_t b) {
  for (int shift : {0, 8, 16}) {
    int difference = static_cast<int>(a >> shift & 255) - static_cast<int>(b >> shift & 255);
    if (difference < -12 || difference > 12) return false;
  }
  return true;
}

pixbuf plain(int width, int height, std::uint32_t rgba, bool alpha = false) {
  pixbuf p(gdk_pixbuf_new(GDK_COLORSPACE_RGB, alpha ? TRUE : FALSE, 8, width, height), g_object_unref);
  gdk_pixbuf_fill(p.get(), rgba);
  return p;
}

void save(const pixbuf& p, const fs::path& file, const char* type) {
  ASSERT_TRUE(gdk_pixbuf_save(p.get(), file.c_str(), type, nullptr, nullptr));
}

class ingest_file : public ::testing::Test {
 protected:
  void SetUp() override { testing::use_real_worker(); }
  temporary_folder f_;
};

TEST_F(ingest_file, takes_what_fits_as_it_is) {
  struct {
    const char* name;
    media_kind kind;
    int width, height, duration_ms;
    bool sound, kept;
  } const cases[] = {
      {"ap-phich-1-loi-ich-dich-vu-cong.png", media_kind::image, 1920, 1080, 0, false, true},
      {"ap-phich-5-diem-ho-tro-doc.png", media_kind::image, 1080, 1920, 0, false, true},
      {"ap-phich-2-phong-chong-lua-dao.jpg", media_kind::image, 1920, 1080, 0, false, true},
      {"clip-2-bon-buoc-nop-ho-so-20s-720p.mp4", media_kind::video, 1280, 720, 20'000, true, false},
      {"clip-3-chuyen-doi-so-10-10-12s-1080p.mp4", media_kind::video, 1920, 1080, 12'000, true, false}};
  for (const auto& c : cases) {
    auto i = ingest(f_, demo / c.name);
    ASSERT_TRUE(i) << c.name << ": " << describe(i.error());
    EXPECT_EQ(i->kind, c.kind) << c.name;
    EXPECT_EQ(i->width, c.width) << c.name;
    EXPECT_EQ(i->height, c.height) << c.name;
    EXPECT_EQ(i->duration.count(), c.duration_ms) << c.name;
    EXPECT_EQ(i->sound, c.sound) << c.name;
    EXPECT_EQ(i->made.empty(), c.kept) << "kept bit for bit, or sound that is too loud: " << c.name;
  }
}

TEST_F(ingest_file, keeps_a_film_in_house_form_bit_for_bit) {
  const std::string silent = (f_ / "silent.mp4").string();
  const std::string command = "ffmpeg -v quiet -i " +
                              (demo / "clip-3-chuyen-doi-so-10-10-12s-1080p.mp4").string() +
                              " -an -c copy -movflags +faststart " + silent;
  if (std::system(command.c_str()) != 0) GTEST_SKIP() << "ffmpeg is not installed";
  auto i = ingest(f_, silent);
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_TRUE(i->made.empty());
  EXPECT_FALSE(i->sound);
  EXPECT_EQ(i->duration.count(), 12'000);
}

TEST_F(ingest_file, warns_of_a_film_whose_sound_stays_quiet) {
  struct {
    const char* change;
    bool warns;
  } const cases[] = {{"volume=-40dB", true}, {"volume=-10dB", false}};
  for (const auto& c : cases) {
    const std::string film = (f_ / "film.mp4").string();
    const std::string command = "ffmpeg -v quiet -y -i " +
                                (demo / "clip-3-chuyen-doi-so-10-10-12s-1080p.mp4").string() +
                                " -t 3 -c:v copy -c:a aac -af " + c.change + " " + film;
    if (std::system(command.c_str()) != 0) GTEST_SKIP() << "ffmpeg is not installed";
    auto i = ingest(f_, film);
    ASSERT_TRUE(i) << c.change << ": " << describe(i.error());
    std::size_t told = 0;
    for (const message& m : i->warnings) told += m.id.find("very quiet") != m.id.npos ? 1 : 0;
    EXPECT_EQ(told, c.warns ? 1u : 0u) << c.change;
  }
}

TEST_F(ingest_file, keeps_subtitles_bit_for_bit_whatever_they_are_called) {
  auto i = ingest(f_, demo / "clip-2-bon-buoc-nop-ho-so-20s-720p.vi.srt");
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_EQ(i->kind, media_kind::subtitles);
  EXPECT_TRUE(i->made.empty());
  put(f_ / "a.mp4", "WEBVTT\n\n00:01.000 --> 00:02.000\nXin chào\n");
  EXPECT_EQ(ingest(f_, f_ / "a.mp4")->kind, media_kind::subtitles);
}

TEST_F(ingest_file, writes_subtitles_of_old_encodings_again_as_webvtt) {
  put(f_ / "a.srt", "1\n00:00:01,000 --> 00:00:02,000\nB\xb8o c\xb8o, h\xe5 s\xac\n");
  auto i = ingest(f_, f_ / "a.srt");
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_EQ(i->kind, media_kind::subtitles);
  ASSERT_EQ(i->made.size(), 1U);
  EXPECT_EQ(read_file(f_ / "out" / i->made[0], 1000).value(),
            "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nBáo cáo, hồ sơ\n");
}

TEST_F(ingest_file, refuses_subtitles_that_will_not_do_with_what_to_do) {
  put(f_ / "b.srt", "1\n00:00:01,000 --> 00:00:02,000\nA\n\n2\n00:00:61,000 --> 00:00:62,000\nB\n");
  EXPECT_NE(describe(ingest(f_, f_ / "b.srt").error()).find("line 6"), std::string::npos);
  put(f_ / "d.srt", "1\n00:01:01,500 --> 00:01:09,000\nA\nB\nC\nD\n");
  EXPECT_TRUE(ingest(f_, f_ / "d.srt"));
  put(f_ / "e.srt", "1\n00:01:01,500 --> 00:01:09,000\nA\nB\n\nC\nD\nE\n");
  EXPECT_NE(describe(ingest(f_, f_ / "e.srt").error()).find("line 2: the subtitle has 5 lines"),
            std::string::npos);
  put(f_ / "c.srt", "1\n00:00:01,000 --> 00:00:02,000\nA\n" + std::string(2 << 20, '\n'));
  EXPECT_EQ(ingest(f_, f_ / "c.srt").error().code, errc::limit);
}

TEST_F(ingest_file, draws_a_guide_page_by_page) {
  auto i = ingest(f_, demo / "huong-dan-1-dang-ky-vneid-muc-2.pdf");
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_EQ(i->kind, media_kind::pages);
  EXPECT_EQ(i->pages, 5);
  ASSERT_EQ(i->made.size(), 5u);
  std::string before;
  for (const std::string& name : i->made) {
    auto p = load(f_ / "out" / name);
    ASSERT_TRUE(p) << name;
    EXPECT_EQ(gdk_pixbuf_get_width(p.get()), 1920);
    EXPECT_EQ(gdk_pixbuf_get_height(p.get()), 1080);
    EXPECT_FALSE(gdk_pixbuf_get_has_alpha(p.get()));
    std::string bytes = get(f_ / "out" / name);
    EXPECT_NE(bytes, before) << "every page is another";
    before = bytes;
  }
}

TEST_F(ingest_file, draws_svg_over_white_at_the_size_of_a_screen) {
  struct {
    const char* situation;
    std::string svg;
    int width, height;
  } const cases[] = {
      {"small", "<svg xmlns='http://www.w3.org/2000/svg' width='32' height='18'>", 1920, 1080},
      {"portrait", "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='160'>", 1080, 1920},
      {"a view box alone", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 10'>", 1920, 480},
      {"larger than a screen", "<svg xmlns='http://www.w3.org/2000/svg' width='2560' height='1440'>", 2560,
       1440},
      {"larger than any screen", "<svg xmlns='http://www.w3.org/2000/svg' width='16000' height='9000'>", 3840,
       2160},
  };
  for (const auto& c : cases) {
    put(f_ / "a.svg", c.svg + "<rect width='20%' height='20%' fill='#c00000'/></svg>");
    auto i = ingest(f_, f_ / "a.svg");
    ASSERT_TRUE(i) << c.situation << ": " << describe(i.error());
    EXPECT_EQ(i->width, c.width) << c.situation;
    EXPECT_EQ(i->height, c.height) << c.situation;
    ASSERT_EQ(i->made.size(), 1u);
    auto p = load(f_ / "out" / i->made[0]);
    EXPECT_EQ(gdk_pixbuf_get_width(p.get()), c.width);
    EXPECT_EQ(pixel(p, 0, 0), 0xc00000u) << c.situation;
    EXPECT_EQ(pixel(p, c.width - 1, c.height - 1), 0xffffffu) << c.situation;
  }
}

TEST_F(ingest_file, loads_nothing_from_elsewhere_for_a_drawing) {
  save(plain(8, 8, 0xff0000ff), f_ / "red.png", "png");
  for (const std::string& target :
       {"red.png"s, (f_ / "red.png").string(), "file://" + (f_ / "red.png").string()}) {
    put(f_ / "a.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><image width='8' height='8' href='" +
            target + "'/></svg>");
    EXPECT_EQ(ingest(f_, f_ / "a.svg").error().code, errc::invalid) << target;
    // A style is not needed to show the drawing.
    put(f_ / "a.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><style>@import url('" +
                          target + "');</style><rect width='4' height='4'/></svg>");
    auto i = ingest(f_, f_ / "a.svg");
    ASSERT_TRUE(i);
    EXPECT_EQ(pixel(load(f_ / "out/picture.png"), 1000, 1000), 0xffffffu);
    EXPECT_NE(i->warnings.at(0).id.find("from elsewhere"), std::string::npos);
  }
}

// A guide of one page with this content.
std::string guide_of(const std::string& content) {
  return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count "
         "1>>endobj\n"
         "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 "
         "R>>>>>>endobj\n"
         "4 0 obj<</Length " +
         std::to_string(content.size()) + ">>stream\n" + content +
         "\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 "
         "0 "
         "R>>\n%%EOF\n";
}

TEST_F(ingest_file, refuses_a_page_of_which_nothing_can_be_seen_although_it_has_something) {
  put(f_ / "a.pdf", guide_of("1 g BT /F 20 Tf 10 100 Td (Xin chao) Tj ET"));
  auto i = ingest(f_, f_ / "a.pdf");
  ASSERT_FALSE(i);
  EXPECT_NE(describe(i.error()).find("page 1 of this PDF"), std::string::npos);
  for (const char* content : {"0 g BT /F 20 Tf 10 100 Td (Xin chao) Tj ET", ""}) {
    put(f_ / "a.pdf", guide_of(content));
    EXPECT_TRUE(ingest(f_, f_ / "a.pdf")) << "drawn, or empty on purpose: " << content;
  }
  const fs::path trial = fakes::shared_folder() / "trial/media/pdf-large-jpeg-blank.pdf";
  if (fs::exists(trial)) {
    ASSERT_TRUE(ingest(f_, trial)) << "a picture of 40,000 pixels";
    EXPECT_TRUE(similar(pixel(load(f_ / "out/page-0001.png"), 120, 300), 0xff0000));
  }
}

TEST_F(ingest_file, refuses_a_drawing_of_which_nothing_can_be_seen) {
  for (const char* inside :
       {"", "<rect width='8' height='8' fill='white'/>", "<style>@import url('a.css');</style>",
        "<rect width='8' height='8' opacity='0'/>"}) {
    put(f_ / "a.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'>" + std::string(inside) + "</svg>");
    EXPECT_EQ(ingest(f_, f_ / "a.svg").error().code, errc::invalid) << inside;
  }
}

TEST_F(ingest_file, lays_transparency_over_white) {
  save(plain(20, 10, 0x0000ff80, true), f_ / "a.png", "png");
  auto i = ingest(f_, f_ / "a.png");
  ASSERT_TRUE(i) << describe(i.error());
  ASSERT_EQ(i->made, std::vector<std::string>{"picture.png"});
  EXPECT_EQ(pixel(load(f_ / "out/picture.png"), 3, 3), 0x7f7fffu);
}

TEST_F(ingest_file, keeps_alpha_that_hides_everything) {
  save(plain(20, 10, 0x0000ffff, true), f_ / "a.png", "png");
  auto i = ingest(f_, f_ / "a.png");
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_TRUE(i->made.empty());
}

TEST_F(ingest_file, scales_large_stills_to_the_largest_screen) {
  for (const char* type : {"png", "jpeg"}) {
    pixbuf big = plain(5000, 4000, 0x208040ff);
    save(big, f_ / "big", type);
    auto i = ingest(f_, f_ / "big");
    ASSERT_TRUE(i) << describe(i.error());
    EXPECT_EQ(i->width, 2700) << type;
    EXPECT_EQ(i->height, 2160) << type;
    auto p = load(f_ / "out" / i->made.at(0));
    EXPECT_EQ(gdk_pixbuf_get_width(p.get()), 2700);
    EXPECT_EQ(gdk_pixbuf_get_height(p.get()), 2160);
    EXPECT_TRUE(similar(pixel(p, 1350, 1080), 0x208040)) << type;
  }
}

// A JPEG of four quarters, with EXIF's orientation inserted after its first marker.
std::string turned_jpeg(const temporary_folder& f, int orientation, bool little) {
  pixbuf p = plain(64, 32, 0);
  constexpr std::array<std::uint32_t, 4> quarters{0xff0000ff, 0x00ff00ff, 0x0000ffff, 0xffffffff};
  for (int q = 0; q < 4; ++q) {
    pixbuf part(gdk_pixbuf_new_subpixbuf(p.get(), q % 2 * 32, q / 2 * 16, 32, 16), g_object_unref);
    gdk_pixbuf_fill(part.get(), quarters[static_cast<std::size_t>(q)]);
  }
  save(p, f / "quarters.jpg", "jpeg");
  std::string jpeg = get(f / "quarters.jpg");
  auto o = static_cast<char>(orientation);
  std::string tiff = little ? "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"s + o + "\0\0\0\0\0\0\0"s
                            : "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + o + "\0\0\0\0\0\0"s;
  std::string exif = "Exif\0\0"s + tiff;
  std::string marker =
      "\xff\xe1"s + static_cast<char>((exif.size() + 2) >> 8) + static_cast<char>(exif.size() + 2);
  return jpeg.substr(0, 2) + marker + exif + jpeg.substr(2);
}

TEST_F(ingest_file, turns_photographs_upright) {
  constexpr std::uint32_t red = 0xff0000, green = 0x00ff00, blue = 0x0000ff, white = 0xffffff;
  struct {
    int orientation;
    std::uint32_t top_left, top_right;
  } const cases[] = {{2, green, red}, {3, white, blue},  {4, blue, white}, {5, red, blue},
                     {6, blue, red},  {7, white, green}, {8, green, white}};
  for (const auto& c : cases) {
    for (bool little : {false, true}) {
      put(f_ / "a.jpg", turned_jpeg(f_, c.orientation, little));
      auto i = ingest(f_, f_ / "a.jpg");
      ASSERT_TRUE(i) << describe(i.error());
      ASSERT_EQ(i->made.size(), 1u) << c.orientation;
      auto p = load(f_ / "out" / i->made[0]);
      EXPECT_EQ(i->width, c.orientation >= 5 ? 32 : 64);
      EXPECT_EQ(gdk_pixbuf_get_width(p.get()), i->width);
      EXPECT_EQ(gdk_pixbuf_get_height(p.get()), i->height);
      EXPECT_TRUE(similar(pixel(p, 4, 4), c.top_left)) << c.orientation << std::hex << pixel(p, 4, 4);
      EXPECT_TRUE(similar(pixel(p, i->width - 4, 4), c.top_right)) << c.orientation;
    }
  }
  for (int upright : {0, 1, 9}) {
    put(f_ / "a.jpg", turned_jpeg(f_, upright, false));
    EXPECT_TRUE(ingest(f_, f_ / "a.jpg")->made.empty()) << upright;
  }
}

TEST_F(ingest_file, refuses_what_is_beyond_the_limits) {
  ingest_limits l;
  l.bytes = 1000;
  EXPECT_EQ(ingest(f_, demo / "ap-phich-1-loi-ich-dich-vu-cong.png", l).error().code, errc::limit);
  l = {};
  l.pixels = 1920 * 1080 - 1;
  EXPECT_EQ(ingest(f_, demo / "ap-phich-1-loi-ich-dich-vu-cong.png", l).error().code, errc::limit);
  EXPECT_EQ(ingest(f_, demo / "ap-phich-2-phong-chong-lua-dao.jpg", l).error().code, errc::limit);
  l = {};
  l.pages = 4;
  EXPECT_EQ(ingest(f_, demo / "huong-dan-1-dang-ky-vneid-muc-2.pdf", l).error().code, errc::limit);
  l = {};
  l.duration = std::chrono::seconds(19);
  EXPECT_EQ(ingest(f_, demo / "clip-2-bon-buoc-nop-ho-so-20s-720p.mp4", l).error().code, errc::limit);
}

TEST_F(ingest_file, refuses_what_is_no_file) {
  fs::create_symlink(demo / "ap-phich-1-loi-ich-dich-vu-cong.png", f_ / "link.png");
  EXPECT_EQ(ingest(f_, f_ / "link.png").error().code, errc::invalid);
  EXPECT_EQ(ingest(f_, f_.path()).error().code, errc::invalid);
  EXPECT_EQ(ingest(f_, f_ / "absent").error().code, errc::not_found);
}

TEST_F(ingest_file, does_not_touch_a_folder_that_holds_something) {
  fs::create_directory(f_ / "mine");
  put(f_ / "mine/precious", "x");
  EXPECT_FALSE(run_ingest(demo / "ap-phich-1-loi-ich-dich-vu-cong.png", f_ / "mine", {}));
  EXPECT_EQ(get(f_ / "mine/precious"), "x");
}

// An image or a video that is truncated anywhere is incomplete.
TEST_F(ingest_file, refuses_files_that_were_cut) {
  for (const char* name :
       {"ap-phich-1-loi-ich-dich-vu-cong.png", "ap-phich-2-phong-chong-lua-dao.jpg",
        "ap-phich-3-bieu-duong-dien-hinh.svg", "clip-3-chuyen-doi-so-10-10-12s-1080p.mp4"}) {
    std::string whole = get(demo / name);
    for (std::size_t percent : {0, 1, 10, 50, 90}) {
      put(f_ / "cut", whole.substr(0, whole.size() * percent / 100));
      auto i = ingest(f_, f_ / "cut");
      EXPECT_FALSE(i) << name << " cut to " << percent << " %";
      if (!i) {
        EXPECT_NE(i.error().code, errc::internal) << describe(i.error());
      }
    }
  }
}

// The header of such a video is complete, and so are most of its pictures.
TEST_F(ingest_file, refuses_videos_with_a_hole) {
  std::string video = get(demo / "clip-2-bon-buoc-nop-ho-so-20s-720p.mp4");
  std::size_t data = video.find("mdat");
  ASSERT_NE(data, video.npos);
  std::size_t tenth = (video.size() - data) / 10;
  for (std::size_t from : {1u, 4u, 7u}) {
    std::string holed = video;
    std::fill_n(holed.begin() + static_cast<std::ptrdiff_t>(data + from * tenth), 2 * tenth, '\0');
    put(f_ / "holed", holed);
    auto i = ingest(f_, f_ / "holed");
    ASSERT_FALSE(i) << from;
    EXPECT_EQ(i.error().code, errc::invalid) << describe(i.error());
  }
}

TEST_F(ingest_file, stands_flipped_bytes) {
  const std::array names{"ap-phich-5-diem-ho-tro-doc.png", "ap-phich-2-phong-chong-lua-dao.jpg",
                         "ap-phich-3-bieu-duong-dien-hinh.svg", "clip-2-bon-buoc-nop-ho-so-20s-720p.mp4",
                         "huong-dan-2-nop-ho-so-truc-tuyen.pdf"};
  std::uint32_t x = 2026;
  for (const char* name : names) {
    for (int n = 0; n < 6; ++n) {
      std::string content = get(demo / name);
      // The beginning contains the structure, so most flips are there.
      for (int flips = 0; flips < 20; ++flips) {
        x = x * 1664525 + 1013904223;
        std::size_t range = flips % 4 == 0 ? content.size() : std::min<std::size_t>(content.size(), 4096);
        std::size_t at = 16 + (x >> 8) % (range - 16);
        content[at] = static_cast<char>(content[at] ^ (1 << (x & 7)));
      }
      put(f_ / "flipped", content);
      auto i = ingest(f_, f_ / "flipped");
      if (!i) {
        EXPECT_NE(i.error().code, errc::internal) << name << " " << n << ": " << describe(i.error());
      }
    }
  }
}

TEST(ingest_worker, that_misbehaves_is_an_error_and_leaves_nothing) {
  const std::string image =
      R"({"ok":{"duration_ms":0,"height":1,"kind":"image","made":[MADE],"pages":0,"sound":false,"width":1}})";
  auto says = [&image](std::string made) {
    std::string text = image;
    return "printf '%s' '" + text.replace(text.find("MADE"), 4, made) + "'";
  };
  std::vector<testing::misbehaviour> cases = testing::misbehaviours();
  for (testing::misbehaviour& c : cases) c.script.insert(0, "echo x > $OUT/left; ");
  const std::vector<testing::misbehaviour> own{
      {"never stops talking", "yes", errc::invalid},
      {"is killed after its answer, twice", says("") + "; kill -9 $$", errc::io},
      {"is told to end, twice", "kill -TERM $$", errc::io},
      {"dies after its answer", says("") + "; kill -SEGV $$", errc::invalid},
      {"does not know our options", "exit 2", errc::io},
      {"ends with an error", says("") + "; exit 1", errc::invalid},
      {"hangs", "echo x > $OUT/left; exec sleep 1000", errc::limit},
      {"closes its output and hangs", "exec >&-; exec sleep 1000", errc::limit},
      {"names a file which is not there", says("\"a.png\""), errc::invalid},
      {"leaves a file which it does not name", says("") + "; echo x > $OUT/left", errc::invalid},
      {"names an empty file", says("\"a.png\"") + "; : > $OUT/a.png", errc::invalid},
      {"names a link", says("\"a.png\"") + "; ln -s /etc/passwd $OUT/a.png", errc::invalid},
      {"names a folder", says("\"a.png\"") + "; mkdir $OUT/a.png", errc::invalid},
      {"names a path", says("\"../a.png\""), errc::internal},
      {"makes a file with the name of ours", says("\"sheet.jpg\"") + "; echo x > $OUT/sheet.jpg",
       errc::invalid},
  };
  cases.insert(cases.end(), own.begin(), own.end());
  for (const testing::misbehaviour& c : cases) {
    // Only scripts that wait need a short limit.
    ingest_limits l;
    l.wall = std::chrono::seconds(c.script.find("sleep") == std::string::npos ? 100 : 1);
    temporary_folder f;
    put(f / "file", "x");
    testing::use_fake_worker(f, c.script);
    auto i = ingest(f, f / "file", l);
    ASSERT_FALSE(i) << c.situation;
    EXPECT_EQ(i.error().code, c.code) << c.situation << ": " << describe(i.error());
  }
}

TEST(ingest_worker, that_behaves_is_believed) {
  temporary_folder f;
  put(f / "file", "the content");
  testing::use_fake_worker(f, R"(cat <&3 > $OUT/a.png; [ "$2" = 3 ] || exit 1
printf '{"ok":{"duration_ms":0,"height":1,"kind":"image","made":["a.png"],"pages":0,"sound":false,"width":1}}')");
  auto i = ingest(f, f / "file");
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_EQ(get(f / "out/a.png"), "the content") << "it got the file as descriptor 3";
}

TEST(ingest_worker, that_leaves_a_process_behind_does_not_keep_us_waiting) {
  temporary_folder f;
  put(f / "file", "x");
  testing::use_fake_worker(
      f,
      "sleep 40 &\n"
      R"(printf '{"ok":{"duration_ms":0,"height":1,"kind":"image","made":[],"pages":0,"sound":false,"width":1}}')");
  ingest_limits l;
  l.wall = std::chrono::seconds(30);
  EXPECT_TRUE(ingest(f, f / "file", l));
}

TEST(ingest_worker, that_is_not_installed_is_no_fault_of_the_file) {
  temporary_folder f;
  put(f / "file", "x");
  ::setenv("BANGTIN_LIBEXEC", (f / "nowhere").c_str(), 1);
  EXPECT_EQ(ingest(f, f / "file").error().code, errc::io);
}

}  // namespace
}  // namespace bangtin::media
