// The words of windows and campaigns in both languages, from the programme file's notation.
#include "admin-cli/views/window_words.hpp"

#include <gtest/gtest.h>

#include "base/language.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::admin_cli::views {
namespace {

class words_of_a_window : public ::testing::Test {
 protected:
  ~words_of_a_window() override { set_language(language::english); }

  // A campaign with these lines.
  static playlists::programme::campaign campaign(const std::string& lines) {
    const std::string screens = lines.find("screens") == std::string::npos ? "screens = ['all']\n" : "";
    playlists::text::parsed_text parsed = playlists::text::parse_text(
        "slate = 's.png'\n[[screen]]\nname = 'lobby'\ngroups = ['indoor']\n[[screen]]\nname = 'market'\n"
        "[[playlist]]\nname = 'p'\nitems = [ { media = 'a.png' } ]\n[[campaign]]\nname = 'c'\nplaylist = "
        "'p'\n" +
            screens + lines,
        playlists::text::media_facts::assumed);
    EXPECT_TRUE(parsed.diagnostics.empty()) << lines;
    return parsed.value.campaigns.at(0);
  }
};

struct example {
  const char *lines, *english, *vietnamese;
};

const example windows[] = {
    {"", "every day, all day", "hằng ngày, cả ngày"},
    {"from = '10-01'\nto = '10-10'\nyearly = true\nhours = ['07:00-11:30', '13:30-17:00']\ndays = 'mon-fri'\n"
     "except = ['2026-02-17']\n",
     "from 1 to 10 October every year, at 7:00–11:30 and 13:30–17:00, Monday to Friday, except 2026-02-17",
     "từ 1 đến 10 tháng 10 hằng năm, lúc 7:00–11:30 và 13:30–17:00, thứ Hai đến thứ Sáu, trừ 17/02/2026"},
    {"from = '09-02'\nto = '09-02'\nyearly = true\n", "on 2 September every year, all day",
     "ngày 2 tháng 9 hằng năm, cả ngày"},
    {"from = '12-25'\nto = '01-05'\nyearly = true\n", "from 25 December to 5 January every year, all day",
     "từ 25 tháng 12 đến 5 tháng 1 hằng năm, cả ngày"},
    {"from = '10-10'\nto = '10-01'\nyearly = true\n", "from 10 October to 1 October every year, all day",
     "từ 10 tháng 10 đến 1 tháng 10 hằng năm, cả ngày"},
    {"from = '01-01'\nto = '01-03'\nlunar = true\n", "from day 1 to 3 of lunar month 1, all day",
     "từ 1 đến 3 tháng Giêng âm lịch, cả ngày"},
    {"from = '12-23'\nto = '01-07'\nlunar = true\n",
     "from day 23 of lunar month 12 to day 7 of lunar month 1, all day",
     "từ 23 tháng Chạp đến 7 tháng Giêng âm lịch, cả ngày"},
    {"from = '07-15'\nto = '07-15'\nlunar = true\n", "on day 15 of lunar month 7, all day",
     "ngày 15 tháng 7 âm lịch, cả ngày"},
    {"from = '2026-10-01'\nto = '2026-10-10'\n", "from 2026-10-01 to 2026-10-10, all day",
     "từ 01/10/2026 đến 10/10/2026, cả ngày"},
    {"from = '2026-10-01'\nto = '2026-10-01'\n", "on 2026-10-01, all day", "ngày 01/10/2026, cả ngày"},
    {"from = '2026-10-01'\n", "from 2026-10-01 on, all day", "từ 01/10/2026, cả ngày"},
    {"to = '2026-10-01'\n", "until 2026-10-01, all day", "đến hết ngày 01/10/2026, cả ngày"},
    {"hours = ['00:00-24:00']\n", "every day, all day", "hằng ngày, cả ngày"},
    {"hours = ['22:00-02:00']\n", "every day, at 22:00–2:00 the next day",
     "hằng ngày, lúc 22:00–2:00 hôm sau"},
    {"hours = ['08:00-08:00']\n", "every day, at 8:00–8:00 the next day", "hằng ngày, lúc 8:00–8:00 hôm sau"},
    {"days = 'sat,sun'\n", "all day, Saturday and Sunday", "cả ngày, thứ Bảy và Chủ nhật"},
    {"days = 'mon-wed,fri'\n", "all day, Monday to Wednesday and Friday",
     "cả ngày, thứ Hai đến thứ Tư và thứ Sáu"},
    {"rrule = 'FREQ=MONTHLY;BYDAY=1MO'\n", "all day, on the first Monday of every month",
     "cả ngày, thứ Hai đầu tiên hằng tháng"},
    {"rrule = 'FREQ=MONTHLY;BYDAY=-1FR'\n", "all day, on the last Friday of every month",
     "cả ngày, thứ Sáu cuối cùng hằng tháng"},
    {"rrule = 'FREQ=MONTHLY;BYDAY=2TU'\n", "all day, on Tuesday number 2 of every month",
     "cả ngày, thứ Ba lần thứ 2 hằng tháng"},
    {"rrule = 'FREQ=MONTHLY;BYMONTHDAY=1,15'\n", "all day, on day 1 and 15 of every month",
     "cả ngày, ngày 1 và 15 hằng tháng"},
    {"rrule = 'FREQ=MONTHLY;BYMONTHDAY=-1'\n", "all day, on the last day of every month",
     "cả ngày, ngày cuối cùng hằng tháng"},
    {"rrule = 'FREQ=WEEKLY;BYDAY=MO,FR'\n", "all day, every week on Monday and Friday",
     "cả ngày, hằng tuần vào thứ Hai và thứ Sáu"},
    {"rrule = 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20261231'\n",
     "all day, every 2 weeks on Monday, until 2026-12-31",
     "cả ngày, cứ 2 tuần một lần vào thứ Hai, đến hết ngày 31/12/2026"},
    {"rrule = 'FREQ=DAILY;INTERVAL=3;COUNT=5'\n", "all day, every 3 days, 5 times in all",
     "cả ngày, cứ 3 ngày một lần, tất cả 5 lần"},
    {"rrule = 'FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=2'\n", "all day, on 2 September every year",
     "cả ngày, ngày 2 tháng 9 hằng năm"},
    // Not simple: the rule itself, which says all of it.
    {"rrule = 'FREQ=WEEKLY'\n", "all day, by the rule FREQ=WEEKLY", "cả ngày, theo quy tắc FREQ=WEEKLY"},
    {"rrule = 'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1'\n",
     "all day, by the rule FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1",
     "cả ngày, theo quy tắc FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1"},
    {"rrule = 'FREQ=YEARLY;BYDAY=20MO'\n", "all day, by the rule FREQ=YEARLY;BYDAY=20MO",
     "cả ngày, theo quy tắc FREQ=YEARLY;BYDAY=20MO"},
    {"rrule = 'FREQ=DAILY;BYMONTH=1'\n", "all day, by the rule FREQ=DAILY;BYMONTH=1",
     "cả ngày, theo quy tắc FREQ=DAILY;BYMONTH=1"},
};

TEST_F(words_of_a_window, are_what_an_office_writes) {
  for (const example& e : windows) {
    set_language(language::english);
    playlists::programme::campaign c = campaign(e.lines);
    EXPECT_EQ(window_words(c), e.english) << e.lines;
    set_language(language::vietnamese);
    EXPECT_EQ(window_words(c), e.vietnamese) << e.lines;
  }
}

const example campaigns[] = {
    {"share = 60\n", "playlist \"p\" on all screens, every day, all day, weight 60",
     "danh sách phát \"p\" trên tất cả màn hình, hằng ngày, cả ngày, trọng số 60"},
    {"screens = ['@indoor', 'market']\nevery = '15m'\ntask = 'IV.3.c'\n",
     "playlist \"p\" on group indoor and market, every day, all day, once every 15 min, for task IV.3.c",
     "danh sách phát \"p\" trên nhóm indoor và market, hằng ngày, cả ngày, cứ 15 phút một lần, nhiệm vụ "
     "IV.3.c"},
    {"screens = ['lobby']\nlevel = 'takeover'\norder = 'shuffle'\nfade = '500ms'\nvolume = 0\nqr = false\n",
     "playlist \"p\" on lobby, every day, all day, weight 1, has the whole screen to itself, in shuffled "
     "order, "
     "pictures fade in over 500 ms, without sound, without QR codes",
     "danh sách phát \"p\" trên lobby, hằng ngày, cả ngày, trọng số 1, chiếm toàn màn hình, thứ tự ngẫu "
     "nhiên, "
     "ảnh hiện dần trong 500 mili giây, không có tiếng, không có mã QR"},
    {"level = 'filler'\nvolume = 40\nfit = 'cover'\nqr = 'corner'\nlogo = false\n",
     "playlist \"p\" on all screens, every day, all day, weight 1, only when nothing else plays, volume 40 "
     "%, "
     "pictures fill the screen, QR codes in the corner, without the logo",
     "danh sách phát \"p\" trên tất cả màn hình, hằng ngày, cả ngày, trọng số 1, chỉ phát khi không có gì "
     "khác, "
     "âm lượng 40 %, ảnh phủ kín màn hình, mã QR ở góc, không có biểu trưng"},
};

TEST_F(words_of_a_window, say_all_of_a_campaign) {
  for (const example& e : campaigns) {
    set_language(language::english);
    playlists::programme::campaign c = campaign(e.lines);
    EXPECT_EQ(campaign_words(c), e.english) << e.lines;
    set_language(language::vietnamese);
    EXPECT_EQ(campaign_words(c), e.vietnamese) << e.lines;
  }
}

TEST_F(words_of_a_window, stay_short_however_long_the_lists_are) {
  playlists::programme::campaign c;
  c.screens.assign(500, "lobby");
  c.hours.assign(500, {std::chrono::hours(7), std::chrono::hours(8)});
  c.except.assign(5000, {2026, 1, 1});
  EXPECT_LT(campaign_words(c).size(), 500u);
  EXPECT_NE(campaign_words(c).find("2026-01-01 … (5000)"), std::string::npos);
  EXPECT_EQ(duration_words(std::chrono::milliseconds(5'430'500)), "1 h 30 min 30 s 500 ms");
}

}  // namespace
}  // namespace bangtin::admin_cli::views
