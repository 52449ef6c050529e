#include "admin-cli/commands/campaign_remarks.hpp"

#include <set>
#include <tuple>

#include "playlists/analysis/lint.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::analysis::finding;
using playlists::analysis::severity;

constexpr playlists::analysis::horizon near{.days = 14, .steps = 2'000'000};

auto subject_of(const finding& f) {
  return std::tuple(f.kind, f.screen, f.campaign, f.playlist, f.media);
}

}  // namespace

std::vector<finding> campaign_remarks(const playlists::programme::programme& before,
                                      const playlists::programme::programme& after, std::string_view campaign,
                                      utc_ms now) {
  std::vector<finding> remarks;
  std::set<decltype(subject_of(finding{}))> known;
  // A draft that nobody has filled yet cannot be checked.
  if (!playlists::text::check_references(before)) {
    for (const finding& f : playlists::analysis::check(before, now, near)) known.insert(subject_of(f));
  }
  for (finding& f : playlists::analysis::check(after, now, near)) {
    bool new_harm = !f.campaign.empty() && f.severity != severity::note && !known.contains(subject_of(f));
    if (f.campaign == campaign || new_harm) remarks.push_back(std::move(f));
  }
  return remarks;
}

std::vector<std::optional<finding>> never_playing(const playlists::programme::programme& p, utc_ms now) {
  std::vector<std::optional<finding>> all(p.campaigns.size());
  if (playlists::text::check_references(p)) return all;
  // As many days as "check" looks ahead, so that both say the same.
  const playlists::analysis::horizon ahead{.steps = 10'000'000};
  for (finding& f : playlists::analysis::check(p, now, ahead)) {
    if (!playlists::analysis::says_never(f.kind)) continue;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (p.campaigns[i].name == f.campaign && !all[i]) all[i] = f;
    }
  }
  return all;
}

}  // namespace bangtin::admin_cli::commands
