// Helpers for tests: read programmes from text without opening files, and format slots as short lines.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::playlists::testing {

// The programme of the text after the line `slate = "slate.png"`. A diagnostic fails the test.
inline programme::programme from(const std::string& text) {
  text::parsed_text parsed = text::parse_text("slate = \"slate.png\"\n" + text, text::media_facts::from_text);
  if (!parsed.diagnostics.empty()) {
    ADD_FAILURE() << describe(text::as_error(parsed.diagnostics, "test")) << "\nin:\n" << text;
  }
  return parsed.value;
}

// A screen with these hours on every day.
inline std::string open(const std::string& hours) {
  return "[[screen]]\nname = 's'\nopen = [ { hours = '" + hours + "' } ]\n";
}

// A campaign on every screen with a separate playlist: one item, or several, given as durations separated by
// spaces.
inline std::string campaign_of(const std::string& name, const std::string& durations,
                               const std::string& rest = "") {
  std::string items;
  int number = 0;
  for (const std::string& d : split(durations, ' ')) {
    items += "{ media = '" + name + std::to_string(number++) + ".png', duration = '" + d + "' }, ";
  }
  return "[[playlist]]\nname = 'of-" + name + "'\nitems = [ " + items + "]\n[[campaign]]\nname = '" + name +
         "'\nplaylist = 'of-" + name + "'\nscreens = ['all']\n" + rest + "\n";
}

inline programme::local_day day(std::string_view text) {
  programme::calendar_date d = programme::parse_date(text).value();
  return programme::local_day(std::chrono::year_month_day(std::chrono::year(d.year),
                                                          std::chrono::month(static_cast<unsigned>(d.month)),
                                                          std::chrono::day(static_cast<unsigned>(d.day))));
}

// "07:00:00 10s campaign/item", "... campaign/item.page", "... campaign/item every", "... slate". The time is
// the site's wall time, with milliseconds only if they are not 0.
inline std::string line(const programme::programme& p, const schedule::slot& s) {
  std::string at = schedule::to_local_rfc3339(p, s.from).substr(11, 12);
  if (at.ends_with(".000")) at.resize(8);
  std::string text = at + " " + format_duration(s.to - s.from) + " ";
  if (s.campaign < 0) return text + "slate";
  text += p.campaigns[static_cast<std::size_t>(s.campaign)].name + "/" + std::to_string(s.item);
  if (s.page != 0) text += "." + std::to_string(s.page);
  if (s.reason == schedule::slot_reason::every) text += " every";
  return text;
}

// The day's slots on the only screen, at most `most` of them.
inline std::vector<std::string> lines(const programme::programme& p, std::string_view date,
                                      std::size_t most = 1000) {
  std::vector<std::string> all;
  for (const schedule::slot& s : schedule::timeline(p, p.screens.at(0), day(date))) {
    if (all.size() == most) break;
    all.push_back(line(p, s));
  }
  return all;
}

}  // namespace bangtin::playlists::testing
