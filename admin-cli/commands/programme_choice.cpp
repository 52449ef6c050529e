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

// Whether the call is about something that no screen shows.
bool is_elsewhere(const arguments& given) {
  return given.has("--programme") || given.has("--draft");
}

// Whether the screen that the published programme lacks is one of the draft.
bool is_only_drafted(session& s, const playlists::programme::programme& published, const arguments& given) {
  if (published.version == 0 || is_elsewhere(given) || !given.has("--screen")) return false;
  result<std::optional<playlists::programme::programme>> draft = get_draft(s.daemon);
  if (!draft || !*draft) return false;
  std::vector<std::string> names;
  for (const playlists::programme::screen& one : (*draft)->screens) names.push_back(one.name);
  return choose_name(given.text("--screen"), names, {}, {}).has_value();
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
  if (!chosen && is_only_drafted(s, p, given)) {
    return error{errc::not_found,
                 msg("the published programme has no screen \"{}\"; only the draft has it",
                     printable(given.text("--screen"))),
                 msg("add --draft to see what it will show, or \"bangtin approve\" the draft")};
  }
  if (!chosen) return chosen.error();
  return p.find_screen(*chosen);
}

result<std::optional<views::notice_cover>> get_cover(session& s, const arguments& given,
                                                     const std::string& screen, utc_ms at) {
  if (is_elsewhere(given)) return std::optional<views::notice_cover>();
  result<wire::admin::notice_list> known = get_notices(s.daemon);
  if (known) return views::cover_of(known->notices, screen, at);
  if (known.error().code == errc::not_found) return std::optional<views::notice_cover>();
  return known.error();
}

}  // namespace bangtin::admin_cli::commands
