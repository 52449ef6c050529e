// Pango shapes and breaks the lines, Cairo paints them. Sizes follow the shorter side of the output, so that
// a card looks alike on screens of any resolution, and shrink step by step until everything fits.
#include "player/stage/text_card.hpp"

#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace bangtin::player {

namespace {

constexpr const char* fonts = "Inter, Noto Sans, DejaVu Sans, Sans";
constexpr const char* code_fonts = "DejaVu Sans Mono, Noto Sans Mono, Liberation Mono, Monospace";

struct unref {
  void operator()(PangoLayout* l) const { g_object_unref(l); }
  void operator()(PangoFontDescription* d) const { pango_font_description_free(d); }
  void operator()(PangoAttrList* a) const { pango_attr_list_unref(a); }
  void operator()(cairo_t* c) const { cairo_destroy(c); }
  void operator()(cairo_surface_t* s) const { cairo_surface_destroy(s); }
};
using layout_ptr = std::unique_ptr<PangoLayout, unref>;

struct colour {
  double red, green, blue;
};
constexpr colour background{0.043, 0.118, 0.255};
constexpr colour title_colour{1.0, 1.0, 1.0};
constexpr colour line_colour{0.80, 0.87, 0.96};

bool is_code(const std::string& title) {
  auto plain = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; };
  return !title.empty() && title.size() <= 12 && std::all_of(title.begin(), title.end(), plain);
}

struct style {
  const char* family;
  PangoWeight weight;
  double height_px;
  double spacing_px;  // between letters
};

layout_ptr lay_out(cairo_t* cr, const std::string& text, const style& s, int width_px) {
  layout_ptr layout(pango_cairo_create_layout(cr));
  std::unique_ptr<PangoFontDescription, unref> font(pango_font_description_from_string(s.family));
  pango_font_description_set_weight(font.get(), s.weight);
  pango_font_description_set_absolute_size(font.get(), s.height_px * PANGO_SCALE);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_text(layout.get(), text.c_str(), static_cast<int>(text.size()));
  pango_layout_set_width(layout.get(), width_px * PANGO_SCALE);
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(layout.get(), PANGO_ALIGN_CENTER);
  pango_layout_set_line_spacing(layout.get(), 1.15F);
  std::unique_ptr<PangoAttrList, unref> attributes(pango_attr_list_new());
  pango_attr_list_insert(attributes.get(),
                         pango_attr_letter_spacing_new(static_cast<int>(s.spacing_px * PANGO_SCALE)));
  pango_layout_set_attributes(layout.get(), attributes.get());
  return layout;
}

size_px size_of(const layout_ptr& layout) {
  size_px s;
  pango_layout_get_pixel_size(layout.get(), &s.width, &s.height);
  return s;
}

// All parts of the card at one size, one below the other.
struct arrangement {
  std::vector<layout_ptr> parts;
  std::vector<int> gaps;  // above each
  int height = 0;
  bool whole = true;  // no code was broken
};

arrangement arrange(cairo_t* cr, const text_card& card, size_px size, double scale) {
  int width = size.width * 9 / 10;
  double unit = std::min(size.width, size.height) * scale;
  arrangement a;
  auto add = [&](const std::string& text, const style& s, double gap) {
    a.parts.push_back(lay_out(cr, text, s, width));
    a.gaps.push_back(a.parts.size() == 1 ? 0 : static_cast<int>(gap));
    a.height += a.gaps.back() + size_of(a.parts.back()).height;
  };
  if (is_code(card.title)) {
    // As wide as the card allows; a figure is some 0.6 of its height wide, and spaced by a twelfth of it.
    double height = std::min(width / (0.69 * static_cast<double>(card.title.size() + 1)), size.height * 0.3);
    add(card.title, {code_fonts, PANGO_WEIGHT_BOLD, height * scale, height * scale / 12}, 0);
    a.whole = pango_layout_get_line_count(a.parts.back().get()) == 1;
  } else if (!card.title.empty()) {
    add(card.title, {fonts, PANGO_WEIGHT_SEMIBOLD, unit * 0.11, 0}, 0);
  }
  for (const std::string& line : card.lines) {
    add(line, {fonts, PANGO_WEIGHT_NORMAL, unit * 0.055, 0}, unit * (a.parts.size() == 1 ? 0.07 : 0.03));
  }
  return a;
}

}  // namespace

image draw_card(const text_card& card, size_px size) {
  image drawn({std::max(1, size.width), std::max(1, size.height)});
  std::unique_ptr<cairo_surface_t, unref> surface(cairo_image_surface_create_for_data(
      drawn.pixels.data(), CAIRO_FORMAT_RGB24, drawn.size.width, drawn.size.height, drawn.size.width * 4));
  std::unique_ptr<cairo_t, unref> cr(cairo_create(surface.get()));
  cairo_set_source_rgb(cr.get(), background.red, background.green, background.blue);
  cairo_paint(cr.get());

  arrangement all;
  for (double scale = 1.0; scale > 0.02; scale *= 0.85) {
    all = arrange(cr.get(), card, drawn.size, scale);
    if (all.whole && all.height <= drawn.size.height * 9 / 10) break;
  }
  double left = drawn.size.width * 0.05;
  double top = (drawn.size.height - all.height) / 2.0;
  for (std::size_t i = 0; i < all.parts.size(); ++i) {
    top += all.gaps[i];
    const colour& c = i == 0 && !card.title.empty() ? title_colour : line_colour;
    cairo_set_source_rgb(cr.get(), c.red, c.green, c.blue);
    cairo_move_to(cr.get(), left, top);
    pango_cairo_show_layout(cr.get(), all.parts[i].get());
    top += size_of(all.parts[i]).height;
  }
  cairo_surface_flush(surface.get());
  return drawn;
}

}  // namespace bangtin::player
