#include "admin-cli/views/difference.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "admin-cli/views/item_changes.hpp"

namespace bangtin::admin_cli::views {
namespace {

using ::testing::ElementsAre;

playlists::programme::programme sample() {
  playlists::programme::programme p;
  p.slate = "s.png";
  playlists::programme::media_item slate, clip;
  slate.name = "s.png";
  clip.name = "c.mp4";
  clip.kind = playlists::programme::media_kind::video;
  clip.duration = std::chrono::seconds(20);
  p.media = {slate, clip};
  playlists::programme::screen lobby;
  lobby.name = "lobby";
  lobby.open = {{0x1f, {std::chrono::hours(7), std::chrono::hours(17)}}};
  p.screens = {lobby};
  p.playlists = {{"a", {{"c.mp4", {}, "", "", ""}, {"s.png", std::chrono::seconds(12), "", "", ""}}}};
  playlists::programme::campaign c;
  c.name = "x";
  c.playlist = "a";
  c.screens = {"all"};
  p.campaigns = {c};
  return p;
}

TEST(difference, equal_programmes_have_none_and_signing_makes_none) {
  playlists::programme::programme p = sample(), signed_one = sample();
  signed_one.version = 7;
  signed_one.issued = std::chrono::sys_time<milliseconds>(milliseconds(5));
  EXPECT_TRUE(difference(p, signed_one).empty());
}

struct edit {
  const char* name;
  void (*make)(playlists::programme::programme&);
  change expected;
};

TEST(difference, every_field_is_seen_with_its_old_and_new_value) {
  using k = change_kind;
  using s = subject;
  auto one = [](s what, const char* name, const char* field, const char* before, const char* after) {
    return change{k::changed, what, name, {{field, before, after}}};
  };
  const std::vector<edit> edits{
      {"zone", [](playlists::programme::programme& p) { p.timezone = "UTC"; },
       one(s::programme, "", "timezone", "Asia/Ho_Chi_Minh", "UTC")},
      {"slate", [](playlists::programme::programme& p) { p.slate = "c.mp4"; },
       one(s::programme, "", "slate", "s.png", "c.mp4")},
      {"title", [](playlists::programme::programme& p) { p.screens[0].title = "Sảnh"; },
       one(s::screen, "lobby", "title", "", "Sảnh")},
      {"venue", [](playlists::programme::programme& p) { p.screens[0].venue = "v"; },
       one(s::screen, "lobby", "venue", "", "v")},
      {"groups",
       [](playlists::programme::programme& p) {
         p.screens[0].groups = {"g", "h"};
       },
       one(s::screen, "lobby", "groups", "", "g, h")},
      {"open", [](playlists::programme::programme& p) { p.screens[0].open = {}; },
       one(s::screen, "lobby", "open", "mon-fri 07:00-17:00", "")},
      {"playlist", [](playlists::programme::programme& p) { p.campaigns[0].playlist = "b"; },
       one(s::campaign, "x", "playlist", "a", "b")},
      {"screens", [](playlists::programme::programme& p) { p.campaigns[0].screens = {"lobby"}; },
       one(s::campaign, "x", "screens", "all", "lobby")},
      {"task", [](playlists::programme::programme& p) { p.campaigns[0].task = "IV"; },
       one(s::campaign, "x", "task", "", "IV")},
      {"level",
       [](playlists::programme::programme& p) {
         p.campaigns[0].level = playlists::programme::level::takeover;
       },
       one(s::campaign, "x", "level", "", "takeover")},
      {"from",
       [](playlists::programme::programme& p) {
         p.campaigns[0].from = {2026, 10, 1};
       },
       one(s::campaign, "x", "from", "", "2026-10-01")},
      {"to",
       [](playlists::programme::programme& p) {
         p.campaigns[0].to = {2026, 10, 9};
       },
       one(s::campaign, "x", "to", "", "2026-10-09")},
      {"yearly",
       [](playlists::programme::programme& p) {
         p.campaigns[0].repeats = playlists::programme::recurrence::yearly;
       },
       one(s::campaign, "x", "repeats", "", "yearly")},
      {"days", [](playlists::programme::programme& p) { p.campaigns[0].days = 0x03; },
       one(s::campaign, "x", "days", "", "mon,tue")},
      {"rrule", [](playlists::programme::programme& p) { p.campaigns[0].rrule = "FREQ=DAILY"; },
       one(s::campaign, "x", "rrule", "", "FREQ=DAILY")},
      {"except",
       [](playlists::programme::programme& p) {
         p.campaigns[0].except = {{2026, 2, 17}};
       },
       one(s::campaign, "x", "except", "", "2026-02-17")},
      {"share", [](playlists::programme::programme& p) { p.campaigns[0].share = 60; },
       one(s::campaign, "x", "share", "1", "60")},
      {"order",
       [](playlists::programme::programme& p) {
         p.campaigns[0].order = playlists::programme::item_order::shuffle;
       },
       one(s::campaign, "x", "order", "", "shuffle")},
      {"length", [](playlists::programme::programme& p) { p.media[1].duration = std::chrono::seconds(21); },
       one(s::media, "c.mp4", "duration", "20s", "21s")},
      {"file",
       [](playlists::programme::programme& p) {
         p.media[0].files = {{{}, 1}};
       },
       one(s::media, "s.png", "files", "", "000000000000")},
  };
  for (const edit& e : edits) {
    playlists::programme::programme before = sample(), after = sample();
    e.make(after);
    std::vector<change> found = difference(before, after);
    ASSERT_EQ(found.size(), 1U) << e.name;
    EXPECT_EQ(found[0].fields.size(), 1U) << e.name;
    EXPECT_TRUE(found[0] == e.expected) << e.name << ": " << canonical(to_json(found));
  }
}

TEST(difference, a_cadence_takes_the_place_of_a_share) {
  playlists::programme::programme before = sample(), after = sample();
  after.campaigns[0].every = std::chrono::minutes(15);
  EXPECT_THAT(difference(before, after)[0].fields,
              ElementsAre(field_change{"share", "1", ""}, field_change{"every", "", "15m"}));
}

TEST(difference, items_come_go_and_change_places) {
  playlists::programme::programme before = sample(), after = sample();
  std::swap(after.playlists[0].items[0], after.playlists[0].items[1]);
  EXPECT_THAT(difference(before, after)[0].fields,
              ElementsAre(field_change{"order", "c.mp4, s.png 12s", "s.png 12s, c.mp4"}));
  after = sample();
  after.playlists[0].items[1].duration = std::chrono::seconds(15);
  EXPECT_THAT(difference(before, after)[0].fields,
              ElementsAre(field_change{"item", "s.png 12s", "s.png 15s"}));
  after = sample();
  after.playlists[0].items.push_back(after.playlists[0].items[0]);
  EXPECT_THAT(difference(before, after)[0].fields, ElementsAre(field_change{"item", "", "c.mp4"}));
  EXPECT_THAT(difference(after, before)[0].fields, ElementsAre(field_change{"item", "c.mp4", ""}));
}

TEST(difference, a_new_name_alone_is_no_other_thing) {
  playlists::programme::programme before = sample(), after = sample();
  after.campaigns[0].name = "y";
  std::vector<change> found = difference(before, after);
  EXPECT_THAT(found, ElementsAre(change{change_kind::changed, subject::campaign, "y", {{"name", "x", "y"}}}));
  EXPECT_EQ(*name_before(found[0]), "x");
  playlists::programme::campaign same = before.campaigns[0];
  same.name = "z";
  after.campaigns.push_back(same);
  found = difference(before, after);
  ASSERT_EQ(found.size(), 2U) << "only one of two can be the one before";
  EXPECT_EQ(found[1].kind, change_kind::added);
  EXPECT_EQ(name_before(found[1]), nullptr);
  after = sample();
  after.screens[0].name = "hall";
  ASSERT_EQ(difference(before, after).size(), 2U) << "another screen has another player";
}

struct item_case {
  const char *before, *after;  // each item: a letter for its media, a digit for its duration
  const char* expected;        // "-b2 ~a1>a2 +c3 a:2>1 !"
};
std::string told_items(const char* before_text, const char* after_text) {
  auto list = [](std::string_view text) {
    playlists::programme::playlist l;
    for (std::size_t i = 0; i < text.size(); i += 2)
      l.items.push_back({std::string(1, text[i]), std::chrono::seconds(text[i + 1] - '0'), "", "", ""});
    return l;
  };
  const auto before = list(before_text), after = list(after_text);
  const item_changes all = changes_of_items(before, after);
  auto word = [](const playlists::programme::playlist_item& i) {
    return i.media + std::to_string(i.duration->count() / 1000);
  };
  std::string text;
  for (std::size_t at : all.gone) text += "-" + word(before.items[at]) + " ";
  for (const item_places& at : all.stayed) {
    if (before.items[at.before] == after.items[at.after]) continue;
    text += "~" + word(before.items[at.before]) + ">" + word(after.items[at.after]) + " ";
  }
  for (std::size_t at : all.come) text += "+" + word(after.items[at]) + " ";
  if (all.moved) {
    text += fmt::format("{}:{}>{} ", after.items[all.moved->after].media, all.moved->before + 1,
                        all.moved->after + 1);
  } else if (all.is_reordered) {
    text += "! ";
  }
  return text;
}

TEST(item_changes, find_what_came_went_changed_and_moved) {
  for (const item_case& c : std::vector<item_case>{{"a1b2", "a1b2", ""},
                                                   {"a1b2", "a1b3", "~b2>b3 "},
                                                   {"a1b2", "b2a1", "b:2>1 "},
                                                   {"a1b2c3", "b2c3a1", "a:1>3 "},
                                                   {"a1b2c3", "c3a1b2", "c:3>1 "},
                                                   {"a1b2c3", "c3b2a1", "! "},
                                                   {"a1b2", "b3a1", "~b2>b3 b:2>1 "},
                                                   {"a1b2", "a1c2", "-b2 +c2 "},
                                                   {"a1b2c3", "a1c3", "-b2 "},
                                                   {"a1a2", "a2a2", "~a1>a2 "},
                                                   {"a1a1", "a1a1a1", "+a1 "},
                                                   {"a1a2", "x1a1a2", "+x1 "},
                                                   {"", "a1", "+a1 "},
                                                   {"a1", "", "-a1 "}}) {
    EXPECT_EQ(told_items(c.before, c.after), c.expected) << c.before << " → " << c.after;
  }
}

TEST(difference, from_nothing_everything_is_added_in_order) {
  std::vector<change> found = difference(playlists::programme::programme{}, sample());
  std::vector<std::string> names;
  for (const change& c : found) {
    if (c.subject == subject::programme) continue;
    EXPECT_EQ(c.kind, change_kind::added);
    names.push_back(c.name);
  }
  EXPECT_THAT(names, ElementsAre("lobby", "a", "x", "s.png", "c.mp4"));
}

TEST(difference, what_is_removed_is_named_last_and_with_what_it_was) {
  playlists::programme::programme before = sample(), after = sample();
  after.campaigns[0].name = "y";
  after.campaigns[0].share = 5;
  std::vector<change> found = difference(before, after);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].kind, change_kind::added);
  EXPECT_EQ(found[1].kind, change_kind::removed);
  EXPECT_EQ(found[1].fields[0], (field_change{"playlist", "a", ""}));
}

RC_GTEST_PROP(difference_property, exchanging_the_sides_exchanges_added_and_removed, ()) {
  auto build = [](unsigned names) {
    playlists::programme::programme p;
    for (int bit = 0; bit < 5; ++bit) {
      if ((names >> bit & 1) == 0) continue;
      playlists::programme::campaign c;
      c.name = std::string(1, static_cast<char>('a' + bit));
      p.campaigns.push_back(c);
    }
    return p;
  };
  playlists::programme::programme x = build(*rc::gen::inRange(0U, 32U)),
                                  y = build(*rc::gen::inRange(0U, 32U));
  auto count = [](const std::vector<change>& all, change_kind k) {
    return std::count_if(all.begin(), all.end(), [&](const change& c) { return c.kind == k; });
  };
  auto there = difference(x, y), back = difference(y, x);
  RC_ASSERT(count(there, change_kind::added) == count(back, change_kind::removed));
  RC_ASSERT(count(there, change_kind::removed) == count(back, change_kind::added));
  RC_ASSERT(there.empty() == (x == y));
}

}  // namespace
}  // namespace bangtin::admin_cli::views
