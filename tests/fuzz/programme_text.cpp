// The text determines the day of the timeline, so that an input always does the same. Days with more slots
// than a fuzzer has time for are omitted; the rules do not depend on the number of slots.
#include <algorithm>
#include <functional>
#include <tuple>

#include "base/hash.hpp"
#include "base/language.hpp"
#include "fuzz/entries.hpp"
#include "playlists/schedule/timeline.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_check.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::fuzz {

namespace {

using std::chrono::days;

constexpr milliseconds min_worth_a_day{2'000};

void hold_problems(const std::vector<playlists::text::diagnostic>& problems) {
  promise(problems.size() <= playlists::text::max_problems, "more problems than promised");
  for (std::size_t i = 0; i < problems.size(); ++i) {
    const playlists::text::diagnostic& p = problems[i];
    promise(!in_english(p.what).empty() && !in_english(p.remedy).empty(), "a problem without words");
    promise(in_english(p.what).size() < 8192 && in_english(p.remedy).size() < 8192,
            "a problem of too many words");
    promise(p.at.line >= 0 && p.at.column >= 0, "a problem before the text");
    if (i == 0) continue;
    const playlists::text::diagnostic& before = problems[i - 1];
    promise(std::pair(before.at.line, before.at.column) <= std::pair(p.at.line, p.at.column),
            "problems out of order");
    promise(
        std::tie(before.at.line, before.at.column, before.what) != std::tie(p.at.line, p.at.column, p.what),
        "a problem told twice");
  }
  promise(!describe(playlists::text::as_error(problems, "programme.toml")).empty(), "an error without words");
}

milliseconds min_showing(const playlists::programme::programme& p) {
  milliseconds shortest = days(1);
  for (const playlists::programme::playlist& l : p.playlists) {
    for (const playlists::programme::playlist_item& item : l.items) {
      shortest = std::min(shortest, playlists::programme::page_duration(item, *p.find_media(item.media)));
    }
  }
  return shortest;
}

void hold_day(const playlists::programme::programme& p, const playlists::programme::screen& on,
              playlists::programme::local_day d) {
  const playlists::programme::instant_range day = playlists::schedule::range_of(p, d);
  const std::vector<playlists::schedule::slot> slots = playlists::schedule::timeline(p, on, d);
  promise(slots == playlists::schedule::planner(p, on).day(d), "a planner's day is another");
  utc_ms end = day.from;
  for (const playlists::schedule::slot& s : slots) {
    promise(end <= s.from && s.from < s.to && s.to <= day.to, "slots overlap or leave the day");
    end = s.to;
    promise(s.campaign >= -1 && s.campaign < static_cast<std::int64_t>(p.campaigns.size()),
            "no such campaign");
    if (s.campaign < 0) continue;
    const playlists::programme::campaign& c = p.campaigns[static_cast<std::size_t>(s.campaign)];
    const playlists::programme::playlist& l = *p.find_playlist(c.playlist);
    promise(playlists::programme::applies_to(c, on), "a campaign of another screen");
    promise(s.item >= 0 && s.item < static_cast<std::int64_t>(l.items.size()), "no such item");
    promise(playlists::schedule::is_open(p, on, s.from), "a slot of a closed screen");
  }
}

void hold_days(const playlists::programme::programme& p, std::string_view text) {
  if (p.screens.empty() || p.campaigns.size() > 200 || p.playlists.size() > 200) return;
  if (min_showing(p) < min_worth_a_day) return;
  const digest seed = sha256(text);
  // Usually days around 2026, where the programmes of the corpus have their dates; sometimes any day.
  const int number = seed.value[0] * 256 + seed.value[1];
  const playlists::programme::local_day any = playlists::programme::local_day(days(number * 44));
  const playlists::programme::local_day near = playlists::programme::local_day(days(20'454 + number % 730));
  hold_day(p, p.screens[seed.value[2] % p.screens.size()], seed.value[3] < 32 ? any : near);
}

}  // namespace

void programme_text(std::string_view bytes) {
  for (playlists::text::media_facts facts :
       {playlists::text::media_facts::from_text, playlists::text::media_facts::later}) {
    const playlists::text::parsed_text parsed = playlists::text::parse_text(bytes, facts);
    hold_problems(parsed.diagnostics);
    if (!parsed.diagnostics.empty()) continue;
    const playlists::programme::programme& p = parsed.value;
    const std::string printed = playlists::text::to_text(p);
    const playlists::text::parsed_text again = playlists::text::parse_text(printed, facts);
    promise(again.diagnostics.empty() && again.value == p, "the print reads back as something else");
    promise(playlists::text::to_text(again.value) == printed, "the print of the print is another");
    if (facts == playlists::text::media_facts::later) continue;
    promise(!playlists::text::check_references(p), "a programme that was read is not fit");
    const result<playlists::programme::programme> back =
        playlists::text::from_bytes(playlists::text::to_bytes(p));
    promise(back && *back == p, "canonical bytes read back as something else");
    hold_days(p, bytes);
  }
}

}  // namespace bangtin::fuzz
