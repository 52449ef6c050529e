// Names of media items belong to one programme, so an item that comes from another one is found by its ID,
// and may get another name.
#include "admin-cli/commands/taking_back.hpp"

#include <algorithm>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/local_media.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/missing_files.hpp"
#include "admin-cli/commands/screen_fields.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::programme;

const wire::admin::media_item* find_by_id(const std::vector<wire::admin::media_item>& all,
                                          const std::string& id) {
  auto found = std::find_if(all.begin(), all.end(), [&](const auto& m) { return m.id == id; });
  return id.empty() || found == all.end() ? nullptr : &*found;
}

// Puts it where it was, or at the end.
template <class T>
void put_in(std::vector<T>& to, const std::vector<T>& from, const std::string& old_name, T one) {
  auto was = std::find_if(from.begin(), from.end(), [&](const T& x) { return x.name == old_name; });
  const auto place = std::min<std::ptrdiff_t>(was - from.begin(), std::ssize(to));
  to.insert(to.begin() + place, std::move(one));
}

std::vector<std::string> places_in(const programme& p, const std::vector<std::string>& places) {
  std::vector<std::string> there;
  std::copy_if(places.begin(), places.end(), std::back_inserter(there),
               [&](const std::string& one) { return is_place(p, one); });
  return there;
}

// Campaigns and tickers that nobody has edited since then get the places back that `now` has again. `before`
// lacks these places.
template <class T>
void give_places_back(std::vector<T>& all, const std::vector<T>& then, const programme& before,
                      const programme& now, std::vector<std::string>& names) {
  for (T& one : all) {
    auto old = std::find_if(then.begin(), then.end(), [&](const T& x) { return x.name == one.name; });
    if (one.name.empty() || old == then.end() || places_in(before, old->screens) != one.screens) continue;
    std::vector<std::string> again = places_in(now, old->screens);
    if (again == one.screens) continue;
    one.screens = std::move(again);
    names.push_back(one.name);
  }
}

}  // namespace

result<taking_back> taking_back::begin(session& s, programme& to, const programme& from) {
  taking_back t(s, to, from);
  result<std::vector<wire::admin::media_item>> loaded = get_media(s.daemon);
  if (!loaded) return loaded.error();
  t.loaded_ = std::move(*loaded);
  result<std::vector<wire::admin::media_item>> removed = get_removed_media(s);
  if (!removed) return removed.error();
  t.removed_ = std::move(*removed);
  return t;
}

result<std::string> taking_back::take_media(const std::string& name) {
  const playlists::programme::media_item* m = from_.find_media(name);
  if (m == nullptr) return std::string();
  auto same = std::find_if(to_.media.begin(), to_.media.end(), [&](const auto& x) {
    return m->id.empty() ? x.name == name && x.files == m->files : x.id == m->id;
  });
  if (same != to_.media.end()) return same->name;
  if (const wire::admin::media_item* item = find_by_id(loaded_, m->id)) return take_in(to_, *item, loaded_);
  result<std::vector<std::string>> missing = find_missing_files(s_, {m});
  if (!missing) return missing.error();
  if (!missing->empty()) {
    if (std::find(gone_media_.begin(), gone_media_.end(), name) == gone_media_.end())
      gone_media_.push_back(name);
    return std::string();
  }
  playlists::programme::media_item copy = *m;
  if (to_.find_media(name) != nullptr) copy.name = m->id.empty() ? m->files.at(0).sha256.hex() : m->id;
  to_.media.push_back(copy);
  return copy.name;
}

result<void> taking_back::keep_places(std::vector<std::string>& places) {
  std::vector<std::string> there = places_in(to_, places);
  if (there.empty()) {
    return error{
        errc::conflict, msg("none of its screens is in the draft: {}", listed_names(places)),
        msg("take them back first: {}", views::shell_line("screen restore", {{"NAME", places.at(0)}}))};
  }
  for (const std::string& one : places) {
    if (!is_place(to_, one)) gone_places_.push_back(one);
  }
  places = std::move(there);
  return {};
}

result<void> taking_back::take(playlists::programme::playlist l, const std::string& name) {
  const std::string old_name = std::exchange(l.name, name);
  std::vector<playlists::programme::playlist_item> items;
  for (playlists::programme::playlist_item& i : l.items) {
    result<std::string> media = take_media(i.media);
    if (!media) return media.error();
    if (media->empty()) continue;
    i.media = *media;
    if (!i.subtitles.empty()) {
      result<std::string> subtitles = take_media(i.subtitles);
      if (!subtitles) return subtitles.error();
      i.subtitles = *subtitles;
    }
    items.push_back(std::move(i));
  }
  if (items.empty() && !l.items.empty()) {
    return error{errc::conflict,
                 msg("the files of its media items were deleted for good: {}", listed_names(gone_media_)),
                 msg("load them again with \"bangtin media add\", and make the playlist again")};
  }
  l.items = std::move(items);
  put_in(to_.playlists, from_.playlists, old_name, std::move(l));
  return {};
}

result<void> taking_back::take(playlists::programme::campaign c, const std::string& name) {
  const std::string old_name = std::exchange(c.name, name);
  if (result<void> kept = keep_places(c.screens); !kept) return kept;
  const playlists::programme::playlist* l = from_.find_playlist(c.playlist);
  if (to_.find_playlist(c.playlist) == nullptr && l != nullptr) {
    if (result<void> taken = take(*l, l->name); !taken) return taken;
    with_playlist_ = l->name;
  }
  put_in(to_.campaigns, from_.campaigns, old_name, std::move(c));
  return {};
}

result<void> taking_back::take(playlists::programme::ticker t, const std::string& name) {
  const std::string old_name = std::exchange(t.name, name);
  if (result<void> kept = keep_places(t.screens); !kept) return kept;
  put_in(to_.tickers, from_.tickers, old_name, std::move(t));
  return {};
}

result<void> taking_back::take(playlists::programme::screen one, const std::string& name) {
  const programme before = to_;
  const std::string old_name = std::exchange(one.name, name);
  if (!one.logo.empty()) {
    result<std::string> logo = take_media(one.logo);
    if (!logo) return logo.error();
    one.logo = *logo;
  }
  put_in(to_.screens, from_.screens, old_name, std::move(one));
  give_places_back(to_.campaigns, from_.campaigns, before, to_, runs_again_);
  give_places_back(to_.tickers, from_.tickers, before, to_, runs_again_);
  return {};
}

void taking_back::print_notes() const {
  if (!with_playlist_.empty()) s_.out.note(tr("Its playlist comes back with it: {}", with_playlist_));
  if (!runs_again_.empty()) s_.out.note(tr("These run there again: {}", listed_names(runs_again_)));
  if (!gone_places_.empty())
    s_.out.note(tr("The draft no longer has these of its screens: {}", listed_names(gone_places_)));
  if (!gone_media_.empty()) {
    s_.out.note(
        tr("These media items do not come back, because their files were deleted for good: {}. \"bangtin "
           "media add\" loads them again.",
           listed_names(gone_media_)));
  }
}

void taking_back::restore_media(const programme& stored) const {
  restore_removed_media(s_, stored, removed_);
}

void restore_removed_media(session& s, const programme& p,
                           const std::vector<wire::admin::media_item>& removed) {
  std::vector<std::string> back;
  for (const playlists::programme::media_item& m : p.media) {
    const wire::admin::media_item* item = find_by_id(removed, m.id);
    if (item == nullptr) continue;
    result<wire::reply> done =
        s.daemon.call(send_request("POST", "/v1/media/items/" + item->id + "/restore", ""));
    if (done) {
      back.push_back(item->file);
    } else {
      s.out.note(views::sentence(done.error().what, done.error().remedy));
    }
  }
  if (!back.empty())
    s.out.done(tr("removed media items that are in the library again: {}", listed_names(back)));
}

}  // namespace bangtin::admin_cli::commands
