// What "guide" finds on its way. There is no file about it: daemon, keys and draft say how far somebody has
// got.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/next_step.hpp"

namespace bangtin::admin_cli::commands {

struct guide_screen {
  std::string name{}, title{}, venue{};
  bool planned = false;  // the draft has it, or the published programme where there is no draft
  bool paired = false;
  bool seen = false;  // its player has reported since it was paired
  bool operator==(const guide_screen&) const = default;
};

struct guide_state {
  site_state site;
  bool keys_fit = true;  // those of the folder are the site's; true where either has none
  bool has_plan = false;
  std::vector<wire::admin::named_code> venues;  // of the plan
  bool plan_skipped = false;                    // the person said so in this call
  std::vector<std::string> media;               // what can be shown, as commands name it
  std::vector<guide_screen> screens;            // in the order of the draft, then the others
  std::vector<std::string> playlists;           // with items
  std::vector<std::string> empty_playlists;     // without
  playlists::programme::programme draft;        // or what is published, where there is none
  bool drafted_to_run = false;                  // the draft has something to show on a screen with a player
  std::optional<playlists::programme::programme> published;
  bool published_to_run = false;  // the published programme has
  std::int64_t plays = 0;         // counted in this month; not known before something is published
};

// What the daemon has, for guide_state.
struct guide_facts {
  std::optional<playlists::programme::programme> draft, published;
  std::vector<wire::admin::screen> screens;
  std::vector<wire::admin::media_item> media;
};
// All that follows from the facts; the caller adds the rest. Pure.
guide_state guide_state_from(site_state site, guide_facts facts);

// Asks the daemon. A daemon that does not answer is a state too; other failures are errors.
result<guide_state> look_for_guide(session& s);

// The plays that count in this month, by all screens.
result<std::int64_t> counted_plays(session& s);

}  // namespace bangtin::admin_cli::commands
