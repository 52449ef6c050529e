#include "admin-cli/commands/draft_screen.hpp"

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/views/typed_hours.hpp"
#include "base/text.hpp"

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
    stored = send_draft(s, *draft);
    if (stored || stored.error().code != errc::conflict) break;
  }
  if (!stored) return stored.error();
  return {};
}

namespace {

// "t2-t6 7h-11h30, 13h30-17h": days, a space and hours; both may have spaces themselves.
std::optional<std::vector<playlists::programme::opening>> days_and_hours(std::string_view words) {
  constexpr std::size_t max_days_bytes = 200;  // all days by their names
  for (std::size_t space = words.find(' '); space < max_days_bytes; space = words.find(' ', space + 1)) {
    auto days = views::parse_weekdays(words.substr(0, space));
    auto hours = views::parse_typed_hours(words.substr(space + 1));
    if (!days || !hours) continue;
    if (hours->empty()) hours->push_back({});
    std::vector<playlists::programme::opening> all;
    for (const playlists::programme::day_hours& h : *hours) all.push_back({*days, h});
    return all;
  }
  return std::nullopt;
}

}  // namespace

result<std::vector<playlists::programme::opening>> parse_openings(std::string_view text,
                                                                  std::string_view option) {
  std::vector<playlists::programme::opening> all;
  if (trimmed(text).empty()) return all;
  for (const std::string& part : split(text, ';')) {
    std::string_view words = trimmed(part);
    std::optional<std::vector<playlists::programme::opening>> rule = days_and_hours(words);
    if (!rule) {
      return error{errc::usage,
                   option.empty() ? msg("\"{}\" are no opening hours", shown_value(words))
                                  : msg("{} cannot be \"{}\"", option, shown_value(words)),
                   msg("write days and hours, like \"mon-fri 07:00-17:30; sat 07:00-11:30\"")};
    }
    all.insert(all.end(), rule->begin(), rule->end());
  }
  return all;
}

}  // namespace bangtin::admin_cli::commands
