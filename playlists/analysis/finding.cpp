#include "playlists/analysis/finding.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace bangtin::playlists::analysis {

namespace {

constexpr std::array<std::string_view, 44> kind_names{"approval_expired",
                                                      "media_missing",
                                                      "no_screen",
                                                      "never_runs",
                                                      "never_open",
                                                      "silenced",
                                                      "never_fits",
                                                      "never_its_turn",
                                                      "item_never_fits",
                                                      "cadence_over",
                                                      "text_unreadable",
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
                                                      "picture_covered",
                                                      "link_not_https",
                                                      "still_too_short",
                                                      "dates_swapped",
                                                      "logo_no_picture",
                                                      "subtitles_unused",
                                                      "review_due",
                                                      "task_unknown",
                                                      "theme_unknown",
                                                      "venue_unknown",
                                                      "player_without_screen",
                                                      "screen_without_player",
                                                      "is_over",
                                                      "duplicate_item",
                                                      "playlist_unused",
                                                      "media_unused",
                                                      "call_unused",
                                                      "rule_every_month",
                                                      "share_small",
                                                      "length_assumed",
                                                      "capped"};
static_assert(kind_names.size() == static_cast<std::size_t>(finding_kind::capped) + 1);

}  // namespace

std::string_view to_string(severity s) {
  constexpr std::array<std::string_view, 3> names{"error", "warning", "note"};
  return names[static_cast<std::size_t>(s)];
}

std::string_view to_string(finding_kind k) {
  return kind_names[static_cast<std::size_t>(k)];
}

bool says_never(finding_kind k) {
  switch (k) {
    case finding_kind::never_runs:
    case finding_kind::never_open:
    case finding_kind::silenced:
    case finding_kind::never_fits:
    case finding_kind::never_its_turn:
      return true;
    default:
      return false;
  }
}

void order_findings(std::vector<finding>& all) {
  std::stable_sort(all.begin(), all.end(), [](const finding& a, const finding& b) {
    return std::pair(a.severity, a.kind) < std::pair(b.severity, b.kind);
  });
  if (all.size() <= max_findings) return;
  // Keep the findings about the limits of this check; they are the last ones.
  auto limits = std::partition_point(all.begin(), all.end(), [](const finding& f) {
    return std::pair(f.severity, f.kind) < std::pair(severity::note, finding_kind::capped);
  });
  std::vector<finding> last(std::make_move_iterator(limits), std::make_move_iterator(all.end()));
  finding rest;
  std::size_t kept = max_findings - 1 - std::min(last.size(), max_findings - 1);
  rest.what = msg("{} more findings are not shown", all.size() - last.size() - kept);
  rest.remedy = msg("correct what is said above, and check again");
  all.resize(kept);
  std::move(last.begin(), last.end(), std::back_inserter(all));
  all.push_back(std::move(rest));
}

}  // namespace bangtin::playlists::analysis
