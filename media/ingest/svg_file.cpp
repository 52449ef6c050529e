// Renders SVG with librsvg. It gets the bytes without an address, so it cannot load anything from outside the
// file; it does not support scripts. The sizes of letters come from the same drawing as a PDF page.
#include <cairo-pdf.h>
#include <librsvg/rsvg.h>
#include <pango/pangocairo.h>
#include <poppler.h>

#include <algorithm>
#include <memory>

#include "base/text.hpp"
#include "media/ingest/cairo_canvas.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/page_survey.hpp"
#include "media/ingest/sniff.hpp"
#include "media/ingest/still.hpp"
#include "media/ingest/svg_features.hpp"
#include "media/ingest/svg_text.hpp"

namespace bangtin::media::ingest {

namespace {

constexpr double fallback_width = 1920;
constexpr double fallback_height = 1080;

struct natural_size {
  double width = 0;
  double height = 0;
};

// The size in CSS pixels that the drawing states, else the shape of its view box, else the size of a screen.
natural_size size_of(RsvgHandle* drawing) {
  natural_size s;
  if (rsvg_handle_get_intrinsic_size_in_pixels(drawing, &s.width, &s.height) != FALSE) return s;
  gboolean has_box = FALSE;
  RsvgRectangle box{};
  rsvg_handle_get_intrinsic_dimensions(drawing, nullptr, nullptr, nullptr, nullptr, &has_box, &box);
  if (has_box != FALSE) return {box.width, box.height};
  return {fallback_width, fallback_height};
}

cairo_status_t append(void* to, const unsigned char* bytes, unsigned count) {
  auto* text = static_cast<std::string*>(to);
  if (text->size() + count > static_cast<std::size_t>(max_svg_bytes)) return CAIRO_STATUS_WRITE_ERROR;
  text->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

// Empty when the drawing cannot be drawn as a page.
std::string as_page(RsvgHandle* drawing, size_px size) {
  std::string page;
  std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface(
      cairo_pdf_surface_create_for_stream(append, &page, size.width, size.height), cairo_surface_destroy);
  std::unique_ptr<cairo_t, void (*)(cairo_t*)> context(cairo_create(surface.get()), cairo_destroy);
  RsvgRectangle area{0, 0, static_cast<double>(size.width), static_cast<double>(size.height)};
  rsvg_handle_render_document(drawing, context.get(), &area, nullptr);
  cairo_show_page(context.get());
  cairo_surface_finish(surface.get());
  return cairo_surface_status(surface.get()) == CAIRO_STATUS_SUCCESS ? page : std::string();
}

void advise_on_letters(RsvgHandle* drawing, size_px size, std::vector<message>& warnings) {
  std::string page = as_page(drawing, size);
  if (page.empty()) return;
  std::unique_ptr<GBytes, void (*)(GBytes*)> bytes(g_bytes_new_static(page.data(), page.size()),
                                                   g_bytes_unref);
  std::unique_ptr<PopplerDocument, void (*)(void*)> document(
      poppler_document_new_from_bytes(bytes.get(), nullptr, nullptr), g_object_unref);
  if (!document) return;
  std::unique_ptr<PopplerPage, void (*)(void*)> first(poppler_document_get_page(document.get(), 0),
                                                      g_object_unref);
  if (!first) return;
  // Pixels of a screen per pixel of the drawing, which may be larger than the screen.
  size_px screen = fitted(size.width, size.height, 1920, 1080);
  page_text text = survey_text(first.get(), 1, static_cast<double>(screen.width) / size.width);
  advise_on_text({&text, 1}, false, warnings);
}

// In small letters.
std::vector<std::string> installed_fonts() {
  PangoFontFamily** families = nullptr;
  int count = 0;
  pango_font_map_list_families(pango_cairo_font_map_get_default(), &families, &count);
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(lower_case(pango_font_family_get_name(families[i])));
  g_free(families);
  return names;
}

void advise_on_fonts(const std::vector<std::string>& lists, std::vector<message>& warnings) {
  constexpr std::size_t max_told = 3;
  if (lists.empty()) return;
  std::vector<std::string> missing = missing_fonts(lists, installed_fonts());
  for (std::size_t i = 0; i < std::min(missing.size(), max_told); ++i) {
    warnings.push_back(msg(
        "its font “{}” is not installed here, so its text looks different; convert the text to paths when "
        "you export it, or export it as PNG",
        printable(std::string_view(missing[i]).substr(0, 60))));
  }
}

// The text of the drawing, unpacked if need be.
result<std::string> text_of(const job& j) {
  auto content = whole_file(j, max_svg_bytes);
  if (!content || !content->starts_with("\x1f\x8b")) return content;
  unzipped_text inner = unzipped(*content, static_cast<std::size_t>(max_svg_bytes));
  if (inner.whole) return std::move(inner.text);
  if (inner.text.size() < static_cast<std::size_t>(max_svg_bytes)) return damaged();
  return error{errc::limit,
               msg("this drawing has more than {} MB when it is unpacked", limit_mb(max_svg_bytes)),
               msg("make it simpler, or export it as PNG")};
}

}  // namespace

result<ingested> take_svg(const job& j) {
  auto content = text_of(j);
  if (!content) return content.error();
  std::string text = as_utf8(*content);
  if (auto bad = outside_reference(text)) return *bad;
  svg_features features = features_of(text);
  if (features.lost) return *features.lost;

  GError* why = nullptr;
  std::unique_ptr<RsvgHandle, void (*)(void*)> drawing(
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(content->data()), content->size(), &why),
      g_object_unref);
  g_clear_error(&why);
  if (!drawing) return damaged();
  rsvg_handle_set_dpi(drawing.get(), 96);

  natural_size s = size_of(drawing.get());
  if (!(s.width > 0 && s.height > 0 && s.width < 1e6 && s.height < 1e6) || s.width / s.height > 100 ||
      s.height / s.width > 100) {
    return error{errc::invalid, msg("the size of this drawing makes no sense"),
                 msg("set its width and height as on the screen (1920x1080), then export it again")};
  }
  // At least the size of a screen. A larger drawing keeps its size up to the maximum that a screen can use.
  size_px to = fitted(s.width, s.height, 1920, 1080);
  if (s.width > to.width) {
    to = fitted(s.width, s.height, 3840, 2160);
    if (to.width > s.width)
      to = {std::max(1, static_cast<int>(s.width)), std::max(1, static_cast<int>(s.height))};
  }

  cairo_canvas canvas(to);
  RsvgRectangle area{0, 0, static_cast<double>(to.width), static_cast<double>(to.height)};
  bool drawn = rsvg_handle_render_document(drawing.get(), canvas.context(), &area, &why) != FALSE;
  g_clear_error(&why);
  if (!drawn) return damaged();
  auto p = canvas.take();
  if (!p) return p.error();
  if (is_blank(*p)) {
    return error{errc::invalid, msg("nothing of this drawing can be seen"),
                 msg("export it again as plain SVG, or as PNG; what it loads from elsewhere is not drawn")};
  }
  ingested i;
  i.width = p->width;
  i.height = p->height;
  i.made = {"picture.png"};
  i.warnings = std::move(features.warnings);
  if (text.find("<text") != text.npos) advise_on_fonts(features.fonts, i.warnings);
  if (content->find("<text") != content->npos) advise_on_letters(drawing.get(), to, i.warnings);
  advise_on_shape(i.width, i.height, i.warnings);
  if (auto written = write_png(j, i.made[0], *p); !written) return written.error();
  return i;
}

}  // namespace bangtin::media::ingest
