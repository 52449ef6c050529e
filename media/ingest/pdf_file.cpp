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
#include "media/ingest/page_drawing.hpp"
#include "media/ingest/page_survey.hpp"

namespace bangtin::media::ingest {

namespace {

template <class T>
using object = std::unique_ptr<T, void (*)(void*)>;

constexpr std::size_t max_title_bytes = 200;

error refusal_of(const GError* why) {
  if (why != nullptr && why->domain == POPPLER_ERROR && why->code == POPPLER_ERROR_ENCRYPTED) {
    return {errc::invalid, msg("this PDF needs a password to be opened"),
            msg("save it without a password, then load it again")};
  }
  return damaged();
}

std::string page_name(int number) {
  std::string digits = std::to_string(number);
  return "page-" + std::string(4 - std::min<std::size_t>(4, digits.size()), '0') + digits + ".png";
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// What poppler complains of while it works, which it otherwise keeps to itself. One at a time.
class complaints {
 public:
  complaints() : handler_(g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, hear, this)) {}
  complaints(const complaints&) = delete;
  complaints& operator=(const complaints&) = delete;
  ~complaints() { g_log_remove_handler("Poppler", handler_); }

  // How many there were since the last call.
  int take() { return std::exchange(count_, 0); }

 private:
  static void hear(const char*, GLogLevelFlags, const char* text, void* self) {
    if (loses_something(text)) ++static_cast<complaints*>(self)->count_;
  }

  int count_ = 0;
  guint handler_;
};

struct survey {
  std::vector<page_text> texts;
  std::vector<double> shapes;  // width to height
  std::vector<int> damaged_pages;
};

result<void> add_page(const job& j, PopplerDocument* guide, int number, second_renderer& second,
                      complaints& heard, ingested& i, survey& found) {
  object<PopplerPage> page(poppler_document_get_page(guide, number - 1), g_object_unref);
  if (!page) return damaged();
  heard.take();
  auto p = draw_page(page.get(), number, second);
  if (!p) return p.error();
  if (heard.take() > 0) found.damaged_pages.push_back(number);
  double width = 0;
  double height = 0;
  poppler_page_get_size(page.get(), &width, &height);
  found.shapes.push_back(width / height);
  found.texts.push_back(survey_text(page.get(), number, p->height / height));
  if (number == 1) {
    i.width = p->width;
    i.height = p->height;
  }
  i.made.push_back(page_name(number));
  return write_png(j, i.made.back(), *p);
}

void advise(const survey& found, const std::vector<std::string>& fonts, ingested& i) {
  if (!found.damaged_pages.empty()) {
    std::vector<std::string> pages;
    for (std::size_t n = 0; n < std::min<std::size_t>(10, found.damaged_pages.size()); ++n)
      pages.push_back(std::to_string(found.damaged_pages[n]));
    i.warnings.push_back(
        msg("something on page {} is damaged and may be missing; compare the preview with your document, and "
            "export it again if anything is missing",
            joined(pages)));
  }
  if (!fonts.empty()) {
    i.warnings.push_back(msg(
        "it does not contain all of its fonts ({}), so its letters may look different; export it with its "
        "fonts embedded",
        joined(fonts)));
  }
  advise_on_text(found.texts, true, i.warnings);
  std::vector<message> thin;
  advise_on_pages(found.shapes, thin);
  if (thin.empty()) advise_on_shape(i.width, i.height, i.warnings);
  i.warnings.insert(i.warnings.end(), thin.begin(), thin.end());
}

std::string title_of(PopplerDocument* guide) {
  std::unique_ptr<char, void (*)(void*)> title(poppler_document_get_title(guide), g_free);
  std::string_view text = title ? trimmed(title.get(), " \t\r\n") : "";
  return is_clean_utf8(text) ? std::string(cut_at_character(text, max_title_bytes)) : "";
}

}  // namespace

result<ingested> take_pdf(const job& j) {
  if (j.bytes > max_image_bytes) {
    return error{errc::limit,
                 msg("this file has {} MB; at most {} MB are allowed for its kind", size_mb(j.bytes),
                     limit_mb(max_image_bytes)),
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
  auto fonts = missing_fonts(guide.get());
  if (auto unreadable = unreadable_without(fonts)) return *unreadable;
  survey found;
  complaints heard;
  second_renderer second(j);
  for (int n = 1; n <= i.pages; ++n) {
    if (auto added = add_page(j, guide.get(), n, second, heard, i, found); !added) return added.error();
  }
  advise(found, fonts, i);
  i.title = title_of(guide.get());
  return i;
}

}  // namespace bangtin::media::ingest
