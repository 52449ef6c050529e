// Which keys of a programme older players cannot read.
#include "playlists/text/programme_formats.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <set>

#include "base/json.hpp"
#include "playlists/random_site.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::playlists::text {
namespace {

// What the first release reads. Never add to it: a later key belongs into the table of
// programme_formats.cpp.
const std::set<std::string> format_1{"/body",
                                     "/campaigns/days",
                                     "/campaigns/every_ms",
                                     "/campaigns/except",
                                     "/campaigns/fade_ms",
                                     "/campaigns/fit",
                                     "/campaigns/from",
                                     "/campaigns/hours",
                                     "/campaigns/hours/from_ms",
                                     "/campaigns/hours/to_ms",
                                     "/campaigns/level",
                                     "/campaigns/name",
                                     "/campaigns/order",
                                     "/campaigns/playlist",
                                     "/campaigns/repeats",
                                     "/campaigns/rrule",
                                     "/campaigns/screens",
                                     "/campaigns/share",
                                     "/campaigns/task",
                                     "/campaigns/to",
                                     "/campaigns/volume",
                                     "/campaigns",
                                     "/expires_ms",
                                     "/format",
                                     "/issued_ms",
                                     "/media",
                                     "/media/duration_ms",
                                     "/media/files",
                                     "/media/files/bytes",
                                     "/media/files/sha256",
                                     "/media/height",
                                     "/media/id",
                                     "/media/kind",
                                     "/media/link",
                                     "/media/name",
                                     "/media/owner",
                                     "/media/pages",
                                     "/media/theme",
                                     "/media/title",
                                     "/media/width",
                                     "/playlists",
                                     "/playlists/items",
                                     "/playlists/items/call",
                                     "/playlists/items/duration_ms",
                                     "/playlists/items/link",
                                     "/playlists/items/media",
                                     "/playlists/items/subtitles",
                                     "/playlists/items/theme",
                                     "/playlists/items/title",
                                     "/playlists/name",
                                     "/screens",
                                     "/screens/clock",
                                     "/screens/groups",
                                     "/screens/logo",
                                     "/screens/name",
                                     "/screens/open",
                                     "/screens/open/days",
                                     "/screens/open/hours",
                                     "/screens/open/hours/from_ms",
                                     "/screens/open/hours/to_ms",
                                     "/screens/quiet",
                                     "/screens/quiet/days",
                                     "/screens/quiet/hours",
                                     "/screens/quiet/hours/from_ms",
                                     "/screens/quiet/hours/to_ms",
                                     "/screens/title",
                                     "/screens/venue",
                                     "/screens/volume",
                                     "/slate",
                                     "/tickers",
                                     "/tickers/days",
                                     "/tickers/except",
                                     "/tickers/from",
                                     "/tickers/hours",
                                     "/tickers/hours/from_ms",
                                     "/tickers/hours/to_ms",
                                     "/tickers/name",
                                     "/tickers/repeats",
                                     "/tickers/rrule",
                                     "/tickers/screens",
                                     "/tickers/text",
                                     "/tickers/to",
                                     "/timezone",
                                     "/version"};

void add_keys(const json::value& v, const std::string& at, std::set<std::string>& keys) {
  if (v.is_array()) {
    for (const json::value& entry : v.get_array()) add_keys(entry, at, keys);
  }
  if (!v.is_object()) return;
  for (const auto& pair : v.get_object()) {
    std::string key = at + "/" + std::string(pair.key());
    keys.insert(key);
    add_keys(pair.value(), key, keys);
  }
}

struct use {
  const char* shown;
  std::function<void(programme::programme&)> make;
};
const std::vector<use> uses{
    {"--now", [](auto& p) { p.now = true; }},
    {"campaign: logo", [](auto& p) { p.campaigns[0].logo = false; }},
    {"campaign: qr", [](auto& p) { p.campaigns[0].qr = programme::qr_place::corner; }},
    {"item: audience", [](auto& p) { p.playlists[0].items[0].audience = "người dân"; }},
    {"item: logo", [](auto& p) { p.playlists[0].items[0].logo = true; }},
    {"item: qr", [](auto& p) { p.playlists[0].items[0].qr = programme::qr_place::none; }},
    {"screen: ticker", [](auto& p) { p.screens[0].ticker = programme::ticker_place::over; }},
};

programme::programme plain() {
  programme::programme p;
  p.screens = {programme::screen{"lobby", "", "", {}, {}}};
  p.playlists = {programme::playlist{"all", {{"a.png", {}, "", "", ""}}}};
  p.campaigns.emplace_back().name = "all";
  return p;
}

TEST(a_programme_without_later_keys, can_be_read_by_every_player) {
  EXPECT_TRUE(keys_after(1, plain()).empty());
}

TEST(a_later_key, is_named_for_older_players_only) {
  for (const use& u : uses) {
    programme::programme p = plain();
    u.make(p);
    EXPECT_EQ(keys_after(1, p), std::vector<std::string>{u.shown});
    EXPECT_TRUE(keys_after(programme_format, p).empty()) << u.shown;
  }
}

TEST(a_later_key, is_known_from_the_format_in_which_it_came) {
  programme::programme p = plain();
  for (const use& u : uses) u.make(p);
  EXPECT_EQ(keys_after(2, p), std::vector<std::string>{"item: audience"});
  EXPECT_TRUE(keys_after(3, p).empty());
}

TEST(a_later_key, is_named_once_beside_others) {
  programme::programme p = plain();
  p.campaigns.emplace_back(p.campaigns[0]);
  for (const use& u : uses) u.make(p);
  p.campaigns[1].qr = programme::qr_place::beside;
  std::vector<std::string> all;
  for (const use& u : uses) all.emplace_back(u.shown);
  EXPECT_EQ(keys_after(1, p), all);
}

// Fails for a key that is neither in the first format nor in the table.
RC_GTEST_PROP(a_programme, has_no_key_that_older_players_cannot_read_and_that_is_not_named, ()) {
  programme::programme p = testing::random_site().p;
  for (const use& u : uses) {
    bool needs_entry = p.campaigns.empty() || p.playlists.empty() || p.playlists[0].items.empty();
    if (!needs_entry && testing::one_in(4)) u.make(p);
  }
  std::set<std::string> keys;
  add_keys(parse_json(to_bytes(p)).value(), "", keys);
  std::set<std::string> later;
  for (const std::string& key : keys) {
    if (!format_1.contains(key)) later.insert(key);
  }
  RC_ASSERT(later.size() == keys_after(1, p).size());
}

}  // namespace
}  // namespace bangtin::playlists::text
