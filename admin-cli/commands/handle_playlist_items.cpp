// playlist add, move, edit.
#include <algorithm>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/list_items.hpp"
#include "admin-cli/commands/local_media.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/commands/playlist_edit.hpp"
#include "admin-cli/commands/upload.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/links.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::media_kind;
using playlists::programme::playlist;
using playlists::programme::playlist_item;
using playlists::programme::programme;

// A place in a list of `size` things, from 0; `typed` counts from 1.
result<std::size_t> place_from(std::string_view what, const std::string& typed, std::size_t size) {
  auto number = parse_integer(typed, 1, static_cast<std::int64_t>(size));
  if (number) return static_cast<std::size_t>(*number - 1);
  return error{errc::usage, msg("{} cannot be \"{}\"", what, printable(typed)),
               msg("give a whole number from {} to {}", 1, size)};
}

struct text_option {
  std::string_view key;
  std::string playlist_item::*to;
};
constexpr std::array item_texts{
    text_option{"--title", &playlist_item::title}, text_option{"--theme", &playlist_item::theme},
    text_option{"--audience", &playlist_item::audience}, text_option{"--link", &playlist_item::link},
    text_option{"--call", &playlist_item::call}};

result<void> edit_texts(const arguments& given, playlist_item& i) {
  for (const text_option& o : item_texts) {
    std::optional<std::string> typed = given.get(o.key);
    if (!typed) continue;
    result<std::string> text = line_of(o.key, *typed);
    if (!text) return text.error();
    i.*o.to = std::move(*text);
  }
  if (given.has("--link")) {
    if (std::optional<error> bad = playlists::text::find_bad_link(i.link)) {
      return error{errc::usage, bad->what, bad->remedy};
    }
  }
  return {};
}

result<void> edit_subtitles(session& s, const std::string& typed, programme& p, playlist_item& i) {
  i.subtitles.clear();
  if (trimmed(typed).empty()) return {};
  result<std::vector<wire::admin::media_item>> all = get_media(s.daemon);
  if (!all) return all.error();
  result<wire::admin::media_item> m = choose_media(*all, typed);
  if (!m) return m.error();
  if (m->kind != media_kind::subtitles) {
    return error{errc::invalid, msg("\"{}\" are no subtitles", printable(m->file)),
                 msg("name loaded subtitles (SRT, WebVTT or ASS); see \"bangtin media list\"")};
  }
  i.subtitles = take_in(p, *m, *all);
  return {};
}

result<void> edit_look(const arguments& given, playlist_item& i) {
  if (std::optional<std::string> qr = given.get("--qr")) {
    result<std::optional<playlists::programme::qr_place>> place = qr_from("--qr", *qr);
    if (!place) return place.error();
    i.qr = *place;
  }
  if (std::optional<std::string> logo = given.get("--logo")) {
    result<std::optional<bool>> shown = switch_from("--logo", *logo);
    if (!shown) return shown.error();
    i.logo = *shown;
  }
  return {};
}

result<void> edit_item(session& s, const arguments& given, programme& p, playlist_item& i) {
  if (std::optional<std::string> typed = given.get("--duration")) {
    result<std::chrono::milliseconds> d = duration_from(*typed);
    if (!d) return d.error();
    i.duration = d->count() > 0 ? std::optional(*d) : std::nullopt;
  }
  if (result<void> done = edit_texts(given, i); !done) return done;
  if (std::optional<std::string> typed = given.get("--subtitles")) {
    if (result<void> done = edit_subtitles(s, *typed, p, i); !done) return done;
  }
  return edit_look(given, i);
}

bool changes_anything(const arguments& given) {
  for (const char* key : {"--duration", "--title", "--theme", "--audience", "--link", "--call", "--subtitles",
                          "--qr", "--logo"}) {
    if (given.has(key)) return true;
  }
  return false;
}

}  // namespace

result<int> playlist_add(session& s, const arguments& given) {
  result<additions> wanted = additions_from(given);
  if (!wanted) return wanted.error();
  result<std::vector<wire::admin::media_item>> all = get_media(s.daemon);
  if (!all) return all.error();
  result<open_draft> draft = open_the_draft(s);
  if (!draft) return draft.error();
  result<playlist*> l = choose_playlist(draft->value, given.text("NAME"));
  if (!l) return l.error();
  std::optional<std::size_t> at;
  if (given.has("--at")) {
    result<std::size_t> place = place_from("--at", given.text("--at"), (*l)->items.size() + 1);
    if (!place) return place.error();
    at = *place;
  }
  result<std::string> added = add_items(s, draft->value, **l, *wanted, *all, at);
  if (!added) return added.error();
  std::string done = tr("added to \"{}\": {}", (*l)->name, *added);
  return store_the_draft(s, std::move(*draft), done);
}

result<int> playlist_move(session& s, const arguments& given) {
  result<open_draft> draft = open_the_draft(s);
  if (!draft) return draft.error();
  result<playlist*> l = choose_playlist(draft->value, given.text("NAME"));
  if (!l) return l.error();
  result<std::size_t> from = choose_item(draft->value, **l, given.text("ITEM"));
  if (!from) return from.error();
  result<std::size_t> to = place_from("TO", given.text("TO"), (*l)->items.size());
  if (!to) return to.error();
  auto at = [&](std::size_t n) { return (*l)->items.begin() + static_cast<std::ptrdiff_t>(n); };
  const std::string name = printable((*l)->items[*from].media);
  if (*from < *to) std::rotate(at(*from), at(*from + 1), at(*to + 1));
  if (*to < *from) std::rotate(at(*to), at(*from), at(*from + 1));
  std::string done = tr("{} of \"{}\" is number {} now", name, (*l)->name, *to + 1);
  return store_the_draft(s, std::move(*draft), done);
}

result<int> playlist_edit(session& s, const arguments& given) {
  if (!changes_anything(given)) {
    return error{errc::usage, msg("nothing was said that is to be changed"),
                 msg("see \"bangtin {} --help\"", "playlist edit")};
  }
  result<open_draft> draft = open_the_draft(s);
  if (!draft) return draft.error();
  result<playlist*> l = choose_playlist(draft->value, given.text("NAME"));
  if (!l) return l.error();
  result<std::size_t> place = choose_item(draft->value, **l, given.text("ITEM"));
  if (!place) return place.error();
  playlist_item& i = (*l)->items[*place];
  if (result<void> edited = edit_item(s, given, draft->value, i); !edited) return edited.error();
  std::string done =
      tr("{} of \"{}\" is changed; {}", printable(i.media), (*l)->name, round_words(draft->value, **l));
  return store_the_draft(s, std::move(*draft), done);
}

}  // namespace bangtin::admin_cli::commands
