// screen create, edit, move: what the draft says about screens.
#include <algorithm>

#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/local_media.hpp"
#include "admin-cli/commands/missing_files.hpp"
#include "admin-cli/commands/screen_choice.hpp"
#include "admin-cli/commands/screen_fields.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::programme;
using playlists::programme::screen;

std::vector<std::string> names_of(const programme& p) {
  std::vector<std::string> names;
  for (const screen& s : p.screens) names.push_back(s.name);
  return names;
}

// The draft's screen that the person means.
result<std::size_t> find_in_draft(const programme& p, const std::string& typed) {
  const std::vector<std::string> names = names_of(p);
  result<std::string> name =
      choose_name(typed, names, msg("the draft has no screen \"{}\"", printable(typed)),
                  msg("see \"bangtin screen list\"; \"bangtin screen create\" makes a new one"));
  if (!name) return name.error();
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), *name) - names.begin());
}

// Names that differ only in letter case could not be told apart when they are typed.
result<void> check_free(const programme& p, const std::string& name, const screen* except) {
  for (const screen& other : p.screens) {
    if (&other == except || folded(other.name) != folded(name)) continue;
    return error{errc::conflict, msg("there is a screen \"{}\" already", printable(other.name)),
                 msg("choose another name, or change that one: {}",
                     views::shell_line("screen edit", {{"NAME", other.name}}))};
  }
  return {};
}

result<void> set_logo(session& s, programme& p, screen& to, const arguments& given) {
  std::optional<std::string> typed = given.get("--logo");
  if (!typed) return {};
  to.logo.clear();
  if (trimmed(*typed).empty()) return {};
  result<wire::admin::media_item> picture = find_picture(s, *typed, true);
  if (!picture) return picture.error();
  result<std::vector<wire::admin::media_item>> all = get_media(s.daemon);
  if (!all) return all.error();
  to.logo = take_in(p, *picture, *all);
  return {};
}

// The row of the daemon; nothing if no player ever was paired as the screen and no programme has it.
result<std::optional<wire::admin::screen>> find_row(session& s, const std::string& name) {
  result<std::vector<wire::admin::screen>> rows = get_screens(s.daemon);
  if (!rows) return rows.error();
  for (wire::admin::screen& r : *rows) {
    if (r.name == name) return std::optional(std::move(r));
  }
  return std::optional<wire::admin::screen>();
}

// A group that campaigns name must keep a member, or they would run nowhere.
result<void> check_orphans(const programme& changed) {
  programme copy = changed;
  lost_places lost = drop_lost_places(copy);
  lost.orphans.insert(lost.orphans.end(), lost.shortened.begin(), lost.shortened.end());
  if (lost.orphans.empty()) return {};
  return error{errc::conflict,
               msg("these campaigns and tickers name a group that no screen would be in any more: {}",
                   listed_users(lost.orphans)),
               msg("give them other screens first, like {} LIST, or put another screen into the group",
                   lost.orphans.front().edit)};
}

void rename_places(programme& p, const std::string& from, const std::string& to) {
  for (playlists::programme::campaign& c : p.campaigns)
    std::replace(c.screens.begin(), c.screens.end(), from, to);
  for (playlists::programme::ticker& t : p.tickers)
    std::replace(t.screens.begin(), t.screens.end(), from, to);
}

// The pairing and the evidence belong to the name, so only a screen without a player can get another one.
result<void> rename(session& s, programme& p, screen& one, const std::string& typed) {
  result<std::string> name = good_screen_name(typed);
  if (!name) return name.error();
  if (*name == one.name) return {};
  if (result<void> free = check_free(p, *name, &one); !free) return free.error();
  result<std::optional<wire::admin::screen>> row = find_row(s, one.name);
  if (!row) return row.error();
  if (*row && (*row)->pairing == wire::admin::pairing_kind::paired) {
    return error{
        errc::conflict,
        msg("a player is paired as \"{}\", and its pairing and its evidence belong to that name", one.name),
        msg("change what people read instead (--title); or make a new screen, and pair the player as that "
            "one")};
  }
  if (*row && (*row)->pairing == wire::admin::pairing_kind::unpaired) {
    s.out.note(tr("What was shown under the name \"{}\" stays evidence under that name.", one.name));
  }
  rename_places(p, one.name, *name);
  one.name = std::move(*name);
  return {};
}

// "2", "first", "last", or the name of the screen whose place it takes. Counts from 0.
result<std::size_t> parse_place(const programme& p, const std::string& typed) {
  const std::string word = folded(trimmed(typed));
  const std::size_t last = p.screens.size() - 1;
  if (word == "first" || word == folded("đầu")) return std::size_t{0};
  if (word == "last" || word == folded("cuối")) return last;
  const std::vector<std::string> names = names_of(p);
  result<std::string> named = choose_name(
      std::string(trimmed(typed)), names, msg("\"{}\" is no place among the screens", printable(typed)),
      msg("give a number from 1 to {}, first, last, or the screen whose place it takes", p.screens.size()));
  if (named) return static_cast<std::size_t>(std::find(names.begin(), names.end(), *named) - names.begin());
  if (auto n = parse_integer(word, 1, static_cast<std::int64_t>(p.screens.size())))
    return static_cast<std::size_t>(*n - 1);
  return error{errc::usage, named.error().what, named.error().remedy};
}

}  // namespace

result<int> screen_create(session& s, const arguments& given) {
  result<std::string> name = good_screen_name(given.text("NAME"));
  if (!name) return name.error();
  screen fresh;
  fresh.name = *name;
  if (result<void> fine = change_screen(fresh, given); !fine) return fine.error();
  result<open_draft> draft = open_the_draft(s);
  if (!draft) return draft.error();
  programme& p = draft->value;
  if (result<void> free = check_free(p, *name, nullptr); !free) return free.error();
  if (p.screens.size() >= playlists::text::max_screens) {
    return error{errc::limit, msg("a programme has at most {} screens", playlists::text::max_screens),
                 msg("remove those that are no longer used: bangtin screen remove NAME")};
  }
  if (result<void> done = set_logo(s, p, fresh, given); !done) return done.error();
  result<std::optional<wire::admin::screen>> row = find_row(s, *name);
  if (!row) return row.error();
  const bool has_player = *row && (*row)->pairing == wire::admin::pairing_kind::paired;
  p.screens.push_back(std::move(fresh));
  return store_the_draft(
      s, std::move(*draft),
      has_player ? tr("the draft has the new screen \"{}\"; the player that is paired as it shows it as soon "
                      "as that is approved",
                      *name)
                 : tr("the draft has the new screen \"{}\"; start its player, and enter the code that it "
                      "shows: {}",
                      *name, views::pair_command(*name)));
}

result<int> screen_edit(session& s, const arguments& given) {
  bool any = given.has("--name") || given.has("--logo");
  for (std::string_view option : screen_field_options) any = any || given.has(option);
  if (!any) {
    return error{errc::usage, msg("nothing was given that could be changed"),
                 msg("add an option, for example --title \"…\"; see \"bangtin screen edit --help\"")};
  }
  screen probe;  // wrong values are refused before the daemon is asked
  if (result<void> fine = change_screen(probe, given); !fine) return fine.error();
  result<open_draft> draft = look_at_draft(s);
  if (!draft) return draft.error();
  programme& p = draft->value;
  result<std::size_t> at = find_in_draft(p, given.text("NAME"));
  if (!at) return at.error();
  screen& one = p.screens[*at];
  if (result<void> done = change_screen(one, given); !done) return done.error();
  if (result<void> done = set_logo(s, p, one, given); !done) return done.error();
  if (std::optional<std::string> typed = given.get("--name")) {
    if (result<void> done = rename(s, p, one, *typed); !done) return done.error();
  }
  if (given.has("--groups")) {
    if (result<void> kept = check_orphans(p); !kept) return kept.error();
  }
  const std::string name = one.name;
  return store_the_draft(s, std::move(*draft), tr("the screen \"{}\" is changed in the draft", name));
}

result<int> screen_move(session& s, const arguments& given) {
  result<open_draft> draft = look_at_draft(s);
  if (!draft) return draft.error();
  std::vector<screen>& screens = draft->value.screens;
  result<std::size_t> from = find_in_draft(draft->value, given.text("NAME"));
  if (!from) return from.error();
  result<std::size_t> to = parse_place(draft->value, given.text("TO"));
  if (!to) return to.error();
  screen moved = screens[*from];
  screens.erase(screens.begin() + static_cast<std::ptrdiff_t>(*from));
  screens.insert(screens.begin() + static_cast<std::ptrdiff_t>(*to), moved);
  const std::size_t count = screens.size();
  return store_the_draft(s, std::move(*draft),
                         tr("\"{}\" is now screen {} of {} in the draft", moved.name, *to + 1, count));
}

}  // namespace bangtin::admin_cli::commands
