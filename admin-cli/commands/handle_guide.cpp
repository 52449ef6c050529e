// guide: goes from step to step of guide_steps.hpp. It asks the daemon before each, so it begins where
// somebody has stopped, whether in this guide or with other commands.
#include <map>

#include "admin-cli/commands/guide_steps.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "base/language.hpp"
#include "base/placeholder.hpp"

namespace bangtin::admin_cli::commands {

namespace {

error needs_terminal() {
  return {errc::usage, msg("the guide asks questions, and there is no terminal to ask at"),
          msg("these commands do the same: {}",
              with_placeholders(
                  {"bangtin keys init ; bangtin media add FILE ; bangtin screen pair CODE --name NAME "
                   "--new ; bangtin playlist create NAME MEDIA ; bangtin campaign create NAME "
                   "--playlist PLAYLIST --screens all ; bangtin check ; bangtin approve ; bangtin "
                   "plays count"}))};
}

void announce(guide_walk& g, const guide_step& step) {
  const auto steps = guide_steps();
  const auto number = &step - steps.data();
  g.call.out.text("");
  g.call.out.text(number == 0 ? translate(step.title)
                              : fmt::format("[{}/{}] {}", number, steps.size() - 1, translate(step.title)));
  g.call.out.text(translate(step.explanation));
}

// How a call has ended. locked_out: the person does not have the passphrase, or the keys do not fit, and to
// ask again would not help.
enum class call_end { fine, failed, locked_out };

// Calls the command as if the person had typed it. It says itself why it failed.
call_end run_call(guide_walk& g, const guide_call& call) {
  g.call.out.text("> " + views::shell_line(call.words, call.given));
  arguments given;
  for (const auto& [key, value] : call.given) given.add(key, value);
  if (call.reuses_passphrase) g.talk.reuse_secret();
  const int secrets_before = g.talk.secrets_given();
  session s = g.at_this_moment();
  result<int> code = call.run(s, given);
  if (g.is_stopped()) return call_end::failed;
  if (code) return *code == 0 ? call_end::fine : call_end::failed;
  g.call.out.note(views::sentence(code.error().what, code.error().remedy));
  const bool asked = g.talk.secrets_given() > secrets_before;
  return asked && code.error().code == errc::verification ? call_end::locked_out : call_end::failed;
}

int leave(guide_walk& g) {
  g.call.out.text("");
  g.call.out.text(tr("You have left the guide; nothing is half done. \"bangtin guide\" goes on from here."));
  return g.call.must_stop() ? 1 : 0;
}

int give_up(guide_walk& g, int code) {
  g.call.out.text("");
  g.call.out.text(
      tr("This does not work out now, and nothing is half done. When it is mended, \"bangtin guide\" goes on "
         "from here."));
  return code;
}

int code_of_failure(const guide_state& state) {
  return state.site.answers ? 1 : views::exit_code(errc::unreachable);
}

void say_where_to_look(guide_walk& g, const guide_state& state) {
  g.call.out.text("");
  g.call.out.text(state.plays > 0
                      ? tr("Done: screens show what you approve, and each play is counted. From now on:")
                      : tr("From now on:"));
  views::table t({});
  t.add({"  bangtin status --watch", tr("what the screens show now, and what is wrong")});
  t.add({"  bangtin plays count", tr("what was shown, and how often")});
  t.add({"  bangtin preview", tr("what comes today")});
  t.add({"  bangtin playlist add", tr("more clips; then \"bangtin approve\"")});
  t.add({"  bangtin", tr("what to do next")});
  g.call.out.show(t);
}

// One step. The exit code where the guide ends with it.
result<std::optional<int>> take_step(guide_walk& g, const guide_step& step, const guide_state& state) {
  result<std::vector<guide_call>> calls = step.ask(g, state);
  if (g.is_stopped()) return std::optional(leave(g));
  if (!calls && g.talk.gave_up()) return std::optional(give_up(g, code_of_failure(state)));
  if (!calls) return calls.error();
  call_end end = call_end::fine;
  for (std::size_t i = 0; i < calls->size() && end == call_end::fine; ++i) end = run_call(g, (*calls)[i]);
  if (end == call_end::locked_out) {
    return std::optional(give_up(g, views::exit_code(errc::verification)));
  }
  if (step.kind == guide_step_kind::first_play && end == call_end::fine) {
    result<guide_state> now = look_for_guide(g.call);
    if (!now) return now.error();
    say_where_to_look(g, *now);
    return std::optional(0);
  }
  if (g.is_stopped()) return std::optional(leave(g));
  return std::optional<int>();
}

result<int> walk(guide_walk& g) {
  std::map<guide_step_kind, int> tries;
  for (;;) {
    session s = g.at_this_moment();
    result<guide_state> state = look_for_guide(s);
    if (g.is_stopped()) return leave(g);
    if (!state) return state.error();
    state->plan_skipped = g.plan_skipped;
    const guide_step* step = first_undone(*state);
    if (step == nullptr) {
      say_where_to_look(g, *state);
      return 0;
    }
    const int tried = tries[step->kind]++;
    if (tried == step->max_tries) return give_up(g, code_of_failure(*state));
    if (tried == 0) announce(g, *step);
    result<std::optional<int>> end = take_step(g, *step, *state);
    if (!end) return end.error();
    if (*end) return **end;
  }
}

}  // namespace

result<int> guide(session& s, const arguments&) {
  if (s.out.json() || !s.person.can_ask()) return needs_terminal();
  guide_walk g(s);
  s.out.text(
      tr("From here to the first play. Enter takes what is in brackets, and q leaves; \"bangtin guide\" then "
         "goes on from there. Every command that the guide calls stands behind >, so that you can call it "
         "yourself."));
  return walk(g);
}

}  // namespace bangtin::admin_cli::commands
