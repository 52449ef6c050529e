#include "admin-cli/commands/programme_choice.hpp"

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/commands/programme_file.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

result<playlists::programme::programme> choose_programme(session& s, const arguments& given) {
  if (std::optional<std::string> file = given.get("--programme")) {
    return read_programme(s.out, *file, playlists::text::media_facts::from_text);
  }
  result<std::optional<published_programme>> current = get_current(s.daemon);
  if (!current) return current.error();
  if (!*current) {
    return error{errc::not_found, msg("nothing is published yet"),
                 msg("publish a draft with \"bangtin approve\", or name a file with --programme")};
  }
  return std::move((*current)->value);
}

result<const playlists::programme::screen*> choose_screen(const playlists::programme::programme& p,
                                                          const std::string& name) {
  std::vector<std::string> names;
  for (const playlists::programme::screen& s : p.screens) names.push_back(s.name);
  result<std::string> chosen =
      choose_name(name, names, msg("the programme has no screen \"{}\"", printable(name)),
                  msg("choose a screen that the programme file has"));
  if (!chosen) return chosen.error();
  return p.find_screen(*chosen);
}

}  // namespace bangtin::admin_cli::commands
