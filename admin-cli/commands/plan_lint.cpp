#include "admin-cli/commands/plan_lint.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::analysis::finding;
using playlists::analysis::finding_kind;
using playlists::analysis::severity;

// The codes of one list of the plan.
class known_codes {
 public:
  template <class Entry>
  explicit known_codes(const std::vector<Entry>& entries) {
    for (const Entry& e : entries) codes_.push_back(e.code);
  }

  // An empty code is no mistake: not everything belongs to a task.
  bool lacks(const std::string& code) const {
    return !code.empty() && !codes_.empty() && std::find(codes_.begin(), codes_.end(), code) == codes_.end();
  }
  message remedy(const std::string& code) const {
    if (auto like = closest(code, codes_)) return msg("did you mean {}?", printable(*like));
    return msg("correct the code, or add it to the plan: \"bangtin plan show\" lists those that there are");
  }

 private:
  std::vector<std::string> codes_;
};

finding warning(finding_kind kind, message what, message remedy) {
  finding f;
  f.severity = severity::warning;
  f.kind = kind;
  f.what = std::move(what);
  f.why = msg("the report would have a row without a title for it");
  f.remedy = std::move(remedy);
  return f;
}

void compare_tasks(const playlists::programme::programme& p, const known_codes& tasks,
                   std::vector<finding>& all) {
  for (const playlists::programme::campaign& c : p.campaigns) {
    if (!tasks.lacks(c.task)) continue;
    finding f = warning(finding_kind::task_unknown,
                        msg("the plan has no task \"{}\", for which the campaign \"{}\" is",
                            printable(c.task), printable(c.name)),
                        tasks.remedy(c.task));
    f.campaign = c.name;
    all.push_back(std::move(f));
  }
}

// An item without a theme has that of its media item, which is named once.
void compare_themes(const playlists::programme::programme& p, const known_codes& themes,
                    std::vector<finding>& all) {
  auto add = [&](const std::string& media, const std::string& theme) -> finding& {
    finding f =
        warning(finding_kind::theme_unknown,
                msg("the plan has no theme \"{}\", which \"{}\" has", printable(theme), printable(media)),
                themes.remedy(theme));
    f.media = media;
    return all.emplace_back(std::move(f));
  };
  for (const playlists::programme::playlist& list : p.playlists) {
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      if (!themes.lacks(list.items[i].theme)) continue;
      finding& f = add(list.items[i].media, list.items[i].theme);
      f.playlist = list.name;
      f.item = static_cast<std::int32_t>(i);
    }
  }
  std::set<std::string> inherited;
  for (const playlists::programme::playlist& list : p.playlists) {
    for (const playlists::programme::playlist_item& item : list.items) {
      if (item.theme.empty()) inherited.insert(item.media);
    }
  }
  for (const playlists::programme::media_item& m : p.media) {
    if (themes.lacks(m.theme) && inherited.contains(m.name)) add(m.name, m.theme);
  }
}

void compare_venues(const playlists::programme::programme& p, const known_codes& venues,
                    std::vector<finding>& all) {
  for (const playlists::programme::screen& s : p.screens) {
    if (!venues.lacks(s.venue)) continue;
    finding f = warning(finding_kind::venue_unknown,
                        msg("the plan has no venue \"{}\", where the screen \"{}\" is", printable(s.venue),
                            printable(s.name)),
                        venues.remedy(s.venue));
    f.screen = s.name;
    all.push_back(std::move(f));
  }
}

}  // namespace

std::vector<finding> compare_with_plan(const playlists::programme::programme& p,
                                       const evidence::report::plan& plan) {
  std::vector<finding> all;
  compare_tasks(p, known_codes(plan.tasks), all);
  compare_themes(p, known_codes(plan.themes), all);
  compare_venues(p, known_codes(plan.venues), all);
  return all;
}

}  // namespace bangtin::admin_cli::commands
