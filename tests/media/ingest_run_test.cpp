// The daemon's side of an ingest: progress, cancelling, workers that are killed, and what must agree.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "media/contact_sheet.hpp"
#include "media/misbehaving.hpp"
#include "media/screenshot.hpp"
#include "media/worker.hpp"
#include "media/worker_process.hpp"

namespace bangtin::media {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::get;
using testing::put;
using testing::temporary_folder;

using testing::demo_files;

constexpr std::string_view takes_image =
    R"(printf '{"ok":{"duration_ms":0,"height":1,"kind":"image","made":[],"pages":0,"sound":false,"width":1}}')";
constexpr std::string_view takes_film =
    R"(printf '{"ok":{"duration_ms":2000,"height":1,"kind":"video","made":[],"pages":0,"sound":false,"width":1}}')";

std::string joined(std::initializer_list<std::string_view> lines) {
  std::string all;
  for (std::string_view line : lines) all += std::string(line) + "\n";
  return all;
}

class ingest_run : public ::testing::Test {
 protected:
  ingest_run() { put(f_ / "file", "the content"); }

  result<ingested> run(std::string_view worker, std::string_view decoder = testing::shows_one_pixel) {
    testing::use_fake_worker(f_, worker, decoder);
    fs::remove_all(f_ / "out");
    told_.clear();
    auto i = run_ingest(f_ / "file", f_ / "out", limits_, control_);
    EXPECT_EQ(fs::exists(f_ / "out"), i.has_value());
    return i;
  }

  temporary_folder f_;
  ingest_limits limits_;
  std::vector<int> told_;
  ingest_control control_{{}, [this](int permille) { told_.push_back(permille); }};
};

TEST_F(ingest_run, gives_thumbnail_and_sheet_of_what_the_decoder_shows) {
  auto i = run(takes_image);
  ASSERT_TRUE(i) << describe(i.error());
  for (const std::string& name : {i->thumbnail, i->sheet}) {
    auto picture = read_screenshot(get(f_ / "out" / name));
    ASSERT_TRUE(picture) << name;
    EXPECT_EQ(picture->width, 1);
  }
}

TEST_F(ingest_run, makes_a_sheet_of_real_files_that_can_be_read) {
  testing::use_real_worker();
  struct {
    const char* name;
    int thumbnail_width, sheet_width;
  } const cases[] = {{"huong-dan-1-dang-ky-vneid-muc-2.pdf", 480, 1488},
                     {"ap-phich-5-diem-ho-tro-doc.png", 270, 900}};
  for (const auto& c : cases) {
    fs::remove_all(f_ / "out");
    auto i = run_ingest(demo_files / c.name, f_ / "out", {});
    ASSERT_TRUE(i) << describe(i.error());
    EXPECT_EQ(read_screenshot(get(f_ / "out" / i->thumbnail))->width, c.thumbnail_width);
    std::string sheet = get(f_ / "out" / i->sheet);
    std::size_t frame = sheet.find(std::string("\xFF\xC0\0\x11\x08", 5));
    ASSERT_NE(frame, sheet.npos);
    auto byte = [&](std::size_t at) { return static_cast<unsigned char>(sheet[frame + at]); };
    EXPECT_EQ(byte(7) << 8 | byte(8), c.sheet_width) << c.name;
  }
}

TEST_F(ingest_run, has_no_pictures_of_subtitles) {
  auto i = run(
      R"(printf '{"ok":{"duration_ms":0,"height":0,"kind":"subtitles","made":[],"pages":0,"sound":false,"width":0}}')",
      "kill -SEGV $$");
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_TRUE(i->thumbnail.empty());
  EXPECT_TRUE(i->sheet.empty());
}

TEST_F(ingest_run, checks_every_rendition_and_not_the_file_they_were_made_of) {
  auto i = run(
      R"(echo one > $OUT/a.png; echo two > $OUT/b.png
printf '{"ok":{"duration_ms":0,"height":1,"kind":"pages","made":["a.png","b.png"],"pages":2,"sound":false,"width":1}}')",
      joined({"cat <&3 >>$HERE/seen", testing::shows_one_pixel}));
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_EQ(get(f_ / "fake/seen"), "one\ntwo\n");
}

// The decoder shows a film of 50 frames, and the worker says 2,000 ms.
TEST_F(ingest_run, does_not_believe_the_worker_against_the_decoder) {
  struct {
    const char* situation;
    const char *shown_ms, *sound_ms, *width;
    bool sound, accepted;
  } const cases[] = {
      {"as the worker says", "2000", "0", "1", false, true},
      {"a frame less", "1950", "0", "1", false, true},
      {"a frame more", "2050", "0", "1", false, true},
      {"more than a frame less", "1949", "0", "1", false, false},
      {"more than a frame more", "2051", "0", "1", false, false},
      {"nothing", "0", "0", "1", false, false},
      {"a day", "80000000", "0", "1", false, false},
      {"its sound goes on", "1000", "2040", "1", true, true},
      {"its sound goes on, and the worker takes that for padding", "2000", "2130", "1", true, true},
      {"its sound ends early", "2000", "700", "1", true, true},
      {"neither is as long", "1000", "1900", "1", true, false},
      {"no sound", "2000", "0", "1", true, false},
      {"another size", "2000", "0", "2", false, false},
  };
  for (const auto& c : cases) {
    std::string worker(takes_film);
    if (c.sound) worker.replace(worker.find("false"), 5, "true");
    auto i = run(
        worker,
        joined(
            {"printf 'bgr0' >&4",
             std::string(
                 R"(printf '{"ok":{"frames":50,"height":1,"pictures":[{"at_ms":0,"height":1,"width":1}],"shown_ms":)") +
                 c.shown_ms + R"(,"sound_ms":)" + c.sound_ms + R"(,"width":)" + c.width + "}}'"}));
    EXPECT_EQ(i.has_value(), c.accepted) << c.situation << ": " << (i ? "" : describe(i.error()));
    if (!i) {
      EXPECT_EQ(i.error().code, errc::internal) << c.situation << ": " << describe(i.error());
    }
  }
}

TEST_F(ingest_run, blames_itself_for_a_rendition_that_cannot_be_shown) {
  constexpr std::string_view refuses =
      R"(printf '{"failed":{"after_ms":0,"text":"","why":"damaged","word":"decoder-error"}}')";
  EXPECT_EQ(run(takes_image, refuses).error().code, errc::invalid) << "the file was kept";
  auto made = run(
      R"(echo x > $OUT/a.png
printf '{"ok":{"duration_ms":0,"height":1,"kind":"image","made":["a.png"],"pages":0,"sound":false,"width":1}}')",
      refuses);
  EXPECT_EQ(made.error().code, errc::internal) << describe(made.error());
}

TEST_F(ingest_run, stands_a_decoder_that_misbehaves) {
  for (const testing::misbehaviour& c : testing::misbehaviours()) {
    auto i = run(takes_image, c.script);
    ASSERT_FALSE(i) << c.situation;
    EXPECT_EQ(i.error().code, c.code) << c.situation << ": " << describe(i.error());
  }
}

TEST_F(ingest_run, is_not_harmed_by_a_decoder_that_misuses_the_file_of_the_pictures) {
  for (const char* script :
       {"(: >/proc/self/fd/4) 2>/dev/null", "head -c 20000000 /dev/zero >&4 2>/dev/null"}) {
    EXPECT_TRUE(run(takes_image, joined({script, testing::shows_one_pixel}))) << script;
  }
}

TEST_F(ingest_run, reports_progress_that_never_goes_back) {
  auto i = run(
      joined({R"(for n in 1 100 50 100 900 1000; do printf '{"progress":%s}\n' $n; done)", takes_image}),
      joined({R"(for n in 500 400 1000; do printf '{"progress":%s}\n' $n; done)", testing::shows_one_pixel}));
  ASSERT_TRUE(i) << describe(i.error());
  ASSERT_FALSE(told_.empty());
  for (std::size_t n = 1; n < told_.size(); ++n) EXPECT_LT(told_[n - 1], told_[n]);
  EXPECT_EQ(told_.back(), 1000);
  EXPECT_EQ(told_.front(), 85);
  EXPECT_GT(told_.size(), 4u);
}

TEST_F(ingest_run, takes_no_nonsense_for_progress) {
  for (const char* line :
       {R"({"progress":1001})", R"({"progress":-1})", R"({"progress":x})", R"({"progress":})"}) {
    EXPECT_EQ(run(joined({std::string("echo '") + line + "'", takes_image})).error().code, errc::internal)
        << line;
  }
}

TEST_F(ingest_run, that_is_cancelled_kills_its_worker_at_once) {
  struct {
    const char* situation;
    std::string worker, decoder;
  } const cases[] = {
      {"while it judges", joined({"echo x > $OUT/left", R"(echo '{"progress":7}')", "exec sleep 1000"}), ""},
      {"while it is shown", std::string(takes_image),
       joined({R"(echo '{"progress":7}')", "exec sleep 1000"})},
  };
  for (const auto& c : cases) {
    std::stop_source stop;
    control_ = {stop.get_token(), [&](int) { stop.request_stop(); }};
    auto i = run(c.worker, c.decoder);
    ASSERT_FALSE(i) << c.situation;
    EXPECT_EQ(i.error().code, errc::conflict) << c.situation << ": " << describe(i.error());
  }
}

TEST_F(ingest_run, that_was_cancelled_before_starts_nothing_that_lasts) {
  std::stop_source stop;
  stop.request_stop();
  control_ = {stop.get_token(), {}};
  EXPECT_EQ(run("exec sleep 1000").error().code, errc::conflict);
}

// Each worker is killed the first time that it runs.
TEST_F(ingest_run, starts_a_killed_worker_once_more) {
  constexpr std::string_view killed_at_first =
      "if [ ! -e $HERE/$(basename $0).once ]; then : >$HERE/$(basename $0).once; kill -9 $$; fi";
  auto i = run(joined({"[ -e $OUT/left ] && exit 1", "[ -e $HERE/bangtin-ingest.once ] || echo x >$OUT/left",
                       killed_at_first, takes_image}),
               joined({killed_at_first, testing::shows_one_pixel}));
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_TRUE(fs::exists(f_ / "fake/bangtin-ingest.once"));
  EXPECT_TRUE(fs::exists(f_ / "fake/bangtin-decode.once"));
}

TEST_F(ingest_run, does_not_call_a_file_damaged_whose_worker_was_killed) {
  auto i = run("kill -9 $$");
  EXPECT_NE(describe(i.error()).find("stopped from outside"), std::string::npos) << describe(i.error());
  EXPECT_EQ(describe(i.error()).find("damaged"), std::string::npos);
}

TEST_F(ingest_run, deletes_unfinished_files_of_the_worker) {
  auto i = run(joined({"echo x >$OUT/film.mp4.part", "ln -s /etc/passwd $OUT/b.part", takes_image}));
  ASSERT_TRUE(i) << describe(i.error());
  std::size_t files = 0;
  for (const auto& each : fs::directory_iterator(f_ / "out")) files += each.exists() ? 1 : 0;
  EXPECT_EQ(files, 2u) << "thumbnail and sheet";
  EXPECT_TRUE(fs::exists("/etc/passwd"));
}

// Whether it sleeps or somebody has stopped it. Its file is not to blame, so the daemon keeps the upload.
TEST_F(ingest_run, ends_a_worker_that_stands_still_and_starts_it_once_more) {
  limits_.stall = 1s;
  struct {
    const char* still;
    bool decoder;
  } const cases[] = {{"exec sleep 1000", false}, {"kill -STOP $$", false}, {"kill -STOP $$", true}};
  for (const auto& c : cases) {
    std::string counts = joined({"echo run >>$HERE/runs", c.still});
    fs::remove(f_ / "fake/runs");
    auto i = c.decoder ? run(takes_image, counts) : run(counts);
    ASSERT_FALSE(i);
    EXPECT_EQ(i.error().code, errc::io) << c.still << ": " << describe(i.error());
    EXPECT_NE(describe(i.error()).find("stood still"), std::string::npos) << describe(i.error());
    EXPECT_EQ(get(f_ / "fake/runs"), "run\nrun\n") << c.still;
  }
}

TEST_F(ingest_run, succeeds_when_its_worker_is_stopped_only_once) {
  limits_.stall = 1s;
  auto i = run(joined({"[ -e $HERE/once ] || { : >$HERE/once; kill -STOP $$; }", takes_image}));
  EXPECT_TRUE(i) << describe(i.error());
}

TEST(stall_detector, waits_while_progress_or_processor_time_moves) {
  using clock = std::chrono::steady_clock;
  const clock::time_point begun{};
  stall_detector d(100s, begun);
  EXPECT_FALSE(d.stuck(0, 0s, begun + 99s));
  EXPECT_FALSE(d.stuck(1, 0s, begun + 99s)) << "progress";
  EXPECT_FALSE(d.stuck(1, 0s, begun + 198s));
  EXPECT_FALSE(d.stuck(1, 5s, begun + 198s)) << "a twentieth on the processor";
  EXPECT_FALSE(d.stuck(1, 9s, begun + 297s)) << "less than a twentieth since then, but in time";
  EXPECT_TRUE(d.stuck(1, 9s, begun + 298s));
  stall_detector late(100s, begun);
  EXPECT_FALSE(late.stuck(1, 0s, begun + 1000s)) << "nobody looked for long, and it did move";
}

// The daemon is a process of ours that is killed; the worker tells its number through a pipe with a name.
TEST_F(ingest_run, takes_its_worker_with_it_when_the_daemon_is_killed) {
  fs::path pipe = f_ / "pid";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  testing::use_fake_worker(f_, "echo $$ >" + pipe.string() + "\nexec sleep 1000");
  pid_t daemon = ::fork();
  ASSERT_GE(daemon, 0);
  if (daemon == 0) {
    (void)run_ingest(f_ / "file", f_ / "out", {});
    ::_exit(0);
  }
  pid_t worker = std::stoi(get(pipe));
  unique_fd alive(static_cast<int>(::syscall(SYS_pidfd_open, worker, 0)));
  ASSERT_TRUE(alive);
  ASSERT_EQ(::kill(daemon, SIGKILL), 0);
  ASSERT_EQ(::waitpid(daemon, nullptr, 0), daemon);
  pollfd ended{alive.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&ended, 1, 60'000), 1) << "the worker lives on";
}

small_picture plain_picture(int width, int height, std::uint8_t value) {
  small_picture p{width, height, {}, {}};
  p.bgrx.assign(static_cast<std::size_t>(width * height) * 4, value);
  return p;
}

TEST(contact_sheet, is_a_grid_at_most_1600_pixels_wide) {
  struct {
    int width, height, count, sheet_width, rows;
  } const cases[] = {{480, 270, 12, 1488, 4}, {270, 480, 12, 1422, 3}, {480, 270, 2, 996, 1},
                     {16, 9, 12, 348, 1},     {1600, 900, 5, 1488, 2}, {480, 30, 3, 1488, 1}};
  for (const auto& c : cases) {
    std::vector<labelled_picture> pictures;
    for (int n = 0; n < c.count; ++n) pictures.push_back({plain_picture(c.width, c.height, 90), "0:59"});
    auto sheet = sheet_of(pictures);
    ASSERT_TRUE(sheet);
    std::size_t frame = sheet->find(std::string("\xFF\xC0\0\x11\x08", 5));
    ASSERT_NE(frame, sheet->npos);
    auto byte = [&](std::size_t at) { return static_cast<unsigned char>((*sheet)[frame + at]); };
    EXPECT_EQ(byte(7) << 8 | byte(8), c.sheet_width) << c.width << "x" << c.height;
    int cell = std::min(c.height, c.width > c.height ? 270 : 480);
    EXPECT_EQ(byte(5) << 8 | byte(6), 12 + c.rows * (cell + 33 + 12)) << c.width << "x" << c.height;
  }
}

TEST(contact_sheet, writes_times_as_people_do) {
  EXPECT_EQ(time_label(0ms), "0:00");
  EXPECT_EQ(time_label(65'999ms), "1:05");
  EXPECT_EQ(time_label(1h + 2min + 3s), "1:02:03");
}

TEST(thumbnail, is_not_the_black_picture_with_which_a_film_begins) {
  small_picture drawn = plain_picture(64, 36, 0);
  std::fill_n(drawn.bgrx.begin(), drawn.bgrx.size() / 2, std::uint8_t{255});
  std::vector<labelled_picture> pictures{
      {plain_picture(64, 36, 0), ""}, {drawn, ""}, {plain_picture(64, 36, 255), ""}};
  auto jpeg = thumbnail_of(pictures);
  ASSERT_TRUE(jpeg);
  auto picture = read_screenshot(*jpeg);
  ASSERT_TRUE(picture);
  EXPECT_GT(picture->row(2)[3], 200);
  EXPECT_LT(picture->row(33)[3], 50);
}

TEST(scaled_picture, keeps_its_shape_and_its_mean) {
  small_picture p = plain_picture(900, 1600, 0);
  for (std::size_t i = 0; i < p.bgrx.size(); i += 8)
    std::fill_n(p.bgrx.begin() + static_cast<std::ptrdiff_t>(i), 4, std::uint8_t{200});
  small_picture s = scaled_to_fit(p, 480, 270);
  EXPECT_EQ(s.width, 270);
  EXPECT_EQ(s.height, 480);
  ASSERT_EQ(s.bgrx.size(), 270u * 480 * 4);
  double sum = 0;
  for (std::uint8_t v : s.bgrx) sum += v;
  EXPECT_NEAR(sum / static_cast<double>(s.bgrx.size()), 100, 3);
  EXPECT_EQ(scaled_to_fit(plain_picture(20, 10, 7), 480, 270).width, 20) << "never enlarged";
}

}  // namespace
}  // namespace bangtin::media
