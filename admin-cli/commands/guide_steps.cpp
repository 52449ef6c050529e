#include "admin-cli/commands/guide_steps.hpp"

#include <algorithm>

#include "base/language.hpp"

namespace bangtin::admin_cli::commands {

namespace {

bool has_seen_screen(const guide_state& s) {
  return std::any_of(s.screens.begin(), s.screens.end(),
                     [](const guide_screen& one) { return one.planned && one.seen; });
}

}  // namespace

guide_walk::guide_walk(session& s) : call(s), set(s.set), talk(s.person, s.out) {
  call.ends_in_order = true;
  pause = [this](std::chrono::milliseconds time) {
    wait_a_while(
        call.pause, [this] { return call.must_stop(); }, time);
  };
}

session guide_walk::at_this_moment() const {
  const utc_ms now = call.this_moment();
  std::function<std::chrono::milliseconds()> since;
  if (call.since_call) since = [begun = call.since_call(), all = call.since_call] { return all() - begun; };
  return session{set, call.out, talk, call.daemon, now, pause, call.clock, since, call.interrupted, true};
}

std::span<const guide_step> guide_steps() {
  using enum guide_step_kind;
  static const std::vector<guide_step> steps{
      {daemon, [](const guide_state& s) { return s.site.answers; }, msg("The daemon"),
       msg("It keeps clips and plans, and the screens fetch everything from it. It does not answer yet."),
       ask_for_daemon},
      {keys, [](const guide_state& s) { return s.site.has_keys && s.keys_fit; }, msg("The keys"),
       msg("With its keys the site takes in its screens and signs what they show. A passphrase protects "
           "them; choose one of at least 8 characters. Nobody can find it out or replace it."),
       ask_for_keys},
      {plan,
       [](const guide_state& s) {
         return s.has_plan || s.plan_skipped || !s.media.empty() || s.site.published;
       },
       msg("The outreach plan"),
       msg("It names the tasks and themes by which the monthly report is ordered. It can also be loaded at "
           "any later time."),
       ask_for_plan},
      {media, [](const guide_state& s) { return !s.media.empty(); }, msg("The first clip"),
       msg("A video, a picture or a guide (PDF), or a folder of them. You may drop the file into this "
           "window."),
       ask_for_media},
      {screen, has_seen_screen, msg("The screen"),
       msg("A player that belongs to no site shows a code on its screen. Enter that here, and the screen "
           "belongs to this site."),
       ask_for_screen},
      {playlist, [](const guide_state& s) { return !s.playlists.empty(); }, msg("The playlist"),
       msg("It says what is shown, and in which order. All that is loaded goes into the first one."),
       ask_for_playlist, 1},
      {campaign, [](const guide_state& s) { return s.drafted_to_run; }, msg("The campaign"),
       msg("It says when a playlist is shown, and on which screens."), ask_for_campaign},
      {approval, [](const guide_state& s) { return s.published_to_run; }, msg("The approval"),
       msg("So far all of this is a draft, which no screen shows. It is checked, you see what changes, and "
           "with your passphrase you sign and publish it. If it is not right, leave with q."),
       ask_for_approval, 1},
      {first_play, [](const guide_state& s) { return s.plays > 0; }, msg("The first play"),
       msg("The screen fetches the files, plays them and reports each play; it counts when the report has "
           "come. This takes as long as the clip, and a little more. You need not wait: Ctrl-C leaves."),
       ask_for_first_play, 1}};
  return steps;
}

const guide_step* first_undone(const guide_state& state) {
  for (const guide_step& step : guide_steps()) {
    // Who has something on the screens has come past the steps before, in whatever way.
    const bool is_passed = step.kind != guide_step_kind::daemon && step.kind != guide_step_kind::first_play &&
                           state.published_to_run;
    if (!is_passed && !step.done(state)) return &step;
  }
  return nullptr;
}

}  // namespace bangtin::admin_cli::commands
