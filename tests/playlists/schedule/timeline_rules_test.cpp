// The rules of docs/timeline.md, one situation each: a programme as staff write it, and the day's slots.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "playlists/support.hpp"

namespace bangtin::playlists::testing {
namespace {

using ::testing::ElementsAreArray;

struct situation {
  std::string name;
  std::string programme;
  std::string date;
  std::vector<std::string> slots;
  std::size_t most = 1000;  // number of slots to compare
};

void PrintTo(const situation& s, std::ostream* out) {
  *out << s.name;
}

const std::vector<situation> situations{
    // ---- rule 1: opening hours
    {"the screen has slots only while it is open",
     open("07:00-07:01") + campaign_of("a", "20s"),
     "2026-10-10",
     {"07:00:00 20s a/0", "07:00:20 20s a/0", "07:00:40 20s a/0"}},
    {"a screen which is closed that day has none",
     "[[screen]]\nname = 's'\nopen = [ { days = 'mon-fri', hours = '07:00-17:30' } ]\n" +
         campaign_of("a", "20s"),
     "2026-10-10",
     {}},
    {"opening hours that begin on Friday end on Saturday",
     "[[screen]]\nname = 's'\nopen = [ { days = 'fri', hours = '23:59-00:01' } ]\n" + campaign_of("a", "30s"),
     "2026-10-10",
     {"00:00:00 30s a/0", "00:00:30 30s a/0"}},
    {"and the day's end is an edge on Friday itself",
     "[[screen]]\nname = 's'\nopen = [ { days = 'fri', hours = '23:59-00:01' } ]\n" + campaign_of("a", "45s"),
     "2026-10-09",
     {"23:59:00 45s a/0", "23:59:45 15s slate"}},
    {"hours that touch are one opening",
     "[[screen]]\nname = 's'\nopen = [ { hours = '07:00-07:01' }, { hours = '07:01-07:02' } ]\n" +
         campaign_of("a", "40s"),
     "2026-10-10",
     {"07:00:00 40s a/0", "07:00:40 40s a/0", "07:01:20 40s a/0"}},

    // ---- rule 2: when a campaign is active
    {"hours across midnight belong to the day on which they begin",
     open("00:00-00:02") + campaign_of("a", "30s", "hours = ['22:00-00:01']\ndays = 'fri'"),
     "2026-10-10",
     {"00:00:00 30s a/0", "00:00:30 30s a/0", "00:01:00 1m slate"}},
    {"an exception keeps away what begins that day, not the tail of the day before",
     open("00:00-00:02") + campaign_of("a", "30s", "hours = ['22:00-00:01']\nexcept = ['2026-10-10']"),
     "2026-10-10",
     {"00:00:00 30s a/0", "00:00:30 30s a/0", "00:01:00 1m slate"}},
    {"another screen's campaign is not here",
     open("07:00-07:01") + "[[screen]]\nname = 'other'\n" +
         "[[playlist]]\nname = 'p'\nitems = [{ media = 'x.png' }]\n" +
         "[[campaign]]\nname = 'a'\nplaylist = 'p'\nscreens = ['other']\n",
     "2026-10-10",
     {"07:00:00 1m slate"}},

    // ---- rule 3: levels and the slate
    {"a lower level is silent while a campaign by share is active above it",
     open("07:00-07:02") + campaign_of("a", "30s", "hours = ['07:00-07:01']") +
         campaign_of("f", "30s", "level = 'filler'"),
     "2026-10-10",
     {"07:00:00 30s a/0", "07:00:30 30s a/0", "07:01:00 30s f/0", "07:01:30 30s f/0"}},
    {"a level of cadences only interrupts and does not silence",
     open("07:00-07:02") + campaign_of("t", "10s", "level = 'takeover'\nevery = '1m'") +
         campaign_of("n", "25s"),
     "2026-10-10",
     {"07:00:00 10s t/0 every", "07:00:10 25s n/0", "07:00:35 25s n/0", "07:01:00 10s t/0 every",
      "07:01:10 25s n/0", "07:01:35 25s n/0"}},
    {"the slate plays until something is offered",
     open("07:00-07:03") + campaign_of("a", "30s", "hours = ['07:01-07:02']"),
     "2026-10-10",
     {"07:00:00 1m slate", "07:01:00 30s a/0", "07:01:30 30s a/0", "07:02:00 1m slate"}},
    {"the slate gives way to a cadence that falls due, and is one slot though a campaign ends meanwhile",
     open("07:00-07:06") + campaign_of("c", "10s", "every = '3m'") +
         campaign_of("d", "10s", "every = '2h'\nhours = ['07:00-07:01']"),
     "2026-10-10",
     {"07:00:00 10s c/0 every", "07:00:10 10s d/0 every", "07:00:20 2m40s slate", "07:03:00 10s c/0 every",
      "07:03:10 2m50s slate"}},
    {"a programme without campaigns shows the slate all day",
     "[[screen]]\nname = 's'\n",
     "2026-10-10",
     {"00:00:00 24h slate"}},

    // ---- rule 4a: cadence
    {"a cadence is due at once, and then every so often from there",
     open("07:00-07:03") + campaign_of("a", "25s") + campaign_of("c", "10s", "every = '1m'"),
     "2026-10-10",
     {"07:00:00 10s c/0 every", "07:00:10 25s a/0", "07:00:35 25s a/0", "07:01:00 10s c/0 every"},
     4},
    {"due times missed meanwhile are made up for once",
     open("07:00-07:06") + campaign_of("a", "150s") + campaign_of("c", "10s", "every = '1m'"),
     "2026-10-10",
     {"07:00:00 10s c/0 every", "07:00:10 2m30s a/0", "07:02:40 10s c/0 every", "07:02:50 2m30s a/0",
      "07:05:20 10s c/0 every", "07:05:30 30s slate"}},
    {"the longest overdue goes first, and names decide between equals",
     open("07:00-07:10") + campaign_of("a", "5m") + campaign_of("y", "5s", "every = '2m'") +
         campaign_of("x", "5s", "every = '3m'") + campaign_of("w", "5s", "every = '3m'"),
     "2026-10-10",
     {"07:00:00 5s w/0 every", "07:00:05 5s x/0 every", "07:00:10 5s y/0 every", "07:00:15 5m a/0",
      "07:05:15 5s y/0 every", "07:05:20 5s w/0 every", "07:05:25 5s x/0 every"},
     7},
    {"a cadence counts from when the campaign became active",
     open("07:00-07:10") + campaign_of("a", "25s") +
         campaign_of("c", "10s", "every = '2m'\nhours = ['07:01-07:04']"),
     "2026-10-10",
     {"07:00:00 25s a/0", "07:00:25 25s a/0", "07:00:50 25s a/0", "07:01:15 10s c/0 every",
      "07:01:25 25s a/0", "07:01:50 25s a/0", "07:02:15 25s a/0", "07:02:40 25s a/0",
      "07:03:05 10s c/0 every"},
     9},
    {"and anew from when the screen opens again",
     "[[screen]]\nname = 's'\nopen = [ { hours = '07:00-07:01' }, { hours = '09:30-09:31' } ]\n" +
         campaign_of("c", "1m", "every = '1h'"),
     "2026-10-10",
     {"07:00:00 1m c/0 every", "09:30:00 1m c/0 every"}},

    // ---- rule 4b: share
    {"airtime follows the shares",
     open("07:00-07:01") + campaign_of("a", "10s", "share = 2") + campaign_of("b", "10s"),
     "2026-10-10",
     {"07:00:00 10s a/0", "07:00:10 10s b/0", "07:00:20 10s a/0", "07:00:30 10s a/0", "07:00:40 10s b/0",
      "07:00:50 10s a/0"}},
    {"airtime, not turns: a longer item waits longer",
     open("07:00-07:01") + campaign_of("a", "20s") + campaign_of("b", "5s"),
     "2026-10-10",
     {"07:00:00 20s a/0", "07:00:20 5s b/0", "07:00:25 5s b/0", "07:00:30 5s b/0", "07:00:35 5s b/0",
      "07:00:40 20s a/0"}},
    {"whoever becomes active later does not catch up",
     open("07:00-07:02") + campaign_of("a", "10s") + campaign_of("b", "10s", "hours = ['07:01-07:02']"),
     "2026-10-10",
     {"07:00:00 10s a/0", "07:00:10 10s a/0", "07:00:20 10s a/0", "07:00:30 10s a/0", "07:00:40 10s a/0",
      "07:00:50 10s a/0", "07:01:00 10s b/0", "07:01:10 10s a/0", "07:01:20 10s b/0", "07:01:30 10s a/0",
      "07:01:40 10s b/0", "07:01:50 10s a/0"}},
    {"whoever had more than its due keeps its own later time when it comes again",
     // b plays 60 s from 07:00:10 (virtual 60), is inactive from 07:01, and returns at 07:02 when a is at 60
     // too.
     open("07:00-07:04") + campaign_of("a", "10s") +
         campaign_of("b", "1m", "hours = ['07:00-07:01', '07:02-07:04']"),
     "2026-10-10",
     {"07:00:00 10s a/0", "07:00:10 1m b/0", "07:01:10 10s a/0", "07:01:20 10s a/0", "07:01:30 10s a/0",
      "07:01:40 10s a/0", "07:01:50 10s a/0", "07:02:00 10s a/0", "07:02:10 1m b/0"},
     9},

    // ---- rule 5: order
    {"a playlist goes on where it was",
     open("07:00-07:01") + campaign_of("a", "10s 10s 10s"),
     "1970-01-02",
     // day 1, step 2
     {"07:00:00 10s a/2", "07:00:10 10s a/0", "07:00:20 10s a/1", "07:00:30 10s a/2", "07:00:40 10s a/0",
      "07:00:50 10s a/1"}},

    // ---- rule 6: no planned cut, hard edges
    {"an item runs past the end of its campaign's window",
     open("07:00-07:02") + campaign_of("a", "40s", "hours = ['07:00-07:01']") +
         campaign_of("f", "20s", "level = 'filler'"),
     "2026-10-10",
     {"07:00:00 40s a/0", "07:00:40 40s a/0", "07:01:20 20s f/0", "07:01:40 20s f/0"}},
    {"a takeover begins on the instant, and what does not fit before it is not begun",
     open("07:00-07:03") + campaign_of("n", "25s") +
         campaign_of("t", "20s", "level = 'takeover'\nhours = ['07:01-07:02']"),
     "2026-10-10",
     {"07:00:00 25s n/0", "07:00:25 25s n/0", "07:00:50 10s slate", "07:01:00 20s t/0", "07:01:20 20s t/0",
      "07:01:40 20s t/0", "07:02:00 25s n/0", "07:02:25 25s n/0", "07:02:50 10s slate"}},
    {"the next offer that still fits is taken, and everybody is asked again after the edge",
     open("07:00-07:02") + campaign_of("a", "25s") + campaign_of("b", "10s") +
         campaign_of("t", "30s", "level = 'takeover'\nhours = ['07:01-07:02']"),
     "2026-10-10",
     {"07:00:00 25s a/0", "07:00:25 10s b/0", "07:00:35 10s b/0", "07:00:45 10s b/0", "07:00:55 5s slate",
      "07:01:00 30s t/0", "07:01:30 30s t/0"}},
    {"each campaign offers only its own next item",
     // day 0 begins with item 0; the short item 1 would fit at the end but is not next.
     open("07:00-07:01") + campaign_of("a", "40s 10s 30s"),
     "1970-01-01",
     {"07:00:00 40s a/0", "07:00:40 10s a/1", "07:00:50 10s slate"}},
    {"a silent lower level is not asked even when nothing fits",
     open("07:00-07:01") + campaign_of("a", "40s") + campaign_of("f", "5s", "level = 'filler'"),
     "2026-10-10",
     {"07:00:00 40s a/0", "07:00:40 20s slate"}},
    {"where nothing fits the slate holds until the edge, whoever becomes active meanwhile",
     open("07:00-07:02") + campaign_of("a", "1h") + campaign_of("b", "5s", "hours = ['07:01-07:02']"),
     "2026-10-10",
     {"07:00:00 2m slate"}},
    {"a takeover by cadence is no edge",
     open("07:00-07:02") + campaign_of("n", "45s") +
         campaign_of("t", "10s", "level = 'takeover'\nevery = '1h'\nhours = ['07:01-07:02']"),
     "2026-10-10",
     {"07:00:00 45s n/0", "07:00:45 45s n/0", "07:01:30 10s t/0 every", "07:01:40 20s slate"}},

    // ---- rule 7: pages
    {"a guide takes a slot per page and lets nothing between",
     open("07:00-07:01") + campaign_of("b", "10s") +
         "[[playlist]]\nname = 'guides'\nitems = [{ media = 'g.pdf', pages = 3, duration = '5s' }]\n" +
         "[[campaign]]\nname = 'a'\nplaylist = 'guides'\nscreens = ['all']\n",
     "2026-10-10",
     {"07:00:00 5s a/0.1", "07:00:05 5s a/0.2", "07:00:10 5s a/0.3", "07:00:15 10s b/0", "07:00:25 10s b/0",
      "07:00:35 5s a/0.1", "07:00:40 5s a/0.2", "07:00:45 5s a/0.3", "07:00:50 10s b/0"}},
    {"a guide that does not fit whole is not begun",
     open("07:00-07:01") + "[[playlist]]\nname = 'guides'\nitems = [{ media = 'g.pdf', pages = 5 }]\n" +
         "[[campaign]]\nname = 'a'\nplaylist = 'guides'\nscreens = ['all']\n",
     "2026-10-10",
     {"07:00:00 10s a/0.1", "07:00:10 10s a/0.2", "07:00:20 10s a/0.3", "07:00:30 10s a/0.4",
      "07:00:40 10s a/0.5", "07:00:50 10s slate"}},
};

class timeline_rule : public ::testing::TestWithParam<situation> {};

TEST_P(timeline_rule, holds) {
  const situation& s = GetParam();
  EXPECT_THAT(lines(from(s.programme), s.date, s.most), ElementsAreArray(s.slots));
}

INSTANTIATE_TEST_SUITE_P(rules, timeline_rule, ::testing::ValuesIn(situations), [](const auto& tested) {
  std::string name = tested.param.name;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
});

}  // namespace
}  // namespace bangtin::playlists::testing
