// What is decided about a film from what was read of it: tables, without a film.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/files.hpp"
#include "media/folder.hpp"
#include "media/ingest/codec_names.hpp"
#include "media/ingest/container_file.hpp"
#include "media/ingest/video_rules.hpp"

namespace bangtin::media::ingest {
namespace {

using namespace std::string_literals;

TEST(item_length, reaches_from_the_file_s_beginning_to_the_end_of_picture_and_sound) {
  using std::chrono::milliseconds;
  struct {
    const char* name;
    track_span picture;
    std::optional<track_span> sound;
    int length_ms;
  } const cases[] = {
      {"picture only", {milliseconds(0), milliseconds(4000)}, {}, 4000},
      {"both", {milliseconds(0), milliseconds(4000)}, track_span{milliseconds(0), milliseconds(4000)}, 4000},
      {"the sound's last block is padded",
       {milliseconds(0), milliseconds(4000)},
       track_span{milliseconds(0), milliseconds(4043)},
       4000},
      {"the picture begins late",
       {milliseconds(2000), milliseconds(6000)},
       track_span{milliseconds(0), milliseconds(6000)},
       6000},
      {"the sound begins late",
       {milliseconds(0), milliseconds(4000)},
       track_span{milliseconds(2000), milliseconds(4000)},
       4000},
      {"the sound goes on",
       {milliseconds(0), milliseconds(4000)},
       track_span{milliseconds(0), milliseconds(7000)},
       7000},
      {"the sound ends first",
       {milliseconds(0), milliseconds(4000)},
       track_span{milliseconds(0), milliseconds(1000)},
       4000},
      {"B-frames without an edit list", {milliseconds(80), milliseconds(4080)}, {}, 4080},
      {"cut out of a stream",
       {milliseconds(600'080), milliseconds(604'080)},
       track_span{milliseconds(600'000), milliseconds(604'000)},
       4080}};
  for (const auto& c : cases) EXPECT_EQ(item_length(c.picture, c.sound).count(), c.length_ms) << c.name;
}

// `count` frames, the last of which begins `apart` after the first.
std::vector<milliseconds> frames(int count, milliseconds apart) {
  std::vector<milliseconds> times;
  for (int n = 0; n < count; ++n) times.push_back(apart * n / std::max(1, count - 1));
  return times;
}

// 15 seconds in house form.
video_facts house_film() {
  video_facts v;
  v.bytes = 4'000'000;
  v.file.has_header = v.file.header_in_front = true;
  v.file.header_bytes = 10'000;
  v.states_size = true;
  v.claimed = milliseconds(15'000);
  video_track picture;
  picture.id = "picture";
  picture.format = "video/x-h264";
  picture.profile = "high";
  picture.level = "4";
  picture.chroma = "4:2:0";
  picture.bits = 8;
  picture.width = 1920;
  picture.height = 1080;
  picture.bytes = 3'600'000;
  picture.second_bytes = 300'000;
  picture.times = frames(375, milliseconds(14'960));
  picture.span = {milliseconds(0), milliseconds(15'000)};
  v.pictures = {picture};
  sound_track sound;
  sound.id = "sound";
  sound.format = "audio/mpeg";
  sound.mpeg_version = 4;
  sound.object_type = 2;
  sound.channels = 2;
  sound.rate = 48'000;
  sound.bytes = 380'000;
  sound.span = {milliseconds(0), milliseconds(15'000)};
  v.sounds = {sound};
  return v;
}

using change = void (*)(video_facts&);

TEST(conversion_for, leaves_a_film_in_house_form_as_it_is) {
  struct {
    const char* situation;
    change changed;
  } const cases[] = {
      {"1080p", [](video_facts&) {}},
      {"portrait", [](video_facts& v) { v.pictures[0].width = 1080, v.pictures[0].height = 1920; }},
      {"small", [](video_facts& v) { v.pictures[0].width = 16, v.pictures[0].height = 16; }},
      {"silent", [](video_facts& v) { v.sounds.clear(); }},
      {"an empty sound track", [](video_facts& v) { v.sounds[0].span.reset(); }},
      {"baseline", [](video_facts& v) { v.pictures[0].profile = "constrained-baseline"; }},
      {"marked as upright", [](video_facts& v) { v.pictures[0].turned = "rotate-0"; }},
      {"30 frames per second",
       [](video_facts& v) { v.pictures[0].times = frames(450, milliseconds(14'967)); }},
      {"a second of 30 frames",
       [](video_facts& v) { v.pictures[0].times = frames(31, milliseconds(1'000)); }},
      {
          "25 frames per second, of which some came twice",
          [](video_facts& v) {
            for (std::size_t n = 20; n < 375; n += 40) v.pictures[0].times[n] = v.pictures[0].times[n - 1];
          },
      },
      {"30 frames per second, caught up after a pause",
       [](video_facts& v) {
         v.pictures[0].times = frames(450, milliseconds(14'967));
         for (std::size_t n = 101; n < 104; ++n)
           v.pictures[0].times[n] = v.pictures[0].times[104] - milliseconds(9);
       }},
      {"frames that come 8 ms too soon or too late",
       [](video_facts& v) {
         v.pictures[0].times = frames(450, milliseconds(14'967));
         for (std::size_t n = 1; n < 449; ++n) v.pictures[0].times[n] += milliseconds(n % 3 == 0 ? 8 : -8);
       }},
      {"29.97", [](video_facts& v) { v.pictures[0].times = frames(450, milliseconds(14'982)); }},
      {"slides", [](video_facts& v) { v.pictures[0].times = frames(4, milliseconds(14'000)); }},
      {"pixels that are square but for rounding",
       [](video_facts& v) { v.pictures[0].pixel_width = 853, v.pictures[0].pixel_height = 854; }},
      {"20 Mbit/s", [](video_facts& v) { v.bytes = 38'000'000, v.pictures[0].bytes = 37'000'000; }},
      {"a header of megabytes",
       [](video_facts& v) { v.bytes += 9'000'000, v.file.header_bytes += 9'000'000; }},
      {"subtitles beside it", [](video_facts& v) { v.other_tracks = 1; }},
  };
  for (const auto& c : cases) {
    video_facts v = house_film();
    c.changed(v);
    EXPECT_FALSE(refusal(v, {})) << c.situation << ": " << describe(*refusal(v, {}));
    conversion what = conversion_for(v, true);
    EXPECT_FALSE(what.needed()) << c.situation << what.picture << what.sound << what.container;
  }
}

TEST(conversion_for, asks_for_what_does_not_fit_and_for_nothing_else) {
  struct {
    const char* situation;
    change changed;
    bool picture, sound;
  } const cases[] = {
      {"4K", [](video_facts& v) { v.pictures[0].width = 3840, v.pictures[0].height = 2160; }, true, false},
      {"too high by two", [](video_facts& v) { v.pictures[0].height = 1082; }, true, false},
      {"square and too high", [](video_facts& v) { v.pictures[0].width = v.pictures[0].height = 1200; }, true,
       false},
      {"odd", [](video_facts& v) { v.pictures[0].width = 853, v.pictures[0].height = 479; }, true, false},
      {"HEVC", [](video_facts& v) { v.pictures[0].format = "video/x-h265"; }, true, false},
      {"Motion JPEG", [](video_facts& v) { v.pictures[0].format = "image/jpeg"; }, true, false},
      {"10 bit", [](video_facts& v) { v.pictures[0].profile = "high-10", v.pictures[0].bits = 10; }, true,
       false},
      {"10 bit that no profile tells", [](video_facts& v) { v.pictures[0].bits = 10; }, true, false},
      {"4:2:2", [](video_facts& v) { v.pictures[0].chroma = "4:2:2"; }, true, false},
      {"a high level", [](video_facts& v) { v.pictures[0].level = "5.1"; }, true, false},
      {"turned", [](video_facts& v) { v.pictures[0].turned = "rotate-90"; }, true, false},
      {"mirrored", [](video_facts& v) { v.pictures[0].turned = "flip-rotate-0"; }, true, false},
      {"interlaced", [](video_facts& v) { v.pictures[0].interlaced = true; }, true, false},
      {"HDR", [](video_facts& v) { v.pictures[0].foreign_colours = true; }, true, false},
      {"its size changes", [](video_facts& v) { v.pictures[0].changes = true; }, true, false},
      {"4:3 pixels", [](video_facts& v) { v.pictures[0].pixel_width = 4, v.pictures[0].pixel_height = 3; },
       true, false},
      {"60 frames per second",
       [](video_facts& v) { v.pictures[0].times = frames(900, milliseconds(14'983)); }, true, false},
      {"30.12 frames per second",
       [](video_facts& v) { v.pictures[0].times = frames(452, milliseconds(14'974)); }, true, false},
      {"50 in some seconds, few in the others",
       [](video_facts& v) {
         v.pictures[0].times = frames(100, milliseconds(2'000));
         v.pictures[0].times.push_back(milliseconds(14'900));
       },
       true, false},
      {"60 in every other second, 30 on average",
       [](video_facts& v) {
         v.pictures[0].times.clear();
         for (int n = 0; n < 15 * 60; ++n) {
           if (n % 120 < 58 || n % 120 == 119) v.pictures[0].times.push_back(milliseconds(n * 1000 / 60));
         }
       },
       true, false},
      {"60 for a fifth of a second",
       [](video_facts& v) {
         auto& times = v.pictures[0].times;
         for (std::size_t n = 100; n < 112; ++n) times[n] = times[n - 1] + milliseconds(17);
       },
       true, false},
      {"25 Mbit/s", [](video_facts& v) { v.bytes = 48'000'000, v.pictures[0].bytes = 47'000'000; }, true,
       false},
      {"a second of 50 Mbit", [](video_facts& v) { v.pictures[0].second_bytes = 6'250'000; }, true, false},
      {"mono", [](video_facts& v) { v.sounds[0].channels = 1; }, false, true},
      {"5.1", [](video_facts& v) { v.sounds[0].channels = 6; }, false, true},
      {"44.1 kHz", [](video_facts& v) { v.sounds[0].rate = 44'100; }, false, true},
      {"MP3", [](video_facts& v) { v.sounds[0].mpeg_version = 1; }, false, true},
      {"AC-3", [](video_facts& v) { v.sounds[0].format = "audio/x-ac3", v.sounds[0].mpeg_version = 0; },
       false, true},
      {"HE-AAC", [](video_facts& v) { v.sounds[0].object_type = 5; }, false, true},
      {"AAC as broadcasts have it", [](video_facts& v) { v.sounds[0].latm = true; }, false, true},
      {"header behind", [](video_facts& v) { v.file.header_in_front = false; }, false, false},
      {"in fragments", [](video_facts& v) { v.file.fragmented = true; }, false, false},
      {"Matroska", [](video_facts& v) { v.box = container::matroska, v.file = {}; }, false, false},
      {"two languages", [](video_facts& v) { v.sounds.push_back(v.sounds[0]); }, false, false},
      {"two pictures", [](video_facts& v) { v.pictures.push_back(v.pictures[0]); }, false, false},
      {"150 MB of rubbish behind it", [](video_facts& v) { v.bytes += 150'000'000; }, false, false},
  };
  for (const auto& c : cases) {
    video_facts v = house_film();
    c.changed(v);
    EXPECT_FALSE(refusal(v, {})) << c.situation << ": " << describe(*refusal(v, {}));
    conversion what = conversion_for(v, true);
    EXPECT_EQ(what.picture, c.picture) << c.situation;
    EXPECT_EQ(what.sound, c.sound) << c.situation;
    EXPECT_TRUE(what.container) << c.situation;
  }
}

TEST(conversion_for, codes_sound_again_whose_loudness_does_not_fit) {
  conversion loud = conversion_for(house_film(), false);
  EXPECT_TRUE(loud.sound);
  EXPECT_FALSE(loud.picture);
  video_facts silent = house_film();
  silent.sounds.clear();
  EXPECT_FALSE(conversion_for(silent, false).needed());
}

TEST(film_tracks, are_those_that_the_file_marks_else_the_first_with_content) {
  video_facts v = house_film();
  v.sounds.push_back(v.sounds[0]);
  v.sounds[1].id = "second";
  EXPECT_EQ(sound_of(v)->id, "sound");
  v.sounds[1].preference = 1;
  EXPECT_EQ(sound_of(v)->id, "second");
  v.sounds[1].span.reset();
  EXPECT_EQ(sound_of(v)->id, "sound") << "the marked one is empty";
  v.sounds[1].span = v.sounds[0].span;
  v.sounds[1].preference = 0;
  v.sounds[0].preference = -1;
  EXPECT_EQ(sound_of(v)->id, "second") << "the first one is switched off";
  v.pictures.insert(v.pictures.begin(), v.pictures[0]);
  v.pictures[0].id = "cover";
  v.pictures[0].times = {milliseconds(0)};
  EXPECT_EQ(picture_of(v)->id, "picture") << "a cover does not move";
  v.pictures.clear();
  EXPECT_EQ(picture_of(v), nullptr);
}

TEST(film_refusal, says_what_is_wrong_in_figures_that_are_true) {
  auto with = [](change changed) {
    video_facts v = house_film();
    changed(v);
    return v;
  };
  struct {
    video_facts facts;
    errc code;
    std::string says;
  } const cases[] = {
      {with([](video_facts& v) { v.pictures[0].format = "video/x-gst-fourcc-vvc1"; }), errc::unsupported,
       "stored as H.266 (VVC)"},
      {with([](video_facts& v) { v.pictures[0].format = "video/x-gst-fourcc-\x01\x02"; }), errc::unsupported,
       "in a way that this system does not know"},
      {with([](video_facts& v) { v.file.dolby_vision = 5; }), errc::unsupported, "Dolby Vision"},
      {with([](video_facts& v) { v.sounds[0].format = "audio/x-gst-fourcc-ac-4"; }), errc::unsupported,
       "its sound is stored as Dolby AC-4"},
      {with([](video_facts& v) { v.sounds.clear(), v.unheard = "DTS"; }), errc::unsupported,
       "its sound is stored as DTS"},
      {with([](video_facts& v) { v.lost = milliseconds(3'200); }), errc::invalid,
       "damaged after 3 of 15 seconds"},
      {with([](video_facts& v) { v.lost = milliseconds(120); }), errc::invalid, "damaged at its beginning"},
      {with([](video_facts& v) { v.pictures.clear(); }), errc::invalid, "only sound"},
      {with([](video_facts& v) { v.pictures.clear(), v.sounds.clear(); }), errc::invalid, "damaged"},
      {with([](video_facts& v) { v.pictures[0].times.clear(), v.pictures[0].span.reset(); }), errc::invalid,
       "not one picture"},
      {with([](video_facts& v) { v.pictures[0].times.resize(1); }), errc::invalid, "load it as a picture"},
      {with([](video_facts& v) {
         v.pictures[0].span->end = v.claimed = milliseconds(120);
         v.sounds.clear();
       }),
       errc::invalid, "120 ms"},
      {with([](video_facts& v) { v.claimed = std::chrono::hours(600); }), errc::invalid,
       "2160000 s, and there are only 15 s"},
      {with([](video_facts& v) { v.claimed = v.pictures[0].span->end = std::chrono::hours(3); }), errc::limit,
       "it lasts 3h; at most 2h are allowed"},
      {with([](video_facts& v) {
         v.claimed = v.pictures[0].span->end = std::chrono::hours(2) + std::chrono::seconds(20);
       }),
       errc::limit, "it lasts 2h20s; at most 2h are allowed"},
      {with([](video_facts& v) {
         v.claimed = v.pictures[0].span->end = std::chrono::hours(2) + milliseconds(40);
       }),
       errc::limit, "it lasts 2h40ms; at most 2h are allowed"},
      {with([](video_facts& v) { v.pictures[0].width = 20'000; }), errc::limit,
       "20000x1080; at most 100 million pixels are allowed, and 16384 on a side"},
      {with([](video_facts& v) { v.locked = true; }), errc::invalid, "copy-protected"},
      {with([](video_facts& v) { v.file.locked = true; }), errc::invalid, "copy-protected"},
      {with([](video_facts& v) { v.file.points_elsewhere = true; }), errc::invalid, "in other files"},
      {with([](video_facts& v) { v.cut = true, v.claimed = milliseconds(60'000); }), errc::invalid,
       "cut off after 15 of 60 seconds"},
      {with([](video_facts& v) { v.cut = true; }), errc::invalid, "cut off after 15 seconds"},
      {with([](video_facts& v) { v.cut = true, v.box = container::ogg, v.claimed = milliseconds(60'000); }),
       errc::invalid, "cut off after 15 seconds"},
      {with([](video_facts& v) {
         v.cut = true, v.pictures[0].span->end = milliseconds(700), v.sounds.clear(), v.claimed = {};
       }),
       errc::invalid, "cut off: its end is missing"},
      {with([](video_facts& v) { v.cut = true, v.file.has_header = false; }), errc::invalid,
       "nothing of it can be shown"},
      {with([](video_facts& v) { v.complete = false, v.claimed = milliseconds(60'000); }), errc::invalid,
       "damaged after 15 of 60 seconds"},
      {with([](video_facts& v) { v.complete = false; }), errc::invalid, "damaged after 15 seconds"},
      {with([](video_facts& v) {
         v.box = container::flv, v.states_size = false, v.claimed = milliseconds(20'000);
       }),
       errc::invalid, "cut off after 15 of 20 seconds"},
      {with([](video_facts& v) { v.states_size = false, v.claimed = milliseconds(20'000); }), errc::invalid,
       "cut off after 15 of 20 seconds"},
      {with([](video_facts& v) { v.box = container::matroska, v.claimed = milliseconds(20'000); }),
       errc::invalid, "damaged after 15 of 20 seconds"},
  };
  for (const auto& c : cases) {
    auto bad = refusal(c.facts, {});
    ASSERT_TRUE(bad) << c.says;
    EXPECT_EQ(bad->code, c.code) << c.says;
    EXPECT_NE(describe(*bad).find(c.says), std::string::npos) << describe(*bad);
    EXPECT_FALSE(bad->remedy.empty());
    EXPECT_EQ(describe(*bad).find("fourcc"), std::string::npos) << describe(*bad);
  }
}

TEST(film_refusal, does_not_miss_a_second_language) {
  video_facts v = house_film();
  v.unheard = "Dolby TrueHD";
  EXPECT_FALSE(refusal(v, {})) << "another track is heard";
}

TEST(film_refusal, believes_no_length_where_a_container_guesses_it) {
  video_facts v = house_film();
  v.box = container::mpeg_ts;
  v.states_size = false;
  v.claimed = milliseconds(60'000);
  EXPECT_FALSE(refusal(v, {}));
}

// Subtitles within a film are not shown; they may end long after it, and the header states their end.
TEST(film_refusal, believes_no_length_that_subtitles_may_have_made) {
  video_facts v = house_film();
  v.box = container::matroska;
  v.claimed = milliseconds(60'000);
  ASSERT_TRUE(refusal(v, {}));
  v.other_tracks = 1;
  EXPECT_FALSE(refusal(v, {}));
  v.complete = false;
  EXPECT_TRUE(refusal(v, {}));
}

TEST(item_length, of_a_short_animation_is_a_whole_number_of_rounds) {
  struct {
    int once_ms, length_ms;
  } const cases[] = {{40, 520}, {200, 600}, {499, 998}, {500, 500}, {2830, 2830}};
  for (const auto& c : cases) {
    video_facts v = house_film();
    v.box = container::gif;
    v.states_size = false;
    v.sounds.clear();
    v.pictures[0].span = {milliseconds(0), milliseconds(c.once_ms)};
    EXPECT_EQ(item_length(v).count(), c.length_ms);
    EXPECT_FALSE(refusal(v, {})) << describe(*refusal(v, {}));
  }
}

TEST(codec_name, is_one_that_people_know) {
  struct {
    const char* format;
    int version;
    const char* name;
  } const cases[] = {{"video/x-h265", 0, "HEVC (H.265)"},
                     {"video/mpeg", 1, "MPEG-1"},
                     {"video/mpeg", 2, "MPEG-2"},
                     {"video/mpeg", 4, "MPEG-4 Part 2"},
                     {"audio/mpeg", 1, "MP3"},
                     {"audio/mpeg", 4, "AAC"},
                     {"video/x-prores", 0, "Apple ProRes"},
                     {"video/x-gst-fourcc-VVC1", 0, "H.266 (VVC)"},
                     {"video/x-gst-fourcc-AVdh", 0, "Avid DNxHR"},
                     {"video/x-gst-fourcc-xyz7", 0, "XYZ7"},
                     {"video/x-gst-fourcc-", 0, ""},
                     {"unknown/unknown", 0, ""},
                     {"video/x-avi-unknown", 0, ""},
                     {"video/x-something", 0, "something"}};
  for (const auto& c : cases) EXPECT_EQ(codec_name(c.format, c.version), c.name) << c.format;
}

std::string box(const std::string& type, const std::string& content) {
  std::string size(4, '\0');
  size[2] = static_cast<char>((content.size() + 8) >> 8);
  size[3] = static_cast<char>((content.size() + 8) & 0xff);
  return size + type + content;
}

std::string movie(const std::string& entry) {
  std::string list = box("stsd", std::string(8, '\0') + entry);
  return box("moov", box("trak", box("mdia", box("minf", box("stbl", list)))));
}

TEST(movie_box, tells_of_protection_and_of_what_else_a_demuxer_hides) {
  const std::string head(78, '\0');
  auto read = [](const std::string& moov) { return read_movie_box(std::as_bytes(std::span(moov))); };
  EXPECT_FALSE(read(movie(box("avc1", head))).locked);
  for (const char* entry : {"encv", "enca", "drmi", "drms"})
    EXPECT_TRUE(read(movie(box(entry, head))).locked) << entry;
  EXPECT_TRUE(read(movie(box("avc1", head + box("sinf", "x")))).locked);
  EXPECT_EQ(read(movie(box("hvc1", head + box("dvvC", "\1\0\x10\x25"s)))).dolby_vision, 8);
  EXPECT_EQ(read(movie(box("dvh1", head + box("dvcC", "\1\0\x0a\x25"s)))).dolby_vision, 5);
  EXPECT_TRUE(read(box("moov", box("mvex", ""))).fragmented);
  EXPECT_TRUE(read(box("moov", box("rmra", ""))).points_elsewhere);
  std::string whole = movie(box("avc1", head + box("sinf", "x")));
  for (std::size_t n = 0; n < whole.size(); ++n) read(whole.substr(0, n));
}

std::string fixed_point(std::initializer_list<double> values) {
  std::string text;
  for (double v : values) {
    auto bits = static_cast<std::uint32_t>(static_cast<std::int32_t>(v * 65536));
    for (int shift : {24, 16, 8, 0}) text += static_cast<char>(bits >> shift);
  }
  return text;
}

struct matrix_case {
  double a, b, c, d;
  const char* turned;
};

TEST(movie_box, tells_how_a_track_is_turned_by_the_signs_of_its_matrix) {
  auto matrix = [](const matrix_case& m) { return fixed_point({m.a, m.b, 0, m.c, m.d, 0, 0, 0, 16384}); };
  auto turned = [](const std::string& whole, const std::string& track, bool long_times) {
    std::string version(1, long_times ? '\1' : '\0');
    std::size_t longer = long_times ? 12 : 0;
    std::string number = std::string(long_times ? 19 : 11, '\0') + "\0\0\0\7"s;
    number.resize(39 + longer);
    std::string head = box("mvhd", version + std::string(35 + longer, '\0') + whole + std::string(28, '\0'));
    std::string moov = box("moov", box("trak", box("tkhd", version + number + track)) + head);
    return read_movie_box(std::as_bytes(std::span(moov))).turns;
  };
  const matrix_case cases[] = {
      {1, 0, 0, 1, "rotate-0"},
      {1.5, 0, 0, 1.5, "rotate-0"},
      {0.999, 0, 0, 0.999, "rotate-0"},
      {1.3333, 0, 0, 1, "rotate-0"},
      {1, 0, 0, 0.9, "rotate-0"},
      {0.9, 0.1, -0.1, 0.9, "rotate-0"},
      {0, 0, 0, 0, "rotate-0"},
      {0, 1, -1, 0, "rotate-90"},
      {0.00001, 0.99998, -0.99998, 0, "rotate-90"},
      {0, 2, -2, 0, "rotate-90"},
      {-1.0667, 0, 0, -1.0667, "rotate-180"},
      {0, -0.99998, 0.99998, 0, "rotate-270"},
      {-0.5, 0, 0, 0.5, "flip-rotate-0"},
      {0, -3, -3, 0, "flip-rotate-90"},
      {3, 0, 0, -3, "flip-rotate-180"},
      {0, 1, 1, 0, "flip-rotate-270"},
  };
  for (const auto& c : cases) {
    std::string upright = matrix({1, 0, 0, 1, ""});
    const std::vector<turned_track> due{{7, c.turned}};
    EXPECT_EQ(turned(upright, matrix(c), false), due) << c.a << ' ' << c.b;
    EXPECT_EQ(turned(upright, matrix(c), true), due) << c.a << ' ' << c.b;
    EXPECT_EQ(turned(matrix(c), upright, false), due) << "of the whole movie: " << c.a << ' ' << c.b;
  }
  // Both together: half a turn.
  EXPECT_EQ(turned(matrix({0, 2, -2, 0, ""}), matrix({0, 2, -2, 0, ""}), false).at(0).turned, "rotate-180");
}

TEST(movie_file, tells_where_its_header_lies) {
  const std::string ftyp = box("ftyp", "isom");
  const std::string moov = movie(box("avc1", std::string(78, '\0')));
  const std::string mdat = box("mdat", "samples");
  struct {
    const char* situation;
    std::string content;
    bool has, front, cut;
  } const cases[] = {{"tidy", ftyp + moov + mdat, true, true, false},
                     {"something between", ftyp + box("free", "") + moov + mdat, true, true, false},
                     {"behind", ftyp + mdat + moov, true, false, false},
                     {"begins with room", box("free", "") + ftyp + moov + mdat, true, false, false},
                     {"without its type", moov + mdat, true, false, false},
                     {"no header", ftyp + mdat, false, false, false},
                     {"cut within its samples",
                      (ftyp + moov + mdat).substr(0, ftyp.size() + moov.size() + 10), true, true, true},
                     {"open", ftyp + moov + "\0\0\0\0mdatsamples"s, true, true, false},
                     {"cut within its header", (ftyp + moov).substr(0, ftyp.size() + 20), false, false, true},
                     {"rubbish behind it", ftyp + moov + mdat + std::string(50, '\xee'), true, true, false},
                     {"nothing", "", false, false, false}};
  for (const auto& c : cases) {
    media::testing::temporary_folder f;
    media::testing::put(f / "a", c.content);
    unique_fd fd(::open((f / "a").c_str(), O_RDONLY | O_CLOEXEC));
    movie_file m = read_movie_file(fd.get());
    EXPECT_EQ(m.has_header, c.has) << c.situation;
    EXPECT_EQ(m.header_in_front, c.front) << c.situation;
    EXPECT_EQ(m.cut, c.cut) << c.situation;
    EXPECT_EQ(m.open, c.situation == "open"s) << c.situation;
    EXPECT_EQ(m.header_bytes, c.has ? static_cast<std::int64_t>(moov.size()) : 0) << c.situation;
  }
}

TEST(container_file, knows_when_bytes_are_missing) {
  const std::string avi = "RIFF\xf8\0\0\0AVI LIST\xc0\0\0\0hdrlavih\x38\0\0\0\x40\x9c\0\0"s +
                          std::string(12, '\0') + "\x4b\0\0\0"s + std::string(204, '\0');
  ASSERT_EQ(avi.size(), 256u);
  container_file whole = read_container(avi, 256, container::avi);
  EXPECT_FALSE(whole.cut);
  EXPECT_EQ(whole.stated, std::chrono::milliseconds(3000));
  EXPECT_TRUE(read_container(avi, 200, container::avi).cut);
  const std::string mkv = "\x1a\x45\xdf\xa3\x82..\x18\x53\x80\x67\x84...."s;
  EXPECT_FALSE(read_container(mkv, 16, container::matroska).cut);
  EXPECT_TRUE(read_container(mkv, 15, container::matroska).cut);
  const std::string live = "\x1a\x45\xdf\xa3\x82..\x18\x53\x80\x67\xff...."s;
  EXPECT_FALSE(read_container(live, 15, container::matroska).states_size);
}

TEST(container_file, knows_scrambled_packets) {
  std::string ts(188 * 8, '\0');
  for (std::size_t at = 0; at < ts.size(); at += 188) ts[at] = 'G', ts[at + 3] = '\x10';
  EXPECT_FALSE(read_container(ts, 1504, container::mpeg_ts).locked);
  for (std::size_t at = 188; at < ts.size(); at += 188) ts[at + 3] = '\x90';
  EXPECT_TRUE(read_container(ts, 1504, container::mpeg_ts).locked);
  std::string disc = "\0\0\1\xba\x44....\0\0\1\xe0\7\xec\x81\xc0\x0a"s;
  EXPECT_FALSE(read_container(disc, 100, container::mpeg_ps).locked);
  disc[disc.size() - 3] = '\xb1';
  EXPECT_TRUE(read_container(disc, 100, container::mpeg_ps).locked);
}

RC_GTEST_PROP(container_file, of_any_bytes_comes_to_an_end, (const std::string& bytes)) {
  for (container c :
       {container::avi, container::matroska, container::mpeg_ts, container::mpeg_ps, container::asf}) {
    read_container("\x1a\x45\xdf\xa3" + bytes, 100, c);
  }
}

}  // namespace
}  // namespace bangtin::media::ingest
