// Which screen a command means: the names that there are, and how a typed name is matched with them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/commands/session.hpp"
#include "wire/admin/screens.hpp"

namespace bangtin::admin_cli::commands {

struct known_screen {
  std::string name, title, venue;
  bool in_programme = false;  // in the published programme, or in the draft where nothing is published
  bool in_draft = false;
  wire::admin::pairing_kind pairing = wire::admin::pairing_kind::none;
  std::optional<utc_ms> last_seen;
};

// The screens of the published programme and of the draft, and then the others that a player is or was paired
// as; each part is ordered by name. Titles and venues are the draft's where it has the screen.
result<std::vector<known_screen>> get_known_screens(session& s);

// The screen of that name, where necessary in other letter case if only one fits. nullptr: none.
const known_screen* find_screen(const std::vector<known_screen>& all, std::string_view name);
// The error for a name that find_screen does not find, with the most similar name: letter case and Vietnamese
// diacritics count nothing. Where none is similar it lists the names; `otherwise` is the remedy without any
// screen.
error unknown_screen(const std::vector<known_screen>& all, const std::string& name, message otherwise);

// The screen for a machine that waits to be paired, where none was named: the only one of the programme
// without a player or, where all of those have one, the only one that just the draft has. `machine` is the
// screen that the waiting machine is or was: one that waits plays as no screen, whatever the daemon believes.
// Empty: somebody must choose.
std::optional<known_screen> only_unpaired(const std::vector<known_screen>& all, const std::string& machine);
// Asks at the terminal. `machine` is the screen that the waiting machine is or was; it is the answer to an
// empty line. errc::conflict when there is no terminal, when there is no screen to choose, or when three
// answers fit none.
result<known_screen> ask_which(session& s, const std::vector<known_screen>& all, const std::string& machine);

struct screen_title {
  std::string name, title;
};
// The one of these screens that the call names under `key` ("--screen", "NAME"); without that the only one.
// Where there are several, it asks at a terminal, and elsewhere gives errc::usage with their names.
// errc::not_found for a name that none has, with the most similar one, and where there is no screen at all.
result<std::string> choose_screen_name(session& s, const std::vector<screen_title>& all,
                                       const arguments& given, std::string_view key);
// The same among all that the daemon, the published programme and the draft know.
result<known_screen> choose_known_screen(session& s, const arguments& given, std::string_view key);

}  // namespace bangtin::admin_cli::commands
