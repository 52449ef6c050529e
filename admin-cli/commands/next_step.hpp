// What a person does next, from the state in which the site is. `next_steps` decides and is pure; the others
// ask the daemon and print.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "base/placeholder.hpp"
#include "wire/admin/site.hpp"

namespace bangtin::admin_cli::commands {

// What of the site decides the next step. Names and files are as people know them.
struct site_state {
  bool answers = true;                      // the daemon does
  bool over_network = false;                // it was asked under an address, and not by its socket
  bool has_keys = false;                    // in the folder of the keys
  bool has_root = false;                    // the site has a root key, here or elsewhere
  std::size_t players = 0;                  // paired screens
  std::vector<std::string> without_player;  // screens of the programme or the draft
  std::vector<std::string> waiting;         // addresses of the players that show a code
  std::size_t media = 0;                    // pictures, videos and guides, but the slate
  std::vector<std::string> new_media;       // as calls name those since the last approval, in no playlist
  std::vector<std::string> playlists;
  std::vector<std::string> idle_playlists;  // that have items, and no campaign
  bool draft_differs = false;               // from the published programme; also if none is published
  bool draft_has_campaign = false;
  std::optional<wire::admin::waiting_programme>
      second_needed;  // it is the draft, and one approver has signed it
  bool published = false;
  std::size_t with_problem = 0;  // screens that need attention
};

enum class step_kind {
  start_daemon,
  reach_daemon,
  make_keys,
  find_keys,
  add_media,
  make_playlist,
  fill_playlist,
  make_campaign,
  pair_screen,
  start_player,
  approve,
  sign_second,
  look_at_screens
};
// "start_daemon", …: the word in JSON.
std::string_view to_string(step_kind k);

struct next_step {
  step_kind kind = step_kind::start_daemon;
  message what;    // what to do, and why
  call_form call;  // to be typed
  bool operator==(const next_step&) const = default;
};

// What remains to be done, the most urgent first; empty when all is well.
std::vector<next_step> next_steps(const site_state& s);

// Asks the daemon. A daemon that does not answer is a state too; other failures are errors.
result<site_state> look_around(session& s);

// After a command that was done: prints the first step on standard error, to a person only. Says nothing if
// there is none or if the daemon does not tell.
void hint_next_step(session& s);

}  // namespace bangtin::admin_cli::commands
