// Calls the parts, which share one lint_context of the programme, and sorts their findings.
#include "playlists/analysis/lint.hpp"

#include <algorithm>
#include <unordered_set>

#include "playlists/analysis/lint_context.hpp"
#include "playlists/programme/rfc3339.hpp"

namespace bangtin::playlists::analysis {

namespace {

constexpr std::chrono::days expires_soon{30};

// Drops item_outlasts_hours of a campaign with an item that never fits before an edge, because that is
// reported already.
void drop_repetitions(std::vector<finding>& all) {
  std::unordered_set<std::string> too_long;
  for (const finding& f : all) {
    if (f.kind == finding_kind::never_fits || f.kind == finding_kind::item_never_fits)
      too_long.insert(f.campaign);
  }
  std::erase_if(all, [&](const finding& f) {
    return f.kind == finding_kind::item_outlasts_hours && too_long.contains(f.campaign);
  });
}

}  // namespace

std::vector<finding> check(const programme::programme& p, utc_ms now, const horizon& ahead) {
  lint_context s(p, now, {std::max(ahead.days, 1), std::max(ahead.calendar_days, 1), ahead.steps});
  s.findings = check_validity(p, now);
  check_values(s);
  check_overlays(s);
  check_calendar(s);
  check_shares(s);
  check_days(s);
  drop_repetitions(s.findings);
  order_findings(s.findings);
  return std::move(s.findings);
}

std::vector<finding> check_validity(const programme::programme& p, utc_ms now) {
  if (p.version == 0 || p.expires > now + expires_soon) return {};
  finding f;
  std::string until = programme::to_date_text(schedule::day_of(p, p.expires));
  f.remedy = msg("have the approver sign it anew: \"bangtin approve\"");
  if (p.expires <= now) {
    f.severity = severity::error;
    f.kind = finding_kind::approval_expired;
    f.what = msg("the approval of version {} ended on {}", p.version, until);
    f.why = msg("screens show nothing but the slate since then");
  } else {
    f.severity = severity::warning;
    f.kind = finding_kind::approval_expires;
    f.what = msg("the approval of version {} ends on {}", p.version, until);
    f.why = msg("after that screens show nothing but the slate");
  }
  return {f};
}

}  // namespace bangtin::playlists::analysis
