#include "admin-cli/views/playlist_rows.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "admin-cli/views/json_texts.hpp"
#include "admin-cli/views/media_facts.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/counted.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::views {

namespace {

using playlists::programme::campaign;
using playlists::programme::media_item;
using playlists::programme::media_kind;
using playlists::programme::playlist;
using playlists::programme::playlist_item;
using playlists::programme::programme;
using playlists::programme::qr_place;
milliseconds shown_for(const playlist_item& item, const media_item* m) {
  return m == nullptr ? item.duration.value_or(milliseconds{}) : total_duration(item, *m);
}

json::value qr_json(const playlist_item& i) {
  if (!i.qr) return nullptr;
  return *i.qr == qr_place::none ? json::value(false) : json::value(to_string(*i.qr));
}

json::object item_json(const playlist_item& i, const media_item* m) {
  return {{"media", i.media},
          {"id", m == nullptr ? "" : m->id},
          {"kind", m == nullptr ? "" : to_string(m->kind)},
          {"pages", m == nullptr ? 0 : m->pages},
          {"duration", i.duration ? json::value(format_duration(*i.duration)) : json::value(nullptr)},
          {"shown", format_duration(shown_for(i, m))},
          {"title", title_of(i, m)},
          {"theme", i.theme.empty() && m != nullptr ? m->theme : i.theme},
          {"audience", i.audience},
          {"link", i.link.empty() && m != nullptr ? m->link : i.link},
          {"call", i.call},
          {"subtitles", i.subtitles},
          {"qr", qr_json(i)},
          {"logo", i.logo ? json::value(*i.logo) : json::value(nullptr)}};
}

// "10 s", "10 pages of 8 s", "12 s, cut (the film has 30 s)".
std::string time_text(const playlist_item& i, const media_item* m) {
  if (m == nullptr) return i.duration ? duration_words(*i.duration) : std::string();
  std::string each = i.duration ? duration_words(*i.duration) : length_words(page_duration(i, *m));
  if (m->kind == media_kind::pages) {
    return translate(
        counted(m->pages, msg("{} page of {}", m->pages, each), msg("{} pages of {}", m->pages, each)));
  }
  bool cut = m->kind == media_kind::video && i.duration && *i.duration < m->duration;
  return cut ? tr("{}, cut (the film has {})", each, length_words(m->duration)) : each;
}

std::string further(const playlist_item& i) {
  std::string all;
  auto add = [&](const std::string& text) {
    if (!text.empty()) all += (all.empty() ? "" : ", ") + text;
  };
  if (!i.link.empty()) add(tr("link {}", i.link));
  if (!i.call.empty()) add(tr("call \"{}\"", i.call));
  if (!i.subtitles.empty()) add(tr("subtitles {}", i.subtitles));
  if (!i.theme.empty()) add(tr("theme {}", i.theme));
  if (!i.audience.empty()) add(tr("for {}", i.audience));
  if (i.qr == qr_place::none) add(tr("no QR code"));
  if (i.qr == qr_place::corner) add(tr("QR code in the corner"));
  if (i.logo == false) add(tr("no logo"));
  return all;
}

}  // namespace

media_index index_media(const programme& p) {
  media_index all;
  for (const media_item& m : p.media) all.emplace(m.name, &m);
  return all;
}

const media_item* find_media(const media_index& media, std::string_view name) {
  auto found = media.find(name);
  return found == media.end() ? nullptr : found->second;
}

milliseconds round_of(const media_index& media, const playlist& l) {
  milliseconds all{};
  for (const playlist_item& i : l.items) all += shown_for(i, find_media(media, i.media));
  return all;
}

std::string title_of(const playlist_item& item, const media_item* m) {
  return item.title.empty() && m != nullptr ? m->title : item.title;
}

std::vector<std::string> campaigns_of(const programme& p, std::string_view playlist) {
  std::vector<std::string> names;
  for (const campaign& c : p.campaigns) {
    if (c.playlist == playlist) names.push_back(c.name);
  }
  return names;
}

json::object playlist_json(const media_index& media, const playlist& l,
                           const std::vector<std::string>& campaigns, draft_state state) {
  json::array items;
  for (const playlist_item& i : l.items) items.push_back(item_json(i, find_media(media, i.media)));
  return {{"name", l.name},
          {"draft", to_string(state)},
          {"round", format_duration(round_of(media, l))},
          {"campaigns", json_texts(campaigns)},
          {"items", std::move(items)}};
}

table playlist_table(const media_index& media, const playlist& l) {
  table t({tr(">No."), tr("Item"), tr("Title"), tr("Kind"), tr("Shown for"), tr("Further")});
  for (std::size_t n = 0; n < l.items.size(); ++n) {
    const playlist_item& i = l.items[n];
    const media_item* m = find_media(media, i.media);
    t.add({std::to_string(n + 1), i.media, title_of(i, m), m == nullptr ? "" : kind_text(m->kind),
           time_text(i, m), further(i)});
  }
  return t;
}

}  // namespace bangtin::admin_cli::views
