// What a change means in words, in both languages. The time is 07:00 on Saturday, 2026-10-10.
#include "admin-cli/views/change_words.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "base/language.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::admin_cli::views {
namespace {

using playlists::programme::programme;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const utc_ms at_seven{milliseconds(1'791'590'400'000)};

const std::string site =
    "[[screen]]\nname = 'lobby'\nopen = [ { days = 'mon-fri', hours = '07:00-17:00' } ]\n[[screen]]\nname = "
    "'market'\nopen = [ { days = 'mon-fri', hours = '07:00-17:00' } ]\n[[playlist]]\nname = 'p'\nitems = [ { "
    "media = "
    "'a.png' }, { media = 'b.png', duration = '12s' } ]\n[[campaign]]\nname = 'c'\nplaylist = 'p'\nscreens = "
    "['all']\n";

class change_words : public ::testing::Test {
 protected:
  ~change_words() override { set_language(language::english); }

  static programme from(const std::string& text) {
    playlists::text::parsed_text parsed =
        playlists::text::parse_text("slate = 's.png'\n" + text, playlists::text::media_facts::assumed);
    EXPECT_TRUE(parsed.diagnostics.empty()) << text;
    return parsed.value;
  }
  // `site` with `what` replaced.
  static programme with(const std::string& what, const std::string& by) {
    std::string text = site;
    text.replace(text.find(what), what.size(), by);
    return from(text);
  }
};

struct example {
  const char *what, *by, *english, *vietnamese;
};

const example examples[] = {
    {"screens = ['all']", "screens = ['all']\nshare = 60", "~ campaign \"c\": weight 60 (before: weight 1)",
     "~ chiến dịch \"c\": trọng số 60 (trước đây: trọng số 1)"},
    {"screens = ['all']", "screens = ['all']\nevery = '15m'\nlevel = 'takeover'",
     "~ campaign \"c\": once every 15 min (before: weight 1); has the whole screen to itself (before: at the "
     "normal "
     "level)",
     "~ chiến dịch \"c\": cứ 15 phút một lần (trước đây: trọng số 1); chiếm toàn màn hình (trước đây: mức "
     "thường)"},
    {"screens = ['all']", "screens = ['lobby']\nfrom = '10-01'\nto = '10-10'\nyearly = true",
     "~ campaign \"c\": shown on lobby (before: shown on all screens); from 1 to 10 October every year, all "
     "day "
     "(before: every day, all day)",
     "~ chiến dịch \"c\": phát trên lobby (trước đây: phát trên tất cả màn hình); từ 1 đến 10 tháng 10 hằng "
     "năm, cả "
     "ngày (trước đây: hằng ngày, cả ngày)"},
    {"media = 'a.png'", "media = 'z.png'", "~ playlist \"p\": comes in: z.png; goes out: a.png",
     "~ danh sách phát \"p\": thêm: z.png; bỏ: a.png"},
    {"duration = '12s'", "duration = '15s'",
     "~ playlist \"p\": b.png: plays for 15 s (before: plays for 12 s)",
     "~ danh sách phát \"p\": b.png: phát trong 15 giây (trước đây: phát trong 12 giây)"},
    {"duration = '12s'", "title = 'Nộp hồ sơ'",
     "~ playlist \"p\": b.png: plays for its usual time (before: plays for 12 s); \"Nộp hồ sơ\" (before: no "
     "title)",
     "~ danh sách phát \"p\": b.png: phát theo thời lượng thường lệ (trước đây: phát trong 12 giây); \"Nộp "
     "hồ "
     "sơ\" (trước đây: không có tên hiển thị)"},
    {"name = 'c'", "name = 'd'", "~ campaign \"d\": renamed (before: \"c\")",
     "~ chiến dịch \"d\": đổi tên (trước đây: \"c\")"},
    {"{ media = 'a.png' }, { media = 'b.png', duration = '12s' }",
     "{ media = 'b.png', duration = '12s' }, { media = 'a.png' }",
     "~ playlist \"p\": b.png: place 1 (before: place 2)",
     "~ danh sách phát \"p\": b.png: vị trí 1 (trước đây: vị trí 2)"},
    {"name = 'lobby'", "name = 'lobby'\ntitle = 'Sảnh'\nclock = true",
     "~ screen \"lobby\": \"Sảnh\" (before: no title); with a clock (before: without a clock)",
     "~ màn hình \"lobby\": \"Sảnh\" (trước đây: không có tên hiển thị); có đồng hồ (trước đây: không có "
     "đồng hồ)"},
    {"days = 'mon-fri'", "days = 'mon-sat'",
     "~ screen \"lobby\": opening hours Monday to Saturday 7:00–17:00 (before: opening hours Monday to "
     "Friday 7:00–17:00)",
     "~ màn hình \"lobby\": mở cửa thứ Hai đến thứ Bảy 7:00–17:00 (trước đây: mở cửa thứ Hai đến thứ Sáu "
     "7:00–17:00)"},
};

TEST_F(change_words, say_what_is_and_what_was) {
  for (const example& e : examples) {
    set_language(language::english);
    programme before = from(site), after = with(e.what, e.by);
    EXPECT_THAT(change_lines(before, after), ElementsAre(e.english));
    set_language(language::vietnamese);
    EXPECT_THAT(change_lines(before, after), ElementsAre(e.vietnamese));
  }
}

TEST_F(change_words, say_what_comes_and_what_goes) {
  programme before = from(site),
            after = from(
                site +
                "[[screen]]\nname = 'hall'\ngroups = ['indoor']\nvenue = 'v'\n[[playlist]]\nname = "
                "'q'\nitems = [ { media = 'c.png' } ]\n[[campaign]]\nname = 'd'\nplaylist = 'q'\nscreens = "
                "['@indoor']\n[[ticker]]\ntext = 'Xin chào'\ndays = 'sat'\n");
  EXPECT_THAT(change_lines(before, after),
              ElementsAre("+ screen \"hall\": venue v, in group indoor", "+ playlist \"q\": items: 1: c.png",
                          "+ campaign \"d\": playlist \"q\" on group indoor, every day, all day, weight 1",
                          "+ ticker \"Xin chào\": \"Xin chào\", shown on all screens, all day, Saturday"));
  EXPECT_THAT(change_lines(after, before),
              ElementsAre("- screen \"hall\": venue v, in group indoor", "- playlist \"q\": items: 1: c.png",
                          "- campaign \"d\": playlist \"q\" on group indoor, every day, all day, weight 1",
                          "- ticker \"Xin chào\": \"Xin chào\", shown on all screens, all day, Saturday"));
  EXPECT_THAT(change_lines(after, after), IsEmpty());
}

TEST_F(change_words, say_all_of_a_first_programme) {
  EXPECT_THAT(change_lines(programme{}, from(site)),
              ElementsAre("+ programme: time zone Asia/Ho_Chi_Minh, slate s.png",
                          "+ screen \"lobby\": opening hours Monday to Friday 7:00–17:00",
                          "+ screen \"market\": opening hours Monday to Friday 7:00–17:00",
                          "+ playlist \"p\": items: 2: a.png and b.png (12 s)",
                          "+ campaign \"c\": playlist \"p\" on all screens, every day, all day, weight 1"));
}

TEST_F(change_words, never_leave_a_change_without_words) {
  programme before = from(site), after = from(site);
  before.campaigns[0].except.assign(20, {2027, 1, 1});
  after.campaigns[0].except = before.campaigns[0].except;
  after.campaigns[0].except.back().day = 2;
  const char* elsewhere = "differs in a part that is not shown here; --json has it";
  EXPECT_THAT(change_lines(before, after), ElementsAre(std::string("~ campaign \"c\": ") + elsewhere));
  before = after = from(site);
  after.media[1].width = 5;
  EXPECT_THAT(change_lines(before, after), ElementsAre(std::string("~ media item \"a.png\": ") + elsewhere));
}

TEST_F(change_words, say_that_a_file_or_the_slate_is_another) {
  programme before = from(site), after = from(site);
  after.media[1].files = {{sha256(std::string_view("x")), 1}};
  EXPECT_THAT(change_lines(before, after),
              ElementsAre("~ media item \"a.png\": file 2d711642b726 (before: no file yet)"));
  after = from(site);
  after.slate = "a.png";
  EXPECT_THAT(change_lines(before, after), ElementsAre("~ programme: slate a.png (before: slate s.png)"));
}

TEST_F(change_words, say_from_when_on_which_screens) {
  programme
      before = from(site),
      after = from(
          site +
          "[[playlist]]\nname = 'q'\nitems = [ { media = 'c.png' } ]\n[[campaign]]\nname = 'd'\nplaylist "
          "= 'q'\nscreens = ['all']\nlevel = 'takeover'\nfrom = '2026-10-12'\nhours = "
          "['13:30-14:00']\n[[screen]]\nname = 'hall'\n");
  auto lines = [&](const programme& a, const programme& b) {
    return first_change_lines(playlists::analysis::first_changes(a, b, at_seven), b.timezone, at_seven, 400);
  };
  EXPECT_THAT(
      lines(before, after),
      ElementsAre("lobby and market: from 13:30 on 2026-10-12: c.png of campaign \"d\" instead of b.png of "
                  "campaign \"c\"",
                  "hall: is new"));
  EXPECT_THAT(
      lines(after, before),
      ElementsAre("lobby and market: from 13:30 on 2026-10-12: b.png of campaign \"c\" instead of c.png of "
                  "campaign \"d\"",
                  "hall: is not in the programme any more; its player shows only the slate"));
  EXPECT_THAT(lines(before, before), ElementsAre("lobby and market: nothing else in the next 400 days"));
  set_language(language::vietnamese);
  EXPECT_THAT(
      lines(before, after),
      ElementsAre("lobby và market: từ 13:30 ngày 12/10/2026: c.png của chiến dịch \"d\" thay cho b.png của "
                  "chiến dịch \"c\"",
                  "hall: màn hình mới"));
}

TEST_F(change_words, are_printed_harmlessly) {
  programme before = from(site), after = from(site);
  after.campaigns[0].task = "\x1b[31mred\x1b[0m";
  std::ostringstream out, err;
  printer p(out, err, {});
  print_changes(p, before, after);
  EXPECT_EQ(out.str().find('\x1b'), std::string::npos) << out.str();
  after = with("a.png", "z.png");
  out.str("");
  print_first_changes(p, before, after, at_seven);
  EXPECT_EQ(out.str().find("On the screens, once this is published:\n  lobby and market: from 07:00 on "), 0u)
      << out.str();
  // A film that is still to be loaded has no length, and a timeline of it would have no end.
  programme unknown = after;
  unknown.media[1].kind = playlists::programme::media_kind::video;
  out.str("");
  print_first_changes(p, before, unknown, at_seven);
  EXPECT_EQ(out.str(), "From when the screens show it is known once all files are loaded.\n");
  out.str("");
  print_changes(p, before, before);
  print_first_changes(p, before, before, at_seven);
  EXPECT_EQ(out.str(), "no difference\n");
}

TEST_F(change_words, never_say_that_a_thing_comes_in_place_of_itself) {
  auto line = [](const programme& before, const programme& after) {
    return first_change_lines(playlists::analysis::first_changes(before, after, at_seven), after.timezone,
                              at_seven, 400)
        .front();
  };
  const std::string nothing = "[[screen]]\nname = 's'\n";
  programme before = from(nothing), after = from(nothing);
  after.body = "UBND";
  EXPECT_EQ(line(before, after), "s: at once: the slate is drawn anew");
  after = before;
  after.slate = after.media[0].name = "t.png";
  EXPECT_EQ(line(before, after), "s: at once: the slate t.png instead of s.png");
  before = from(site);
  after = before;
  after.media[1].files = {{sha256(std::string_view("x")), 1}};
  EXPECT_EQ(line(before, after),
            "lobby and market: from 07:00 on 2026-10-12: a.png of campaign \"c\" looks different");
  set_language(language::vietnamese);
  after.campaigns.clear();
  after.body = "UBND";
  programme empty = after;
  empty.body.clear();
  EXPECT_EQ(line(empty, after).find("thay cho"), std::string::npos) << line(empty, after);
}

TEST_F(change_words, tell_what_is_above_the_pictures_and_the_content_both) {
  const std::string text =
      "[[screen]]\nname = 's'\n[[playlist]]\nname = 'p'\nitems = [ { media = 'a.png', link = 'https://a.vn' "
      "} "
      "]\n[[campaign]]\nname = 'c'\nplaylist = 'p'\nscreens = ['all']\n";
  programme before = from(text), after = from(text);
  auto line = [&] {
    return first_change_lines(playlists::analysis::first_changes(before, after, at_seven), "Asia/Ho_Chi_Minh",
                              at_seven, 400)
        .front();
  };
  after.screens[0].clock = true;
  EXPECT_EQ(line(), "s: at once: with the clock; nothing else in the next 400 days");
  after.campaigns[0].qr = playlists::programme::qr_place::corner;
  after.screens[0].quiet = {
      {playlists::programme::every_day, {std::chrono::hours(12), std::chrono::hours(13)}}};
  after.tickers.emplace_back().text = "Xin chào";
  playlists::programme::campaign d = after.campaigns[0];
  d.name = "d";
  d.level = playlists::programme::level::takeover;
  d.from = {2026, 10, 12};
  d.fit = playlists::programme::picture_fit::cover;
  after.campaigns.push_back(d);
  EXPECT_EQ(
      line(),
      "s: at once: with the clock, the ticker \"Xin chào\" and other QR codes; from 12:00 today: other "
      "hours without sound; from 00:00 on 2026-10-12: a.png of campaign \"d\" instead of a.png of campaign "
      "\"c\"");
  after.campaigns.pop_back();
  std::swap(before, after);
  EXPECT_EQ(line(),
            "s: at once: without the clock, no longer the ticker \"Xin chào\" and other QR codes; from 12:00 "
            "today: other hours without sound; nothing else in the next 400 days");
}

TEST_F(change_words, tell_when_a_screen_closes_and_opens_otherwise) {
  const std::string text = "[[screen]]\nname = 's'\nopen = [ { hours = '06:00-23:00' } ]\n";
  programme before = from(text), after = from(text);
  after.screens[0].open[0].hours = {std::chrono::hours(8), std::chrono::hours(20)};
  auto line = [&](const programme& a, const programme& b) {
    return first_change_lines(playlists::analysis::first_changes(a, b, at_seven), "Asia/Ho_Chi_Minh",
                              at_seven, 400)
        .front();
  };
  EXPECT_EQ(
      line(before, after),
      "s: at once: closed instead of the slate; closed from 07:00 today to 08:00 today; closed from 20:00 "
      "today to 23:00 today; closed from 06:00 on 2026-10-11 to 08:00 on 2026-10-11");
  EXPECT_EQ(
      line(after, before),
      "s: at once: the slate instead of closed; open from 07:00 today to 08:00 today; open from 20:00 today "
      "to 23:00 today; open from 06:00 on 2026-10-11 to 08:00 on 2026-10-11");
}

TEST_F(change_words, tell_daily_hours_once) {
  const std::string text = "[[screen]]\nname = 's'\n";
  const programme before = from(text), after = from(text + "open = [ { hours = '06:00-20:00' } ]\n");
  EXPECT_EQ(
      first_change_lines(playlists::analysis::first_changes(before, after, at_seven), "Asia/Ho_Chi_Minh",
                         at_seven, 400)
          .front(),
      "s: from 20:00 today: closed instead of the slate; closed from 20:00 today to 06:00 on 2026-10-11");
}

TEST_F(change_words, of_a_new_draft_name_its_slate) {
  programme before, after;
  before.timezone = "UTC";
  EXPECT_THAT(change_lines(before, after),
              ElementsAre("+ programme: time zone Asia/Ho_Chi_Minh, a generated slate"));
}

}  // namespace
}  // namespace bangtin::admin_cli::views
