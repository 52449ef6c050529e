#include "admin-cli/commands/next_step.hpp"

#include <algorithm>
#include <set>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/second_signature.hpp"
#include "admin-cli/views/difference.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "admin-cli/views/status_table.hpp"
#include "base/language.hpp"
#include "base/placeholder.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::programme;

next_step daemon_step(const site_state& s) {
  if (s.over_network) {
    return {step_kind::reach_daemon,
            msg("the daemon does not answer at its address: look whether its machine is on, and whether "
                "--server or BANGTIN_SERVER is right"),
            {"bangtin --server http://HOST:8470 status"}};
  }
  return {step_kind::start_daemon,
          msg("the daemon does not run on this machine: start it; if it runs on another one, name that with "
              "--server https://HOST:8470 and BANGTIN_TOKEN_FILE"),
          {"sudo systemctl start bangtind"}};
}

void add_key_steps(const site_state& s, std::vector<next_step>& steps) {
  if (s.has_keys) return;
  if (!s.has_root) {
    steps.push_back({step_kind::make_keys,
                     msg("make the site's keys: with them you pair screens and approve"),
                     {"bangtin keys init"}});
  } else if (s.draft_differs || !s.waiting.empty()) {
    steps.push_back(
        {step_kind::find_keys,
         msg("the site's keys are not on this computer: fetch their folder, and name it with --keys"),
         {"bangtin keys list --keys DIR"}});
  }
}

// With the items behind the call, or the placeholder for them where the line would be long.
call_form with_media(call_form call, const std::vector<std::string>& media) {
  constexpr std::size_t max_names = 3;
  if (media.size() > max_names) {
    call.form += " MEDIA";
    return call;
  }
  for (const std::string& file : media) {
    call.form += " {}";
    call.names.push_back(views::shell_word(file));
  }
  return call;
}

// For the first screen without a player; for a new one where each has its player.
call_form pair_call(const site_state& s) {
  if (s.without_player.empty()) return {"bangtin screen pair CODE --name NAME --new"};
  return {"bangtin screen pair CODE --name {}", {views::shell_word(s.without_player.front())}};
}

void add_content_steps(const site_state& s, std::vector<next_step>& steps) {
  if (s.media == 0) {
    steps.push_back(
        {step_kind::add_media, msg("load the first clip, poster or guide"), {"bangtin media add FILE"}});
    return;
  }
  if (!s.new_media.empty()) {
    if (s.playlists.empty()) {
      steps.push_back({step_kind::make_playlist, msg("make a playlist for what you have loaded"),
                       with_media({"bangtin playlist create NAME"}, s.new_media)});
    } else {
      steps.push_back(
          {step_kind::fill_playlist,
           s.new_media.size() == 1
               ? msg("\"{}\" is in no playlist yet: put it into one", printable(s.new_media.front()))
               : msg("{} new media items are in no playlist yet: put them into one", s.new_media.size()),
           with_media({"bangtin playlist add {}", {views::shell_word(s.playlists.front())}}, s.new_media)});
    }
  }
  if (!s.idle_playlists.empty()) {
    const std::string& list = s.idle_playlists.front();
    steps.push_back(
        {step_kind::make_campaign,
         msg("no campaign shows the playlist \"{}\": say on which screens and when", printable(list)),
         {"bangtin campaign create NAME --playlist {} --screens all", {views::shell_word(list)}}});
  }
}

void add_screen_steps(const site_state& s, std::vector<next_step>& steps) {
  const bool any = s.players > 0 || !s.without_player.empty();
  if (!s.waiting.empty()) {
    steps.push_back(
        {step_kind::pair_screen,
         msg("a player ({}) waits to be paired: enter the code that it shows", printable(s.waiting.front())),
         pair_call(s)});
  } else if (!any) {
    steps.push_back({step_kind::start_player,
                     msg("start the player on the first screen; it shows a code, which you enter here"),
                     pair_call(s)});
  } else if (!s.without_player.empty()) {
    steps.push_back({step_kind::start_player,
                     msg("the screen \"{}\" has no player: start one there, and enter the code that it shows",
                         printable(s.without_player.front())),
                     pair_call(s)});
  }
}

// What the programme shows, as the state has it.
void look_at_programme(const programme& p, const std::vector<admin::media_item>& media, utc_ms since,
                       site_state& found) {
  std::set<std::string> used;
  const playlists::programme::media_item* slate = p.find_media(p.slate);
  for (const playlists::programme::media_item& m : p.media) {
    used.insert(m.id);
    for (const playlists::programme::file_ref& f : m.files) used.insert(f.sha256.hex());
  }
  for (const admin::media_item& m : media) {
    if (m.kind == playlists::programme::media_kind::subtitles) continue;
    if (slate != nullptr && slate->id == m.id) continue;  // the draft of a site may have nothing but that
    ++found.media;
    const bool is_used = used.contains(m.id) || (!m.files.empty() && used.contains(m.files[0].sha256.hex()));
    if (!is_used && m.added > since) found.new_media.push_back(command_name(m, media));
  }
  std::set<std::string> shown;
  for (const playlists::programme::campaign& c : p.campaigns) shown.insert(c.playlist);
  for (const playlists::programme::playlist& l : p.playlists) {
    found.playlists.push_back(l.name);
    if (!l.items.empty() && !shown.contains(l.name)) found.idle_playlists.push_back(l.name);
  }
  found.draft_has_campaign = !p.campaigns.empty();
}

void look_at_screens(const programme& p, const std::vector<admin::screen>& screens, const admin::site& site,
                     utc_ms now, site_state& found) {
  std::set<std::string> known;
  for (const admin::screen& s : screens) {
    known.insert(s.name);
    const views::screen_state state = views::state_of(s, site, now);
    if (state == views::screen_state::no_player) {
      found.without_player.push_back(s.name);
      continue;
    }
    ++found.players;
    // A screen that is only in the draft is not in the programme before the approval.
    const bool waits_for_approval =
        state == views::screen_state::not_planned && p.find_screen(s.name) != nullptr;
    if (views::needs_attention(state) && !waits_for_approval) ++found.with_problem;
  }
  for (const playlists::programme::screen& s : p.screens) {
    if (!known.contains(s.name)) found.without_player.push_back(s.name);
  }
}

// A draft that was changed after the first signature needs a first one again.
result<void> look_at_waiting(session& s, const admin::site& site, const programme& draft,
                             std::int64_t published, site_state& found) {
  if (!site.waiting || site.waiting->version != published + 1) return {};
  result<std::optional<published_programme>> waiting = get_waiting(s.daemon);
  if (!waiting) return waiting.error();
  if (*waiting && same_content((*waiting)->value, draft)) found.second_needed = site.waiting;
  return {};
}

}  // namespace

std::string_view to_string(step_kind k) {
  constexpr std::string_view names[] = {"start_daemon",   "reach_daemon",  "make_keys",     "find_keys",
                                        "add_media",      "make_playlist", "fill_playlist", "make_campaign",
                                        "pair_screen",    "start_player",  "approve",       "sign_second",
                                        "look_at_screens"};
  return names[static_cast<std::size_t>(k)];
}

std::vector<next_step> next_steps(const site_state& s) {
  if (!s.answers) return {daemon_step(s)};
  std::vector<next_step> steps;
  add_key_steps(s, steps);
  // A player that somebody has just started waits in front of its screen; content can wait.
  const bool player_waits = !s.waiting.empty();
  if (player_waits) add_screen_steps(s, steps);
  add_content_steps(s, steps);
  if (!player_waits) add_screen_steps(s, steps);
  if (s.second_needed) {
    steps.push_back({step_kind::sign_second,
                     msg("{} has signed version {}: another approver looks at it, and signs it too",
                         printable(s.second_needed->approver), s.second_needed->version),
                     {"bangtin diff; bangtin check; bangtin approve"}});
  } else if (s.draft_differs && s.draft_has_campaign) {
    steps.push_back({step_kind::approve,
                     s.published
                         ? msg("the draft differs from what the screens show: look at it, and approve it")
                         : msg("nothing is published yet: look at the draft, and approve it"),
                     {"bangtin diff; bangtin check; bangtin approve"}});
  }
  if (s.with_problem > 0) {
    steps.push_back(
        {step_kind::look_at_screens, msg("screens with a problem: {}", s.with_problem), {"bangtin status"}});
  }
  return steps;
}

result<site_state> look_around(session& s) {
  site_state found;
  found.over_network = !s.set.server.empty();
  found.has_keys = read_keys(s.set.keys).has_value();
  result<admin::site> site = get_site(s.daemon);
  if (!site && site.error().code == errc::unreachable) {
    found.answers = false;
    return found;
  }
  if (!site) return site.error();
  found.has_root = site->root.has_value();
  found.published = site->programme_version > 0;
  result<std::vector<admin::screen>> screens = get_screens(s.daemon);
  if (!screens) return screens.error();
  result<std::vector<admin::waiting_screen>> waiting = get_waiting_screens(s.daemon, "");
  if (!waiting) return waiting.error();
  result<std::vector<admin::media_item>> media = get_media(s.daemon);
  if (!media) return media.error();
  result<std::optional<programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  result<std::optional<published_programme>> current = get_current(s.daemon);
  if (!current) return current.error();
  for (const admin::waiting_screen& w : *waiting)
    found.waiting.push_back(w.screen.empty() ? w.address : w.screen);
  const programme published = *current ? (*current)->value : programme();
  const programme& shown = *draft ? **draft : published;
  found.draft_differs = *draft && (!*current || !views::difference(published, **draft).empty());
  if (result<void> looked = look_at_waiting(s, *site, shown, published.version, found); !looked)
    return looked.error();
  look_at_programme(shown, *media, site->programme_issued.value_or(utc_ms{}), found);
  look_at_screens(shown, *screens, *site, s.now, found);
  return found;
}

void hint_next_step(session& s) {
  if (s.out.json() || s.out.quiet() || !s.person.can_ask()) return;
  result<site_state> found = look_around(s);
  if (!found) return;
  const std::vector<next_step> steps = next_steps(*found);
  if (steps.empty()) return;
  s.out.note(tr("Next: {}", translate(steps.front().what)));
  s.out.note("  " + with_placeholders(steps.front().call));
}

}  // namespace bangtin::admin_cli::commands
