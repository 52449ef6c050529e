#include "admin-cli/commands/guide_state.hpp"

#include <algorithm>
#include <set>

#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/site_root.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::programme;

guide_screen& entry(std::vector<guide_screen>& all, const std::string& name) {
  auto found = std::find_if(all.begin(), all.end(), [&](const guide_screen& s) { return s.name == name; });
  if (found != all.end()) return *found;
  all.push_back({.name = name});
  return all.back();
}

std::vector<guide_screen> screens_of(const programme& draft, const std::vector<wire::admin::screen>& rows) {
  std::vector<guide_screen> all;
  for (const playlists::programme::screen& s : draft.screens) {
    all.push_back({.name = s.name, .title = s.title, .venue = s.venue, .planned = true});
  }
  for (const wire::admin::screen& row : rows) {
    guide_screen& s = entry(all, row.name);
    s.paired = row.pairing == wire::admin::pairing_kind::paired;
    s.seen = s.paired && row.last_seen.has_value();
    if (s.title.empty()) s.title = row.title;
    if (s.venue.empty()) s.venue = row.venue;
  }
  return all;
}

// Pictures, videos and guides but the slates, as calls name them.
std::vector<std::string> media_of(const guide_facts& facts) {
  std::set<std::string> slates;
  for (const std::optional<programme>* p : {&facts.draft, &facts.published}) {
    const playlists::programme::media_item* slate = *p ? (*p)->find_media((*p)->slate) : nullptr;
    if (slate != nullptr) slates.insert(slate->id);
  }
  std::vector<std::string> names;
  for (const wire::admin::media_item& m : facts.media) {
    if (m.kind == playlists::programme::media_kind::subtitles || slates.contains(m.id)) continue;
    names.push_back(command_name(m, facts.media));
  }
  return names;
}

// Whether a campaign shows something on a screen whose player has reported.
bool is_to_run(const programme& p, const std::vector<guide_screen>& screens) {
  for (const playlists::programme::campaign& c : p.campaigns) {
    const playlists::programme::playlist* list = p.find_playlist(c.playlist);
    if (list == nullptr || list->items.empty()) continue;
    for (const playlists::programme::screen& s : p.screens) {
      const bool plays = std::any_of(screens.begin(), screens.end(),
                                     [&](const guide_screen& g) { return g.name == s.name && g.seen; });
      if (plays && playlists::programme::applies_to(c, s)) return true;
    }
  }
  return false;
}

}  // namespace

guide_state guide_state_from(site_state site, guide_facts facts) {
  guide_state g;
  g.site = std::move(site);
  g.draft = facts.draft ? *facts.draft : facts.published.value_or(programme{});
  g.screens = screens_of(g.draft, facts.screens);
  g.media = media_of(facts);
  for (const playlists::programme::playlist& l : g.draft.playlists) {
    (l.items.empty() ? g.empty_playlists : g.playlists).push_back(l.name);
  }
  g.drafted_to_run = is_to_run(g.draft, g.screens);
  g.published_to_run = facts.published && is_to_run(*facts.published, g.screens);
  g.published = std::move(facts.published);
  return g;
}

result<std::int64_t> counted_plays(session& s) {
  result<std::vector<wire::admin::play_count>> rows = get_play_counts(s.daemon, "", {"campaign"});
  if (!rows) return rows.error();
  std::int64_t plays = 0;
  for (const wire::admin::play_count& row : *rows) plays += row.plays;
  return plays;
}

result<guide_state> look_for_guide(session& s) {
  result<site_state> site = look_around(s);
  if (!site) return site.error();
  if (!site->answers) {
    guide_state silent;
    silent.site = std::move(*site);
    return silent;
  }
  guide_facts facts;
  result<std::optional<programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  result<std::optional<published_programme>> current = get_current(s.daemon);
  if (!current) return current.error();
  result<std::vector<wire::admin::screen>> screens = get_screens(s.daemon);
  if (!screens) return screens.error();
  result<std::vector<wire::admin::media_item>> media = get_media(s.daemon);
  if (!media) return media.error();
  result<std::optional<admin::plan>> plan = get_plan(s.daemon);
  if (!plan) return plan.error();
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  facts.draft = std::move(*draft);
  if (*current) facts.published = std::move((*current)->value);
  facts.screens = std::move(*screens);
  facts.media = std::move(*media);
  guide_state g = guide_state_from(std::move(*site), std::move(facts));
  g.has_plan = plan->has_value();
  if (*plan) g.venues = std::move((*plan)->venues);
  (void)follow_site_root(s);  // keys that do not fit are a step of the guide, whatever the reason
  result<key_facts> keys = read_keys(s.set.keys);
  g.keys_fit = !keys || !where->root || keys->root == *where->root;
  if (!g.published_to_run) return g;
  result<std::int64_t> plays = counted_plays(s);
  if (!plays) return plays.error();
  g.plays = *plays;
  return g;
}

}  // namespace bangtin::admin_cli::commands
