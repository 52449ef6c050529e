#include "playlists/analysis/preview.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "base/json.hpp"
#include "playlists/support.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::playlists::testing {
namespace {

std::string in_json(const programme::programme& p, programme::local_day first, int days) {
  std::string all;
  analysis::preview_json(p, p.screens[0], first, days, [&](std::string_view piece) { all += piece; });
  return all;
}

TEST(a_preview, has_the_shape_that_scripts_rely_on) {
  programme::programme p = from(R"(timezone = "Europe/Berlin"
[[screen]]
name = "lobby"
open = [ { days = "sun", hours = "07:00-07:01" } ]
[[playlist]]
name = "p"
items = [ { media = "a \"1\".png", duration = "20s" } ]
[[playlist]]
name = "g"
items = [ { media = "g.pdf", pages = 2 } ]
[[campaign]]
name = "c"
playlist = "p"
screens = ["all"]
[[campaign]]
name = "guide"
playlist = "g"
screens = ["all"]
level = "takeover"
every = "2h"
)");
  EXPECT_EQ(
      in_json(p, day("2026-10-24"), 2),
      R"({"screen":"lobby","timezone":"Europe/Berlin","programme":")" + text::programme_digest(p).hex() +
          R"(","days":[{"date":"2026-10-24","slots":[]},{"date":"2026-10-25","slots":[)"
          R"({"start":"2026-10-25T07:00:00.000+01:00","end":"2026-10-25T07:00:10.000+01:00","campaign":"guide","level":"takeover","media":"g.pdf","item":0,"page":1,"reason":"every"},)"
          R"({"start":"2026-10-25T07:00:10.000+01:00","end":"2026-10-25T07:00:20.000+01:00","campaign":"guide","level":"takeover","media":"g.pdf","item":0,"page":2,"reason":"every"},)"
          R"({"start":"2026-10-25T07:00:20.000+01:00","end":"2026-10-25T07:00:40.000+01:00","campaign":"c","level":"normal","media":"a \"1\".png","item":0,"page":null,"reason":"share"},)"
          R"({"start":"2026-10-25T07:00:40.000+01:00","end":"2026-10-25T07:01:00.000+01:00","campaign":"c","level":"normal","media":"a \"1\".png","item":0,"page":null,"reason":"share"}]}]})");
}

TEST(a_preview, names_the_slate_without_a_campaign) {
  programme::programme p = from("[[screen]]\nname = 's'\n");
  std::string text = in_json(p, day("2026-10-10"), 1);
  EXPECT_TRUE(parse_json(text));
  EXPECT_NE(
      text.find(
          R"([{"start":"2026-10-10T00:00:00.000+07:00","end":"2026-10-11T00:00:00.000+07:00","campaign":null,)"
          R"("level":null,"media":"slate.png","item":null,"page":null,"reason":"slate"}])"),
      std::string::npos)
      << text;
  EXPECT_TRUE(in_json(p, day("2026-10-10"), 0).ends_with("\"days\":[]}"));
}

const char* const two_campaigns = R"(timezone = "Europe/Berlin"
[[screen]]
name = "lobby"
title = "Sảnh; tầng 1"
open = [ { days = "sat", hours = "07:00-07:02" }, { days = "sat", hours = "09:00-09:01" } ]
[[playlist]]
name = "p"
items = [ { media = "a, \"1\".png", duration = "20s" } ]
[[playlist]]
name = "g"
items = [ { media = "g.pdf", duration = "1500ms", pages = 2 } ]
[[campaign]]
name = "=c"
playlist = "p"
screens = ["all"]
hours = ["07:00-07:01"]
[[campaign]]
name = "guide"
playlist = "g"
screens = ["all"]
level = "takeover"
every = "2h"
)";

std::string gathered(const std::function<void(const analysis::text_sink&)>& write) {
  std::string all;
  write([&](std::string_view piece) { all += piece; });
  return all;
}

TEST(a_preview_as_csv, is_a_line_per_slot_that_a_spreadsheet_reads) {
  programme::programme p = from(two_campaigns);
  EXPECT_EQ(
      gathered([&](const analysis::text_sink& out) {
        analysis::preview_csv(p, p.screens[0], day("2026-10-24"), 2, out);
      }),
      "\xEF\xBB\xBFscreen,date,start,end,utc_offset,duration_ms,campaign,level,media,item,page,reason\r\n"
      "lobby,2026-10-24,2026-10-24 07:00:00.000,2026-10-24 "
      "07:00:01.500,+02:00,1500,guide,takeover,g.pdf,0,1,every\r\n"
      "lobby,2026-10-24,2026-10-24 07:00:01.500,2026-10-24 "
      "07:00:03.000,+02:00,1500,guide,takeover,g.pdf,0,2,every\r\n"
      "lobby,2026-10-24,2026-10-24 07:00:03.000,2026-10-24 07:00:23.000,+02:00,20000,'=c,normal,\"a, "
      "\"\"1\"\".png\",0,,share\r\n"
      "lobby,2026-10-24,2026-10-24 07:00:23.000,2026-10-24 07:00:43.000,+02:00,20000,'=c,normal,\"a, "
      "\"\"1\"\".png\",0,,share\r\n"
      "lobby,2026-10-24,2026-10-24 07:00:43.000,2026-10-24 07:01:03.000,+02:00,20000,'=c,normal,\"a, "
      "\"\"1\"\".png\",0,,share\r\n"
      "lobby,2026-10-24,2026-10-24 07:01:03.000,2026-10-24 07:02:00.000,+02:00,57000,,,slate.png,,,slate\r\n"
      "lobby,2026-10-24,2026-10-24 09:00:00.000,2026-10-24 "
      "09:00:01.500,+02:00,1500,guide,takeover,g.pdf,0,1,every\r\n"
      "lobby,2026-10-24,2026-10-24 09:00:01.500,2026-10-24 "
      "09:00:03.000,+02:00,1500,guide,takeover,g.pdf,0,2,every\r\n"
      "lobby,2026-10-24,2026-10-24 09:00:03.000,2026-10-24 "
      "09:01:00.000,+02:00,57000,,,slate.png,,,slate\r\n");
}

// The values of one property, in order, unfolded.
std::vector<std::string> values_of(const std::string& ics, const std::string& property) {
  std::vector<std::string> values;
  std::istringstream lines(ics);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_TRUE(line.ends_with('\r')) << line;
    EXPECT_LE(line.size(), 76U) << line;
    line.pop_back();
    if (line.starts_with(' ') && !values.empty()) {
      values.back() += line.substr(1);
    } else if (line.starts_with(property + ":")) {
      values.push_back(line.substr(property.size() + 1));
    }
  }
  return values;
}

TEST(a_preview_as_ics, has_an_event_for_each_stretch_of_a_campaign) {
  programme::programme p = from(two_campaigns);
  std::string ics = gathered([&](const analysis::text_sink& out) {
    analysis::preview_ics(p, p.screens[0], day("2026-10-24"), 2, utc_ms(std::chrono::seconds(0)), out);
  });
  using strings = std::vector<std::string>;
  EXPECT_TRUE(ics.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
  EXPECT_TRUE(ics.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
  EXPECT_EQ(values_of(ics, "SUMMARY"), (strings{"=c", "guide", "guide"}));
  EXPECT_EQ(values_of(ics, "LOCATION"), strings(3, "Sảnh\\; tầng 1"));
  EXPECT_EQ(values_of(ics, "DTSTART"), (strings{"20261024T050003Z", "20261024T050000Z", "20261024T070000Z"}));
  EXPECT_EQ(values_of(ics, "DTEND"), (strings{"20261024T050103Z", "20261024T050003Z", "20261024T070003Z"}));
  EXPECT_EQ(values_of(ics, "DESCRIPTION"),
            (strings{"3 plays\\, 0:01:00 of airtime\\, share 1", "1 play\\, 0:00:03 of airtime\\, every 2 h",
                     "1 play\\, 0:00:03 of airtime\\, every 2 h"}));
  EXPECT_EQ(values_of(ics, "DTSTAMP"), strings(3, "19700101T000000Z"));
  strings uids = values_of(ics, "UID");
  EXPECT_EQ(std::set<std::string>(uids.begin(), uids.end()).size(), 3U);
}

TEST(a_preview_as_ics, keeps_an_events_uid_when_the_items_within_it_change) {
  programme::programme p = from(two_campaigns);
  auto uids = [&] {
    return values_of(gathered([&](const analysis::text_sink& out) {
                       analysis::preview_ics(p, p.screens[0], day("2026-10-24"), 1,
                                             utc_ms(std::chrono::seconds(0)), out);
                     }),
                     "UID");
  };
  std::vector<std::string> before = uids();
  p.playlists[1].items[0].duration = milliseconds(4000);
  EXPECT_EQ(uids(), before);
}

}  // namespace
}  // namespace bangtin::playlists::testing
