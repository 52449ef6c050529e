#include "admin-cli/commands/playlist_edit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "admin-cli/commands/local_media.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/upload.hpp"
#include "admin-cli/views/playlist_rows.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::media_kind;
using playlists::programme::playlist;
using playlists::programme::playlist_item;
using playlists::programme::programme;

result<std::vector<wire::admin::media_item>> chosen_media(const std::vector<std::string>& typed,
                                                          const std::vector<wire::admin::media_item>& all) {
  std::vector<wire::admin::media_item> chosen;
  for (const std::string& name : typed) {
    result<wire::admin::media_item> m = choose_media(all, name);
    std::error_code code;
    if (!m && m.error().code == errc::not_found && std::filesystem::exists(name, code)) {
      return error{errc::not_found, msg("\"{}\" is not loaded yet", printable(name)),
                   msg("load it first: {}", views::shell_line("media add", {{"FILE", name}}))};
    }
    if (!m) return m.error();
    if (m->kind == media_kind::subtitles) {
      return error{errc::invalid,
                   msg("\"{}\" are subtitles, and nothing to be shown by itself", printable(m->file)),
                   msg("give them to their film: bangtin media edit FILM --subtitles {}", m->id)};
    }
    chosen.push_back(std::move(*m));
  }
  return chosen;
}

bool is_film(const wire::admin::media_item& m) {
  return m.kind == media_kind::video;
}

}  // namespace

result<additions> additions_from(const arguments& given) {
  additions wanted{given.all("MEDIA"), std::nullopt};
  if (std::optional<std::string> typed = given.get("--duration")) {
    result<std::chrono::milliseconds> d = duration_from(*typed);
    if (!d) return d.error();
    if (d->count() > 0) wanted.duration = *d;
  }
  return wanted;
}

result<std::string> add_items(session& s, programme& p, playlist& l, const additions& wanted,
                              const std::vector<wire::admin::media_item>& all,
                              std::optional<std::size_t> at) {
  result<std::vector<wire::admin::media_item>> chosen = chosen_media(wanted.media, all);
  if (!chosen) return chosen.error();
  const bool only_films = std::all_of(chosen->begin(), chosen->end(), is_film);
  std::size_t place = at.value_or(l.items.size());
  std::vector<std::string> names;
  for (const wire::admin::media_item& m : *chosen) {
    playlist_item fresh;
    fresh.media = take_in(p, m, all);
    const bool keeps_length = is_film(m) && !only_films;
    if (!keeps_length) fresh.duration = wanted.duration;
    if (keeps_length && wanted.duration) {
      s.out.note(tr("{} is a film and is shown for its own length, {}", printable(m.file),
                    views::length_words(m.duration)));
    }
    fill_entry(p, fresh, m, all);
    names.push_back(fmt::format("{} ({})", printable(m.file),
                                views::length_words(total_duration(fresh, *p.find_media(fresh.media)))));
    l.items.insert(l.items.begin() + static_cast<std::ptrdiff_t>(place++), std::move(fresh));
  }
  return few_of(names) + "; " + round_words(p, l);
}

std::string round_words(const programme& p, const playlist& l) {
  if (l.items.empty()) return tr("the playlist has no items");
  return tr("items: {}, one round takes {}", l.items.size(),
            views::length_words(views::round_of(views::index_media(p), l)));
}

std::string few_of(const std::vector<std::string>& names) {
  constexpr std::size_t max_names = 5;
  std::string all;
  for (std::size_t i = 0; i < names.size() && i < max_names; ++i) all += (i == 0 ? "" : ", ") + names[i];
  return names.size() > max_names ? fmt::format("{} … ({})", all, names.size()) : all;
}

}  // namespace bangtin::admin_cli::commands
