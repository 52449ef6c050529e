// The screen: which one the guide takes in, and what it asks for that.
#include <algorithm>

#include "admin-cli/commands/guide_steps.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/commands/screen_fields.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"
#include "wire/pairing.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using calls = std::vector<guide_call>;
using waiting_players = std::vector<wire::admin::waiting_screen>;

constexpr std::chrono::milliseconds look_every{500};
constexpr int max_player_looks = 30 * 60 * 2;  // half an hour, in which somebody can start a player
constexpr int max_code_looks = 10;             // a code may reach the daemon after the person
constexpr int max_report_looks = 60;           // a paired player reports within seconds

// Waits until the daemon knows what `enough` wants; false: it never did, or the person has left.
template <class Enough>
result<bool> wait_until(guide_walk& g, int max_looks, Enough enough) {
  for (int looks = 0; looks < max_looks; ++looks) {
    result<bool> known = enough();
    if (!known || *known) return known;
    g.pause(look_every);
    if (g.is_stopped()) break;
  }
  return false;
}

error left_waiting() {
  return {errc::not_found, msg("no player has asked to be paired"),
          msg("start bangtin-player on the screen's machine, then call \"bangtin guide\" again")};
}

// Waits for a player that shows a code.
result<void> wait_for_player(guide_walk& g, const guide_state& state) {
  if (!state.site.waiting.empty()) return {};
  g.call.out.text(
      tr("Start the player on the screen's machine (sudo systemctl start bangtin-player) and wait until it "
         "shows a code. Waiting for it; Ctrl-C leaves."));
  g.call.out.flush();
  result<bool> came = wait_until(g, max_player_looks, [&]() -> result<bool> {
    result<waiting_players> waiting = get_waiting_screens(g.call.daemon, "");
    if (!waiting) return waiting.error();
    return !waiting->empty();
  });
  if (!came) return came.error();
  if (!*came) return left_waiting();
  return {};
}

result<std::string> ask_for_code(guide_walk& g) {
  auto read = [&](const std::string& typed) -> result<std::string> {
    result<std::string> code = wire::normalise_pairing_code(typed);
    if (!code) return code;
    result<bool> shown = wait_until(g, max_code_looks, [&]() -> result<bool> {
      result<waiting_players> waiting = get_waiting_screens(g.call.daemon, wire::pairing_lookup(*code));
      if (!waiting) return waiting.error();
      return !waiting->empty();
    });
    if (!shown) return shown.error();
    if (*shown) return code;
    return error{errc::not_found, msg("no screen waits with the code {}", *code),
                 msg("read the code from the screen again; it changes every hour")};
  };
  return g.talk.answer({tr("The code on the screen, XXXX-XXXX"), "", std::nullopt, read});
}

// The plan's venue that no screen has yet, else its first one; empty: the plan has none.
std::string usual_venue(const guide_state& state) {
  for (const wire::admin::named_code& v : state.venues) {
    const bool taken = std::any_of(state.screens.begin(), state.screens.end(),
                                   [&](const guide_screen& s) { return s.venue == v.code; });
    if (!taken) return v.code;
  }
  return state.venues.empty() ? "" : state.venues.front().code;
}

// Offers the venues of the plan, by which reports are ordered; any other text is a venue too.
result<std::string> ask_for_venue(guide_walk& g, const guide_state& state, std::string usual,
                                  const std::string& otherwise) {
  if (!state.venues.empty()) g.call.out.text(tr("Venues of the plan:"));
  for (const wire::admin::named_code& v : state.venues) {
    g.call.out.text("  " + printable(v.code) + (v.title.empty() ? "" : " — " + printable(v.title)));
  }
  auto read = [&](const std::string& typed) -> result<std::string> {
    for (const wire::admin::named_code& v : state.venues) {
      if (folded(typed) == folded(v.code) || folded(typed) == folded(v.title)) return v.code;
    }
    return line_of("--venue", typed);
  };
  if (usual.empty()) usual = usual_venue(state);
  if (usual.empty()) usual = otherwise;
  return g.talk.answer({tr("Where does it hang? Reports group by it"), usual, std::nullopt, read});
}

// Title, venue and opening hours of a screen that the draft does not have.
result<typed_options> ask_about_screen(guide_walk& g, const guide_state& state, const guide_screen& known) {
  auto line = [](const char* option) {
    return [option](const std::string& typed) -> result<std::string> { return line_of(option, typed); };
  };
  const std::string usual = known.title.empty() ? tr("Main hall") : known.title;
  result<std::string> title =
      g.talk.answer({tr("What do people call this screen?"), usual, std::nullopt, line("--title")});
  if (!title) return title.error();
  result<std::string> venue = ask_for_venue(g, state, known.venue, *title);
  if (!venue) return venue.error();
  g.call.out.text(tr("For example: {}", tr("mon-fri 7:00-17:30; sat 7:00-11:30")));
  result<std::string> open = g.talk.answer({tr("When is it on?"), tr("always"), "always",
                                            [](const std::string& typed) { return opening_hours(typed); }});
  if (!open) return open.error();
  typed_options options{{"--title", *title}, {"--venue", *venue}};
  if (!open->empty()) options.emplace_back("--open", *open);
  return options;
}

// The one of the planned screens without a player to which the code belongs.
result<std::string> ask_which(guide_walk& g, const std::vector<const guide_screen*>& planned) {
  if (planned.size() == 1) return planned.front()->name;
  std::vector<std::string> names;
  for (const guide_screen* s : planned) {
    names.push_back(s->name);
    g.call.out.text("  " + printable(s->name) + (s->title.empty() ? "" : " — " + printable(s->title)));
  }
  auto read = [&](const std::string& typed) -> result<std::string> {
    return choose_name(typed, names, msg("there is no screen \"{}\"", printable(typed)),
                       msg("type a name of the list"));
  };
  return g.talk.answer({tr("Which screen is it?"), names.front(), std::nullopt, read});
}

std::vector<std::string> names_of(const std::vector<guide_screen>& screens) {
  std::vector<std::string> names;
  for (const guide_screen& s : screens) names.push_back(s.name);
  return names;
}

// Waits for the report of a player that was paired a moment ago.
result<bool> has_reported(guide_walk& g, const std::string& name) {
  g.call.out.text(tr("Waiting until \"{}\" reports for the first time; Ctrl-C leaves.", printable(name)));
  g.call.out.flush();
  return wait_until(g, max_report_looks, [&]() -> result<bool> {
    result<std::vector<wire::admin::screen>> rows = get_screens(g.call.daemon);
    if (!rows) return rows.error();
    return std::any_of(rows->begin(), rows->end(),
                       [&](const wire::admin::screen& r) { return r.name == name && r.last_seen; });
  });
}

}  // namespace

result<calls> ask_for_screen(guide_walk& g, const guide_state& state) {
  std::vector<const guide_screen*> planned;
  for (const guide_screen& s : state.screens) {
    if (s.seen && !s.planned) {
      g.call.out.text(
          tr("A player is paired as \"{}\", and the draft does not have that screen.", printable(s.name)));
      result<typed_options> about = ask_about_screen(g, state, s);
      if (!about) return about.error();
      about->insert(about->begin(), {"NAME", s.name});
      return calls{{"screen create", screen_create, std::move(*about)}};
    }
    if (s.paired && !s.seen && state.site.waiting.empty()) {
      result<bool> reported = has_reported(g, s.name);
      if (!reported) return reported.error();
      if (*reported) return calls();
    }
    if (s.planned) planned.push_back(&s);
  }
  if (result<void> came = wait_for_player(g, state); !came) return came.error();
  result<std::string> code = ask_for_code(g);
  if (!code) return code.error();
  guide_call pair{"screen pair", screen_pair, {{"CODE", *code}}, true};
  if (planned.empty()) {
    result<typed_options> about = ask_about_screen(g, state, {});
    if (!about) return about.error();
    const std::string name = short_name(about->front().second, names_of(state.screens));
    pair.given.insert(pair.given.end(), {{"--name", name}, {"--new", ""}});
    pair.given.insert(pair.given.end(), about->begin(), about->end());
    return calls{std::move(pair)};
  }
  result<std::string> name = ask_which(g, planned);
  if (!name) return name.error();
  pair.given.emplace_back("--name", *name);
  const bool again = std::any_of(planned.begin(), planned.end(),
                                 [&](const guide_screen* s) { return s->name == *name && s->paired; });
  if (again) pair.given.emplace_back("--replace", "");
  return calls{std::move(pair)};
}

}  // namespace bangtin::admin_cli::commands
