// Renders guides (PDF) with poppler, page by page. Pages are drawn at the size of a screen, not at their own
// size, so a page of any size costs the same. Poppler's glib interface runs no scripts and opens no links.
#include <fcntl.h>
#include <poppler.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "base/text.hpp"
#include "media/ingest/cairo_canvas.hpp"
#include "media/ingest/job.hpp"

namespace bangtin::media::ingest {

namespace {

// PDF 1.7, annex C: no page is larger. A larger one is a mistake or an attack.
constexpr double max_points = 14'400;
constexpr double min_points = 3;

template <class T>
using object = std::unique_ptr<T, void (*)(void*)>;

error refusal_of(const GError* why) {
  if (why != nullptr && why->domain == POPPLER_ERROR && why->code == POPPLER_ERROR_ENCRYPTED) {
    return {errc::invalid, msg("this PDF needs a password to be opened"),
            msg("save it without a password, then load it again")};
  }
  return damaged();
}

bool has_content(PopplerPage* page) {
  GList* pictures = poppler_page_get_image_mapping(page);
  bool some = pictures != nullptr;
  poppler_page_free_image_mapping(pictures);
  std::unique_ptr<char, void (*)(void*)> text(poppler_page_get_text(page), g_free);
  return some || (text && !trimmed(text.get(), " \t\r\n\f").empty());
}

result<image> draw(PopplerDocument* guide, int number) {
  object<PopplerPage> page(poppler_document_get_page(guide, number), g_object_unref);
  if (!page) return damaged();
  double width = 0;
  double height = 0;
  poppler_page_get_size(page.get(), &width, &height);
  if (!(width <= max_points && height <= max_points)) {
    return error{errc::invalid,
                 msg("page {} of this PDF would be {} m wide on paper", number + 1,
                     static_cast<long>(std::max(width, height) / 72 * 0.0254)),
                 msg("export it with a page size that can be printed, A4 or 16:9 for example")};
  }
  if (!(width >= min_points && height >= min_points)) return damaged();

  size_px to = fitted(width, height, 1920, 1080);
  cairo_canvas canvas(to);
  cairo_scale(canvas.context(), to.width / width, to.height / height);
  poppler_page_render(page.get(), canvas.context());
  result<image> drawn = canvas.take();
  // An empty page may be meant; one whose pictures or letters cannot be drawn is not.
  if (drawn && is_blank(*drawn) && has_content(page.get())) {
    return error{errc::invalid,
                 msg("page {} of this PDF has pictures or text, and none of it can be drawn", number + 1),
                 msg("export it anew, with smaller pictures and with its fonts embedded")};
  }
  return drawn;
}

std::string page_name(int number) {
  std::string digits = std::to_string(number);
  return "page-" + std::string(4 - std::min<std::size_t>(4, digits.size()), '0') + digits + ".png";
}

}  // namespace

result<ingested> take_pdf(const job& j) {
  if (j.bytes > max_image_bytes) {
    return error{errc::limit,
                 msg("this file has {} MB; at most {} MB are allowed for its kind", j.bytes >> 20,
                     max_image_bytes >> 20),
                 msg("save it smaller, then load it again")};
  }
  // Poppler closes the descriptor that it gets, so give it a copy.
  int own = ::fcntl(j.fd, F_DUPFD_CLOEXEC, 10);
  if (own < 0) return system_error(msg("read the file"), errno);
  GError* why = nullptr;
  object<PopplerDocument> guide(poppler_document_new_from_fd(own, nullptr, &why), g_object_unref);
  std::unique_ptr<GError, void (*)(GError*)> reason(why, [](GError* e) { g_clear_error(&e); });
  if (!guide) return refusal_of(reason.get());

  ingested i;
  i.kind = playlists::programme::media_kind::pages;
  i.pages = poppler_document_get_n_pages(guide.get());
  if (i.pages <= 0) return damaged();
  if (i.pages > j.limits.pages) {
    return error{errc::limit, msg("this PDF has {} pages; at most {} are allowed", i.pages, j.limits.pages),
                 msg("split it into several guides")};
  }
  for (int n = 0; n < i.pages; ++n) {
    auto p = draw(guide.get(), n);
    if (!p) return p.error();
    if (n == 0) {
      i.width = p->width;
      i.height = p->height;
    }
    i.made.push_back(page_name(n + 1));
    if (auto written = write_png(j, i.made.back(), *p); !written) return written.error();
  }
  return i;
}

}  // namespace bangtin::media::ingest
