// Two programmes, and from when a screen shows something else. The time is 07:00 on Saturday, 2026-10-10.
#include "playlists/analysis/first_change.hpp"

#include <fmt/format.h>
#include <rapidcheck/gtest.h>

#include "playlists/programme/rfc3339.hpp"
#include "playlists/random_site.hpp"
#include "playlists/support.hpp"

namespace bangtin::playlists::testing {
namespace {

using analysis::overlay;
using analysis::overlay_turn;
using analysis::screen_change;
using analysis::screen_change_kind;

const utc_ms at_seven{milliseconds(1'791'590'400'000)};

const std::string site =
    "[[screen]]\nname = 's'\nopen = [ { hours = '07:00-17:00' } ]\n[[playlist]]\nname = 'p'\nitems = [ { "
    "media = "
    "'a.png' } ]\n[[playlist]]\nname = 'q'\nitems = [ { media = 'b.png' } ]\n[[campaign]]\nname = "
    "'c'\nplaylist = "
    "'p'\nscreens = ['all']\n";
std::string more(const std::string& keys) {
  return "[[campaign]]\nname = 'd'\nplaylist = 'q'\nscreens = ['all']\n" + keys;
}
std::string replaced(std::string text, const std::string& what, const std::string& with) {
  text.replace(text.find(what), what.size(), with);
  return text;
}

std::string_view to_string(screen_change_kind k) {
  constexpr std::array<std::string_view, 5> names{"none", "unknown", "added", "removed", "content"};
  return names[static_cast<std::size_t>(k)];
}
std::string_view to_string(overlay o) {
  constexpr std::array<std::string_view, 12> names{
      "clock", "logo",      "ticker_place", "volume", "quiet_hours",     "ticker",
      "qr",    "item_logo", "fit",          "fade",   "campaign_volume", "subtitles"};
  return names[static_cast<std::size_t>(o)];
}
std::string_view to_string(overlay_turn t) {
  constexpr std::array<std::string_view, 3> names{"comes", "goes", "differs"};
  return names[static_cast<std::size_t>(t)];
}
std::string shown(const analysis::sight& s) {
  return s.open ? s.media + "/" + s.campaign : "closed";
}
std::string time_of(const programme::programme& p, utc_ms t) {
  std::string when = schedule::to_local_rfc3339(p, t);
  return when.substr(0, 10) + " " + when.substr(11, 8);
}
// "clock comes 2026-10-10 07:00:00; content 2026-10-10 07:00:00 a.png/c > b.png/d"
std::string text_of(const programme::programme& p, const screen_change& c) {
  std::string text;
  for (const analysis::overlay_change& o : c.overlays) {
    text += fmt::format("{} {} {}; ", to_string(o.what), to_string(o.turn), o.at ? time_of(p, *o.at) : "?");
  }
  text += to_string(c.kind);
  if (c.kind != screen_change_kind::content) return text;
  return text + " " + time_of(p, c.at) + " " + shown(c.before) + " > " + shown(c.after);
}

struct scenario {
  const char* situation;
  std::string before, after, expected;
};

const scenario scenarios[] = {
    {"the same", site, site, "none"},
    {"a task and a title, which nobody sees", site,
     replaced(site, "screens = ['all']", "screens = ['all']\ntask = 'IV'"), "none"},
    {"a campaign that runs now and waits for its turn", site, site + more(""),
     "content 2026-10-10 07:00:10 a.png/c > b.png/d"},
    {"a takeover at once", site, site + more("level = 'takeover'\n"),
     "content 2026-10-10 07:00:00 a.png/c > b.png/d"},
    {"a campaign of the afternoon", site, site + more("level = 'takeover'\nhours = ['13:30-15:00']\n"),
     "content 2026-10-10 13:30:00 a.png/c > b.png/d"},
    {"a takeover before which no item fits", replaced(site, "'a.png'", "'a.png', duration = '7s'"),
     replaced(site, "'a.png'", "'a.png', duration = '7s'") +
         more("level = 'takeover'\nhours = ['13:30-15:00']\n"),
     "content 2026-10-10 13:30:00 a.png/c > b.png/d"},
    {"its hours were earlier today", site, site + more("level = 'takeover'\nhours = ['05:00-06:00']\n"),
     "none"},
    {"outside the opening hours", site, site + more("hours = ['18:00-20:00']\n"), "none"},
    {"a campaign of next year", site,
     site + more("level = 'takeover'\nyearly = true\nfrom = '10-01'\nto = '10-03'\n"),
     "content 2027-10-01 07:00:00 a.png/c > b.png/d"},
    {"Tet", site, site + more("level = 'takeover'\nlunar = true\nfrom = '01-01'\nto = '01-03'\n"),
     "content 2027-02-06 07:00:00 a.png/c > b.png/d"},
    {"after the days that are looked at", site, site + more("level = 'takeover'\nfrom = '2029-01-01'\n"),
     "none"},
    {"a campaign goes", site + more("level = 'takeover'\nhours = ['09:00-10:00']\n"), site,
     "content 2026-10-10 09:00:00 b.png/d > a.png/c"},
    {"a window moves", site + more("level = 'takeover'\nhours = ['09:00-10:00']\n"),
     site + more("level = 'takeover'\nhours = ['09:00-10:30']\n"),
     "content 2026-10-10 10:00:00 a.png/c > b.png/d"},
    {"another share that changes nothing", site,
     replaced(site, "screens = ['all']", "screens = ['all']\nshare = 60"), "none"},
    {"another item", site, replaced(site, "a.png", "z.png"), "content 2026-10-10 07:00:00 a.png/c > z.png/c"},
    {"another slate where no campaign plays",
     replaced(site, "'p'\nscreens", "'p'\nhours = ['08:00-09:00']\nscreens"),
     replaced(site, "'p'\nscreens", "'p'\nhours = ['08:00-09:00']\nscreens") + "#other slate",
     "content 2026-10-10 07:00:00 slate.png/ > other.png/"},
    {"closed earlier", site, replaced(site, "07:00-17:00", "07:00-16:00"),
     "content 2026-10-10 16:00:00 a.png/c > closed"},
    {"a code in the corner", replaced(site, "'a.png'", "'a.png', link = 'https://a.vn'"),
     replaced(replaced(site, "'a.png'", "'a.png', link = 'https://a.vn'"), "screens = ['all']",
              "screens = ['all']\nqr = 'corner'"),
     "qr differs 2026-10-10 07:00:00; none"},
    {"a place for codes where there are none", site,
     replaced(site, "screens = ['all']", "screens = ['all']\nqr = 'corner'"), "none"},
    {"with a clock", site, replaced(site, "name = 's'", "name = 's'\nclock = true"),
     "clock comes 2026-10-10 07:00:00; none"},
    {"a ticker's place where none runs", site, replaced(site, "name = 's'", "name = 's'\nticker = 'over'"),
     "none"},
    {"a ticker of the afternoon", site, site + "[[ticker]]\ntext = 'Hello'\nhours = ['14:00-15:00']\n",
     "ticker comes 2026-10-10 14:00:00; none"},
    {"a ticker runs longer", site + "[[ticker]]\ntext = 'Hello'\nhours = ['08:00-09:00']\n",
     site + "[[ticker]]\ntext = 'Hello'\nhours = ['08:00-10:00']\n",
     "ticker comes 2026-10-10 09:00:00; none"},
    {"another ticker", site + "[[ticker]]\ntext = 'Hello'\n", site + "[[ticker]]\ntext = 'Good day'\n",
     "ticker comes 2026-10-10 07:00:00; ticker goes 2026-10-10 07:00:00; none"},
    {"a ticker while the screen is closed", site,
     site + "[[ticker]]\ntext = 'Hello'\nhours = ['20:00-21:00']\n", "none"},
    {"a ticker now and a takeover later", site,
     site + more("level = 'takeover'\nfrom = '2027-02-01'\n") + "[[ticker]]\ntext = 'Hello'\n",
     "ticker comes 2026-10-10 07:00:00; content 2027-02-01 07:00:00 a.png/c > b.png/d"},
    {"a takeover now and a ticker later", site,
     site + more("level = 'takeover'\n") + "[[ticker]]\ntext = 'Hello'\nfrom = '2027-02-01'\n",
     "ticker comes 2027-02-01 07:00:00; content 2026-10-10 07:00:00 a.png/c > b.png/d"},
    {"the same file in a campaign that shows it otherwise",
     replaced(site, "'a.png'", "'a.png', link = 'https://a.vn'"),
     replaced(replaced(site, "'a.png'", "'a.png', link = 'https://a.vn'"), "'c'\nplaylist",
              "'e'\nqr = 'corner'\nplaylist"),
     "content 2026-10-10 07:00:00 a.png/c > a.png/e"},
    {"only the campaign's name", site, replaced(site, "'c'\nplaylist", "'e'\nplaylist"), "none"},
    {"the night before reaches into today", replaced(site, "07:00-17:00", "00:00-24:00"),
     replaced(site, "07:00-17:00", "00:00-24:00") +
         more("level = 'takeover'\nfrom = '2026-10-10'\nto = '2026-10-10'\nhours = ['23:00-01:00']\n"),
     "content 2026-10-10 23:00:00 a.png/c > b.png/d"},
    {"a filler that is never heard", site, site + more("level = 'filler'\n"), "none"},
    {"a filler that is heard in spring",
     replaced(site, "screens = ['all']", "screens = ['all']\nto = '2027-03-31'"),
     replaced(site, "screens = ['all']", "screens = ['all']\nto = '2027-03-31'") + more("level = 'filler'\n"),
     "content 2027-04-01 07:00:00 slate.png/ > b.png/d"},
    {"the screen is new", replaced(site, "name = 's'", "name = 't'"), site, "added"},
};

programme::programme with_slate(const std::string& text) {
  programme::programme p = from(text);
  if (text.ends_with("#other slate")) {
    for (programme::media_item& m : p.media) {
      if (m.name == p.slate) m.name = "other.png";
    }
    p.slate = "other.png";
  }
  return p;
}

TEST(first_change, is_found_at_its_instant) {
  for (const scenario& s : scenarios) {
    programme::programme before = with_slate(s.before), after = with_slate(s.after);
    std::vector<screen_change> all = analysis::first_changes(before, after, at_seven);
    ASSERT_FALSE(all.empty()) << s.situation;
    EXPECT_EQ(all[0].screen, "s") << s.situation;
    EXPECT_EQ(text_of(after, all[0]), s.expected) << s.situation;
  }
}

// ---- each overlay by its own name

const std::string with_overlays =
    "[[screen]]\nname = 's'\nlogo = 'logo.png'\nopen = [ { hours = '07:00-17:00' } ]\n[[playlist]]\nname = "
    "'p'\nitems = [ { media = 'a.png', link = 'https://a.vn' }, { media = 'film.mp4', duration = '15s' "
    "}, { media = 'film.mp4', duration = '15s', subtitles = 'film.vtt' } ]\n[[playlist]]\nname = 'q'\nitems "
    "= [ { media = 'b.png' } "
    "]\n[[campaign]]\nname = 'c'\nplaylist = 'p'\nscreens = ['all']\n[[ticker]]\ntext = 'Hello'\n";

struct overlay_edit {
  overlay what;
  void (*edit)(programme::programme& p);
  const char* at;
};
const overlay_edit overlay_edits[] = {
    {overlay::clock, [](auto& p) { p.screens[0].clock = true; }, "2026-10-10 07:00:00"},
    {overlay::logo, [](auto& p) { p.screens[0].logo = "b.png"; }, "2026-10-10 07:00:00"},
    {overlay::ticker_place, [](auto& p) { p.screens[0].ticker = programme::ticker_place::over; },
     "2026-10-10 07:00:00"},
    {overlay::volume, [](auto& p) { p.screens[0].volume = 50; }, "2026-10-10 07:00:00"},
    {overlay::quiet_hours,
     [](auto& p) {
       p.screens[0].quiet = {{programme::every_day, {std::chrono::hours(12), std::chrono::hours(13)}}};
     },
     "2026-10-10 12:00:00"},
    {overlay::ticker,
     [](auto& p) {
       programme::ticker t;
       t.text = "Good day";
       t.hours = {{std::chrono::hours(14), std::chrono::hours(15)}};
       p.tickers.push_back(t);
     },
     "2026-10-10 14:00:00"},
    {overlay::qr, [](auto& p) { p.campaigns[0].qr = programme::qr_place::corner; }, nullptr},
    {overlay::item_logo, [](auto& p) { p.campaigns[0].logo = false; }, nullptr},
    {overlay::fit, [](auto& p) { p.campaigns[0].fit = programme::picture_fit::cover; }, nullptr},
    {overlay::fade, [](auto& p) { p.campaigns[0].fade = milliseconds(500); }, nullptr},
    {overlay::campaign_volume, [](auto& p) { p.campaigns[0].volume = 30; }, nullptr},
    {overlay::subtitles, [](auto& p) { p.playlists[0].items[2].subtitles.clear(); }, nullptr}};

TEST(overlays, are_named_alone) {
  const programme::programme before = from(with_overlays);
  for (const overlay_edit& e : overlay_edits) {
    programme::programme after = before;
    e.edit(after);
    for (bool forwards : {true, false}) {
      screen_change c = forwards ? analysis::first_changes(before, after, at_seven)[0]
                                 : analysis::first_changes(after, before, at_seven)[0];
      EXPECT_EQ(c.kind, screen_change_kind::none) << to_string(e.what);
      ASSERT_EQ(c.overlays.size(), 1u) << to_string(e.what) << ": " << text_of(after, c);
      EXPECT_EQ(c.overlays[0].what, e.what) << to_string(c.overlays[0].what);
      ASSERT_TRUE(c.overlays[0].at) << to_string(e.what);
      // Items are seen in the first minute.
      const utc_ms at = *c.overlays[0].at;
      if (e.at != nullptr) {
        EXPECT_EQ(time_of(after, at), e.at) << to_string(e.what);
      } else {
        EXPECT_LT(at - at_seven, std::chrono::minutes(1)) << to_string(e.what);
      }
    }
  }
}

TEST(overlays, that_nobody_can_notice_are_left_out) {
  const programme::programme before = from(with_overlays);
  programme::programme after = before;
  after.playlists[0].items[0].subtitles = "film.vtt";  // of a picture
  after.playlists[0].items[1].call = "Scan this";      // without a link
  after.campaigns[0].task = "IV";
  EXPECT_EQ(text_of(after, analysis::first_changes(before, after, at_seven)[0]), "none");
  after = before;
  after.screens[0].logo.clear();
  after.campaigns[0].logo = false;  // no logo is left that an item could hide
  EXPECT_EQ(text_of(after, analysis::first_changes(before, after, at_seven)[0]),
            "logo goes 2026-10-10 07:00:00; none");
}

TEST(overlays, are_told_without_their_time_when_the_steps_run_out) {
  const programme::programme before = from(with_overlays);
  programme::programme after = before;
  after.campaigns[0].qr = programme::qr_place::corner;
  after.campaigns[0].from = {2027, 9, 1};
  screen_change c = analysis::first_changes(before, after, at_seven, {.steps = 300})[0];
  ASSERT_EQ(c.overlays.size(), 1u);
  EXPECT_EQ(c.overlays[0].what, overlay::qr);
  EXPECT_FALSE(c.overlays[0].at);
}

RC_GTEST_PROP(overlays_property, hide_no_content_and_are_all_named, ()) {
  const programme::programme before = from(with_overlays);
  programme::programme after = before;
  std::set<overlay> edited, told;
  for (const overlay_edit& e : overlay_edits) {
    if (!*rc::gen::arbitrary<bool>()) continue;
    e.edit(after);
    edited.insert(e.what);
  }
  const bool takeover = *rc::gen::arbitrary<bool>();
  if (takeover) {
    programme::campaign c;
    c.name = "d";
    c.playlist = "q";
    c.screens = {"all"};
    c.level = programme::level::takeover;
    c.hours = {{std::chrono::hours(13), std::chrono::hours(15)}};
    after.campaigns.push_back(c);
  }
  screen_change c = analysis::first_changes(before, after, at_seven)[0];
  for (const analysis::overlay_change& o : c.overlays) told.insert(o.what);
  RC_ASSERT(told == edited);
  RC_ASSERT((c.kind == screen_change_kind::content) == takeover);
  if (takeover) RC_ASSERT(time_of(after, c.at) == "2026-10-10 13:00:00");
}

TEST(first_change, of_each_screen_stands_for_itself) {
  programme::programme before = from(site + "[[screen]]\nname = 'old'\n"),
                       after = from(site + "[[screen]]\nname = 'new'\n");
  std::vector<screen_change> all = analysis::first_changes(before, after, at_seven);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].kind, screen_change_kind::none);
  EXPECT_EQ(all[1].kind, screen_change_kind::added);
  EXPECT_EQ(all[2].kind, screen_change_kind::removed);
  EXPECT_EQ(all[2].screen, "old");
}

TEST(first_change, of_one_that_is_never_heard_costs_no_timeline) {
  const std::string open = replaced(site, "open = [ { hours = '07:00-17:00' } ]\n", "");
  programme::programme before = from(open), after = from(open + more("level = 'filler'\n"));
  EXPECT_EQ(analysis::first_changes(before, after, at_seven, {.steps = 5'000})[0].kind,
            screen_change_kind::none);
}

TEST(first_change, is_not_known_when_the_steps_run_out) {
  programme::programme before = from(site), after = from(site + more(""));
  EXPECT_EQ(analysis::first_changes(before, after, at_seven, {.steps = 100})[0].kind,
            screen_change_kind::unknown);
}

// The plain way: both timelines of every day, millisecond by millisecond at their edges.
std::optional<utc_ms> slow_first_change(const programme::programme& a, const programme::programme& b,
                                        const programme::screen& on_a, const programme::screen& on_b,
                                        utc_ms now, int days) {
  auto media = [](const programme::programme& p, const std::vector<schedule::slot>& slots, utc_ms t) {
    for (const schedule::slot& s : slots) {
      if (t < s.from || s.to <= t) continue;
      if (s.campaign < 0) return p.slate;
      const auto& c = p.campaigns[static_cast<std::size_t>(s.campaign)];
      return p.find_playlist(c.playlist)->items[static_cast<std::size_t>(s.item)].media +
             std::to_string(s.page);
    }
    return std::string("closed");
  };
  programme::local_day today = schedule::day_of(b, now);
  for (int d = 0; d < days; ++d) {
    std::vector<schedule::slot> x = schedule::timeline(a, on_a, today + std::chrono::days(d)),
                                y = schedule::timeline(b, on_b, today + std::chrono::days(d));
    std::set<utc_ms> edges{now};
    for (const auto* list : {&x, &y}) {
      for (const schedule::slot& s : *list) edges.insert({s.from, s.to});
    }
    programme::instant_range day = schedule::range_of(b, today + std::chrono::days(d));
    for (utc_ms t : edges) {
      if (t < now || t < day.from || day.to <= t) continue;
      if (media(a, x, t) != media(b, y, t)) return t;
    }
  }
  return std::nullopt;
}

RC_GTEST_PROP(first_change_property, is_that_of_the_two_timelines, ()) {
  static constexpr const char* windows[] = {"",
                                            "hours = ['08:00-08:05']\n",
                                            "days = 'sun'\nhours = ['07:00-07:10']\n",
                                            "hours = ['23:58-00:03']\n",
                                            "from = '2026-10-12'\n",
                                            "rrule = 'FREQ=DAILY;INTERVAL=2'\n"};
  static constexpr const char* amounts[] = {"", "share = 3\n", "every = '1h'\n", "level = 'takeover'\n",
                                            "level = 'filler'\n"};
  auto some = [&] {
    std::string text =
        replaced(site, "hours = '07:00-17:00'",
                 *rc::gen::element<std::string>("hours = '07:00-07:30'", "hours = '23:50-00:10'"));
    if (*rc::gen::arbitrary<bool>()) {
      text += more(std::string(windows[*rc::gen::inRange(0, 6)]) + amounts[*rc::gen::inRange(0, 5)]);
    }
    return from(text);
  };
  programme::programme a = some(), b = some();
  constexpr int days = 4;
  screen_change c = analysis::first_changes(a, b, at_seven, {.days = days})[0];
  std::optional<utc_ms> slow = slow_first_change(a, b, a.screens[0], b.screens[0], at_seven, days);
  RC_ASSERT(slow.has_value() == (c.kind == screen_change_kind::content));
  if (!slow) return;
  RC_ASSERT(c.at >= *slow);
  // Only a short slate is passed over.
  if (c.at != *slow) RC_ASSERT(c.at - *slow < std::chrono::minutes(5));
}

}  // namespace
}  // namespace bangtin::playlists::testing
