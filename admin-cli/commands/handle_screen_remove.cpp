// screen remove: takes a screen out of the draft, and makes the daemon forget its player. The daemon refuses
// the latter while the published programme has the screen.
#include <algorithm>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/missing_files.hpp"
#include "admin-cli/commands/removed_things.hpp"
#include "admin-cli/commands/screen_choice.hpp"
#include "admin-cli/commands/screen_fields.hpp"
#include "admin-cli/views/change_words.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::programme;

// Where the screen is now.
struct places {
  known_screen screen;
  open_draft draft;  // its value no longer has the screen
  bool in_draft = false, in_published = false, paired = false;
  lost_places lost;  // in the draft
  std::vector<views::change> changes;
};

result<places> find_places(session& s, const std::string& typed) {
  places found;
  result<std::vector<known_screen>> all = get_known_screens(s);
  if (!all) return all.error();
  const known_screen* one = find_screen(*all, typed);
  if (one == nullptr) return unknown_screen(*all, typed, msg("look at \"bangtin screen list\""));
  found.screen = *one;
  result<std::optional<published_programme>> published = get_current(s.daemon);
  if (!published) return published.error();
  found.in_published = *published && (*published)->value.find_screen(one->name) != nullptr;
  // A row without a player is there only because the published programme has the screen.
  found.paired = one->pairing != wire::admin::pairing_kind::none;
  result<open_draft> draft = look_at_draft(s);
  if (!draft) return draft.error();
  found.draft = std::move(*draft);
  std::vector<playlists::programme::screen>& screens = found.draft.value.screens;
  auto at = std::find_if(screens.begin(), screens.end(), [&](const auto& x) { return x.name == one->name; });
  found.in_draft = at != screens.end();
  if (!found.in_draft) return found;
  screens.erase(at);
  found.lost = drop_lost_places(found.draft.value);
  settle_media(found.draft.value);
  settle_media(found.draft.before);
  found.changes = views::difference(found.draft.before, found.draft.value);
  return found;
}

std::string question_of(const places& p) {
  const std::string& name = p.screen.name;
  if (!p.in_draft) return tr("Forget the screen \"{}\" and its player? Its evidence stays.", name);
  return p.paired && !p.in_published
             ? tr("Take the screen \"{}\" out of the draft, and forget its player? Its evidence stays.", name)
             : tr("Take the screen \"{}\" out of the draft?", name);
}

// Says what nobody has asked for and yet is lost.
void print_losses(session& s, const places& p) {
  if (p.in_draft) views::print_changes(s.out, p.draft.before, p.draft.value);
  if (!p.lost.shortened.empty())
    s.out.text(tr("These no longer run there: {}", listed_users(p.lost.shortened)));
  if (p.paired && !p.in_published)
    s.out.text(tr("Its player stays switched on, shows no programme any more, and shows a code."));
}

}  // namespace

result<int> screen_remove(session& s, const arguments& given) {
  result<places> found = find_places(s, given.text("NAME"));
  if (!found) return found.error();
  places& p = *found;
  const std::string& name = p.screen.name;
  if (!p.lost.orphans.empty()) {
    return error{
        errc::conflict,
        msg("these campaigns and tickers run on \"{}\" only: {}", name, listed_users(p.lost.orphans)),
        msg("give them other screens, like {} LIST, or remove them first", p.lost.orphans.front().edit)};
  }
  if (!p.in_draft && p.in_published) {
    return error{
        errc::conflict,
        msg("the draft has no screen \"{}\" any more, and the published programme still has it", name),
        msg("\"bangtin approve\" publishes the draft; then remove the screen once more, and its "
            "player is forgotten")};
  }
  if (p.in_draft) {
    if (std::optional<error> bad = playlists::text::check_references(p.draft.value)) return *bad;
  }
  print_losses(s, p);
  if (result<void> yes = agreed(s, question_of(p)); !yes) return yes.error();
  if (p.in_draft) {
    result<digest> stored = send_draft(s, p.draft);
    if (!stored) return stored.error();
  }
  const bool forget = p.paired && !p.in_published;
  if (forget) {
    result<wire::reply> done =
        s.daemon.call(send_request("DELETE", "/v1/screens/" + wire::percent_encoded(name), ""));
    if (!done) return done.error();
  }
  s.out.document(json::object{{"name", name},
                              {"removed", !p.in_published},
                              {"forgotten", forget},
                              {"changes", views::to_json(p.changes)},
                              {"stored", p.in_draft}});
  if (p.in_published && !p.paired) {
    s.out.done(tr("\"{}\" is out of the draft; \"bangtin approve\" publishes that", name));
  } else if (p.in_published) {
    s.out.done(
        tr("\"{}\" is out of the draft; it plays on until that is approved (\"bangtin approve\"), and "
           "then {} forgets its player",
           name, views::shell_line("screen remove", {{"NAME", name}})));
  } else {
    s.out.done(tr("\"{}\" is removed; its evidence stays", name));
  }
  if (p.in_draft) {
    s.out.done(tr("\"{}\" takes it back into the draft within 30 days", way_back("screen restore", name)));
  }
  return 0;
}

}  // namespace bangtin::admin_cli::commands
