// A notice reaches paired screens only, and the daemon refuses one that names another. Where at least one of
// those meant has a player, the notice goes there rather than nowhere.
#include "admin-cli/commands/notice_recipients.hpp"

#include <algorithm>
#include <set>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/screen_list.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

std::vector<playlists::programme::screen> screens_of(const std::vector<wire::admin::screen>& rows) {
  std::vector<playlists::programme::screen> all;
  for (const wire::admin::screen& r : rows) {
    playlists::programme::screen& one = all.emplace_back();
    one.name = r.name;
    one.title = r.title;
  }
  return all;
}

// Everything that --screens may name: the screens of the published programme, those that only the draft has,
// and those that only a player is paired as.
result<std::vector<playlists::programme::screen>> known_screens(
    session& s, const std::vector<wire::admin::screen>& rows) {
  std::vector<playlists::programme::screen> all;
  auto add = [&](playlists::programme::screen one) {
    const bool is_new =
        std::none_of(all.begin(), all.end(), [&](const auto& k) { return k.name == one.name; });
    if (is_new) all.push_back(std::move(one));
  };
  result<std::optional<published_programme>> current = get_current(s.daemon);
  if (!current) return current.error();
  if (*current) all = std::move((*current)->value.screens);
  result<std::optional<playlists::programme::programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  if (*draft) {
    for (playlists::programme::screen& one : (*draft)->screens) add(std::move(one));
  }
  for (playlists::programme::screen one : screens_of(rows)) add(std::move(one));
  return all;
}

error nobody_there(const recipients& r) {
  if (r.without_player.empty()) {
    return {errc::conflict, msg("no screen has a player yet, so nobody would see the notice"),
            msg("start a player, and enter the code that it shows: {}", views::pair_command({}, {}))};
  }
  if (r.names.front() == "all") {
    return {errc::conflict, msg("no screen has a player yet, so nobody would see the notice"),
            msg("start a player, and enter the code that it shows: {}",
                views::pair_command(r.without_player.front()))};
  }
  return {errc::conflict,
          msg("no player is paired as {}, so nobody would see the notice",
              printable(views::listed_words(r.without_player))),
          msg("start its player, and enter the code that it shows: {}",
              views::pair_command(r.without_player.front()))};
}

}  // namespace

// The notice reaches paired screens only, and the daemon refuses one that names another. Where at least one
// of those meant has a player, the notice goes there rather than nowhere.
result<recipients> recipients_from(session& s, const arguments& given,
                                   const std::vector<wire::admin::screen>& rows) {
  result<std::vector<playlists::programme::screen>> known = known_screens(s, rows);
  if (!known && given.has("--screens")) return known.error();
  if (!known) known = screens_of(rows);  // for all screens nobody needs the programme
  std::vector<std::string> chosen{"all"};
  if (given.has("--screens")) {
    result<std::vector<std::string>> named = choose_screens(given, *known, msg("--screens names no screen"));
    if (!named) return named.error();
    chosen = std::move(*named);
  }
  std::set<std::string> paired;
  for (const wire::admin::screen& r : rows) {
    if (r.pairing == wire::admin::pairing_kind::paired) paired.insert(r.name);
  }
  recipients all;
  std::sort(known->begin(), known->end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  for (const playlists::programme::screen& one : *known) {
    if (!playlists::programme::applies_to(chosen, one)) continue;
    (paired.contains(one.name) ? all.with_player : all.without_player).push_back(one.name);
  }
  all.names = chosen.front() == "all" ? chosen : all.with_player;
  if (all.with_player.empty()) {
    all.names = std::move(chosen);
    return nobody_there(all);
  }
  return all;
}

}  // namespace bangtin::admin_cli::commands
