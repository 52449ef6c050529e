// Why a screen shows what it does: a programme, an instant, and the whole explanation, with one line for what
// is on and one for each other campaign.
#include "playlists/analysis/explain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "playlists/schedule/calendar.hpp"
#include "playlists/support.hpp"

namespace bangtin::playlists::testing {
namespace {

using std::chrono::minutes;
using ::testing::ElementsAreArray;

// Parses "2026-10-10 07:00:05" in the site's time; a time that occurs twice means its first occurrence.
utc_ms instant(const programme::programme& p, const std::string& text) {
  auto number = [&](std::size_t at) { return std::stoi(text.substr(at, 2)); };
  milliseconds wall = std::chrono::hours(number(11)) + minutes(number(14)) + std::chrono::seconds(number(17));
  return schedule::calendar(p.timezone).begins(day(text.substr(0, 10)), wall);
}

// Formats an explanation of an instant on 2026-10-10 with the names of the header. Times of that day are
// without the date.
class teller {
 public:
  explicit teller(const programme::programme& p) : p_(p) {}

  std::vector<std::string> tell(const analysis::explanation& e) const {
    std::vector<std::string> all{e.now ? tell(*e.now) : "closed" + time(" until ", e.opens)};
    for (const analysis::absence& a : e.others) all.push_back(tell(a));
    return all;
  }

 private:
  std::string time(utc_ms t) const {
    std::string full = schedule::to_local_rfc3339(p_, t).substr(0, 19);
    full[10] = ' ';
    return full.starts_with("2026-10-10") ? full.substr(11) : full;
  }
  std::string time(const std::string& word, std::optional<utc_ms> t) const {
    return t ? word + time(*t) : word + "never";
  }
  std::string names(const std::vector<std::int32_t>& campaigns) const {
    std::string all;
    for (std::int32_t c : campaigns) all += " " + p_.campaigns[static_cast<std::size_t>(c)].name;
    return all;
  }
  std::string tell(const analysis::barrier& b) const {
    return " before " + time(b.at) + " " + std::string(to_string(b.kind)) + names(b.campaigns);
  }
  std::string tell(const analysis::presence& n) const {
    std::string text = line(p_, n.shown) + " from " + time(n.item_from) + " to " + time(n.item_to);
    if (!n.turns.empty()) text += ", turns" + names(n.turns);
    if (n.shown.reason == schedule::slot_reason::every) text += ", due " + time(n.due);
    if (n.edge) text += ", nothing fits" + tell(*n.edge);
    if (n.window_ended) text += ", window ended " + time(*n.window_ended);
    return text;
  }
  std::string tell(const analysis::absence& a) const {
    std::string text = names({a.campaign}).substr(1) + " " + std::string(to_string(a.reason));
    if (a.reason != analysis::why_not::other_screens) text += time(" until ", a.until);
    if (a.day != programme::local_day{})
      text += " day " + std::to_string(static_cast<unsigned>(std::chrono::year_month_day(a.day).day()));
    if (!a.silencers.empty()) text += " by" + names(a.silencers);
    if (a.item != milliseconds(0)) text += " item " + format_duration(a.item);
    if (a.before) text += tell(*a.before);
    if (a.next) text += ", next " + time(*a.next);
    return text;
  }
  const programme::programme& p_;
};

struct situation {
  std::string name;
  std::string programme;
  std::string at;
  std::vector<std::string> said;
};

const std::string two_by_share =
    open("07:00-07:01") + campaign_of("a", "20s") + campaign_of("b", "20s", "share = 2");
const std::string cadence =
    open("07:00-07:06") + campaign_of("a", "150s") + campaign_of("c", "10s", "every = '1m'");
const std::string takeover = open("07:00-07:03") + campaign_of("f", "5s", "level = 'filler'") +
                             campaign_of("n", "25s") +
                             campaign_of("t", "10s", "level = 'takeover'\nhours = ['07:01-07:02']");
const std::string night = "[[screen]]\nname = 's'\n" +
                          campaign_of("a", "1h", "days = 'thu'\nhours = ['22:00-02:00']") +
                          campaign_of("b", "1h", "except = ['2026-10-09']\nhours = ['22:00-02:00']") +
                          campaign_of("c", "1h", "to = '2026-10-09'\nhours = ['22:00-02:00']");

const std::vector<situation> situations{
    // ---- what is on
    {"by share, in turn with others",
     two_by_share,
     "2026-10-10 07:00:05",
     {"07:00:00 20s a/0 from 07:00:00 to 07:00:20, turns a b", "b turn until 07:00:20, next 07:00:20"}},
    {"a slot's end is the next one's beginning; who fits and gets no turn is told what ends the chance",
     two_by_share,
     "2026-10-10 07:00:20",
     {"07:00:20 20s b/0 from 07:00:20 to 07:00:40, turns a b",
      "a no_turn until 07:01:00 before 07:01:00 screen_closes"}},
    {"and when it fits no more, that",
     two_by_share,
     "2026-10-10 07:00:41",
     {"07:00:40 20s b/0 from 07:00:40 to 07:01:00, turns a b",
      "a no_room until 07:01:00 item 20s before 07:01:00 screen_closes"}},
    {"an item may outlast its window",
     open("07:00-07:03") + campaign_of("a", "40s", "hours = ['07:00-07:01']"),
     "2026-10-10 07:01:00",
     {"07:00:40 40s a/0 from 07:00:40 to 07:01:20, turns a, window ended 07:01:00"}},
    {"of two windows, once the second has begun it is active again",
     open("07:00-07:05") + campaign_of("a", "150s", "hours = ['07:00-07:01', '07:02-07:03']"),
     "2026-10-10 07:02:00",
     {"07:00:00 2m30s a/0 from 07:00:00 to 07:02:30, turns a"}},
    {"a page of a guide is part of its item",
     open("07:00-07:03") +
         "[[playlist]]\nname = 'p'\nitems = [ { media = 'g.pdf', pages = 3, duration = '20s' } ]\n"
         "[[campaign]]\nname = 'g'\nplaylist = 'p'\nscreens = ['all']\n",
     "2026-10-10 07:01:30",
     {"07:01:20 20s g/0.2 from 07:01:00 to 07:02:00, turns g"}},

    // ---- cadence
    {"a cadence is due when its window begins",
     cadence,
     "2026-10-10 07:00:00",
     {"07:00:00 10s c/0 every from 07:00:00 to 07:00:10, due 07:00:00",
      "a turn until 07:00:10, next 07:00:10"}},
    {"not due",
     cadence,
     "2026-10-10 07:00:59",
     {"07:00:10 2m30s a/0 from 07:00:10 to 07:02:40, turns a", "c not_due until 07:01:00, next 07:02:40"}},
    {"due, and waiting for the end of what has begun",
     cadence,
     "2026-10-10 07:01:00",
     {"07:00:10 2m30s a/0 from 07:00:10 to 07:02:40, turns a", "c turn until 07:02:40, next 07:02:40"}},
    {"due since the first of several due times",
     cadence,
     "2026-10-10 07:02:45",
     {"07:02:40 10s c/0 every from 07:02:40 to 07:02:50, due 07:01:00",
      "a turn until 07:02:50, next 07:02:50"}},
    {"due times start again after the last that was served",
     cadence,
     "2026-10-10 07:05:25",
     {"07:05:20 10s c/0 every from 07:05:20 to 07:05:30, due 07:03:00",
      "a no_room until 07:06:00 item 2m30s before 07:06:00 screen_closes"}},
    {"a window that begins makes it due, however lately it was on",
     open("07:00-07:10") + campaign_of("a", "100s") +
         campaign_of("c", "10s", "every = '5m'\nhours = ['07:00-07:01', '07:02-07:06']"),
     "2026-10-10 07:02:30",
     {"07:01:50 1m40s a/0 from 07:01:50 to 07:03:30, turns a", "c turn until 07:03:30, next 07:03:30"}},
    {"not due before the screen closes; the slate holds as the other does not fit",
     cadence,
     "2026-10-10 07:05:40",
     {"07:05:30 30s slate from 07:05:30 to 07:06:00, nothing fits before 07:06:00 screen_closes",
      "a no_room until 07:06:00 item 2m30s before 07:06:00 screen_closes",
      "c not_due until 07:06:00 before 07:06:00 screen_closes"}},
    {"a cadence longer than its window",
     open("07:00-07:05") + campaign_of("c", "10s", "every = '30h'\nhours = ['07:01-07:02', '07:04-07:05']"),
     "2026-10-10 07:01:30",
     {"07:01:10 2m50s slate from 07:01:10 to 07:04:00",
      "c not_due until 07:02:00 before 07:02:00 window_ends, next 07:04:00"}},

    // ---- the slate
    {"nothing is offered",
     open("07:00-07:03") + campaign_of("a", "30s", "hours = ['07:01-07:02']"),
     "2026-10-10 07:00:30",
     {"07:00:00 1m slate from 07:00:00 to 07:01:00", "a hours until 07:01:00 day 10, next 07:01:00"}},
    {"the slate holds before a takeover",
     takeover,
     "2026-10-10 07:00:50",
     {"07:00:50 10s slate from 07:00:50 to 07:01:00, nothing fits before 07:01:00 campaign_begins t",
      "f silenced until never by n",
      "n no_room until 07:01:00 item 25s before 07:01:00 campaign_begins t, next 07:02:00",
      "t hours until 07:01:00 day 10, next 07:01:00"}},
    {"and gives way to nobody who begins meanwhile",
     open("07:00-07:10") + campaign_of("n", "100s") +
         campaign_of("t", "10s", "level = 'takeover'\nhours = ['07:03-07:05']") +
         campaign_of("z", "5s", "hours = ['07:02-07:10']"),
     "2026-10-10 07:02:30",
     {"07:01:40 1m20s slate from 07:01:40 to 07:03:00, nothing fits before 07:03:00 campaign_begins t",
      "n no_room until 07:03:00 item 1m40s before 07:03:00 campaign_begins t, next 07:06:40",
      "t hours until 07:03:00 day 10, next 07:03:00",
      "z no_turn until 07:03:00 before 07:03:00 campaign_begins t, next 07:05:00"}},

    // ---- levels
    {"a takeover silences all below it",
     takeover,
     "2026-10-10 07:01:59",
     {"07:01:50 10s t/0 from 07:01:50 to 07:02:00, turns t", "f silenced until never by n t",
      "n silenced until 07:02:00 by t, next 07:02:00"}},
    {"for how long is looked up beyond midnight",
     "[[screen]]\nname = 's'\n" + campaign_of("n", "1h") +
         campaign_of("t", "1h", "level = 'takeover'\nhours = ['22:00-00:00', '00:00-02:00']"),
     "2026-10-10 23:00:00",
     {"23:00:00 1h t/0 from 23:00:00 to 2026-10-11 00:00:00, turns t",
      "n silenced until 2026-10-11 02:00:00 by t"}},
    {"a takeover that has begun is no edge any more",
     open("07:00-07:02") + campaign_of("t", "10s", "level = 'takeover'\nhours = ['07:01-07:02']") +
         campaign_of("u", "10s", "level = 'takeover'"),
     "2026-10-10 07:01:00",
     {"07:01:00 10s t/0 from 07:01:00 to 07:01:10, turns t u", "u turn until 07:01:20, next 07:01:20"}},
    {"who begins at the same level silences nobody",
     open("07:00-07:06") + campaign_of("a", "2m") + campaign_of("y", "10s", "hours = ['07:01-07:06']") +
         campaign_of("z", "10s"),
     "2026-10-10 07:00:30",
     {"07:00:00 2m a/0 from 07:00:00 to 07:02:00, turns a z", "y hours until 07:01:00 day 10, next 07:02:00",
      "z turn until 07:02:10, next 07:02:10"}},
    {"a cadence above does not silence",
     open("07:00-07:03") + campaign_of("n", "50s") +
         campaign_of("t", "10s", "level = 'takeover'\nevery = '1m'"),
     "2026-10-10 07:01:05",
     {"07:01:00 10s t/0 every from 07:01:00 to 07:01:10, due 07:01:00",
      "n turn until 07:01:10, next 07:01:10"}},
    {"a turn that a takeover comes before",
     open("07:00-07:04") + campaign_of("a", "2m") + campaign_of("z", "10s") +
         campaign_of("t", "10s", "level = 'takeover'\nhours = ['07:02-07:04']"),
     "2026-10-10 07:00:30",
     {"07:00:00 2m a/0 from 07:00:00 to 07:02:00, turns a z",
      "z no_turn until 07:02:00 before 07:02:00 campaign_begins t",
      "t hours until 07:02:00 day 10, next 07:02:00"}},
    {"a turn that the end of its window comes before",
     open("07:00-07:04") + campaign_of("a", "2m") + campaign_of("z", "10s", "hours = ['07:00-07:01']"),
     "2026-10-10 07:00:30",
     {"07:00:00 2m a/0 from 07:00:00 to 07:02:00, turns a z",
      "z no_turn until 07:01:00 before 07:01:00 window_ends"}},

    // ---- dates and hours
    {"conditions of the day, in order",
     "[[screen]]\nname = 's'\n[[screen]]\nname = 'other'\n" +
         campaign_of("over", "1h", "to = '2026-10-09'\ndays = 'mon'\nhours = ['01:00-02:00']") +
         campaign_of("later", "1h", "from = '2026-11-01'\ndays = 'mon'") +
         campaign_of("far", "1h", "from = '2028-10-11'") +
         campaign_of("yearly", "1h", "from = '12-24'\nto = '01-01'\nyearly = true\nhours = ['08:00-09:00']") +
         campaign_of("except", "1h", "except = ['2026-10-10']\ndays = 'mon'") +
         campaign_of("weekday", "1h", "days = 'mon'\nhours = ['01:00-02:00']") +
         campaign_of("hours", "1h", "hours = ['01:00-02:00', '13:00-14:00']") +
         "[[campaign]]\nname = 'there'\nplaylist = 'of-hours'\nscreens = ['other']\nto = '2020-01-01'\n",
     "2026-10-10 12:00:00",
     {"02:00:00 11h slate from 02:00:00 to 13:00:00", "over dates until never day 10",
      "later dates until 2026-11-02 00:00:00 day 10", "far dates until never day 10",
      "yearly dates until 2026-12-24 08:00:00 day 10", "except exception until 2026-10-12 00:00:00 day 10",
      "weekday weekday until 2026-10-12 01:00:00 day 10", "hours hours until 13:00:00 day 10, next 13:00:00",
      "there other_screens"}},
    {"rules and dates of the Vietnamese calendar",
     "[[screen]]\nname = 's'\n" +
         campaign_of("first-monday", "1h", "rrule = 'FREQ=MONTHLY;BYDAY=1MO'\nhours = ['08:00-09:00']") +
         campaign_of("night", "1h", "rrule = 'FREQ=WEEKLY;BYDAY=TH'\nhours = ['22:00-13:00']") +
         campaign_of("tet", "1h", "lunar = true\nfrom = '12-23'\nto = '01-07'"),
     "2026-10-10 12:00:00",
     {"00:00:00 24h slate from 00:00:00 to 2026-10-11 00:00:00",
      "first-monday rule until 2026-11-02 08:00:00 day 10", "night rule until 2026-10-15 22:00:00 day 9",
      "tet dates until 2027-01-30 00:00:00 day 10"}},
    {"hours after midnight belong to the day before",
     night,
     "2026-10-10 01:00:00",
     {"01:00:00 1h c/0 from 01:00:00 to 02:00:00, turns c", "a weekday until 2026-10-15 22:00:00 day 9",
      "b exception until 22:00:00 day 9, next 22:00:00"}},
    {"at other times it is today that counts",
     night,
     "2026-10-10 02:00:00",
     {"02:00:00 20h slate from 02:00:00 to 22:00:00", "a weekday until 2026-10-15 22:00:00 day 10",
      "b hours until 22:00:00 day 10, next 22:00:00", "c dates until never day 10"}},
    {"a closed screen",
     "[[screen]]\nname = 's'\nopen = [ { days = 'mon-fri', hours = '07:00-17:30' } ]\n" +
         campaign_of("a", "1h") + campaign_of("b", "1h", "days = 'mon-fri'"),
     "2026-10-10 12:00:00",
     {"closed until 2026-10-12 07:00:00", "a closed until 2026-10-12 07:00:00",
      "b weekday until 2026-10-12 00:00:00 day 10"}},
    {"a screen is closed from the very instant",
     "[[screen]]\nname = 's'\nopen = [ { hours = '07:00-07:01' }, { hours = '08:00-09:00' } ]\n" +
         campaign_of("a", "20s"),
     "2026-10-10 07:01:00",
     {"closed until 08:00:00", "a closed until 08:00:00, next 08:00:00"}},
    {"the day's end is an edge, also of a screen that stays open",
     "[[screen]]\nname = 's'\n" + campaign_of("a", "1h") + campaign_of("b", "2h"),
     "2026-10-10 23:30:00",
     {"23:00:00 1h a/0 from 23:00:00 to 2026-10-11 00:00:00, turns a b",
      "b no_room until 2026-10-11 00:00:00 item 2h before 2026-10-11 00:00:00 day_ends"}},
    {"but a screen that closes at midnight closes",
     open("23:00-24:00") + campaign_of("a", "1h") + campaign_of("b", "1h"),
     "2026-10-10 23:00:00",
     {"23:00:00 1h a/0 from 23:00:00 to 2026-10-11 00:00:00, turns a b",
      "b no_turn until 2026-10-11 00:00:00 before 2026-10-11 00:00:00 screen_closes"}},

    // ---- clocks that are changed
    {"a beginning that clocks leave out is when they are put forward",
     "timezone = 'Europe/Berlin'\n[[screen]]\nname = 's'\n" +
         campaign_of("a", "1h", "hours = ['02:30-04:00']"),
     "2026-03-29 01:59:59",
     {"00:00:00 2h slate from 2026-03-29 00:00:00 to 2026-03-29 03:00:00",
      "a hours until 2026-03-29 03:00:00 day 29, next 2026-03-29 03:00:00"}},
    {"a time that comes twice is its first",
     "timezone = 'Europe/Berlin'\n[[screen]]\nname = 's'\n" +
         campaign_of("a", "1h", "hours = ['02:30-04:00']"),
     "2026-10-25 02:30:00",
     {"02:30:00 1h a/0 from 2026-10-25 02:30:00 to 2026-10-25 02:30:00, turns a"}},
};

void PrintTo(const situation& s, std::ostream* out) {
  *out << s.name;
}

class explanation_of : public ::testing::TestWithParam<situation> {};

TEST_P(explanation_of, what_is_on_and_what_is_not) {
  const situation& s = GetParam();
  programme::programme p = from(s.programme);
  EXPECT_THAT(teller(p).tell(analysis::explain(p, p.screens.at(0), instant(p, s.at))),
              ElementsAreArray(s.said));
}

INSTANTIATE_TEST_SUITE_P(situations, explanation_of, ::testing::ValuesIn(situations), [](const auto& tested) {
  std::string name = tested.param.name;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
});

}  // namespace
}  // namespace bangtin::playlists::testing
