// Three parts look at one survey of the programme; here they are called, and their findings put in order.
#include "playlists/analysis/lint.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <unordered_set>

#include "playlists/analysis/lint_context.hpp"
#include "playlists/programme/rfc3339.hpp"

namespace bangtin::playlists {

namespace {

constexpr std::chrono::days expires_soon{30};

constexpr std::array<std::string_view, 31> kind_names{"approval_expired",
                                                      "media_missing",
                                                      "no_screen",
                                                      "never_runs",
                                                      "never_open",
                                                      "silenced",
                                                      "never_fits",
                                                      "never_its_turn",
                                                      "item_never_fits",
                                                      "cadence_over",
                                                      "screen_empty",
                                                      "approval_expires",
                                                      "runs_dry",
                                                      "empty_days",
                                                      "share_missed",
                                                      "slate_hold",
                                                      "takeovers_overlap",
                                                      "duration_differs",
                                                      "item_outlasts_hours",
                                                      "begins_late",
                                                      "ticker_never_shows",
                                                      "link_too_long",
                                                      "logo_no_picture",
                                                      "subtitles_unused",
                                                      "is_over",
                                                      "duplicate_item",
                                                      "playlist_unused",
                                                      "media_unused",
                                                      "call_unused",
                                                      "length_assumed",
                                                      "capped"};
static_assert(kind_names.size() == static_cast<std::size_t>(finding_kind::capped) + 1);

// An item that never ends before an edge is not worth a second finding for the hours that it outlasts.
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

std::string_view to_string(severity s) {
  constexpr std::array<std::string_view, 3> names{"error", "warning", "note"};
  return names[static_cast<std::size_t>(s)];
}

std::string_view to_string(finding_kind k) {
  return kind_names[static_cast<std::size_t>(k)];
}

std::vector<finding> check(const programme& p, utc_ms now, const horizon& ahead) {
  survey s(p, now, {std::max(ahead.days, 1), std::max(ahead.calendar_days, 1), ahead.steps});
  s.findings = check_validity(p, now);
  check_values(s);
  check_overlays(s);
  check_calendar(s);
  check_days(s);
  drop_repetitions(s.findings);
  order_findings(s.findings);
  return std::move(s.findings);
}

std::vector<finding> check_validity(const programme& p, utc_ms now) {
  if (p.version == 0 || p.expires > now + expires_soon) return {};
  finding f;
  std::string until = to_date_text(day_of(p, p.expires));
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

void order_findings(std::vector<finding>& all) {
  std::stable_sort(all.begin(), all.end(), [](const finding& a, const finding& b) {
    return std::pair(a.severity, a.kind) < std::pair(b.severity, b.kind);
  });
  if (all.size() <= most_findings) return;
  // What is said of the limits of this check, which comes last, stays.
  auto limits = std::partition_point(all.begin(), all.end(), [](const finding& f) {
    return std::pair(f.severity, f.kind) < std::pair(severity::note, finding_kind::capped);
  });
  std::vector<finding> last(std::make_move_iterator(limits), std::make_move_iterator(all.end()));
  finding rest;
  std::size_t kept = most_findings - 1 - std::min(last.size(), most_findings - 1);
  rest.what = msg("{} more findings are not shown", all.size() - last.size() - kept);
  rest.remedy = msg("correct what is said above, and check again");
  all.resize(kept);
  std::move(last.begin(), last.end(), std::back_inserter(all));
  all.push_back(std::move(rest));
}

}  // namespace bangtin::playlists
