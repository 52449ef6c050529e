#include "admin-cli/views/media_facts.hpp"

#include <fmt/format.h>

#include "admin-cli/views/window_words.hpp"
#include "base/counted.hpp"
#include "base/language.hpp"

namespace bangtin::admin_cli::views {

std::string kind_text(playlists::programme::media_kind k) {
  switch (k) {
    case playlists::programme::media_kind::video:
      return tr("video");
    case playlists::programme::media_kind::pages:
      return tr("guide");
    case playlists::programme::media_kind::subtitles:
      return tr("subtitles");
    case playlists::programme::media_kind::image:
      break;
  }
  return tr("image");
}

std::string size_text(const wire::admin::media_item& m) {
  return m.width > 0 ? fmt::format("{}x{}", m.width, m.height) : "";
}

std::string length_text(const wire::admin::media_item& m) {
  const bool timed = m.duration.count() > 0;
  if (m.kind == playlists::programme::media_kind::pages) {
    if (!timed) return translate(counted(m.pages, msg("{} page", m.pages), msg("{} pages", m.pages)));
    const std::string each = length_words(m.duration);
    return translate(
        counted(m.pages, msg("{} page of {}", m.pages, each), msg("{} pages of {}", m.pages, each)));
  }
  return timed ? length_words(m.duration) : "";
}

std::string shown_for_text(const wire::admin::media_item& m) {
  using playlists::programme::media_kind;
  const milliseconds d = m.duration.count() > 0 ? m.duration : playlists::programme::default_image_duration;
  if (m.kind == media_kind::image) return tr("{} unless the programme says otherwise", duration_words(d));
  if (m.kind == media_kind::pages)
    return tr("{} a page unless the programme says otherwise", duration_words(d));
  return {};
}

std::string facts_text(const wire::admin::media_item& m) {
  std::string facts = kind_text(m.kind);
  for (const std::string& part : {size_text(m), length_text(m)}) {
    if (!part.empty()) facts += ", " + part;
  }
  return facts;
}

}  // namespace bangtin::admin_cli::views
