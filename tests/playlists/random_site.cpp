// All times of day come from a grid of eight points, one `unit` apart, that begins at an interesting time, so
// windows often touch, overlap and cross midnight. Lengths of items and cadences scale with the unit, so that
// a day has few slots whether the unit is a minute or an hour.
#include "playlists/random_site.hpp"

#include <array>

#include "playlists/schedule/slow_dates.hpp"

namespace bangtin::playlists::testing {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct place_in_time {
  const char* zone;
  int year, month, day;
  int hour;  // the hour around which something happens
};

// What is special about each, in order: nothing; Tết; a leap month begins, and ends; clocks forward and back
// by an hour at night; by half an hour; at midnight in both directions; twice the same midnight; a quarter of
// an hour skipped at midnight; a day skipped; clocks back across midnight; an offset west of UTC with a half
// hour; two hours at once.
constexpr std::array places{
    place_in_time{"Asia/Ho_Chi_Minh", 2026, 10, 10, 7},
    place_in_time{"Asia/Ho_Chi_Minh", 2026, 2, 16, 23},
    place_in_time{"Asia/Ho_Chi_Minh", 2025, 7, 24, 7},
    place_in_time{"Asia/Ho_Chi_Minh", 2025, 8, 22, 21},
    place_in_time{"Europe/Berlin", 2026, 3, 29, 1},
    place_in_time{"Europe/Berlin", 2026, 10, 25, 1},
    place_in_time{"America/New_York", 2026, 3, 8, 1},
    place_in_time{"America/New_York", 2026, 11, 1, 0},
    place_in_time{"Australia/Lord_Howe", 2026, 4, 5, 1},
    place_in_time{"Australia/Lord_Howe", 2026, 10, 4, 1},
    place_in_time{"America/Santiago", 2026, 4, 4, 22},
    place_in_time{"America/Santiago", 2026, 9, 5, 23},
    place_in_time{"America/Asuncion", 2023, 9, 30, 23},
    place_in_time{"America/Asuncion", 2024, 3, 23, 22},
    place_in_time{"Africa/Cairo", 2026, 4, 23, 23},
    place_in_time{"Africa/Cairo", 2026, 10, 29, 22},
    place_in_time{"America/Havana", 2026, 3, 8, 0},
    place_in_time{"America/Havana", 2026, 10, 31, 23},
    place_in_time{"Atlantic/Azores", 2026, 10, 24, 23},
    place_in_time{"Asia/Kathmandu", 2026, 4, 14, 7},
    place_in_time{"Asia/Kathmandu", 1985, 12, 31, 23},
    place_in_time{"Pacific/Apia", 2011, 12, 30, 22},
    place_in_time{"Pacific/Kiritimati", 1994, 12, 31, 22},
    place_in_time{"America/St_Johns", 2010, 11, 6, 22},
    place_in_time{"America/St_Johns", 2026, 3, 8, 1},
    place_in_time{"Antarctica/Troll", 2026, 3, 29, 0},
    place_in_time{"Antarctica/Troll", 2026, 10, 25, 0},
};

programme::local_day day_from(int y, int m, int d) {
  return programme::local_day(std::chrono::year_month_day(
      std::chrono::year(y), std::chrono::month(unsigned(m)), std::chrono::day(unsigned(d))));
}

class builder {
 public:
  explicit builder(const site_shape& shape) : shape_(shape) {}

  site build() {
    const place_in_time& here = places[static_cast<std::size_t>(number(0, places.size() - 1))];
    s_.day = day_from(here.year, here.month, here.day) + days(one_of({0, 1, 2, -1}));
    s_.p.timezone = here.zone;
    unit_ = minutes(one_of({60, 1, 10, 30}));
    grid_ = one_of({minutes(here.hour * 60), minutes(23 * 60 + 57), minutes(21 * 60), minutes(0)});
    add_media(programme::media_kind::image);
    s_.p.slate = s_.p.media[0].name;
    for (int n = number(1, 3); n > 0; --n) add_screen();
    for (int n = number(1, 4); n > 0; --n) add_playlist();
    for (int n = number(0, 6); n > 0; --n) add_campaign();
    for (int n = one_in(3) ? number(1, 3) : 0; n > 0; --n) add_ticker();
    if (one_in(3)) s_.p.body = "UBND xã";
    return s_;
  }

 private:
  // The k-th point of the grid as a time of day.
  milliseconds point(int k) const { return (grid_ + k * unit_) % hours(24); }

  programme::day_hours some_hours(int most) {
    int from = number(0, 7), length = number(1, most);
    programme::day_hours h{point(from), point(from + length)};
    if (h.to == milliseconds(0)) h.to = one_of({hours(24), hours(0)});
    if (one_in(12)) h.to = hours(24);
    return h;
  }

  programme::weekday_set some_days() {
    if (!one_in(3)) return programme::every_day;
    unsigned today = std::chrono::weekday(s_.day).iso_encoding() - 1;
    return static_cast<programme::weekday_set>(number(1, 127) | (one_in(2) ? 1 << today : 0));
  }

  programme::calendar_date some_date() {
    std::chrono::year_month_day y(s_.day + days(number(0, 4) - 2));
    return {int(y.year()), int(unsigned(y.month())), int(unsigned(y.day()))};
  }

  milliseconds some_length() {
    seconds step = seconds(unit_) / 60;
    milliseconds length = step * one_of({10, 20, 15, 5, 7, 30, 2, 60, 90, 300, 1});
    return one_in(6) ? length + milliseconds(number(1, 999)) : length;
  }

  programme::media_item& add_media(programme::media_kind kind) {
    programme::media_item m;
    m.name = "m" + std::to_string(s_.p.media.size());
    m.kind = kind;
    if (kind == programme::media_kind::pages) m.pages = number(1, 4);
    if (kind == programme::media_kind::video) m.duration = some_length();
    s_.p.media.push_back(m);
    return s_.p.media.back();
  }

  void add_screen() {
    programme::screen one;
    one.name = "s" + std::to_string(s_.p.screens.size());
    if (s_.p.screens.empty() || one_in(2)) one.groups = {"g", "h"};
    // With a small unit, a whole day would have too many slots.
    bool small = unit_ < minutes(60);
    for (int n = number(small ? 1 : 0, 3); n > 0; --n) {
      one.open.push_back({some_days(), some_hours(small ? 6 : 23)});
      programme::day_hours& h = one.open.back().hours;
      if (small && h.to == hours(24) && h.from < hours(20)) h.to = h.from + unit_;
    }
    if (one_in(4)) one.quiet.push_back({some_days(), some_hours(23)});
    if (one_in(4)) one.volume = number(0, 100);
    one.clock = one_in(4);
    if (one_in(4)) one.logo = add_media(programme::media_kind::image).name;
    s_.p.screens.push_back(one);
  }

  void add_playlist() {
    programme::playlist l;
    l.name = "p" + std::to_string(s_.p.playlists.size());
    for (int n = number(1, 5); n > 0; --n) {
      programme::playlist_item item;
      item.media = add_media(one_of({programme::media_kind::image, programme::media_kind::video,
                                     programme::media_kind::pages}))
                       .name;
      if (!one_in(4)) item.duration = some_length();
      item.title = one_of<std::string>({"", "Sảnh \"một\"\n\\"});
      if (one_in(4)) item.call = "Quét mã";
      if (one_in(4)) item.audience = "học sinh \"THCS\"";
      if (one_in(4)) item.subtitles = add_media(programme::media_kind::subtitles).name;
      l.items.push_back(item);
    }
    s_.p.playlists.push_back(l);
  }

  void add_campaign() {
    programme::campaign c;
    c.name = one_of<std::string>({"a", "b", "ô", "Z", "a b"}) + one_of<std::string>({"", "-", "é"}) +
             std::to_string(number(0, 9) * 10 + taken_++);
    c.playlist = "p" + std::to_string(number(0, static_cast<int>(s_.p.playlists.size()) - 1));
    c.screens = one_of<std::vector<std::string>>({{"all"}, {"s0"}, {"@g"}, {"@h", "s0"}});
    if (shape_.shuffle && one_in(4)) c.order = programme::item_order::shuffle;
    for (int n = one_in(2) ? number(1, 3) : 0; n > 0; --n) {
      c.hours.push_back(some_hours(9));
      if (one_in(10)) c.hours.back().to = c.hours.back().from;  // 24 hours
    }
    c.days = some_days();
    if (one_in(6)) c.except = {some_date()};
    if (one_in(3)) add_dates(c);
    if (one_in(5)) c.rrule = some_rule(c);
    c.task = one_of<std::string>({"", "IV.3.c"});
    c.share = one_of({1, 2, 3, number(1, 1000)});
    if (!shape_.only_share) {
      c.level = one_of({programme::level::normal, programme::level::normal, programme::level::takeover,
                        programme::level::filler});
      if (one_in(3)) {
        c.every = milliseconds(unit_) * one_of({8, 4, 1, 16, 60}) / 4;
        c.share = 1;
      }
    }
    if (one_in(4)) c.fade = milliseconds(number(1, 3000));
    if (one_in(4)) c.volume = number(0, 100);
    if (one_in(4)) c.fit = programme::picture_fit::cover;
    if (one_in(4)) c.qr = one_of({programme::qr_place::corner, programme::qr_place::none});
    if (one_in(4)) c.logo = one_in(2);
    s_.p.campaigns.push_back(c);
  }

  void add_ticker() {
    programme::ticker t;
    t.name = one_of<std::string>({"", "t" + std::to_string(taken_++)});
    t.text = one_of<std::string>({"Tin", "Nộp hồ sơ \"trực tuyến\"\n"});
    t.screens = one_of<std::vector<std::string>>({{"all"}, {"s0"}, {"s0", "s0"}});
    t.days = some_days();
    if (one_in(2)) t.hours = {some_hours(9)};
    if (one_in(3)) add_dates(t);
    s_.p.tickers.push_back(t);
  }

  void add_dates(programme::run_window& c) {
    programme::calendar_date a = some_date(), b = some_date();
    switch (number(0, knows_the_moon() ? 5 : 3)) {
      case 0:
        c.from = std::min(a, b), c.to = std::max(a, b);
        break;
      case 1:
        c.from = a;
        break;
      case 2:
        c.to = b;
        break;
      case 3:
        c.repeats = programme::recurrence::yearly;
        a.year = b.year = 0;
        c.from = a, c.to = b;
        break;
      default:
        c.repeats = programme::recurrence::lunar;
        c.from = some_lunar_date(), c.to = some_lunar_date();
    }
  }

  bool knows_the_moon() const {
    return slow_lunar_knows(s_.day - days(5)) && slow_lunar_knows(s_.day + days(5));
  }

  programme::calendar_date some_lunar_date() {
    lunar_day near = slow_lunar(s_.day + days(number(-2, 2)));
    return {0, one_in(4) ? number(1, 12) : near.month, one_of({near.day, 30, 29, number(1, 30)})};
  }

  std::string some_rule(const programme::campaign& c) {
    static const std::array<std::string, 7> weekdays{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    auto weekday = [] { return weekdays[static_cast<std::size_t>(number(0, 6))]; };
    programme::calendar_date near = some_date();
    std::string rule = one_of<std::string>(
        {"FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=" + weekday() + "," + weekday(), "FREQ=MONTHLY",
         "FREQ=MONTHLY;BYMONTHDAY=" + std::to_string(near.day), "FREQ=MONTHLY;BYMONTHDAY=-1,1",
         "FREQ=MONTHLY;BYDAY=" + one_of<std::string>({"1", "2", "-1", "5", ""}) + weekday(),
         "FREQ=YEARLY;BYMONTH=" + std::to_string(near.month) + ";BYMONTHDAY=" + std::to_string(near.day),
         "FREQ=MONTHLY;BYDAY=" + weekday() + ";BYMONTHDAY=1,2,3,4,5,6,7"});
    if (one_in(2)) rule += ";INTERVAL=" + std::to_string(number(1, 4));
    // A COUNT is walked from the start, so the start must not be long ago.
    bool dated = c.repeats == programme::recurrence::none && c.from;
    if (dated && one_in(2)) return rule + ";COUNT=" + std::to_string(number(1, 4));
    programme::calendar_date end = some_date();
    if (!one_in(4) || (dated && end < *c.from)) return rule;
    return rule + ";UNTIL=" + std::to_string(end.year * 10'000 + end.month * 100 + end.day);
  }

  site_shape shape_;
  site s_;
  minutes unit_{};
  minutes grid_{};
  int taken_ = 0;
};

}  // namespace

int number(int from, int to) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, to + 1));
}

site random_site(const site_shape& shape) {
  return builder(shape).build();
}

}  // namespace bangtin::playlists::testing
