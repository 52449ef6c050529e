// playlist create, remove (all of it), list, show. What is in a playlist: handle_playlist_items.cpp.
#include <fmt/ranges.h>

#include <unordered_map>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/list_items.hpp"
#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/commands/playlist_edit.hpp"
#include "admin-cli/commands/removed_things.hpp"
#include "admin-cli/views/playlist_rows.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::playlist;
using playlists::programme::programme;

result<std::string> name_for_new(const std::string& typed) {
  return new_name(typed, msg("\"{}\" cannot be the name of a playlist", shown_value(typed)));
}

result<void> check_free(const programme& p, const std::string& name) {
  for (const playlist& l : p.playlists) {
    if (folded(l.name) != folded(name)) continue;
    return error{errc::conflict, msg("there is a playlist \"{}\" already", l.name),
                 msg("add to it with \"bangtin playlist add\", or choose another name")};
  }
  return {};
}

// The playlists of the draft beside those of the published programme.
class comparison {
 public:
  explicit comparison(const draft_view& v) : now(views::index_media(v.value)) {
    if (!v.published) return;
    then_ = views::index_media(*v.published);
    for (const playlist& l : v.published->playlists) published_.emplace(l.name, &l);
  }

  // The media items count too: a playlist whose film was loaded again is another one.
  views::draft_state state_of(const playlist& l) const {
    auto old = published_.find(l.name);
    if (old == published_.end()) return views::draft_state::added;
    if (*old->second != l) return views::draft_state::changed;
    for (const auto& i : l.items) {
      for (const std::string& name : {i.media, i.subtitles}) {
        const auto *m = views::find_media(now, name), *before = views::find_media(then_, name);
        if (m != nullptr && before != nullptr && *m != *before) return views::draft_state::changed;
      }
    }
    return views::draft_state::same;
  }

  const views::media_index now;

 private:
  views::media_index then_;
  std::unordered_map<std::string_view, const playlist*> published_;
};

error used_by(const playlist& l, const std::vector<std::string>& campaigns) {
  return {errc::conflict,
          msg("the playlist \"{}\" is used by the campaign {}", l.name,
              fmt::format("\"{}\"", fmt::join(campaigns, "\", \""))),
          msg("remove the campaign, or give it another playlist, first")};
}

error would_be_empty(const playlist& l, const std::vector<std::string>& campaigns) {
  return {errc::conflict,
          msg("the playlist \"{}\" would be empty, and it is used by the campaign {}", l.name,
              fmt::format("\"{}\"", fmt::join(campaigns, "\", \""))),
          msg("add another item first: bangtin playlist add {} MEDIA", views::shell_word(l.name))};
}

result<int> remove_whole(session& s, open_draft draft, const playlist& l) {
  std::vector<std::string> campaigns = views::campaigns_of(draft.value, l.name);
  if (!campaigns.empty()) return used_by(l, campaigns);
  const std::string name = l.name;
  std::string question =
      l.items.empty()
          ? tr("Remove the empty playlist \"{}\"?", name)
          : tr("Remove the playlist \"{}\" (items: {})? The loaded files stay.", name, l.items.size());
  std::erase_if(draft.value.playlists, [&](const playlist& one) { return one.name == name; });
  return store_the_draft(s, std::move(draft),
                         tr("the playlist \"{}\" is removed from the draft; \"{}\" takes it back within 30 "
                            "days",
                            name, way_back("playlist restore", name)),
                         question);
}

}  // namespace

result<int> playlist_create(session& s, const arguments& given) {
  result<std::string> typed_name = name_for_new(given.text("NAME"));
  if (!typed_name) return typed_name.error();
  const std::string name = *typed_name;
  result<std::vector<wire::admin::media_item>> all = std::vector<wire::admin::media_item>{};
  result<additions> wanted = additions_from(given);
  if (!wanted) return wanted.error();
  if (given.has("MEDIA")) all = get_media(s.daemon);
  if (!all) return all.error();
  result<open_draft> draft = open_the_draft(s);
  if (!draft) return draft.error();
  if (result<void> fine = check_free(draft->value, name); !fine) return fine.error();
  playlist fresh;
  fresh.name = name;
  draft->value.playlists.push_back(fresh);
  result<std::string> added = add_items(s, draft->value, draft->value.playlists.back(), *wanted, *all);
  if (!added) return added.error();
  std::string done = tr("the draft has the new playlist \"{}\"", name);
  done += wanted->media.empty() ? "; " + tr("\"bangtin playlist add\" fills it") : ": " + *added;
  return store_the_draft(s, std::move(*draft), done);
}

result<int> playlist_remove(session& s, const arguments& given) {
  result<open_draft> draft = open_the_draft(s);
  if (!draft) return draft.error();
  result<playlist*> l = choose_playlist(draft->value, given.text("NAME"));
  if (!l) return l.error();
  if (!given.has("ITEM")) return remove_whole(s, std::move(*draft), playlist(**l));
  result<std::vector<std::size_t>> places = choose_items(draft->value, **l, given.all("ITEM"));
  if (!places) return places.error();
  std::vector<std::string> campaigns = views::campaigns_of(draft->value, (*l)->name);
  if (places->size() == (*l)->items.size() && !campaigns.empty()) return would_be_empty(**l, campaigns);
  std::vector<std::string> names;
  for (auto place = places->rbegin(); place != places->rend(); ++place) {
    auto item = (*l)->items.begin() + static_cast<std::ptrdiff_t>(*place);
    names.insert(names.begin(), fmt::format("{} ({})", printable(item->media), *place + 1));
    (*l)->items.erase(item);
  }
  std::string question = tr("Remove from \"{}\": {}?", (*l)->name, few_of(names));
  std::string done = tr("removed from \"{}\": {}; {}; \"bangtin draft undo\" takes that back", (*l)->name,
                        few_of(names), round_words(draft->value, **l));
  return store_the_draft(s, std::move(*draft), done, question);
}

result<int> playlist_list(session& s, const arguments& given) {
  if (given.has("--removed")) return list_removed_playlists(s);
  result<draft_view> v = view_draft(s);
  if (!v) return v.error();
  const comparison compared(*v);
  json::array answers;
  views::table t({tr("Name"), tr(">Items"), tr(">One round"), tr("Campaigns"), tr("In the draft")});
  for (const playlist& l : v->value.playlists) {
    const views::draft_state state = compared.state_of(l);
    const std::vector<std::string> campaigns = views::campaigns_of(v->value, l.name);
    answers.push_back(views::playlist_json(compared.now, l, campaigns, state));
    t.add({l.name, std::to_string(l.items.size()), views::length_words(views::round_of(compared.now, l)),
           few_of(campaigns), views::draft_cell(state)});
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(tr("no playlists yet; \"bangtin playlist create NAME\" makes one"));
  } else {
    s.out.show(t);
    note_which(s, *v);
  }
  return 0;
}

result<int> playlist_show(session& s, const arguments& given) {
  result<draft_view> v = view_draft(s);
  if (!v) return v.error();
  result<playlist*> chosen = choose_playlist(v->value, given.text("NAME"));
  if (!chosen) return chosen.error();
  const playlist& l = **chosen;
  const comparison compared(*v);
  const std::vector<std::string> campaigns = views::campaigns_of(v->value, l.name);
  s.out.document(views::playlist_json(compared.now, l, campaigns, compared.state_of(l)));
  if (!l.items.empty()) s.out.show(views::playlist_table(compared.now, l));
  s.out.text(round_words(v->value, l));
  s.out.text(campaigns.empty() ? tr("no campaign shows it yet")
                               : tr("shown by: {}", fmt::format("{}", fmt::join(campaigns, ", "))));
  note_which(s, *v);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
