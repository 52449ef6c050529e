#include "admin-cli/views/playlist_words.hpp"

#include <algorithm>

#include "admin-cli/views/aspects.hpp"
#include "admin-cli/views/item_changes.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/language.hpp"

namespace bangtin::admin_cli::views {

namespace {

using namespace playlists::programme;

// How the picture is shown: code and logo.
std::vector<std::string> look_of(const playlist_item& i) {
  campaign shown;
  shown.qr = i.qr;
  shown.logo = i.logo;
  return look_words(shown);
}

std::string item_words(const playlist_item& i) {
  std::vector<std::string> more;
  if (i.duration) more.push_back(duration_words(*i.duration));
  if (!i.title.empty()) more.push_back("\"" + i.title + "\"");
  if (!i.theme.empty()) more.push_back(tr("theme {}", i.theme));
  if (!i.audience.empty()) more.push_back(tr("for {}", i.audience));
  if (!i.link.empty()) more.push_back(tr("link {}", i.link));
  if (!i.call.empty()) more.push_back(tr("call \"{}\"", i.call));
  if (!i.subtitles.empty()) more.push_back(tr("subtitles {}", i.subtitles));
  for (std::string& look : look_of(i)) more.push_back(std::move(look));
  return more.empty() ? i.media : i.media + " (" + joined(more) + ")";
}

aspects aspects_of(const playlist_item& i) {
  return {
      said(i.duration.has_value(), tr("plays for {}", duration_words(i.duration.value_or(milliseconds(1)))),
           tr("plays for its usual time")),
      said(!i.title.empty(), "\"" + i.title + "\"", tr("no title")),
      said(!i.theme.empty(), tr("theme {}", i.theme), tr("no theme")),
      said(!i.audience.empty(), tr("for {}", i.audience), tr("for everybody")),
      said(!i.link.empty(), tr("link {}", i.link), tr("no link")),
      said(!i.call.empty(), tr("call \"{}\"", i.call), tr("no call")),
      said(!i.subtitles.empty(), tr("subtitles {}", i.subtitles), tr("no subtitles")),
      said(!look_of(i).empty(), joined(look_of(i)), tr("shown as usual"))};
}

// The media's name, with the place from 1 where the playlist has the media several times.
std::string item_name(const playlist& l, std::size_t place) {
  const std::string& name = l.items[place].media;
  const auto times =
      std::count_if(l.items.begin(), l.items.end(), [&](const playlist_item& i) { return i.media == name; });
  return times > 1 ? fmt::format("{} ({})", name, place + 1) : name;
}

std::vector<std::string> words_at(const playlist& l, const std::vector<std::size_t>& places) {
  std::vector<std::string> all;
  for (std::size_t place : places) all.push_back(item_words(l.items[place]));
  return all;
}

std::vector<std::string> items_of(const playlist& l) {
  std::vector<std::string> all;
  for (const playlist_item& i : l.items) all.push_back(item_words(i));
  return all;
}

// A part for each item that is another one now; of more than `max_listed` the first ones and their number.
std::vector<std::string> edit_words(const playlist& before, const playlist& after,
                                    const std::vector<item_places>& stayed) {
  std::vector<std::string> parts;
  for (const item_places& at : stayed) {
    const playlist_item &was = before.items[at.before], &is = after.items[at.after];
    if (was == is) continue;
    parts.push_back(item_name(after, at.after) + ": " + changed_aspects(aspects_of(was), aspects_of(is)));
  }
  const std::size_t count = parts.size();
  if (count <= max_listed) return parts;
  parts.resize(max_listed);
  parts.back() += fmt::format(" … ({})", count);
  return parts;
}

}  // namespace

std::string playlist_words(const playlist& l) {
  if (l.items.empty()) return tr("no items yet");
  return tr("items: {}: {}", l.items.size(), listed_words(items_of(l)));
}

std::string playlist_changes(const playlist& before, const playlist& after) {
  const item_changes changes = changes_of_items(before, after);
  std::vector<std::string> parts;
  if (!changes.come.empty()) parts.push_back(tr("comes in: {}", listed_words(words_at(after, changes.come))));
  if (!changes.gone.empty())
    parts.push_back(tr("goes out: {}", listed_words(words_at(before, changes.gone))));
  const std::vector<std::string> edits = edit_words(before, after, changes.stayed);
  parts.insert(parts.end(), edits.begin(), edits.end());
  if (changes.moved) {
    parts.push_back(tr("{}: place {} (before: place {})", item_name(after, changes.moved->after),
                       changes.moved->after + 1, changes.moved->before + 1));
  } else if (changes.is_reordered) {
    parts.push_back(tr("new order: {}", listed_words(items_of(after))));
  }
  return joined(parts, "; ");
}

}  // namespace bangtin::admin_cli::views
