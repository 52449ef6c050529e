#include "playlists/random_programme.hpp"

namespace bangtin::playlists::testing {

namespace {

using rc::gen::inRange;

int number(int from, int to) {  // both included, all as likely
  return *rc::gen::resize(rc::kNominalSize, inRange(from, to + 1));
}

bool one_in(int n) {
  return number(1, n) == 1;
}

template <class T>
T one_of(std::initializer_list<T> values) {
  return *rc::gen::elementOf(std::vector<T>(values));
}

day_hours random_hours() {
  auto time = [](int most) {
    return std::chrono::minutes(number(0, most / 30) * 30 + one_of({0, 0, 1, 17}));
  };
  day_hours h{time(1439 - 30), time(1439 - 30)};
  if (one_in(8)) h.to = std::chrono::hours(24);
  return h;
}

milliseconds random_duration() {
  return milliseconds(one_of({500, 7'000, 10'000, 10'000, 15'000, 12'345, 90'000, 600'000, 5'400'000}));
}

calendar_date random_date(int year) {
  return {year, number(9, 11), number(1, 30)};
}

void random_window(campaign& c) {
  if (one_in(2)) c.days = static_cast<weekday_set>(number(1, 127));
  for (int i = one_in(2) ? number(1, 3) : 0; i > 0; --i) c.hours.push_back(random_hours());
  for (int i = one_in(4) ? 2 : 0; i > 0; --i) c.except.push_back(random_date(2026));
  if (one_in(4)) {
    c.repeats = recurrence::yearly;
    c.from = random_date(0);
    c.to = random_date(0);
  } else if (one_in(4)) {
    c.from = calendar_date{2026, 9, number(1, 30)};
    c.to = calendar_date{2026, 11, number(1, 30)};
  }
}

playlist random_playlist(programme& p, int number_of_it) {
  playlist l;
  l.name = "p" + std::to_string(number_of_it);
  for (int n = number(1, 4); n > 0; --n) {
    media_item m;
    m.name = "m" + std::to_string(p.media.size());
    m.kind = one_of({media_kind::image, media_kind::image, media_kind::video, media_kind::pages});
    if (m.kind == media_kind::pages) m.pages = number(1, 4);
    if (m.kind == media_kind::video) m.duration = random_duration();
    playlist_item item;
    item.media = m.name;
    if (one_in(2)) item.duration = random_duration();
    item.title = one_of<std::string>({"", "Sảnh \"một\"\n\\"});
    p.media.push_back(m);
    l.items.push_back(item);
  }
  return l;
}

}  // namespace

programme random_programme() {
  programme p;
  p.slate = "slate";
  media_item slate;
  slate.name = "slate";
  p.media.push_back(slate);
  for (int i = 0; i < 2; ++i) {
    screen one;
    one.name = "s" + std::to_string(i);
    if (i == 1) one.groups = {"g"};
    for (int n = one_in(3) ? 0 : number(1, 3); n > 0; --n) {
      one.open.push_back({static_cast<weekday_set>(number(1, 127)), random_hours()});
    }
    p.screens.push_back(one);
  }
  for (int i = 0; i < 3; ++i) p.playlists.push_back(random_playlist(p, i));
  for (int i = number(0, 7); i > 0; --i) {
    campaign c;
    c.name = one_of<std::string>({"a", "b", "ô", "Z"}) + std::to_string(i);
    c.playlist = "p" + std::to_string(number(0, 2));
    c.screens = {one_of<std::string>({"all", "s0", "s1", "@g"})};
    if (one_in(3)) c.order = item_order::shuffle;
    c.level = one_of({level::takeover, level::normal, level::normal, level::normal, level::filler});
    random_window(c);
    if (one_in(3)) {
      c.every = milliseconds(one_of({1'000, 60'000, 900'000, 3'600'000, 100'000'000}));
    } else {
      c.share = one_in(2) ? number(1, 5) : number(1, 1000);
    }
    p.campaigns.push_back(c);
  }
  return p;
}

}  // namespace bangtin::playlists::testing
