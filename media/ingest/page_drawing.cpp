// Cairo draws no picture or mask with more than 32,767 pixels on a side, and poppler then leaves it out in
// silence. Poppler's own renderer has no such limit. So a page with pictures is drawn by both; where they
// differ within a picture, the latter is right.
#include "media/ingest/page_drawing.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "base/text.hpp"
#include "media/ingest/cairo_canvas.hpp"
#include "media/ingest/job.hpp"

namespace bangtin::media::ingest {

namespace {

// PDF 1.7, annex C: no page is larger. A larger one is a mistake or an attack.
constexpr double max_points = 14'400;
constexpr double min_points = 3;
// Mean difference of a colour within a picture, in levels of 255. Smoothing differs by less.
constexpr double max_difference = 10;

struct area {
  int left = 0, top = 0, right = 0, bottom = 0;  // in pixels of the drawing
};

// Where the pictures of the page are, on a drawing of this scale.
std::vector<area> pictures_of(PopplerPage* page, double scale_x, double scale_y, size_px size) {
  std::vector<area> found;
  GList* list = poppler_page_get_image_mapping(page);
  for (GList* at = list; at != nullptr; at = at->next) {
    const auto* m = static_cast<const PopplerImageMapping*>(at->data);
    auto pixel = [](double point, double scale, int most) {
      return static_cast<int>(std::clamp(point * scale, 0.0, static_cast<double>(most)));
    };
    area a{pixel(std::min(m->area.x1, m->area.x2), scale_x, size.width),
           pixel(std::min(m->area.y1, m->area.y2), scale_y, size.height),
           pixel(std::max(m->area.x1, m->area.x2), scale_x, size.width),
           pixel(std::max(m->area.y1, m->area.y2), scale_y, size.height)};
    if (a.right > a.left && a.bottom > a.top) found.push_back(a);
  }
  poppler_page_free_image_mapping(list);
  return found;
}

double difference(image& a, image& b, const area& within) {
  double sum = 0;
  for (int y = within.top; y < within.bottom; ++y) {
    const std::uint8_t* p = a.row(y);
    const std::uint8_t* q = b.row(y);
    for (int x = within.left * 3; x < within.right * 3; ++x) sum += std::abs(int{p[x]} - int{q[x]});
  }
  return sum / (3.0 * (within.right - within.left) * (within.bottom - within.top));
}

bool has_text(PopplerPage* page) {
  std::unique_ptr<char, void (*)(void*)> text(poppler_page_get_text(page), g_free);
  return text && !trimmed(text.get(), " \t\r\n\f").empty();
}

result<image> drawn_by_cairo(PopplerPage* page, size_px to, double scale_x, double scale_y) {
  cairo_canvas canvas(to);
  cairo_scale(canvas.context(), scale_x, scale_y);
  poppler_page_render(page, canvas.context());
  return canvas.take();
}

error lost(int number) {
  return {errc::invalid, msg("page {} of this PDF has pictures or text, and none of it can be drawn", number),
          msg("export it again, with smaller pictures and with its fonts embedded")};
}

}  // namespace

bool loses_something(std::string_view line) {
  std::string small = lower_case(line);
  constexpr std::array harmless{"warning", "config error", "permission error",  "xref",      "annotation",
                                "link",    "destination",  "outline",           "action",    "tounicode",
                                "struct",  "metadata",     "identity encoding", "javascript"};
  return small.find("error") != small.npos &&
         std::none_of(harmless.begin(), harmless.end(),
                      [&](const char* word) { return small.find(word) != small.npos; });
}

result<image> draw_page(PopplerPage* page, int number, second_renderer& second) {
  double width = 0;
  double height = 0;
  poppler_page_get_size(page, &width, &height);
  if (!(width <= max_points && height <= max_points)) {
    return error{errc::invalid,
                 msg("page {} of this PDF would be {} m wide on paper", number,
                     static_cast<long>(std::max(width, height) / 72 * 0.0254)),
                 msg("export it with a page size that can be printed, A4 or 16:9 for example")};
  }
  if (!(width >= min_points && height >= min_points)) return damaged();

  size_px to = fitted(width, height, 1920, 1080);
  double scale_x = to.width / width;
  double scale_y = to.height / height;
  auto p = drawn_by_cairo(page, to, scale_x, scale_y);
  if (!p) return p;
  auto pictures = pictures_of(page, scale_x, scale_y, to);
  if (!pictures.empty()) {
    auto other = second.draw(number, width, height, to);
    if (other && std::any_of(pictures.begin(), pictures.end(),
                             [&](const area& a) { return difference(*p, *other, a) > max_difference; }))
      p = std::move(other);
  }
  // An empty page may be meant; one whose pictures or letters cannot be drawn is not.
  if (is_blank(*p) && (!pictures.empty() || has_text(page))) return lost(number);
  return p;
}

}  // namespace bangtin::media::ingest
