// Thousands of slots would flood a calendar, so an event is a stretch: all slots of one campaign in one of
// its windows while the screen is open. libical escapes and folds lines; only the frame around the events is
// written here.
#include <fmt/format.h>
#include <libical/ical.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/counted.hpp"
#include "base/duration_words.hpp"
#include "base/hash.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "playlists/analysis/preview.hpp"
#include "playlists/programme/rfc3339.hpp"
#include "playlists/schedule/window.hpp"

namespace bangtin::playlists::analysis {

namespace {

struct release {
  void operator()(icalcomponent* c) const { icalcomponent_free(c); }
  void operator()(icalproperty* p) const { icalproperty_free(p); }
  void operator()(char* text) const { icalmemory_free_buffer(text); }
};
using component = std::unique_ptr<icalcomponent, release>;
using text_of_ical = std::unique_ptr<char, release>;

struct stretch {
  utc_ms window;  // the start of the campaign's window, which identifies the stretch
  utc_ms opened;  // the screen's opening that contains it
  utc_ms from, to;
  std::int64_t plays = 0;
  milliseconds airtime{};
};

// A campaign's stretches of one day.
struct campaign_day {
  std::vector<programme::instant_range> windows;
  std::vector<stretch> stretches;
};

std::map<std::int32_t, campaign_day> stretches_of(const programme::programme& p,
                                                  const schedule::calendar& site, programme::local_day day,
                                                  const std::vector<schedule::slot>& slots) {
  std::map<std::int32_t, campaign_day> all;
  utc_ms opened{}, last{utc_ms::min()};
  for (const schedule::slot& s : slots) {
    if (s.from != last) opened = s.from;
    last = s.to;
    if (s.campaign < 0) continue;
    auto [at, is_new] = all.try_emplace(s.campaign);
    campaign_day& c = at->second;
    if (is_new)
      schedule::append_activity(site, p.campaigns[static_cast<std::size_t>(s.campaign)], day, c.windows);
    if (s.page <= 1) {
      auto after = std::upper_bound(c.windows.begin(), c.windows.end(), s.from,
                                    [](utc_ms t, const programme::instant_range& w) { return t < w.from; });
      const utc_ms window = after == c.windows.begin() ? s.from : std::prev(after)->from;
      bool goes_on =
          !c.stretches.empty() && c.stretches.back().window == window && c.stretches.back().opened == opened;
      if (!goes_on) c.stretches.push_back({window, opened, s.from, s.to, 0, milliseconds(0)});
      ++c.stretches.back().plays;
    }
    c.stretches.back().to = s.to;
    c.stretches.back().airtime += s.to - s.from;
  }
  return all;
}

icaltimetype ical_time(utc_ms t) {
  return icaltime_from_timet_with_zone(std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count(),
                                       0, icaltimezone_get_utc_timezone());
}

std::string described(const programme::campaign& c, const stretch& s) {
  const std::int64_t seconds = s.airtime.count() / 1000;
  const std::string airtime = fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  const std::string amount =
      c.every ? tr("every {}", translate(duration_message(*c.every))) : tr("share {}", c.share);
  return translate(counted(s.plays, msg("{} play, {} of airtime, {}", s.plays, airtime, amount),
                           msg("{} plays, {} of airtime, {}", s.plays, airtime, amount)));
}

std::string event_text(const programme::screen& on, const programme::campaign& c, const stretch& s,
                       utc_ms stamp) {
  const std::string known_by =
      on.name + "\n" + c.name + "\n" + std::to_string(to_unix_ms(std::max(s.window, s.opened)));
  const std::string uid = sha256(known_by).hex().substr(0, 32) + "@bangtin";
  const std::string summary = c.name, where = on.title.empty() ? on.name : on.title;
  const std::string description = described(c, s);
  component event(icalcomponent_vanew(
      ICAL_VEVENT_COMPONENT, icalproperty_new_uid(uid.c_str()), icalproperty_new_dtstamp(ical_time(stamp)),
      icalproperty_new_dtstart(ical_time(s.from)), icalproperty_new_dtend(ical_time(s.to)),
      icalproperty_new_summary(summary.c_str()), icalproperty_new_location(where.c_str()),
      icalproperty_new_description(description.c_str()), icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT),
      static_cast<void*>(nullptr)));
  return text_of_ical(icalcomponent_as_ical_string_r(event.get())).get();
}

// A property of the calendar itself.
std::string property_text(const char* name, const std::string& value) {
  std::unique_ptr<icalproperty, release> property(icalproperty_new_x(value.c_str()));
  icalproperty_set_x_name(property.get(), name);
  return text_of_ical(icalproperty_as_ical_string_r(property.get())).get();
}

}  // namespace

void preview_ics(const programme::programme& p, const programme::screen& on, programme::local_day first,
                 int days, utc_ms stamp, const text_sink& out) {
  const schedule::planner plan(p, on);
  const schedule::calendar site(p.timezone);
  std::vector<schedule::slot> slots;
  out("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
  out(fmt::format("PRODID:-//Bang tin//bangtin {}//VI\r\n", program_version));
  out("CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
  out(property_text("X-WR-CALNAME", on.title.empty() ? on.name : on.title));
  out(property_text("X-WR-TIMEZONE", p.timezone));
  for (int i = 0; i < days; ++i) {
    const programme::local_day day = first + std::chrono::days(i);
    plan.day(day, slots);
    end_at_expiry(p, slots);
    for (const auto& [index, c] : stretches_of(p, site, day, slots)) {
      for (const stretch& s : c.stretches)
        out(event_text(on, p.campaigns[static_cast<std::size_t>(index)], s, stamp));
    }
  }
  out("END:VCALENDAR\r\n");
}

}  // namespace bangtin::playlists::analysis
