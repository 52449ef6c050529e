// Renders SVG with librsvg. It gets the bytes without an address, so it cannot load anything from outside the
// file; it does not support scripts.
#include <librsvg/rsvg.h>

#include <algorithm>
#include <memory>

#include "base/text.hpp"
#include "media/ingest/cairo_canvas.hpp"
#include "media/ingest/job.hpp"
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

}  // namespace

result<ingested> take_svg(const job& j) {
  auto content = whole_file(j, max_svg_bytes);
  if (!content) return content.error();
  if (auto bad = outside_reference(*content)) return *bad;

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
                 msg("set its width and height as on the screen (1920x1080), then export it anew")};
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
                 msg("export it anew as plain SVG, or as PNG; what it loads from elsewhere is not drawn")};
  }
  if (auto written = write_png(j, "picture.png", *p); !written) return written.error();
  ingested i;
  i.width = p->width;
  i.height = p->height;
  i.made = {"picture.png"};
  return i;
}

}  // namespace bangtin::media::ingest
