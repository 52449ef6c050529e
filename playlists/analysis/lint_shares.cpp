// Reports campaigns whose share is tiny beside another's: somebody who leaves "share" out gets 1, and others
// write percentages.
#include <algorithm>
#include <optional>
#include <unordered_set>

#include "base/text.hpp"
#include "playlists/analysis/lint_context.hpp"

namespace bangtin::playlists::analysis {

namespace {

using std::chrono::days;

// Staff mean a share of 5 beside 60; a twentieth is 3 minutes an hour and hardly ever meant.
constexpr int tiny = 20;
constexpr int max_days_ahead = 366;

bool have_room_together(const lint_context& s, std::int32_t a, std::int32_t b) {
  schedule::instant_ranges of_a, of_b;
  const int ahead = std::min(s.ahead.calendar_days, max_days_ahead);
  for (int n = 0; n < ahead; ++n) {
    of_a.clear();
    of_b.clear();
    schedule::append_activity(s.site, s.runs_at(a), s.today + days(n), of_a);
    if (of_a.empty()) continue;
    schedule::append_activity(s.site, s.runs_at(b), s.today + days(n), of_b);
    if (!schedule::common(of_a, of_b).empty()) return true;
  }
  return false;
}

// The campaign of the largest share among those of the same level, except cadences.
std::optional<std::int32_t> largest(const lint_context& s, const alike_screens& g, programme::level level) {
  std::optional<std::int32_t> best;
  for (std::int32_t i : g.campaigns) {
    const programme::campaign& c = s.campaign_at(i);
    if (c.level != level || c.every) continue;
    if (!best || c.share > s.campaign_at(*best).share) best = i;
  }
  return best;
}

void say_small(lint_context& s, const alike_screens& g, std::int32_t small, std::int32_t large) {
  const programme::campaign &c = s.campaign_at(small), &other = s.campaign_at(large);
  const milliseconds an_hour = std::chrono::hours(1);
  const milliseconds part =
      std::chrono::round<std::chrono::seconds>(an_hour * c.share / (c.share + other.share));
  finding& f = s.add(
      severity::note, finding_kind::share_small,
      msg("the campaign \"{}\" gets a small part of the time: its share is {}, and that of \"{}\" is {}",
          c.name, c.share, other.name, other.share),
      msg("where both run it gets {} of {} parts, {} in an hour", c.share, c.share + other.share,
          in_words(std::max(part, milliseconds(1'000)))),
      msg("give it a larger share if that is not meant"));
  f.screen = s.first_screen(g).name;
  f.campaign = c.name;
}

}  // namespace

void check_shares(lint_context& s) {
  std::unordered_set<std::int32_t> seen;  // each campaign is looked at once, on the first of its screens
  for (const alike_screens& g : s.groups) {
    for (programme::level level :
         {programme::level::takeover, programme::level::normal, programme::level::filler}) {
      std::optional<std::int32_t> large = largest(s, g, level);
      if (!large) continue;
      for (std::int32_t i : g.campaigns) {
        const programme::campaign& c = s.campaign_at(i);
        if (c.level != level || c.every || c.share * tiny > s.campaign_at(*large).share) continue;
        if (seen.insert(i).second && have_room_together(s, i, *large)) say_small(s, g, i, *large);
      }
    }
  }
}

}  // namespace bangtin::playlists::analysis
