#include "admin-cli/commands/draft_screen.hpp"

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/draft_edit.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::commands {

result<void> add_to_draft(session& s, const playlists::programme::screen& screen) {
  // The machine is paired by now, so a change that somebody else makes meanwhile must not cost the screen.
  constexpr int tries = 3;
  result<digest> stored = error{};
  for (int i = 0; i < tries; ++i) {
    result<open_draft> draft = open_the_draft(s);
    if (!draft) return draft.error();
    if (draft->value.find_screen(screen.name) != nullptr) return {};
    draft->value.screens.push_back(screen);
    stored = put_draft(s.daemon, draft->value, draft->etag);
    if (stored || stored.error().code != errc::conflict) break;
  }
  if (!stored) return stored.error();
  return {};
}

result<std::vector<playlists::programme::opening>> parse_openings(std::string_view text) {
  std::vector<playlists::programme::opening> all;
  if (trimmed(text).empty()) return all;
  for (const std::string& part : split(text, ';')) {
    std::string_view words = trimmed(part);
    std::size_t space = std::min(words.find_last_of(" \t"), words.size());
    std::string_view days = trimmed(words.substr(0, space));
    auto on = playlists::programme::parse_days(days);
    auto hours = playlists::programme::parse_hours(trimmed(words.substr(space)));
    if (!on || !hours) {
      return error{errc::usage, msg("\"{}\" are no opening hours", printable(words)),
                   msg("write days and hours, like \"mon-fri 07:00-17:30; sat 07:00-11:30\"")};
    }
    all.push_back({*on, *hours});
  }
  return all;
}

}  // namespace bangtin::admin_cli::commands
