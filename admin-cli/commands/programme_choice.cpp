#include "admin-cli/commands/programme_choice.hpp"

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/programme_file.hpp"
#include "admin-cli/commands/screen_choice.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

result<playlists::programme::programme> choose_draft(session& s) {
  result<std::optional<playlists::programme::programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  if (*draft) return std::move(**draft);
  return error{errc::not_found, msg("there is no draft yet"),
               msg("leave --draft out for the published programme, or make a draft: \"bangtin apply "
                   "PROGRAMME.toml\" or \"bangtin playlist create\"")};
}

}  // namespace

result<playlists::programme::programme> choose_programme(session& s, const arguments& given) {
  std::optional<std::string> file = given.get("--programme");
  if (file && given.has("--draft")) {
    return error{errc::usage, msg("--draft and --programme were both given"),
                 msg("give the one that is meant")};
  }
  if (file) return read_programme(s.out, *file, playlists::text::media_facts::from_text);
  if (given.has("--draft")) return choose_draft(s);
  result<std::optional<published_programme>> current = get_current(s.daemon);
  if (!current) return current.error();
  if (*current) return std::move((*current)->value);
  result<std::optional<playlists::programme::programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  if (!*draft) {
    return error{errc::not_found, msg("nothing is published yet, and there is no draft"),
                 msg("make a draft, or name a programme file with --programme")};
  }
  s.out.note(tr("Nothing is published yet; this is about the draft."));
  return std::move(**draft);
}

result<const playlists::programme::screen*> choose_screen(session& s,
                                                          const playlists::programme::programme& p,
                                                          const arguments& given) {
  std::vector<screen_title> all;
  for (const playlists::programme::screen& one : p.screens) all.push_back({one.name, one.title});
  result<std::string> chosen = choose_screen_name(s, all, given, "--screen");
  if (!chosen) return chosen.error();
  return p.find_screen(*chosen);
}

}  // namespace bangtin::admin_cli::commands
