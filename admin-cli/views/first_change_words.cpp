// Screens of which the same is true share a line, so that a site of many screens stays readable.
#include <map>

#include "admin-cli/views/change_words.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/language.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::views {

namespace {

using playlists::analysis::screen_change;
using playlists::analysis::screen_change_kind;
using playlists::analysis::sight;
using playlists::programme::programme;

std::string sight_words(const sight& s) {
  if (!s.open) return tr("closed");
  if (s.campaign.empty()) return tr("the slate");
  return tr("{} of campaign \"{}\"", s.page > 0 ? tr("page {} of {}", s.page, s.media) : s.media, s.campaign);
}

bool is_slate(const sight& s) {
  return s.open && s.campaign.empty();
}

// Where words alone would say that a thing comes in place of itself, they say what is new about it.
std::string content_words(const screen_change& c, const std::string& when) {
  const bool at_once = when.empty();
  if (is_slate(c.before) && is_slate(c.after)) {
    if (c.before == c.after) {
      return at_once ? tr("at once the slate is drawn anew") : tr("from {} the slate is drawn anew", when);
    }
    return at_once ? tr("at once the slate {} instead of {}", c.after.media, c.before.media)
                   : tr("from {} the slate {} instead of {}", when, c.after.media, c.before.media);
  }
  const std::string before = sight_words(c.before), after = sight_words(c.after);
  if (before == after) {
    return at_once ? tr("at once {} looks different", after) : tr("from {} {} looks different", when, after);
  }
  return at_once ? tr("at once {} instead of {}", after, before)
                 : tr("from {} {} instead of {}", when, after, before);
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

std::string first_change_words(const screen_change& c, const std::string& timezone, utc_ms now, int days) {
  const bool at_once = c.at <= now;
  const std::string when = instant_words(c.at, timezone, now);
  switch (c.kind) {
    case screen_change_kind::none:
      return tr("nothing else in the next {} days", days);
    case screen_change_kind::unknown:
      return tr("not known, because the programmes are too large to be compared");
    case screen_change_kind::added:
      return tr("is new");
    case screen_change_kind::removed:
      return tr("is not in the programme any more; its player shows only the slate");
    case screen_change_kind::content:
      return content_words(c, at_once ? "" : when);
    case screen_change_kind::ticker:
      return at_once ? tr("at once another ticker") : tr("from {} another ticker", when);
    case screen_change_kind::outfit:
      break;
  }
  return at_once ? tr("at once clock, logo, ticker or sound differ")
                 : tr("from {} clock, logo, ticker or sound differ", when);
}

}  // namespace

std::vector<std::string> first_change_lines(const std::vector<screen_change>& all,
                                            const std::string& timezone, utc_ms now, int days) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;  // what, and of which screens
  std::map<std::string, std::size_t> place;
  for (const screen_change& c : all) {
    std::string words = first_change_words(c, timezone, now, days);
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
