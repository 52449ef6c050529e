// What the programme file's reader accepts, and its diagnostics for the rest.
#include "playlists/text/programme_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <sstream>

#include "base/language.hpp"
#include "playlists/support.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::playlists::testing {
namespace {

using ::testing::ElementsAre;

// The example of the contract, with the additions that a preview without files needs.
const std::string example = R"(timezone = "Asia/Ho_Chi_Minh"
slate    = "posters/slate.png"                 # shown when nothing else may be

[[screen]]
name   = "lobby"
title  = "Sảnh Trung tâm Phục vụ hành chính công"
venue  = "service-centre"
groups = ["indoor"]
open   = [ { days = "mon-fri", hours = "07:00-17:30" }, { days = "sat", hours = "07:00-11:30" } ]

[[playlist]]
name  = "dich-vu-cong"
items = [
  { media = "clips/nop-ho-so.mp4", duration = "1m30s" },
  { media = "posters/vneid.png", duration = "12s", link = "https://dichvucong.gov.vn", title = "Định danh", theme = "III.2" },
  { media = "guides/huong-dan.pdf", duration = "8s", pages = 4 },
]

[[campaign]]
name     = "ngay-chuyen-doi-so"
playlist = "dich-vu-cong"
screens  = ["lobby", "@indoor"]
task     = "IV.3.c"
level    = "normal"
from     = "10-01"
to       = "10-10"
yearly   = true
days     = "mon-wed,fri"
hours    = ["07:00-11:30", "22:00-02:00"]
except   = ["2026-02-17"]
share    = 60
order    = "shuffle"

[[campaign]]
name     = "nhac"
playlist = "dich-vu-cong"
screens  = ["all"]
every    = "15m"
level    = "filler"
)";

TEST(the_programme_file, is_read_as_it_is_written) {
  text::parsed_text parsed = text::parse_text(example, text::media_facts::from_text);
  ASSERT_TRUE(parsed.diagnostics.empty()) << describe(text::as_error(parsed.diagnostics, "example"));
  const programme::programme& p = parsed.value;
  EXPECT_EQ(p.timezone, "Asia/Ho_Chi_Minh");
  ASSERT_EQ(p.media.size(), 4U);
  EXPECT_EQ(p.media[0].name, "posters/slate.png");
  EXPECT_EQ(p.media[1].kind, programme::media_kind::video);
  EXPECT_EQ(p.media[2].kind, programme::media_kind::image);
  EXPECT_EQ(p.media[3].kind, programme::media_kind::pages);
  EXPECT_EQ(p.media[3].pages, 4);
  const programme::screen& s = p.screens.at(0);
  EXPECT_EQ(s.title, "Sảnh Trung tâm Phục vụ hành chính công");
  EXPECT_THAT(s.groups, ElementsAre("indoor"));
  using std::chrono::hours;
  using std::chrono::minutes;
  EXPECT_THAT(s.open, ElementsAre(programme::opening{0x1f, {hours(7), minutes(17 * 60 + 30)}},
                                  programme::opening{0x20, {hours(7), minutes(11 * 60 + 30)}}));
  const programme::playlist& l = p.playlists.at(0);
  EXPECT_EQ(l.items[0].duration, milliseconds(90'000));
  EXPECT_EQ(l.items[1], (programme::playlist_item{"posters/vneid.png", milliseconds(12'000), "Định danh",
                                                  "III.2", "https://dichvucong.gov.vn"}));
  const programme::campaign& c = p.campaigns.at(0);
  EXPECT_EQ(c.playlist, "dich-vu-cong");
  EXPECT_THAT(c.screens, ElementsAre("lobby", "@indoor"));
  EXPECT_EQ(c.task, "IV.3.c");
  EXPECT_EQ(c.repeats, programme::recurrence::yearly);
  EXPECT_EQ(c.from, (programme::calendar_date{0, 10, 1}));
  EXPECT_EQ(c.to, (programme::calendar_date{0, 10, 10}));
  EXPECT_EQ(c.days, 0b0010111);
  EXPECT_THAT(c.hours, ElementsAre(programme::day_hours{hours(7), minutes(690)},
                                   programme::day_hours{hours(22), hours(2)}));
  EXPECT_THAT(c.except, ElementsAre(programme::calendar_date{2026, 2, 17}));
  EXPECT_EQ(c.share, 60);
  EXPECT_EQ(c.order, programme::item_order::shuffle);
  EXPECT_EQ(p.campaigns[1].every, milliseconds(900'000));
  EXPECT_EQ(p.campaigns[1].level, programme::level::filler);
  EXPECT_FALSE(text::check_references(p));
}

// All overlays, and the settings for fades and sound.
const std::string dressed = R"(slate = "slate.png"
body = "Trung tâm Phục vụ hành chính công xã Nghĩa Hưng"
[[screen]]
name = "lobby"
groups = ["indoor"]
quiet = [ { days = "mon-fri", hours = "11:30-13:30" }, { hours = "17:00-07:00" } ]
volume = 80
clock = true
logo = "logo.png"
[[playlist]]
name = "p"
items = [
  { media = "a.mp4", duration = "15s", subtitles = "a.srt", link = "https://dichvucong.gov.vn", call = "Quét mã để nộp hồ sơ", audience = "người dân" },
  { media = "b.mp4", duration = "9s", subtitles = "a.srt" },
]
[[campaign]]
name = "c"
playlist = "p"
screens = ["all"]
fade = "500ms"
volume = 60
fit = "cover"
[[ticker]]
text = "Nộp hồ sơ trực tuyến: giảm 50 % lệ phí"
[[ticker]]
name = "tet"
text = "Chúc mừng năm mới"
screens = ["@indoor"]
from = "12-23"
to = "01-07"
lunar = true
days = "mon-fri"
hours = ["07:00-11:30"]
except = ["2026-02-17"]
)";

TEST(the_programme_file, says_what_lies_above_the_pictures_and_how_they_sound) {
  text::parsed_text parsed = text::parse_text(dressed, text::media_facts::from_text);
  ASSERT_TRUE(parsed.diagnostics.empty()) << describe(text::as_error(parsed.diagnostics, "dressed"));
  const programme::programme& p = parsed.value;
  using std::chrono::hours;
  using std::chrono::minutes;
  EXPECT_EQ(p.body, "Trung tâm Phục vụ hành chính công xã Nghĩa Hưng");
  const programme::screen& s = p.screens.at(0);
  EXPECT_THAT(s.quiet, ElementsAre(programme::opening{0x1f, {minutes(690), minutes(810)}},
                                   programme::opening{programme::every_day, {hours(17), hours(7)}}));
  EXPECT_EQ(s.volume, 80);
  EXPECT_TRUE(s.clock);
  EXPECT_EQ(s.logo, "logo.png");
  EXPECT_EQ(p.playlists[0].items[0].call, "Quét mã để nộp hồ sơ");
  EXPECT_EQ(p.playlists[0].items[0].audience, "người dân");
  EXPECT_EQ(p.playlists[0].items[1].audience, "");
  EXPECT_EQ(p.playlists[0].items[1].subtitles, "a.srt");
  EXPECT_EQ(p.find_media("a.srt")->kind, programme::media_kind::subtitles);
  const programme::campaign& c = p.campaigns.at(0);
  EXPECT_EQ(c.fade, milliseconds(500));
  EXPECT_EQ(c.volume, 60);
  EXPECT_EQ(c.fit, programme::picture_fit::cover);
  ASSERT_EQ(p.tickers.size(), 2U);
  EXPECT_THAT(p.tickers[0].screens, ElementsAre("all"));
  EXPECT_EQ(p.tickers[1].repeats, programme::recurrence::lunar);
  EXPECT_THAT(p.tickers[1].hours, ElementsAre(programme::day_hours{hours(7), minutes(690)}));
  ASSERT_EQ(parsed.places.tickers.size(), 2U);
  EXPECT_EQ(parsed.places.tickers[1].line, 27);
  EXPECT_FALSE(text::check_references(p));
  EXPECT_EQ(text::parse_text(text::to_text(p), text::media_facts::from_text).value, p) << text::to_text(p);
  EXPECT_EQ(text::from_bytes(text::to_bytes(p)).value(), p);
  // Without the files, only the names of subtitles reveal a kind.
  const programme::programme later = text::parse_text(dressed, text::media_facts::later).value;
  EXPECT_EQ(later.find_media("a.srt")->kind, programme::media_kind::subtitles);
  EXPECT_EQ(text::parse_text(text::to_text(later), text::media_facts::later).value, later);
}

const std::string placed = R"(slate = "slate.png"
[[screen]]
name = "lobby"
ticker = "over"
[[playlist]]
name = "p"
items = [ { media = "a.png", qr = "corner", logo = true }, { media = "b.png", qr = false }, { media = "c.png" } ]
[[campaign]]
name = "c"
playlist = "p"
screens = ["all"]
qr = "beside"
logo = false
)";

TEST(the_programme_file, says_where_qr_code_ticker_and_logo_go) {
  text::parsed_text parsed = text::parse_text(placed, text::media_facts::from_text);
  ASSERT_TRUE(parsed.diagnostics.empty()) << describe(text::as_error(parsed.diagnostics, "placed"));
  programme::programme p = parsed.value;
  const programme::campaign& c = p.campaigns.at(0);
  const std::vector<programme::playlist_item>& items = p.playlists.at(0).items;
  EXPECT_EQ(p.screens[0].ticker, programme::ticker_place::over);
  EXPECT_EQ(programme::qr_of(items[0], c), programme::qr_place::corner);
  EXPECT_EQ(programme::qr_of(items[1], c), programme::qr_place::none);
  EXPECT_EQ(programme::qr_of(items[2], c), programme::qr_place::beside);
  EXPECT_TRUE(programme::shows_logo(items[0], c));
  EXPECT_FALSE(programme::shows_logo(items[1], c));
  EXPECT_EQ(programme::qr_of({}, {}), programme::qr_place::beside);
  EXPECT_TRUE(programme::shows_logo({}, {}));
  EXPECT_EQ(text::parse_text(text::to_text(p), text::media_facts::from_text).value, p) << text::to_text(p);
  p.now = true;
  EXPECT_EQ(text::from_bytes(text::to_bytes(p)).value(), p);
}

TEST(the_programme_file, without_any_of_that_keeps_the_bytes_that_it_had) {
  const std::string bytes = text::to_bytes(text::parse_text(example, text::media_facts::from_text).value);
  for (const char* key : {"body", "tickers", "clock", "logo", "quiet", "volume", "call", "subtitles",
                          "fade_ms", "fit", "qr", "ticker", "now", "audience"}) {
    EXPECT_EQ(bytes.find("\"" + std::string(key) + "\":"), std::string::npos) << key;
  }
}

TEST(the_programme_file, leaves_files_to_whoever_probes_them) {
  std::string text =
      "slate = 's.png'\n[[playlist]]\nname = 'p'\nitems = [ { media = 'v.mp4' }, { media = 'g.pdf' } ]\n";
  EXPECT_EQ(text::parse_text(text, text::media_facts::from_text).diagnostics.size(), 2U);
  text::parsed_text parsed = text::parse_text(text, text::media_facts::later);
  ASSERT_TRUE(parsed.diagnostics.empty());
  programme::media_item bare;
  bare.name = "v.mp4";
  EXPECT_EQ(parsed.value.media.at(1), bare);
}

TEST(the_programme_file, supposes_what_files_would_tell_when_it_is_asked_to) {
  const std::string text =
      "slate = 'loop.mp4'\n[[screen]]\nname = 's'\n[[playlist]]\nname = 'p'\nitems = [ { media = 'v.mp4' }, "
      "{ media = 'g.pdf' }, { media = 'h.pdf', pages = 3 }, { media = 'w.mp4', duration = '9s' }, "
      "{ media = 'v.mp4' }, { media = 'h.pdf' }, { media = 'a.png' } ]\n";
  EXPECT_FALSE(text::parse_text(text, text::media_facts::from_text).diagnostics.empty());
  const text::parsed_text parsed = text::parse_text(text, text::media_facts::assumed);
  ASSERT_TRUE(parsed.diagnostics.empty()) << describe(text::as_error(parsed.diagnostics, "test"));
  EXPECT_THAT(parsed.assumed, ElementsAre("v.mp4", "g.pdf"));
  const programme::programme& p = parsed.value;
  EXPECT_EQ(p.playlists[0].items[0].duration, text::assumed_video);
  EXPECT_EQ(p.playlists[0].items[3].duration, std::chrono::seconds(9));
  EXPECT_EQ(p.find_media("g.pdf")->pages, text::assumed_pages);
  EXPECT_EQ(p.find_media("h.pdf")->pages, 3);
  EXPECT_EQ(p.find_media("v.mp4")->duration, milliseconds(0)) << "no file is said to be so long";
  EXPECT_TRUE(text::parse_text(text, text::media_facts::later).assumed.empty());
}

TEST(the_programme_file, tells_where_each_name_stands) {
  const text::parsed_text parsed = text::parse_text(example, text::media_facts::from_text);
  const programme::programme& p = parsed.value;
  ASSERT_EQ(parsed.places.screens.size(), p.screens.size());
  ASSERT_EQ(parsed.places.playlists.size(), p.playlists.size());
  ASSERT_EQ(parsed.places.campaigns.size(), p.campaigns.size());
  ASSERT_EQ(parsed.places.items.size(), p.playlists.size());
  std::vector<std::string> lines = split(example, '\n');
  auto at = [&](text::position place) {
    return lines.at(static_cast<std::size_t>(place.line - 1)).substr(place.column - 1);
  };
  for (std::size_t i = 0; i < p.screens.size(); ++i) {
    EXPECT_THAT(at(parsed.places.screens[i]), ::testing::StartsWith("\"" + p.screens[i].name + "\""));
  }
  for (std::size_t i = 0; i < p.campaigns.size(); ++i) {
    EXPECT_THAT(at(parsed.places.campaigns[i]), ::testing::StartsWith("\"" + p.campaigns[i].name + "\""));
  }
  for (std::size_t l = 0; l < p.playlists.size(); ++l) {
    EXPECT_THAT(at(parsed.places.playlists[l]), ::testing::StartsWith("\"" + p.playlists[l].name + "\""));
    ASSERT_EQ(parsed.places.items[l].size(), p.playlists[l].items.size());
    for (std::size_t n = 0; n < p.playlists[l].items.size(); ++n) {
      EXPECT_THAT(at(parsed.places.items[l][n]),
                  ::testing::StartsWith("{ media = \"" + p.playlists[l].items[n].media + "\""));
    }
  }
}

TEST(the_demonstration_programme, is_without_problems) {
  std::ifstream file(BANGTIN_SOURCE_DIR "/demo/programme.toml");
  std::ostringstream text;
  text << file.rdbuf();
  ASSERT_FALSE(text.str().empty());
  text::parsed_text parsed = text::parse_text(text.str(), text::media_facts::later);
  EXPECT_TRUE(parsed.diagnostics.empty()) << describe(text::as_error(parsed.diagnostics, "demo"));
  EXPECT_EQ(parsed.value.screens.size(), 3U);
}

struct refusal {
  std::string replace, by;  // the text to replace in `example` or `dressed`, and its replacement
  std::string what;         // the first problem, "line:column: what (remedy)"
};

const std::vector<refusal> refusals{
    {"venue ", "venu ", "7:1: the key \"venu\" is not known here (did you mean \"venue\"?)"},
    {"venue ", "colour ",
     "7:1: the key \"colour\" is not known here (leave it out; the keys here are: name, title, venue, "
     "groups, open, quiet, volume, clock, logo, ticker)"},
    {"slate ", "slat ",
     "1:1: the programme has no slate (name a picture that is shown when nothing else may be: slate = "
     "\"posters/slate.png\")"},
    {"[[screen]]\n", "[[screen]\n",
     "4:10: this is not TOML: the heading is not closed (write it like [[screen]], on a line of its own)"},
    {"[[screen]]\n", "[screen]\n",
     "4:1: \"screen\" should be a list of tables (write its heading in double brackets: [[screen]])"},
    {"\"Asia/Ho_Chi_Minh\"", "\"Asia/Saigonn\"",
     "1:12: the time zone \"Asia/Saigonn\" is not known (write an IANA name"},
    {"\"Asia/Ho_Chi_Minh\"", "7",
     "1:12: \"timezone\" should be a text (write it in quotes: timezone = \"Asia/Ho_Chi_Minh\")"},
    {"\"posters/slate.png\"", "\"g.pdf\"",
     "2:12: the slate \"g.pdf\" is a guide (choose a picture or a video for the slate)"},
    {"\"lobby\"\ntitle", "\"all\"\ntitle", "5:10: this name is reserved (choose another name)"},
    {"\"lobby\"\ntitle", "\"a/b\"\ntitle", "5:10: the name has a comma or a slash ("},
    {"name   = \"lobby\"\n", "", "4:1: the key \"name\" is missing here (add it: name = \"...\")"},
    {"[\"indoor\"]", "\"indoor\"",
     "8:10: \"groups\" should be a list (write it in brackets: groups = [\"indoor\"])"},
    {"\"mon-fri\"", "\"mon-fry\"",
     "9:21: the days \"mon-fry\" are not understood (write them as mon-fri, sat,sun or mon-wed,fri)"},
    {"\"07:00-17:30\"", "\"07:00-25:30\"",
     "9:40: the hours \"07:00-25:30\" are not understood (write them as 07:00-17:30; "
     "22:00-02:00 crosses midnight)"},
    {"\"07:00-17:30\"", "['07:00-17:30']",
     "9:40: \"hours\" should be a text (write it in quotes: hours = \"07:00-17:30\")"},
    {"\"1m30s\"", "\"30s1m\"",
     "14:47: the duration \"30s1m\" is not understood (write it as 500ms, 12s, 1m30s or 2h, at most 30 "
     "days)"},
    {"\"1m30s\"", "\"99ms\"", "14:47: the duration is shorter than 100 ms (write a longer one)"},
    {"\"1m30s\"", "90", "14:47: \"duration\" should be a text (write it in quotes: duration = \"90s\")"},
    {", duration = \"1m30s\"", "",
     "14:13: nobody says how long the video \"clips/nop-ho-so.mp4\" is (no file is opened here, so add its "
     "duration: duration = \"15s\")"},
    {", pages = 4", "",
     "16:13: nobody says how many pages the guide \"guides/huong-dan.pdf\" has (no file is opened here, so "
     "add the "
     "number of pages: pages = 12)"},
    {"pages = 4", "pages = 201",
     "16:62: \"pages\" should be a whole number from 1 to 200 (correct the number)"},
    {"pages = 4 },", "pages = 4 }, { media = \"guides/huong-dan.pdf\", pages = 5 },",
     "16:109: the guide \"guides/huong-dan.pdf\" has 4 pages elsewhere ("},
    {"\"12s\"", "\"12s\", pages = 2",
     "15:60: \"posters/vneid.png\" is not a guide and has no pages (leave \"pages\" out)"},
    {"playlist = \"dich-vu-cong\"\nscreens  = [\"lobby\"",
     "playlist = \"dich-vu-con\"\nscreens  = [\"lobby\"",
     "21:12: there is no playlist \"dich-vu-con\" (did you mean \"dich-vu-cong\"?)"},
    {"[\"lobby\", ", "[\"loby\", ", "22:13: there is no screen \"loby\" (did you mean \"lobby\"?)"},
    {"\"@indoor\"", "\"@indor\"", "22:22: no screen is in the group \"indor\" (did you mean \"indoor\"?)"},
    {"\"@indoor\"", "\"@x\"",
     "22:22: no screen is in the group \"x\" (add it to the `groups` of a screen, or correct the name)"},
    {"[\"lobby\", \"@indoor\"]", "[]",
     "22:12: the campaign names no screen (name its screens: screens = [\"lobby\"], or [\"all\"])"},
    {"\"normal\"", "\"high\"", "24:12: \"high\" is not a possible level (write takeover, normal or filler)"},
    {"\"shuffle\"", "\"random\"", "32:12: \"random\" is not a possible order (write sequential or shuffle)"},
    {"\"10-01\"", "\"2026-10-01\"",
     "25:12: the date \"2026-10-01\" is not understood (write a date that exists as MM-DD, without a year, "
     "as it recurs)"},
    {"yearly   = true", "yearly   = false",
     "25:12: the date \"10-01\" is not understood (write a date that exists as YYYY-MM-DD; "
     "MM-DD needs yearly = true or lunar = true)"},
    {"yearly   = true", "yearly   = 1",
     "27:12: \"yearly\" should be true or false (write it without quotes: yearly = true)"},
    {"share    = 60", "share    = \"60\"",
     "31:12: \"share\" should be a whole number from 1 to 1000 (write it without quotes and without a point: "
     "share = 60)"},
    {"\"2026-02-17\"", "2026-02-17",
     "30:13: \"except\" should be a text (write it in quotes: except = [\"2026-02-17\"])"},
    {"\"2026-02-17\"", "\"1969-12-31\"",
     "30:13: the date \"1969-12-31\" is out of range (write a year from 1970 to 9999)"},
    {"[\"lobby\", \"@indoor\"]", "\"lobby\"",
     "22:12: \"screens\" should be a list (write it in brackets: screens = [\"lobby\"])"},
    {"{ media = \"clips/nop-ho-so.mp4\", duration = \"1m30s\" }", "\"clips/nop-ho-so.mp4\"",
     "14:3: \"items\" should be a list of tables (write each entry in braces: { media = "
     "\"clips/nop-ho-so.mp4\" })"},
    {"title  =", "timezone =",
     "6:1: the key \"timezone\" is not known here (write it at the beginning of the file, before the first "
     "heading in brackets)"},
    {"title  =", "theme =",
     "6:1: the key \"theme\" is not known here (it belongs to items; the keys here are: name, title, venue, "
     "groups, open, quiet, volume, clock, logo, ticker)"},
    {"to       = \"10-10\"\n", "",
     "26:12: dates that recur need both \"from\" and \"to\" (add the missing one as MM-DD)"},
    {"\"2026-02-17\"", "\"2026-02-30\"",
     "30:13: the date \"2026-02-30\" is not understood (write a date that exists as YYYY-MM-DD)"},
    {"share    = 60", "share    = 0",
     "31:12: \"share\" should be a whole number from 1 to 1000 (correct the number)"},
    {"share    = 60", "share    = 1001", "31:12: \"share\" should be"},
    {"share    = 60", "share    = 1.5", "31:12: \"share\" should be"},
    {"share    = 60", "share    = 60\nevery = \"1h\"",
     "32:9: a campaign has either a share or a cadence, and this one has both (leave out either \"share\" or "
     "\"every\")"},
    {"\"10-10\"\nyearly   = true", "\"13-01\"\nlunar = true",
     "26:12: the date \"13-01\" is not understood (write a lunar date as MM-DD, months 01 to 12 and days 01 "
     "to "
     "30, without a year, as it recurs)"},
    {"\"10-10\"\nyearly   = true", "\"02-31\"\nlunar = true",
     "26:12: the date \"02-31\" is not understood ("},
    {"\"10-10\"\nyearly   = true", "\"2026-01-07\"\nlunar = true",
     "26:12: the date \"2026-01-07\" is not understood (write a lunar date as MM-DD, "},
    {"to       = \"10-10\"\nyearly   = true", "lunar = true",
     "26:9: dates that recur need both \"from\" and \"to\" (add the missing one as MM-DD)"},
    {"yearly   = true", "yearly = true\nlunar = true",
     "28:9: dates are either yearly or lunar, and these are both (leave out either \"yearly\" or \"lunar\")"},
    {"except ", "rrule = \"FREQ=WEEKLY;BYDAY=1MO\"\nexcept ",
     "30:9: a number before a weekday (BYDAY=1MO) cannot stand beside FREQ=WEEKLY (write the weekdays "
     "without "
     "numbers, or FREQ=MONTHLY or FREQ=YEARLY)"},
    {"except ", "rrule = 7\nexcept ",
     "30:9: \"rrule\" should be a text (write it in quotes: rrule = \"FREQ=MONTHLY;BYDAY=1MO\")"},
    {"\"nhac\"", "\"ngay-chuyen-doi-so\"",
     "35:12: the name \"ngay-chuyen-doi-so\" is used already on line 20 (give each its own name)"},
    {"\"500ms\"", "\"4s\"",
     "20:8: the fade is longer than 3s (write a shorter one, such as fade = \"500ms\")"},
    {"\"500ms\"", "1", "20:8: \"fade\" should be a text (write it in quotes: fade = \"1s\")"},
    {"volume = 60", "volume = 101", "21:10: \"volume\" should be a whole number from 0 to 100 (correct the"},
    {"volume = 80", "volume = -1", "7:10: \"volume\" should be a whole number from 0 to 100 (correct the"},
    {"\"cover\"", "\"fill\"", "22:7: \"fill\" is not a possible fit (write \"contain\" or \"cover\")"},
    {"\"cover\"", "\"cover\"\nqr = \"left\"",
     "23:6: \"left\" is not a possible qr (write \"beside\", \"corner\", or false without quotes)"},
    {"\"cover\"", "\"cover\"\nlogo = \"no\"",
     "23:8: \"logo\" should be true or false (write it without quotes: logo = true)"},
    {"clock = true", "ticker = \"under\"",
     "8:10: \"under\" is not a possible ticker (write \"band\" or \"over\")"},
    {"clock = true", "clock = \"yes\"",
     "8:9: \"clock\" should be true or false (write it without quotes: clock = true)"},
    {"clock = true", "clok = true", "8:1: the key \"clok\" is not known here (did you mean \"clock\"?)"},
    {"11:30-13:30", "11:30-25:30", "6:39: the hours \"11:30-25:30\" are not understood ("},
    {"logo = \"logo.png\"", "logo = \"\"", "9:8: the media item has no name (write the path of its file)"},
    {"logo = \"logo.png\"", "logo = \"a.srt\"",
     "9:8: \"a.srt\" are subtitles, and nothing to be shown by itself (name them beside their video: "},
    {"subtitles = \"a.srt\" },", "subtitles = \"a.mp4\" },",
     "14:51: \"a.mp4\" is shown elsewhere, so it is no file of subtitles (name a file in SRT, WebVTT or "
     "ASS: "},
    {"text = \"Chúc mừng năm mới\"", "text = \" \"",
     "27:8: the ticker has no text (write one, or remove the ticker)"},
    {"text = \"Chúc mừng năm mới\"\n", "", "25:1: the key \"text\" is missing here (add it: text = \"...\")"},
    {"[\"@indoor\"]\nfrom", "[\"@indoors\"]\nfrom",
     "28:12: no screen is in the group \"indoors\" (did you mean \"indoor\"?)"},
    {"[\"@indoor\"]\nfrom", "[]\nfrom", "28:11: the ticker names no screen ("},
    {"body = ", "boddy = ", "2:1: the key \"boddy\" is not known here (did you mean \"body\"?)"},
    {"IV.3.c", "IV\\u0007",
     "23:12: the text has a control character (U+0007) (delete it, and write the word again by hand)"},
    {"IV.3.c", "IV\\n3", "23:12: the text has a line break (write it on one line)"},
    {"IV.3.c", std::string(4097, 'x'),
     "23:12: the text of \"task\" is longer than 4096 bytes (shorten it, or put the rest elsewhere)"},
    {"text = \"Chúc mừng năm mới\"", "text = \"Chúc\\nmừng\"",
     "27:8: the text has a line break (write it on one line)"},
    {"text = \"Chúc mừng năm mới\"", "text = \"Chúc\\u202Emừng\"",
     "27:8: the text has a character that turns the direction of reading (U+202E) ("},
};

// Commands refuse the same for the same fields.
TEST(every_text_of_the_programme_file, is_one_line_that_people_can_see) {
  const std::string file =
      "slate = 's.png'\nbody = \"a\"\n[[screen]]\nname = \"a\"\ntitle = \"a\"\nvenue = \"a\"\ngroups = "
      "[\"a\"]\n"
      "[[playlist]]\nname = \"a\"\nitems = [ { media = 'x.png', title = \"a\", theme = \"a\", audience = "
      "\"a\", link = \"a\", call = \"a\" } ]\n"
      "[[campaign]]\nname = \"a\"\nplaylist = 'a'\nscreens = ['all']\ntask = \"a\"\n"
      "[[ticker]]\nname = \"a\"\ntext = \"a\"\n";
  for (const char* bad : {"a\\u001Bb", "a\\nb", "a\\tb", "a\\u202Eb", "a\\u200Bb"}) {
    int texts = 0;
    for (std::size_t at = 0; (at = file.find("\"a\"", at)) != std::string::npos; at += 3) {
      std::string text = file;
      text.replace(at + 1, 1, bad);
      const auto line = std::count(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
      SCOPED_TRACE(fmt::format("{} on line {}", bad, line));
      text::parsed_text parsed = text::parse_text(text, text::media_facts::from_text);
      ASSERT_FALSE(parsed.diagnostics.empty());
      EXPECT_EQ(parsed.diagnostics[0].at.line, line);
      EXPECT_GT(parsed.diagnostics[0].at.column, 1);
      EXPECT_THAT(in_english(parsed.diagnostics[0].what), ::testing::StartsWith("the text has a"));
      ++texts;
    }
    EXPECT_EQ(texts, 15);
  }
}

TEST(the_programme_file, is_refused_with_place_reason_and_remedy) {
  for (const refusal& r : refusals) {
    SCOPED_TRACE(r.replace + " -> " + r.by);
    std::string text = example.find(r.replace) != std::string::npos ? example : dressed;
    std::size_t at = text.find(r.replace);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, r.replace.size(), r.by);
    text::parsed_text parsed = text::parse_text(text, text::media_facts::from_text);
    ASSERT_FALSE(parsed.diagnostics.empty());
    const text::diagnostic& p = parsed.diagnostics.front();
    std::string said =
        fmt::format("{}:{}: {} ({})", p.at.line, p.at.column, in_english(p.what), in_english(p.remedy));
    EXPECT_EQ(said.substr(0, r.what.size()), r.what) << said;
    if (r.what.ends_with(")")) {
      EXPECT_EQ(said, r.what);
    }
  }
}

std::vector<std::string> said_of(const std::string& text) {
  std::vector<std::string> all;
  for (const text::diagnostic& p : text::parse_text(text, text::media_facts::from_text).diagnostics) {
    all.push_back(
        fmt::format("{}:{} {} ({})", p.at.line, p.at.column, in_english(p.what), in_english(p.remedy)));
  }
  return all;
}

// A wrong value is reported once, and not again where it is needed.
TEST(one_mistake, is_one_problem) {
  const std::string head =
      "slate = 's.png'\n[[screen]]\nname = 's'\n[[playlist]]\nname = 'p'\nitems = [{ media = 'a' }]\n";
  const std::string campaign = "[[campaign]]\nname = 'c'\nplaylist = 'p'\n";
  const std::vector<std::string> texts{
      head + campaign + "screens = 'a'\n",
      head + campaign + "screens = [1]\n",
      head + campaign + "screens = ['s']\nhours = '07:00-08:00'\n",
      head + campaign + "screens = ['s']\nyearly = 1\nfrom = '10-01'\nto = '10-02'\n",
      head + "[[screen]]\nname = 'a'\nopen = 'mon-fri'\n",
      head + "[[screen]]\nname = \"a\\u0007\"\n",
      head + "[[screen]]\nname = 7\n",
      head + "[[screen]]\nname = 'a/b'\n" + campaign + "screens = ['a/b']\n",
      head + "[[playlist]]\nname = 'q'\nitems = ['a.png']\n",
      head + "[[playlist]]\nname = 'q'\nitems = [{ media = '' }]\n",
      head + campaign.substr(0, 23) + "playlist = 1\nscreens = ['s']\n",
      "slate = 's.png'\n[screen]\nname = 's'\n" + head.substr(35) + campaign + "screens = ['s']\n"};
  for (const std::string& text : texts) {
    EXPECT_EQ(said_of(text).size(), 1U) << text << ::testing::PrintToString(said_of(text));
  }
}

struct misspelling {
  std::string text;  // follows a first line with the slate
  std::string said;
};

const std::vector<misspelling> misspellings{
    {"name = 'a'\nname = 'b'\n",
     "3:8 the key \"name\" is written twice here (leave one out; each screen, playlist and campaign begins "
     "with "
     "its own heading)"},
    {"[[screen]]\nname = 'a'\n[screen]\nname = 'b'\n",
     "4:1 the heading \"screen\" is written twice, and not the same way (write each heading in double "
     "brackets, "
     "as [[screen]])"},
    {"timezone = Asia\n",
     "2:12 this is not TOML: the value is not understood (write texts, dates, hours and durations in "
     "straight "
     "quotes: \"...\")"},
    {"timezone = “Asia”\n",
     "2:12 this is not TOML: these are not the quotes that texts stand in (write texts in straight quotes: "
     "\"...\")"},
    {"x = \"\"\"a\\Đ\"\"\"\n", "2:10 this is not TOML: a letter with an accent follows a backslash ("},
    {"x = \"\"\"a\\ Đ\"\"\"\n", "2:11 this is not TOML: a letter with an accent follows a backslash ("},
    {"x = \"\\ê\"\n", "2:7 this is not TOML: a letter with an accent follows a backslash ("},
    {"x = \"\"\"a\"\"\"\"\" ê\n", "2:15 this is not TOML: a letter with an accent stands outside quotes ("},
    {"every = 15m\n", "2:11 this is not TOML: the value is not understood ("},
    {"from = 10-01\n", "2:10 this is not TOML: the value is not understood ("},
    {"yearly = True\n",
     "2:10 this is not TOML: the value is not understood (write true or false in small letters, and texts in "
     "quotes)"},
    {"share = 99999999999999999999\n",
     "2:29 this is not TOML: the number is too large (write a smaller number)"},
    {"share = 1e999\n", "2:14 this is not TOML: the number is too large (write a smaller number)"},
    {"timezone = \"Asia\n",
     "2:17 this is not TOML: a text is not closed on its line (put the closing quote at the end of the text, "
     "and "
     "no control characters into it)"},
    {"x = \"clips\\anh.png\"\n",
     "2:12 this is not TOML: a backslash in double quotes begins a special character (write paths with /, or "
     "the "
     "text in single quotes: '...')"},
    {"x = [ { a = 1,\n b = 2 } ]\n",
     "2:15 this is not TOML: an entry in braces goes on over the end of the line (write all of it on one "
     "line, "
     "from the opening to the closing brace)"},
    {"x = [ { a = 1, } ]\n", "2:16 this is not TOML: a comma stands before the closing brace ("},
    {"x = [ 1 2 ]\n", "2:9 this is not TOML: a comma or the closing bracket is missing ("},
    {"x = 1979-05-27T:\n", "2:16 this is not TOML: the value is not understood ("},
    {"x 1\n", "2:3 this is not TOML: there is no = after the key ("},
    {"tên = 1\n",
     "2:2 this is not TOML: a letter with an accent stands outside quotes (write texts in straight quotes, "
     "and "
     "keys and headings as in docs/programme-file.md)"},
    {"x = 1;\n", "2:6 this is not TOML: a semicolon stands after the value (write no semicolon: "},
    {"x = 'a';\n", "2:8 this is not TOML: a semicolon stands after the value ("},
    {"x = [1; 2]\n", "2:7 this is not TOML: a semicolon stands after the value ("},
    {"x = { a = 1; b = 2 }\n", "2:12 this is not TOML: a semicolon stands after the value ("},
    {"; x\n", "2:1 this is not TOML: a semicolon begins the line (begin a remark with #)"},
    {"x = \"D:\\uploads\\s.png\"\n",
     "2:10 this is not TOML: a backslash in double quotes begins a special character ("},
    {"x = \"D:\\U\"\n", "2:10 this is not TOML: a backslash in double quotes begins a special character ("},
    {"x = \"\\uD800\"\n", "2:12 this is not TOML: a backslash in double quotes begins a special character ("},
    {"x =\u00A0'a'\n", "2:4 this is not TOML: a character only looks like a space ("},
    {"// x\n", "2:1 this is not TOML: this is neither a key nor a heading nor a remark ("},
    {"x =", "2:4 this is not TOML: the text ends too early ("},
    {"[[]]\n", "2:3 this is not TOML: the heading has no name ("},
    {"x = 1979-05-76\"\"\"T0:͖\"\"\"\n", "2:15 this is not TOML: a quote stands after or within a value ("},
    {"x = ['a' 'b']\n",
     "2:10 this is not TOML: a quote stands after or within a value (write the whole text between two "
     "quotes, and a "
     "comma before the next)"},
    {"x = [[[+[\"1\u038C\u0760o\n", "2:9 this is not TOML: a bracket stands after or within a value ("},
    {"x = [ 'a' [ 'b' ] ]\n", "2:11 this is not TOML: a bracket stands after or within a value ("},
    {"x = 1Asia={a='\u00C4\n", "2:10 this is not TOML: an equals sign stands after or within a value ("},
    {"x = 1.'\u00C4'\n", "2:7 this is not TOML: a quote stands after or within a value ("},
    {"x = [\n+1={a='\u00C4\n", "3:3 this is not TOML: an equals sign stands after or within a value ("},
    {"[<a]\n", "2:2 this is not TOML: the heading has no name ("},
    {" [[ \n", "2:5 this is not TOML: "},
    {"[ [screen]]\n", "2:3 this is not TOML: there is a space within the brackets ("},
    {"x = 'a\x01'\n", "2:7 this is not TOML: there is a control character ("},
    {"x = 'a'\rb = 1\n", "2:9 this is not TOML: the lines end in an unusual way ("},
    {"# ả\nx = 'S\xE0nh'\n",
     "3:7 the file is not written in UTF-8 (save it anew, and choose UTF-8 as its encoding)"},
};

TEST(what_is_not_toml, is_told_in_words_of_staff) {
  for (const misspelling& m : misspellings) {
    SCOPED_TRACE(m.text);
    const std::vector<std::string> said = said_of("slate = 's.png'\n" + m.text);
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0].substr(0, m.said.size()), m.said) << said[0];
  }
}

TEST(many_mistakes, are_told_from_the_first_in_the_text) {
  std::string text = "slate = 's.png'\n";
  for (int i = 1; i <= 500; ++i) text += fmt::format("k{} = 1\n", i);
  const std::vector<text::diagnostic> problems =
      text::parse_text(text, text::media_facts::from_text).diagnostics;
  ASSERT_EQ(problems.size(), text::max_problems);
  for (std::size_t i = 0; i < problems.size(); ++i) EXPECT_EQ(problems[i].at.line, static_cast<int>(i) + 2);
}

TEST(a_long_text, is_cut_in_messages) {
  std::string letters;
  for (int i = 0; i < 100'000; ++i) letters += "ả";
  for (const std::string& text :
       {"\"" + letters + "\" = 1\n", "[[screen]]\nname = '" + letters.substr(0, 3000) + "'\n"}) {
    for (const std::string& said : said_of("slate = 's.png'\n" + text)) {
      EXPECT_LT(said.size(), 500U);
      EXPECT_TRUE(is_clean_utf8(said));
    }
  }
}

TEST(the_programme_file, says_everything_that_is_wrong_at_once_in_order) {
  text::parsed_text parsed = text::parse_text(
      "slate = 's.png'\ncolour = 1\n[[campaign]]\nname = 'c'\nplaylist = 'p'\nscreens = ['x']\nshare = 0\n",
      text::media_facts::from_text);
  std::vector<int> places;
  for (const text::diagnostic& p : parsed.diagnostics) places.push_back(p.at.line);
  EXPECT_THAT(places, ElementsAre(2, 5, 6, 7));
  error e = text::as_error(parsed.diagnostics, "programme.toml");
  EXPECT_EQ(e.code, errc::invalid);
  EXPECT_TRUE(in_english(e.what).starts_with("programme.toml:2:1: the key \"colour\" is not known here ("));
}

TEST(a_problem_of_what_is_not_available, has_that_code) {
  text::parsed_text parsed = text::parse_text(
      "slate = 's.png'\n[[playlist]]\nname = 'p'\nitems = [{ media = 's.png' }]\n[[screen]]\nname = "
      "'s'\n[[campaign]]\nname = 'c'\nplaylist = 'p'\nscreens = ['s']\nrrule = 'FREQ=HOURLY'\n",
      text::media_facts::from_text);
  ASSERT_EQ(parsed.diagnostics.size(), 1U);
  EXPECT_EQ(text::as_error(parsed.diagnostics, "p").code, errc::unsupported);
}

TEST(lunar_dates_and_rules, are_read_and_written_back) {
  const programme::programme p = from(
      "[[screen]]\nname = 's'\n[[playlist]]\nname = 'p'\nitems = [{ media = 'a.png' }]\n"
      "[[campaign]]\nname = 'tet'\nplaylist = 'p'\nscreens = ['s']\nfrom = '12-23'\nto = '01-30'\nlunar = "
      "true\n"
      "rrule = 'RRULE:freq=weekly;BYDAY=MO'\n");
  const programme::campaign& c = p.campaigns.at(0);
  EXPECT_EQ(c.repeats, programme::recurrence::lunar);
  EXPECT_EQ(c.from, (programme::calendar_date{0, 12, 23}));
  EXPECT_EQ(c.to, (programme::calendar_date{0, 1, 30}));
  EXPECT_EQ(c.rrule, "RRULE:freq=weekly;BYDAY=MO");
  EXPECT_FALSE(text::check_references(p));
  EXPECT_EQ(text::parse_text(text::to_text(p), text::media_facts::from_text).value, p);
  EXPECT_EQ(text::from_bytes(text::to_bytes(p)).value(), p);
}

TEST(hostile_text, is_refused_in_no_time) {
  std::string dots = "a";
  for (int i = 0; i < 1'000'000; ++i) dots += ".a";
  std::string headings;
  for (int i = 0; i < 300'000; ++i) headings += "[a" + std::to_string(i) + ".x]\n";
  const std::vector<std::string> texts{"",
                                       std::string(text::max_text + 1, ' '),
                                       dots + " = 1",
                                       "[" + dots + "]\n",
                                       "x = { " + dots + " = 1 }",
                                       headings,
                                       "x = " + std::string(1'000'000, '['),
                                       "x = " + std::string(100'000, '{'),
                                       std::string("slate = 'a\0b'", 13),
                                       "slate = \"\xff\xfe\"",
                                       "slate = \"\"\"" + std::string(1'000'000, '.'),
                                       std::string(1000, '"'),
                                       "share = 99999999999999999999999999999",
                                       "slate = 1979-05-27T07:32:00Z",
                                       "slate = nan"};
  for (const std::string& text : texts) {
    EXPECT_FALSE(text::parse_text(text, text::media_facts::from_text).diagnostics.empty())
        << text.substr(0, 40);
  }
}

std::string numbered(const char* format, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += fmt::format(fmt::runtime(format), i);
  return all;
}

// Each of these names would be compared with every existing one: without a limit, 400 million comparisons of
// 60 letters.
TEST(thousands_of_wrong_names, get_no_suggestion_in_the_end) {
  const std::string tail(55, 'x');
  std::string text = "slate = 's.png'\n";
  text += numbered(("[[playlist]]\nname = 'p{:04}" + tail + "'\nitems = [ {{ media = 'a' }} ]\n").c_str(),
                   10'000);
  text += numbered(
      ("[[campaign]]\nname = 'c{0}'\nplaylist = 'q{0:04}" + tail + "'\nscreens = ['all']\n").c_str(), 10'000);
  const std::vector<text::diagnostic> problems =
      text::parse_text(text, text::media_facts::from_text).diagnostics;
  ASSERT_EQ(problems.size(), text::max_problems);
  EXPECT_TRUE(in_english(problems.front().remedy).starts_with("did you mean \"p"))
      << in_english(problems.front().remedy);
  EXPECT_EQ(in_english(problems.back().remedy), "add the playlist, or correct the name");
}

struct long_list {
  std::string entry;  // repeated in brackets after the head
  int count;
  std::string head, tail;
};

TEST(a_list_that_is_too_long, is_refused_where_it_becomes_so) {
  const std::string slate = "slate = 's.png'\n";
  const std::string p = "[[playlist]]\nname = 'p'\nitems = [ { media = 'a' } ]\n[[screen]]\nname = 's'\n";
  const std::string c = slate + p + "[[campaign]]\nname = 'c'\nplaylist = 'p'\n";
  const std::vector<long_list> lists{
      {"'g{}', ", static_cast<int>(text::max_groups), slate + "[[screen]]\nname = 's'\ngroups = [", "]\n"},
      {"{{}}, ", static_cast<int>(text::max_windows), slate + "[[screen]]\nname = 's'\nopen = [", "]\n"},
      {"'s', ", static_cast<int>(text::max_references), c + "screens = [", "]\n"},
      {"'07:00-08:00', ", static_cast<int>(text::max_windows), c + "screens = ['s']\nhours = [", "]\n"},
      {"'2026-10-10', ", static_cast<int>(text::max_references), c + "screens = ['s']\nexcept = [", "]\n"},
      {"{{ media = '{}' }}, ", static_cast<int>(text::max_items),
       "slate = '0'\n[[playlist]]\nname = 'p'\nitems = [", "]\n"}};
  for (const long_list& l : lists) {
    SCOPED_TRACE(l.entry);
    const std::string just = l.head + numbered(l.entry.c_str(), l.count);
    EXPECT_TRUE(text::parse_text(just + l.tail, text::media_facts::later).diagnostics.empty()) << describe(
        text::as_error(text::parse_text(just + l.tail, text::media_facts::later).diagnostics, "f"));
    const std::vector<text::diagnostic> problems =
        text::parse_text(just + numbered(l.entry.c_str(), 3) + l.tail, text::media_facts::later).diagnostics;
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].code, errc::limit);
    EXPECT_EQ(static_cast<std::size_t>(problems[0].at.column - 1), just.size() - just.rfind('\n') - 1);
  }
}

TEST(dots, are_only_counted_in_names) {
  std::string many(100, '.');
  EXPECT_TRUE(text::parse_text("# " + many + "\nslate = '" + many +
                                   "'\ntimezone = \"Asia/Ho_Chi_Minh\" # \" " + many + "\n",
                               text::media_facts::later)
                  .diagnostics.empty());
}

TEST(more_than_may_be, is_refused_and_not_read_on) {
  std::string screens = "slate = 's.png'\n";
  for (std::size_t i = 0; i <= text::max_screens; ++i)
    screens += "[[screen]]\nname = 's" + std::to_string(i) + "'\n";
  text::parsed_text parsed = text::parse_text(screens, text::media_facts::later);
  ASSERT_EQ(parsed.diagnostics.size(), 1U);
  EXPECT_EQ(parsed.diagnostics[0].code, errc::limit);
  EXPECT_EQ(parsed.diagnostics[0].at.line, static_cast<int>(2 * text::max_screens + 2));
}

RC_GTEST_PROP(a_damaged_file, is_refused_or_read_and_never_fatal, ()) {
  std::string text = example;
  for (int n = *rc::gen::inRange(1, 6); n > 0; --n) {
    auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    auto length = *rc::gen::inRange<std::size_t>(0, 12);
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, *rc::gen::elementOf(std::vector<std::string>{"\"", "[", "]", "{", "}", "=", ".", "\n",
                                                                     "0", "\\", "true", "'''", "\xc3", "-",
                                                                     "[[screen]]\n"}));
        break;
      default:
        text[at] = *rc::gen::arbitrary<char>();
    }
    if (text.empty()) break;
  }
  text::parsed_text parsed = text::parse_text(text, text::media_facts::from_text);
  if (parsed.diagnostics.empty()) {
    RC_ASSERT(!text::check_references(parsed.value));
    RC_ASSERT(text::from_bytes(text::to_bytes(parsed.value)).value() == parsed.value);
    RC_ASSERT(text::parse_text(text::to_text(parsed.value), text::media_facts::from_text).value ==
              parsed.value);
  } else {
    for (const text::diagnostic& p : parsed.diagnostics) RC_ASSERT(!p.what.empty() && !p.remedy.empty());
  }
}

TEST(a_programme, is_printed_as_text_that_reads_back_the_same) {
  for (text::media_facts facts : {text::media_facts::from_text, text::media_facts::later}) {
    programme::programme p = text::parse_text(example, facts).value;
    std::string printed = text::to_text(p);
    text::parsed_text again = text::parse_text(printed, facts);
    EXPECT_TRUE(again.diagnostics.empty()) << printed;
    EXPECT_EQ(again.value, p) << printed;
    EXPECT_EQ(text::to_text(again.value), printed);
  }
}

struct day_case {
  std::string text;
  int days;
  std::string printed;
};

TEST(days, are_ranges_and_lists) {
  const std::vector<day_case> cases{{"mon-fri", 0x1f, "mon-fri"},         {"sat,sun", 0x60, "sat,sun"},
                                    {"mon-wed,fri", 0x17, "mon-wed,fri"}, {"fri-mon", 0x71, "mon,fri-sun"},
                                    {"mon-sun", 0x7f, "mon-sun"},         {"wed-wed", 0x04, "wed"},
                                    {" mon , tue ", 0x03, "mon,tue"}};
  for (const day_case& c : cases) {
    ASSERT_TRUE(programme::parse_days(c.text)) << c.text;
    EXPECT_EQ(*programme::parse_days(c.text), c.days) << c.text;
    EXPECT_EQ(programme::format_days(*programme::parse_days(c.text)), c.printed);
  }
  for (const char* bad :
       {"", ",", "mon,", "mon-", "-fri", "Mon", "monday", "mon-tue-wed", "mon;tue", "2-6"}) {
    EXPECT_FALSE(programme::parse_days(bad)) << bad;
  }
  for (int set = 1; set <= 127; ++set) {
    auto days = static_cast<programme::weekday_set>(set);
    EXPECT_EQ(programme::parse_days(programme::format_days(days)), days);
  }
}

TEST(hours, are_two_times_of_a_clock) {
  for (const char* good : {"07:00-17:30", "22:00-02:00", "00:00-24:00", "08:00-08:00"}) {
    ASSERT_TRUE(programme::parse_hours(good)) << good;
    EXPECT_EQ(programme::format_hours(*programme::parse_hours(good)), good);
  }
  for (const char* bad : {"", "-", "07:00", "07:00-", "07:00-24:01", "24:00-06:00", "07:60-08:00", "7-8",
                          "07:00-17:30-18:00", "07:0-08:00", "007:00-08:00", "-7:00-08:00", "07:00 - 8.00"}) {
    EXPECT_FALSE(programme::parse_hours(bad)) << bad;
  }
}

TEST(programme_text, continues_a_line_with_any_letter) {
  const std::string text =
      "slate = 's.png'\n[[screen]]\nname = 's'\n[[ticker]]\ntext = \"\"\"\\\n  Ủy ban xã: \\\n\n  đóng "
      "\\\r\n\t𝄞 cửa "
      "\\\n  ngày 2/9.\"\"\"\nfrom = '2026-99-99'\n";
  text::parsed_text parsed = text::parse_text(text, text::media_facts::assumed);
  ASSERT_EQ(parsed.value.tickers.size(), 1U);
  EXPECT_EQ(parsed.value.tickers[0].text, "Ủy ban xã: đóng 𝄞 cửa ngày 2/9.");
  ASSERT_EQ(parsed.diagnostics.size(), 1U);
  EXPECT_EQ(parsed.diagnostics[0].at.line, 11);
}

TEST(programme_text, is_the_same_in_both_unicode_forms) {
  const std::string composed =
      "slate = 'nền.png'\n[[screen]]\nname = 'chợ'\ngroups = ['ngoài trời']\n[[playlist]]\nname = "
      "'tết'\nitems = "
      "[{ media = 'ảnh.png' }]\n[[campaign]]\nname = 'c'\nplaylist = 'te\u0302\u0301t'\nscreens = "
      "['cho\u031B\u0323', "
      "'@ngoa\u0300i tro\u031B\u0300i']\n";
  text::parsed_text parsed = text::parse_text(composed, text::media_facts::assumed);
  EXPECT_TRUE(parsed.diagnostics.empty()) << describe(text::as_error(parsed.diagnostics, "test"));
  EXPECT_EQ(parsed.value.campaigns.at(0).playlist, "tết");
}

TEST(programme_text, reads_days_that_recur_with_a_slash_and_the_day_first) {
  auto read = [](const std::string& keys) {
    return text::parse_text(
        "slate = 's.png'\n[[screen]]\nname = 's'\n[[playlist]]\nname = 'p'\nitems = [{ media = 'a.png' }]\n"
        "[[campaign]]\nname = 'c'\nplaylist = 'p'\nscreens = ['s']\n" +
            keys,
        text::media_facts::assumed);
  };
  text::parsed_text parsed = read("yearly = true\nfrom = '1/10'\nto = '09/10'\n");
  ASSERT_TRUE(parsed.diagnostics.empty());
  EXPECT_EQ(programme::format_date(*parsed.value.campaigns.at(0).from), "10-01");
  EXPECT_EQ(programme::format_date(*parsed.value.campaigns.at(0).to), "10-09");
  parsed = read("lunar = true\nfrom = '30/12'\nto = '3/1'\n");
  ASSERT_TRUE(parsed.diagnostics.empty());
  EXPECT_EQ(programme::format_date(*parsed.value.campaigns.at(0).from), "12-30");
  for (const char* bad : {"31/4", "1/13", "0/1", "1/", "/1", "1/1/1", "+1/2", "001/10"}) {
    EXPECT_EQ(read("yearly = true\nfrom = '" + std::string(bad) + "'\nto = '1/1'\n").diagnostics.size(), 1U)
        << bad;
  }
  EXPECT_EQ(read("from = '1/10'\n").diagnostics.size(), 1U) << "without a year it must recur";
}

TEST(programme_text, says_that_the_month_stands_first) {
  const std::string text =
      "slate = 's.png'\n[[screen]]\nname = 's'\n[[playlist]]\nname = 'p'\nitems = [{ media = 'a.png' }]\n"
      "[[campaign]]\nname = 'c'\nplaylist = 'p'\nscreens = ['s']\nyearly = true\nfrom = '30-04'\nto = "
      "'05-01'\n";
  text::parsed_text parsed = text::parse_text(text, text::media_facts::assumed);
  ASSERT_EQ(parsed.diagnostics.size(), 1U);
  EXPECT_EQ(in_english(parsed.diagnostics[0].remedy), "the month stands first: write \"04-30\"");
}

}  // namespace
}  // namespace bangtin::playlists::testing
