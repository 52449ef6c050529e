#include "admin-cli/commands/draft_screen.hpp"

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/empty_draft.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::admin_cli::commands {

namespace {

result<playlists::programme::programme> draft_to_change(session& s) {
  result<std::optional<playlists::programme::programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  if (*draft) return std::move(**draft);
  result<std::optional<published_programme>> published = get_current(s.daemon);
  if (!published) return published.error();
  if (!*published) return make_empty_draft(s);
  playlists::programme::programme copy = std::move((*published)->value);
  copy.version = 0;
  copy.issued = copy.expires = {};
  return copy;
}

}  // namespace

result<void> add_to_draft(session& s, playlists::programme::screen screen) {
  result<playlists::programme::programme> draft = draft_to_change(s);
  if (!draft) return draft.error();
  draft->screens.push_back(std::move(screen));
  result<json::value> put =
      s.daemon.call_json(send_request("PUT", "/v1/draft", playlists::text::to_bytes(*draft)));
  if (!put) return put.error();
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
