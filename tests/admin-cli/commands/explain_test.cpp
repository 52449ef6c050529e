#include "admin-cli/commands/calls.hpp"
#include "admin-cli/views/instants.hpp"
#include "admin-cli/views/notice_rows.hpp"
#include "admin-cli/views/times.hpp"
#include "base/clock.hpp"
#include "base/language.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_text.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class explain_command : public calls {
 public:
  ~explain_command() override { set_language(language::english); }

  const std::string programme_file = BANGTIN_SOURCE_DIR "/tests/admin-cli/preview.toml";
  spoken explain_at(const std::string& at, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"explain", "--screen", "lobby", "--at", at, "--programme", programme_file};
    words.insert(words.end(), more.begin(), more.end());
    return call_without_daemon(words);
  }

  // Publishes the same programme at `issued`, valid for a year.
  void publish(utc_ms issued) {
    playlists::programme::programme p = playlists::text::parse_text(*read_file(programme_file, 100'000),
                                                                    playlists::text::media_facts::from_text)
                                            .value;
    p.version = 3;
    p.issued = issued;
    p.expires = issued + std::chrono::hours(24 * 365);
    wire::signed_programme note;
    note.bytes = playlists::text::to_bytes(p);
    daemon.on("GET /v1/programmes/current", wire::to_json(note));
  }
};

TEST_F(explain_command, says_what_is_on_by_which_rule_and_why_the_others_are_not) {
  spoken said = explain_at("2026-10-10 08:59:55");
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.out,
            "2026-10-10 08:59:55: lobby shows the slate until 09:00:00\n"
            "Nothing that is offered fits before 09:00:00, when ngay-chuyen-doi-so begins.\n"
            "\n"
            "Campaign             Why not\n"
            "thuong-xuyen         its next item, 24 s, does not fit before 09:00:00, when ngay-chuyen-doi-so "
            "begins; next at 09:30:00\n"
            "phong-chong-lua-dao  its next item, 12 s, does not fit before 09:00:00, when ngay-chuyen-doi-so "
            "begins; next at 09:30:24\n"
            "ngay-chuyen-doi-so   outside its hours, 09:00-09:30; next from 09:00:00\n");
}

struct told {
  std::string at;
  std::vector<std::string> lines;
};

TEST_F(explain_command, has_a_sentence_for_every_reason) {
  const std::vector<told> cases{
      {"2026-10-10 08:30",
       {"08:30:00: lobby shows clip.mp4 of campaign thuong-xuyen until 08:30:16",
        "By its share: 60 of 100 at level normal, in turn with phong-chong-lua-dao (40).",
        "phong-chong-lua-dao  its turn comes at 08:30:16"}},
      {"2026-10-10 09:10",
       {"By its share: no other campaign by share is active at level takeover.",
        "silent until 09:30:00, as ngay-chuyen-doi-so is active at a higher level; next at 09:30:24"}},
      {"2026-10-10 12:00",
       {"lobby is closed until 2026-10-12 07:00:00", "thuong-xuyen         the screen is closed",
        "outside its hours, 08:00-10:00; next from 2026-10-12 08:00:00"}},
      {"2026-10-09 10:00:05",
       {"page 1 of huong-dan.pdf of campaign thuong-xuyen until 10:00:08; all its pages until 10:00:24",
        "outside its dates, on 10 October every year; next from 2026-10-10 09:00:00"}}};
  for (const told& c : cases) {
    SCOPED_TRACE(c.at);
    spoken said = explain_at(c.at);
    for (const std::string& line : c.lines) EXPECT_THAT(said.out, HasSubstr(line));
  }
}

TEST_F(explain_command, speaks_of_cadences_weekdays_exceptions_and_other_screens) {
  (void)file("p.toml", R"(slate = "s.png"
[[screen]]
name = "lobby"
[[screen]]
name = "market"
[[playlist]]
name = "p"
items = [ { media = "a.png", duration = "10m" } ]
[[campaign]]
name = "often"
playlist = "p"
screens = ["lobby"]
every = "1h"
[[campaign]]
name = "there"
playlist = "p"
screens = ["market"]
[[campaign]]
name = "fridays"
playlist = "p"
screens = ["all"]
days = "fri"
[[campaign]]
name = "nights"
playlist = "p"
screens = ["all"]
hours = ["22:00-02:00"]
except = ["2026-10-09"]
[[campaign]]
name = "past"
playlist = "p"
screens = ["all"]
to = "2026-01-31"
[[campaign]]
name = "monday"
playlist = "p"
screens = ["all"]
rrule = "FREQ=MONTHLY;BYDAY=1MO"
[[campaign]]
name = "tet"
playlist = "p"
screens = ["all"]
lunar = true
from = "12-23"
to = "01-07"
)");
  const std::string path = daemon.folder() / "p.toml";
  auto at = [&](const std::string& time) {
    return call_without_daemon({"explain", "--screen", "lobby", "--at", time, "--programme", path}).out;
  };
  EXPECT_THAT(
      at("2026-10-10 01:05"),
      AllOf(HasSubstr("By its cadence: every 1 h, due since 01:00:00."),
            HasSubstr("there     for other screens: market"),
            HasSubstr("fridays   not on Saturdays; next from 2026-10-16"),
            HasSubstr("nights    2026-10-09 is one of its exceptions (its hours at this time begin "
                      "the day before); next from 22:00:00"),
            HasSubstr("past      outside its dates, until 2026-01-31; not again within two years"),
            HasSubstr("its rule FREQ=MONTHLY;BYDAY=1MO does not name 2026-10-10; next from 2026-11-02"),
            HasSubstr("outside its dates, from day 23 of lunar month 12 to day 7 of lunar month 1; next from "
                      "2027-01-30")));
  EXPECT_THAT(at("2026-10-11 01:30"), AllOf(HasSubstr("shows a.png of campaign nights until 01:40:00"),
                                            HasSubstr("its cadence, every 1 h, is not due before 02:00:00")));
}

TEST_F(explain_command, in_json_has_the_slot_its_rule_and_a_code_for_every_other_campaign) {
  spoken said = explain_at("2026-10-10T08:30:05", {"--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  json::value v = said.document();
  EXPECT_EQ(v.at("screen"), "lobby");
  EXPECT_EQ(v.at("at"), "2026-10-10T08:30:05.000+07:00");
  EXPECT_EQ(v.at("timezone"), "Asia/Ho_Chi_Minh");
  EXPECT_EQ(v.at("open"), true);
  EXPECT_EQ(v.at("opens"), nullptr);
  const json::value& on = v.at("now");
  EXPECT_EQ(on.at("end"), "2026-10-10T08:30:16.000+07:00");
  EXPECT_EQ(on.at("campaign"), "thuong-xuyen");
  EXPECT_EQ(on.at("media"), "clip.mp4");
  EXPECT_EQ(on.at("item"), 0);
  EXPECT_EQ(on.at("page"), nullptr);
  EXPECT_EQ(on.at("reason"), "share");
  EXPECT_EQ(canonical(on.at("rule")),
            R"({"share":60,"shares":100,"turns":["phong-chong-lua-dao","thuong-xuyen"]})");
  ASSERT_EQ(v.at("others").as_array().size(), 2U);
  const json::value& turn = v.at("others").at(0);
  EXPECT_EQ(turn.at("campaign"), "phong-chong-lua-dao");
  EXPECT_EQ(turn.at("reason"), "turn");
  EXPECT_EQ(turn.at("next"), "2026-10-10T08:30:16.000+07:00");
  const json::value& hours = v.at("others").at(1);
  EXPECT_EQ(hours.at("reason"), "hours");
  EXPECT_EQ(hours.at("until"), "2026-10-10T09:00:00.000+07:00");

  json::value closed = explain_at("2026-10-10T12:00", {"--json"}).document();
  EXPECT_EQ(closed.at("open"), false);
  EXPECT_EQ(closed.at("now"), nullptr);
  EXPECT_EQ(closed.at("opens"), "2026-10-12T07:00:00.000+07:00");
}

TEST_F(explain_command, takes_times_as_people_write_them) {
  for (const char* at :
       {"2026-10-10T08:30", "2026-10-10 08:30:00", "2026-10-10t08:30", "08:30", "2026-10-10T01:30:00Z",
        "2026-10-10T08:30:00.0004+07:00", "2026-10-09T21:30-04:00"}) {
    EXPECT_THAT(explain_at(at).out, StartsWith("2026-10-10 08:30:00: ")) << at;
  }
  spoken said = call_without_daemon({"explain", "--screen", "lobby", "--programme", programme_file});
  EXPECT_THAT(said.out, StartsWith("2026-10-10 07:00:00: "));
}

TEST_F(explain_command, refuses_what_is_no_time_and_what_is_no_screen) {
  for (const char* at : {"", "noon", "8:3", "24:00", "08:60", "08:30:61", "2026-10-10", "2026-02-30T10:00",
                         "2026-10-10T08:30+7", "2026-10-10T08:30:00.", "08:30Z", "2026-10-10x08:30",
                         "2026-10-10T08:30:00+07:00x", "1969-12-31T08:30", "10000-01-01T08:30"}) {
    spoken said = explain_at(at);
    EXPECT_EQ(said.code, 2) << at;
    EXPECT_EQ(said.out, "") << at;
  }
  EXPECT_THAT(explain_at("8:3").err, HasSubstr("\"8:3\" is no time — write it as 7:30 or 7h30"));
  spoken said = call_without_daemon({"explain", "--screen", "loby", "--programme", programme_file});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("did you mean lobby?"));
  EXPECT_EQ(call_without_daemon({"explain", "--at", "09:30", "--programme", programme_file}).code, 0)
      << "there is only one screen";
}

TEST_F(explain_command, of_the_published_programme_only_while_it_is_valid) {
  publish(test_now);  // 07:00 on 2026-10-10
  auto at = [&](const std::string& time) { return call({"explain", "--screen", "lobby", "--at", time}); };
  EXPECT_THAT(at("07:00").out, HasSubstr("lobby shows clip.mp4 of campaign thuong-xuyen"));
  spoken early = at("06:59:59"), late = at("2027-10-10 07:00");
  EXPECT_EQ(early.code, 1);
  EXPECT_THAT(early.err, HasSubstr("version 3 of the programme holds only from 2026-10-10 07:00:00 on"));
  EXPECT_EQ(late.code, 1);
  EXPECT_THAT(late.err, HasSubstr("version 3 of the programme expires at 2027-10-10 07:00:00"));
}

TEST_F(explain_command, says_what_an_approval_changes_around_its_instant) {
  auto at = [&](const std::string& time) { return call({"explain", "--screen", "lobby", "--at", time}).out; };
  publish(test_now + std::chrono::seconds(2));  // within the first item of the day
  EXPECT_THAT(at("07:00:03"),
              AllOf(HasSubstr("lobby shows clip.mp4"),
                    HasSubstr("began before version 3 was approved, at 2026-10-10 07:00:02")));
  publish(test_now - std::chrono::hours(24));
  EXPECT_THAT(at("07:00:03"), Not(HasSubstr("was approved")));
  publish(test_now - std::chrono::seconds(10));
  EXPECT_THAT(at("07:00:03"), HasSubstr("may show the version before for 30 s"));
  EXPECT_THAT(at("07:00:21"), Not(HasSubstr("was approved")));
}

TEST_F(explain_command, needs_a_programme) {
  daemon.on("GET /v1/programmes/current", [](const heard&) {
    return answer{404, problem("not_found", "there is no {}", "it", "make it")};
  });
  spoken said = call({"explain", "--screen", "lobby"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("nothing is published yet"));
}

TEST_F(explain_command, speaks_vietnamese) {
  EXPECT_THAT(explain_at("08:30", {"--lang", "vi"}).out,
              AllOf(HasSubstr("Chiến dịch"), Not(HasSubstr("Campaign"))));
  EXPECT_THAT(
      call_without_daemon({"explain", "--screen", "loby", "--programme", programme_file, "--lang", "vi"}).err,
      HasSubstr("có phải ý bạn là lobby?"));
}

TEST(an_instant_on_the_clocks_of_a_zone, is_the_change_where_they_leave_it_out_and_the_first_of_two) {
  auto in_berlin = [](const char* text) {
    return to_rfc3339_utc(views::parse_instant(text, "Europe/Berlin", test_now).value());
  };
  EXPECT_EQ(in_berlin("2026-03-29T02:30"), "2026-03-29T01:00:00.000Z");
  EXPECT_EQ(in_berlin("2026-10-25T02:30"), "2026-10-25T00:30:00.000Z");
  EXPECT_EQ(in_berlin("2026-10-25T02:30:00+01:00"), "2026-10-25T01:30:00.000Z");
  EXPECT_EQ(in_berlin("23:15"), "2026-10-10T21:15:00.000Z");
}

TEST(an_instant, is_read_as_people_write_it) {
  // 2026-10-10, a Saturday, in Việt Nam.
  auto read = [](const char* text, views::tense year) {
    auto at = views::parse_instant(text, "Asia/Ho_Chi_Minh", test_now, year);
    return at ? views::local_time(*at, "Asia/Ho_Chi_Minh") : "none";
  };
  const struct {
    const char *text, *coming, *past;
  } cases[] = {
      {"7:16", "2026-10-10 07:16:00", "2026-10-10 07:16:00"},
      {"07:16:05", "2026-10-10 07:16:05", "2026-10-10 07:16:05"},
      {"7h", "2026-10-10 07:00:00", "2026-10-10 07:00:00"},
      {"7h30", "2026-10-10 07:30:00", "2026-10-10 07:30:00"},
      {"14H16", "2026-10-10 14:16:00", "2026-10-10 14:16:00"},
      {"30/11 14:16", "2026-11-30 14:16:00", "2025-11-30 14:16:00"},
      {"1/10 7h", "2027-10-01 07:00:00", "2026-10-01 07:00:00"},
      {"10/10 7h", "2026-10-10 07:00:00", "2026-10-10 07:00:00"},
      {"30/11/2026 14:16", "2026-11-30 14:16:00", "2026-11-30 14:16:00"},
      {"14h16 30/11/2026", "2026-11-30 14:16:00", "2026-11-30 14:16:00"},
      {"14h16 ngày 30/11/2026", "2026-11-30 14:16:00", "2026-11-30 14:16:00"},
      {"hôm nay 14:16", "2026-10-10 14:16:00", "2026-10-10 14:16:00"},
      {"Hôm qua  9h", "2026-10-09 09:00:00", "2026-10-09 09:00:00"},
      {"9h ngày mai", "2026-10-11 09:00:00", "2026-10-11 09:00:00"},
      {" 2026-10-5 7:30 ", "2026-10-05 07:30:00", "2026-10-05 07:30:00"},
      {"2026-10-05T07:30", "2026-10-05 07:30:00", "2026-10-05 07:30:00"},
      {"2026-10-05T07:30:00+09:00", "2026-10-05 05:30:00", "2026-10-05 05:30:00"},
      {"2026-10-05 07:30:00Z", "2026-10-05 14:30:00", "2026-10-05 14:30:00"},
      {"7", "none", "none"},
      {"7h5", "none", "none"},
      {"h30", "none", "none"},
      {"25h", "none", "none"},
      {"30/2 7h", "none", "none"},
      {"07:30Z", "none", "none"},
      {"07:30+07:00 5/10", "none", "none"},
      {"7h 8h", "none", "none"},
      {"5/10 6/10", "none", "none"},
      {"ngày 7h", "none", "none"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(read(c.text, views::tense::coming), c.coming) << c.text;
    EXPECT_EQ(read(c.text, views::tense::past), c.past) << c.text;
  }
  for (const char* now : {"now", "bây giờ"})
    EXPECT_EQ(views::parse_instant(now, "Asia/Ho_Chi_Minh", test_now), test_now);
}

TEST_F(explain_command, a_notice_covers_the_programme) {
  publish(test_now - std::chrono::hours(24));
  const std::int64_t ms = to_unix_ms(test_now);
  std::string shown = std::to_string(ms - 5'000);
  daemon.on("GET /v1/notices", [&](const heard&) {
    return answer{
        200,
        fmt::format(
            R"({{"newest":9,"notices":[{{"id":"0000aaaa","number":9,"issued":{0},"expires":{1},"received":{0},"stopped":null,)"
            R"("approver":"Hoa","all":true,"text":"Cảnh báo lũ\nSơ tán","media":null,"screens":[)"
            R"({{"name":"lobby","shown":{2},"ended":null,"refused":null}}]}}]}})",
            ms - 60'000, ms + 600'000, shown)};
  });
  spoken said = call({"explain", "--screen", "lobby"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out,
              StartsWith("2026-10-10 07:00:00: lobby shows the emergency notice \"Cảnh báo lũ\" "
                         "(0000aaaa), until 2026-10-10 07:10:00 at the latest. Without the notice:\n"));
  EXPECT_EQ(call({"explain", "--json"}).document().at("notice").at("id"), "0000aaaa");
  EXPECT_THAT(call({"preview"}).err,
              HasSubstr("The emergency notice \"Cảnh báo lũ\" (0000aaaa) covers this"));
  EXPECT_THAT(call({"preview", "--date", "2026-10-12"}).err, Not(HasSubstr("covers this")));
  EXPECT_THAT(call({"explain", "--at", "07:20"}).out, Not(HasSubstr("notice"))) << "it is over by then";
  EXPECT_THAT(explain_at("2026-10-10 07:00").out, Not(HasSubstr("notice"))) << "no screen shows a file";
  shown = "null";
  EXPECT_THAT(call({"explain"}).out, HasSubstr("has not said that it shows it"));
}

TEST(a_notice_cover, is_the_newest_that_the_screen_confirms) {
  using std::chrono::minutes;
  auto notice = [](std::int64_t number, bool shown) {
    wire::admin::notice n;
    n.id = std::to_string(number);
    n.number = number;
    n.issued = test_now - minutes(5);
    n.expires = test_now + minutes(5);
    wire::admin::notice_screen& s = n.screens.emplace_back();
    s.name = "lobby";
    if (shown) s.shown = n.issued;
    return n;
  };
  const std::vector<std::pair<std::vector<wire::admin::notice>, std::string>> rows{
      {{notice(1, true), notice(2, true)}, "2"},
      {{notice(2, false), notice(1, true), notice(3, false)}, "1"},
      {{notice(3, false), notice(2, false)}, "3"}};
  for (const auto& [notices, id] : rows) EXPECT_EQ(views::cover_of(notices, "lobby", test_now)->id, id);
  EXPECT_FALSE(views::cover_of({notice(1, true)}, "market", test_now));
}

TEST_F(explain_command, a_campaign_comes_next_when_the_screen_is_open) {
  const std::string programme = file(
      "p.toml",
      "slate = 's.png'\n[[screen]]\nname = 'lobby'\nopen = [ { days = 'mon-fri', hours = '07:00-17:00' } ]\n"
      "[[playlist]]\nname = 'p'\nitems = [ { media = 'a.png' } ]\n"
      "[[campaign]]\nname = 'night'\nplaylist = 'p'\nscreens = ['all']\nhours = ['22:00-02:00']\n"
      "[[campaign]]\nname = 'early'\nplaylist = 'p'\nscreens = ['all']\nhours = ['05:00-08:00']\n");
  spoken said = call_without_daemon({"explain", "--at", "2026-10-12 12:00", "--programme", programme});
  EXPECT_THAT(said.out, HasSubstr("22:00-02:00; its hours come only while the screen is closed"));
  EXPECT_THAT(said.out, HasSubstr("05:00-08:00; next from 2026-10-13 07:00:00"));
}

TEST_F(explain_command, midnight_is_the_end_of_a_day_or_the_day_that_begins) {
  const std::string programme =
      file("p.toml",
           "slate = 's.png'\n[[screen]]\nname = 'lobby'\nopen = [ { days = 'sun', hours = '00:00-24:00' } "
           "]\n[[screen]]\nname = 'hall'\n"
           "[[playlist]]\nname = 'p'\nitems = [ { media = 'a.png' } ]\n"
           "[[campaign]]\nname = 'c'\nplaylist = 'p'\nscreens = ['all']\ndays = 'sun'\n"
           "[[campaign]]\nname = 'd'\nplaylist = 'p'\nscreens = ['all']\nlevel = 'filler'\ndays = 'sun'\n");
  spoken said = call_without_daemon(
      {"explain", "--screen", "lobby", "--at", "2026-10-10 12:00", "--programme", programme});
  EXPECT_THAT(said.out, HasSubstr("lobby is closed until 2026-10-11\n"));
  said = call_without_daemon(
      {"explain", "--screen", "hall", "--at", "2026-10-10 12:00", "--programme", programme});
  EXPECT_THAT(said.out, HasSubstr("shows the slate until 24:00:00"));
  EXPECT_THAT(said.out, HasSubstr("not on Saturdays; next from 2026-10-11\n"));
  EXPECT_THAT(said.out, HasSubstr("not on Saturdays; whenever it would play, a higher level does"));
}

TEST_F(explain_command, preview_and_explain_agree_on_when_a_programme_expires) {
  publish(test_now - std::chrono::hours(24 * 364));  // it expires at 07:00 on Sunday, 2026-10-11
  spoken said = call({"preview", "--date", "2026-10-12", "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  const json::value day = said.document().at("days").at(0);
  ASSERT_EQ(day.at("slots").as_array().size(), 1u) << "the slate from opening to closing";
  EXPECT_EQ(day.at("slots").at(0).at("reason"), "slate");
  EXPECT_EQ(day.at("slots").at(0).at("start"), "2026-10-12T07:00:00.000+07:00");
  EXPECT_EQ(day.at("slots").at(0).at("end"), "2026-10-12T17:30:00.000+07:00");
  EXPECT_THAT(said.err, HasSubstr("expires at 2026-10-11 07:00:00; from then on screens show the slate"));
  EXPECT_THAT(call({"preview", "--date", "2026-10-12"}).out, HasSubstr("(slate) 100.0 %"));
  EXPECT_THAT(call({"preview", "--date", "2026-10-12", "--csv"}).out, Not(HasSubstr("thuong-xuyen")));
  EXPECT_THAT(call({"preview", "--date", "2026-10-12", "--ics"}).out, Not(HasSubstr("thuong-xuyen")));
  EXPECT_THAT(call({"preview", "--date", "2026-10-10"}).err, Not(HasSubstr("expires")));
  EXPECT_THAT(call({"explain", "--at", "2026-10-12 08:00"}).err,
              HasSubstr("from then on screens show the slate"));
}

TEST_F(explain_command, a_screen_that_only_the_draft_has_needs_the_draft) {
  publish(test_now - std::chrono::hours(24));
  daemon.on("GET /v1/draft", playlists::text::to_bytes(
                                 playlists::text::parse_text("slate = 's.png'\n[[screen]]\nname = 'cổng'\n",
                                                             playlists::text::media_facts::from_text)
                                     .value));
  for (const char* command : {"explain", "preview"}) {
    spoken said = call({command, "--screen", "CỔNG"});
    EXPECT_EQ(said.code, 1);
    EXPECT_THAT(said.err, AllOf(HasSubstr("only the draft has it"), HasSubstr("--draft"))) << command;
    EXPECT_THAT(call({command, "--screen", "cửa"}).err, Not(HasSubstr("--draft"))) << command;
  }
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
