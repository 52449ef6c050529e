// The way from an empty daemon to the first play as a table of steps. Each is done or not in a state, and
// asks for what its commands need; the commands are those of the command table.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "admin-cli/commands/guide_answers.hpp"
#include "admin-cli/commands/guide_state.hpp"
#include "admin-cli/commands/guide_talk.hpp"
#include "admin-cli/commands/session.hpp"

namespace bangtin::admin_cli::commands {

// One call of a command: what a person would have typed.
struct guide_call {
  std::string_view words;  // "media add"
  result<int> (*run)(session&, const arguments&) = nullptr;
  typed_options given{};
  bool reuses_passphrase = false;  // the last one that was typed is not asked for again
};

// What the steps share during one call of "guide".
struct guide_walk {
  explicit guide_walk(session& s);
  guide_walk(const guide_walk&) = delete;
  guide_walk& operator=(const guide_walk&) = delete;

  // For one command: the session of the call with the guide's terminal and the time of this moment.
  session at_this_moment() const;
  bool is_stopped() const { return talk.has_left() || call.must_stop(); }

  session& call;
  settings set;  // a copy; the folder of the keys may change
  mutable guide_talk talk;
  pause_function pause;  // ends early at Ctrl-C
  bool plan_skipped = false;
};

enum class guide_step_kind { daemon, keys, plan, media, screen, playlist, campaign, approval, first_play };

struct guide_step {
  guide_step_kind kind;
  bool (*done)(const guide_state&);
  message title;
  message explanation;
  // Asks, and returns the calls that do what was said; none if the daemon only has to be asked again. Fails
  // when the person leaves or gives up (guide_talk).
  result<std::vector<guide_call>> (*ask)(guide_walk&, const guide_state&);
  int max_tries = 3;  // 1: nothing is asked, so a second try fails as the first did
};

std::span<const guide_step> guide_steps();

// The step at which the walk is in this state; nullptr: the first play was counted. Pure.
const guide_step* first_undone(const guide_state& state);

// ---- the questions of each step; guide_questions.cpp, guide_screen.cpp

result<std::vector<guide_call>> ask_for_daemon(guide_walk& g, const guide_state& state);
result<std::vector<guide_call>> ask_for_keys(guide_walk& g, const guide_state& state);
result<std::vector<guide_call>> ask_for_plan(guide_walk& g, const guide_state& state);
result<std::vector<guide_call>> ask_for_media(guide_walk& g, const guide_state& state);
result<std::vector<guide_call>> ask_for_screen(guide_walk& g, const guide_state& state);
result<std::vector<guide_call>> ask_for_playlist(guide_walk& g, const guide_state& state);
result<std::vector<guide_call>> ask_for_campaign(guide_walk& g, const guide_state& state);
result<std::vector<guide_call>> ask_for_approval(guide_walk& g, const guide_state& state);
result<std::vector<guide_call>> ask_for_first_play(guide_walk& g, const guide_state& state);

}  // namespace bangtin::admin_cli::commands
