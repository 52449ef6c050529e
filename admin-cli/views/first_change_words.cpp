// Screens of which the same is true share a line, so that a site of many screens stays readable.
#include <map>

#include "admin-cli/views/change_words.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::views {

namespace {

using playlists::analysis::overlay;
using playlists::analysis::overlay_change;
using playlists::analysis::overlay_turn;
using playlists::analysis::screen_change;
using playlists::analysis::screen_change_kind;
using playlists::analysis::sight;
using playlists::programme::programme;

std::string sight_words(const sight& s) {
  if (!s.open) return tr("closed");
  if (s.campaign.empty()) return tr("the slate");
  return tr("{} of campaign \"{}\"", s.page > 0 ? tr("page {} of {}", s.page, s.media) : s.media, s.campaign);
}

// The beginning of a ticker's text, which may be long.
std::string ticker_text(const std::string& text) {
  constexpr std::size_t max_letters = 40;
  const std::string beginning(first_characters(text, max_letters));
  return beginning.size() < text.size() ? beginning + "…" : beginning;
}

bool is_slate(const sight& s) {
  return s.open && s.campaign.empty();
}

// "from 13:30 today: " and what is then.
std::string timed(const std::string& what, const std::string& when) {
  return when.empty() ? tr("at once: {}", what) : tr("from {}: {}", when, what);
}

// Where words alone would say that a thing comes in place of itself, they say what is new about it.
std::string content_words(const screen_change& c) {
  if (is_slate(c.before) && is_slate(c.after)) {
    return c.before == c.after ? tr("the slate is drawn anew")
                               : tr("the slate {} instead of {}", c.after.media, c.before.media);
  }
  const std::string before = sight_words(c.before), after = sight_words(c.after);
  return before == after ? tr("{} looks different", after) : tr("{} instead of {}", after, before);
}

// ---- what is above the pictures

std::string overlay_words(const overlay_change& c) {
  const bool comes = c.turn == overlay_turn::comes;
  switch (c.what) {
    case overlay::clock:
      return comes ? tr("with the clock") : tr("without the clock");
    case overlay::logo:
      if (c.turn == overlay_turn::differs) return tr("another logo");
      return comes ? tr("with a logo") : tr("without a logo");
    case overlay::ticker_place:
      return tr("the ticker in another place");
    case overlay::volume:
      return tr("another volume of the screen");
    case overlay::quiet_hours:
      return tr("other hours without sound");
    case overlay::ticker:
      return comes ? tr("the ticker \"{}\"", ticker_text(c.text))
                   : tr("no longer the ticker \"{}\"", ticker_text(c.text));
    case overlay::qr:
      return tr("other QR codes");
    case overlay::item_logo:
      return tr("the logo on other items");
    case overlay::fit:
      return tr("pictures fill the screen otherwise");
    case overlay::fade:
      return tr("pictures fade in otherwise");
    case overlay::campaign_volume:
      return tr("another volume of films");
    case overlay::subtitles:
      break;
  }
  return tr("other subtitles");
}

// A clause for each time at which something changes.
std::vector<std::string> overlay_clauses(const screen_change& c, const std::string& timezone, utc_ms now) {
  std::vector<std::pair<std::optional<utc_ms>, std::vector<std::string>>> by_time;
  for (const overlay_change& o : c.overlays) {
    if (by_time.empty() || by_time.back().first != o.at) by_time.push_back({o.at, {}});
    by_time.back().second.push_back(overlay_words(o));
  }
  std::vector<std::string> all;
  for (const auto& [at, words] : by_time) {
    const std::string what = listed_words(words);
    if (at) {
      all.push_back(timed(what, *at <= now ? "" : instant_words(*at, timezone, now)));
    } else {
      all.push_back(tr("at a time that is not known: {}", what));
    }
  }
  return all;
}

// "closed from 20:00 today to 23:00 today".
std::vector<std::string> opening_words(const screen_change& c, const std::string& timezone, utc_ms now) {
  std::vector<std::string> all;
  for (const playlists::analysis::opening_change& o : c.openings) {
    const std::string from = instant_words(o.from, timezone, now), to = instant_words(o.to, timezone, now);
    all.push_back(o.opens ? tr("open from {} to {}", from, to) : tr("closed from {} to {}", from, to));
  }
  return all;
}

std::string first_content_words(const screen_change& c, const std::string& timezone, utc_ms now, int days) {
  switch (c.kind) {
    case screen_change_kind::none:
      return tr("nothing else in the next {} days", days);
    case screen_change_kind::unknown:
      return tr(
          "whether the content changes is not known, because the programmes are too large to be compared");
    case screen_change_kind::added:
      return tr("is new");
    case screen_change_kind::removed:
      return tr("is not in the programme any more; its player shows only the slate");
    case screen_change_kind::content:
      break;
  }
  return timed(content_words(c), c.at <= now ? "" : instant_words(c.at, timezone, now));
}

}  // namespace

std::vector<std::string> first_change_lines(const std::vector<screen_change>& all,
                                            const std::string& timezone, utc_ms now, int days) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;  // what, and of which screens
  std::map<std::string, std::size_t> place;
  for (const screen_change& c : all) {
    std::string words;
    for (const std::string& clause : overlay_clauses(c, timezone, now)) words += clause + "; ";
    words += first_content_words(c, timezone, now, days);
    for (const std::string& hours : opening_words(c, timezone, now)) words += "; " + hours;
    auto [at, is_new] = place.emplace(words, groups.size());
    if (is_new) groups.push_back({words, {}});
    groups[at->second].second.push_back(c.screen);
  }
  std::vector<std::string> lines;
  for (const auto& [words, screens] : groups) lines.push_back(listed_words(screens) + ": " + words);
  return lines;
}

void print_first_changes(printer& out, const programme& published, const programme& draft, utc_ms now) {
  if (out.json() || difference(published, draft).empty()) return;
  // Without the length of every film there is no timeline.
  if (playlists::text::check_references(draft) || playlists::text::check_references(published)) {
    out.text(tr("From when the screens show it is known once all files are loaded."));
    return;
  }
  const playlists::analysis::change_horizon ahead;
  std::vector<screen_change> all = playlists::analysis::first_changes(published, draft, now, ahead);
  if (all.empty()) return;
  out.text(tr("On the screens, once this is published:"));
  for (const std::string& line : first_change_lines(all, draft.timezone, now, ahead.days))
    out.text("  " + line);
}

}  // namespace bangtin::admin_cli::views
