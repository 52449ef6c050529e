#include "playlists/text/programme_bytes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "playlists/random_site.hpp"
#include "playlists/support.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::playlists::testing {
namespace {

programme::programme signed_one() {
  programme::programme p = from(R"([[screen]]
name = "lobby"
groups = ["g"]
open = [ { hours = "07:00-17:30" } ]
[[playlist]]
name = "p"
items = [ { media = "a.mp4", duration = "15s", title = "Một \"hai\"" } ]
[[campaign]]
name = "c"
playlist = "p"
screens = ["@g"]
from = "12-20"
to = "01-05"
yearly = true
except = ["2026-12-25"]
every = "15m"
)");
  p.version = 7;
  p.issued = utc_ms(milliseconds(1'791'590'400'000));
  p.expires = p.issued + std::chrono::hours(24 * 90);
  for (programme::media_item& m : p.media) {
    m.id = "0123456789ab";
    m.files = {{sha256(m.name), 1234}};
    m.width = 1920;
    m.height = 1080;
  }
  return p;
}

TEST(programme_bytes, are_exactly_these) {
  programme::programme p;
  p.version = 1;
  p.slate = "s";
  programme::media_item slate;
  slate.name = "s";
  slate.files = {{sha256("x"), 1}};
  p.media = {slate};
  EXPECT_EQ(
      text::to_bytes(p),
      R"({"campaigns":[],"expires_ms":0,"format":"bangtin-programme-1","issued_ms":0,"media":[{"duration_ms":0,"files":[{"bytes":1,"sha256":")" +
          sha256("x").hex() +
          R"("}],"height":0,"id":"","kind":"image","link":"","name":"s","owner":"","pages":0,"theme":"","title":"","width":0}],"playlists":[],"screens":[],"slate":"s","timezone":"Asia/Ho_Chi_Minh","version":1})");
}

TEST(programme_bytes, keep_everything) {
  programme::programme p = signed_one();
  auto read = text::from_bytes(text::to_bytes(p));
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(*read, p);
  EXPECT_EQ(text::programme_digest(p), sha256(text::to_bytes(p)));
}

TEST(programme_bytes, with_any_bit_flipped_are_refused_or_another_programme) {
  const programme::programme p = signed_one();
  const std::string good = text::to_bytes(p);
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ (1 << bit));
      auto read = text::from_bytes(bad);
      if (!read) continue;
      ASSERT_NE(*read, p) << at;
      ASSERT_EQ(text::to_bytes(*read), bad) << at;
    }
  }
}

TEST(programme_bytes, cut_short_or_followed_by_more_are_refused) {
  const std::string good = text::to_bytes(signed_one());
  for (std::size_t length = 0; length < good.size(); ++length) {
    ASSERT_FALSE(text::from_bytes(std::string_view(good).substr(0, length))) << length;
  }
  for (const char* more : {" ", "\n", "{}", "x"}) EXPECT_FALSE(text::from_bytes(good + more));
  EXPECT_FALSE(text::from_bytes(" " + good));
  EXPECT_EQ(text::from_bytes(std::string(text::max_programme_bytes + 1, ' ')).error().code, errc::limit);
}

TEST(programme_bytes, in_another_spelling_are_refused) {
  const std::string good = text::to_bytes(signed_one());
  const std::vector<std::pair<std::string, std::string>> spellings{
      {"\"share\":1", "\"share\":1.0"},
      {"\"share\":1", "\"share\":01"},
      {"\"version\":7", "\"version\":7e0"},
      {"\"lobby\"", "\"\\u006cobby\""},
      {"\"every_ms\":", "\"every_ms\": "},
      {"\"rrule\":\"\"", "\"rrule\":null"},
      {"\"share\":1", "\"share\":1,\"x\":1"},
      {"\"share\":1", "\"share\":1,\"share\":1"},
      {"\"share\":1,", ""},
      {sha256("a.mp4").hex(), "0" + sha256("a.mp4").hex()}};
  for (const auto& [from, to] : spellings) {
    std::string bad = good;
    std::size_t at = bad.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    bad.replace(at, from.size(), to);
    EXPECT_FALSE(text::from_bytes(bad)) << to;
  }
}

TEST(programme_bytes, of_a_programme_that_is_wrong_in_itself_are_refused) {
  using change = void (*)(programme::programme&);
  const std::vector<std::pair<std::string, change>> wrongs{
      {"no slate", [](programme::programme& p) { p.slate = "none"; }},
      {"unknown zone", [](programme::programme& p) { p.timezone = "Mars/Base"; }},
      {"a zone that is a path", [](programme::programme& p) { p.timezone = "../../etc/passwd"; }},
      {"two screens of a name", [](programme::programme& p) { p.screens.push_back(p.screens[0]); }},
      {"two playlists of a name", [](programme::programme& p) { p.playlists.push_back(p.playlists[0]); }},
      {"two campaigns of a name", [](programme::programme& p) { p.campaigns.push_back(p.campaigns[0]); }},
      {"two media of a name", [](programme::programme& p) { p.media.push_back(p.media[0]); }},
      {"an empty playlist", [](programme::programme& p) { p.playlists[0].items.clear(); }},
      {"a missing playlist", [](programme::programme& p) { p.campaigns[0].playlist = "q"; }},
      {"a missing screen", [](programme::programme& p) { p.campaigns[0].screens = {"q"}; }},
      {"a missing group", [](programme::programme& p) { p.campaigns[0].screens = {"@q"}; }},
      {"no screens", [](programme::programme& p) { p.campaigns[0].screens.clear(); }},
      {"missing media", [](programme::programme& p) { p.playlists[0].items[0].media = "q"; }},
      {"an item too short",
       [](programme::programme& p) { p.playlists[0].items[0].duration = milliseconds(99); }},
      {"a video without a length", [](programme::programme& p) { p.playlists[0].items[0].duration.reset(); }},
      {"a guide without pages",
       [](programme::programme& p) { p.media[1].kind = programme::media_kind::pages; }},
      {"too many files", [](programme::programme& p) { p.media[1].files.resize(2); }},
      {"share 0", [](programme::programme& p) { p.campaigns[0].share = 0; }},
      {"share 1001", [](programme::programme& p) { p.campaigns[0].share = 1001; }},
      {"share and cadence", [](programme::programme& p) { p.campaigns[0].share = 2; }},
      {"cadence 0", [](programme::programme& p) { p.campaigns[0].every = milliseconds(0); }},
      {"recurring without an end", [](programme::programme& p) { p.campaigns[0].to.reset(); }},
      {"recurring with a year", [](programme::programme& p) { p.campaigns[0].to->year = 2026; }},
      {"a rule that says nothing",
       [](programme::programme& p) { p.campaigns[0].rrule = "FREQ=WEEKLY;BYDAY=1MO"; }},
      {"a lunar month 13",
       [](programme::programme& p) {
         p.campaigns[0].repeats = programme::recurrence::lunar;
         p.campaigns[0].from = programme::calendar_date{0, 13, 1};
       }},
      {"a lunar day 31",
       [](programme::programme& p) {
         p.campaigns[0].repeats = programme::recurrence::lunar;
         p.campaigns[0].to = programme::calendar_date{0, 1, 31};
       }},
      {"an impossible date", [](programme::programme& p) { p.campaigns[0].except[0].day = 32; }},
      {"no weekday", [](programme::programme& p) { p.campaigns[0].days = 0; }},
      {"hours of 25:00",
       [](programme::programme& p) { p.screens[0].open[0].hours.to = std::chrono::hours(25); }},
      {"a name with a newline", [](programme::programme& p) { p.screens[0].name = "a\nb"; }},
      {"a title that is not UTF-8", [](programme::programme& p) { p.screens[0].title = "\xff"; }},
      {"a negative version", [](programme::programme& p) { p.version = -1; }},
  };
  for (const auto& [name, spoil] : wrongs) {
    programme::programme p = signed_one();
    spoil(p);
    EXPECT_FALSE(text::from_bytes(text::to_bytes(p))) << name;
    bool only_the_reader_sees_it = name == "a negative version";
    EXPECT_EQ(text::check_references(p).has_value(), !only_the_reader_sees_it) << name;
  }
}

TEST(programme_bytes, of_a_draft_may_have_playlists_that_are_still_to_be_filled) {
  programme::programme p = signed_one();
  p.playlists.push_back({"to be filled", {}});
  EXPECT_TRUE(text::check_references(p)) << "what is signed has none";
  p.version = 0;
  EXPECT_FALSE(text::check_references(p));
  EXPECT_EQ(text::from_bytes(text::to_bytes(p)).value(), p);
  p.campaigns[0].playlist = "to be filled";
  EXPECT_TRUE(text::check_references(p)) << "a campaign shows it";
}

TEST(programme_bytes, of_a_rule_finer_than_a_day_are_refused_and_not_played_wrongly) {
  programme::programme p = signed_one();
  p.campaigns[0].rrule = "FREQ=HOURLY";
  EXPECT_EQ(text::from_bytes(text::to_bytes(p)).error().code, errc::unsupported);
}

TEST(programme_bytes, carry_lunar_dates_and_rules) {
  programme::programme p = signed_one();
  p.campaigns[0].repeats = programme::recurrence::lunar;
  p.campaigns[0].from = programme::calendar_date{0, 2, 30};
  p.campaigns[0].rrule = "FREQ=DAILY";
  const std::string bytes = text::to_bytes(p);
  EXPECT_NE(bytes.find(R"("from":"02-30")"), std::string::npos);
  EXPECT_NE(bytes.find(R"("repeats":"lunar","rrule":"FREQ=DAILY")"), std::string::npos);
  EXPECT_EQ(text::from_bytes(bytes).value(), p);
}

RC_GTEST_PROP(programme_bytes, of_any_programme_read_back_the_same, ()) {
  programme::programme p = random_site().p;
  RC_ASSERT(text::from_bytes(text::to_bytes(p)).value() == p);
}

}  // namespace
}  // namespace bangtin::playlists::testing
