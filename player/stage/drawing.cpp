// Hinting is off, and positions are rounded only where the caller rounds them, so a text looks the same
// wherever it stands. Cairo draws directly into our image's memory: its ARGB32 is B G R A on the
// little-endian machines that we run on.
#include "player/stage/drawing.hpp"

#include <pango/pangocairo.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "base/text.hpp"

namespace bangtin::player::stage {

static_assert(std::endian::native == std::endian::little);

namespace {

constexpr const char* fonts = "Inter, Noto Sans, DejaVu Sans, Sans";
constexpr const char* figure_fonts = "DejaVu Sans Mono, Noto Sans Mono, Liberation Mono, Monospace";
constexpr float line_height = 1.1F;  // of the typeface's own
constexpr std::size_t max_text_bytes = 8 * 1024;
constexpr int max_word = 40;   // letters
constexpr int max_marks = 4;   // on one letter
constexpr int tile_px = 4096;  // Cairo draws nothing wider than 32,767

struct unref {
  void operator()(PangoContext* c) const { g_object_unref(c); }
  void operator()(PangoFontDescription* d) const { pango_font_description_free(d); }
  void operator()(PangoAttrList* a) const { pango_attr_list_unref(a); }
  void operator()(cairo_font_options_t* o) const { cairo_font_options_destroy(o); }
  void operator()(cairo_t* c) const { cairo_destroy(c); }
  void operator()(cairo_surface_t* s) const { cairo_surface_destroy(s); }
};

PangoWeight weight_of(text_style::weight w) {
  return w == text_style::weight::bold       ? PANGO_WEIGHT_BOLD
         : w == text_style::weight::semibold ? PANGO_WEIGHT_SEMIBOLD
                                             : PANGO_WEIGHT_NORMAL;
}

PangoAlignment alignment_of(text_style::side s) {
  return s == text_style::side::left     ? PANGO_ALIGN_LEFT
         : s == text_style::side::middle ? PANGO_ALIGN_CENTER
                                         : PANGO_ALIGN_RIGHT;
}

std::shared_ptr<PangoLayout> new_layout() {
  std::unique_ptr<PangoContext, unref> context(
      pango_font_map_create_context(pango_cairo_font_map_get_default()));
  std::unique_ptr<cairo_font_options_t, unref> options(cairo_font_options_create());
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context.get(), options.get());
  pango_context_set_round_glyph_positions(context.get(), FALSE);
  return {pango_layout_new(context.get()), [](PangoLayout* l) { g_object_unref(l); }};
}

bool is_control(char32_t c) {
  return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
}
bool turns_direction(char32_t c) {
  return c == 0x200E || c == 0x200F || c == 0x061C || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

void set_source(cairo_t* cr, const colour& c) {
  cairo_set_source_rgba(cr, c.red, c.green, c.blue, c.alpha);
}

}  // namespace

// Pango needs time that grows with the square of a word's length where it breaks the word into lines; a place
// where it may break keeps that small.
std::string legible(std::string_view text) {
  text = cut_at_character(text, max_text_bytes);
  std::string kept;
  int letters = 0, marks = 0;
  while (!text.empty()) {
    utf8_character c = decode_utf8(text);
    std::string_view bytes = text.substr(0, std::max<std::size_t>(1, c.length));
    text.remove_prefix(bytes.size());
    if (c.length > 0 && (is_control(c.code_point) || turns_direction(c.code_point))) continue;
    if (c.length > 0 && g_unichar_ismark(c.code_point) != 0) {
      if (++marks <= max_marks) kept += bytes;
      continue;
    }
    bool space = c.code_point == ' ' || c.code_point == '\n';
    bool joiner = c.code_point == 0x200D;
    bool joined = kept.ends_with("\u200D");
    if (!joiner) marks = 0;
    letters = space ? 0 : letters + 1;
    if (letters > max_word && !joiner && !joined) {
      kept += "\u200B";
      letters = 1;
    }
    kept += bytes;
  }
  return kept;
}

text_block::text_block(std::string_view text, const text_style& style, int width_px, int max_lines)
    : layout_(new_layout()), width_px_(width_px) {
  PangoLayout* layout = layout_.get();
  std::unique_ptr<PangoFontDescription, unref> font(
      pango_font_description_from_string(style.figures ? figure_fonts : fonts));
  pango_font_description_set_weight(font.get(), weight_of(style.strength));
  pango_font_description_set_absolute_size(font.get(), std::max(1.0, style.size_px) * PANGO_SCALE);
  pango_layout_set_font_description(layout, font.get());
  std::string drawn = legible(text);
  pango_layout_set_text(layout, drawn.data(), static_cast<int>(drawn.size()));
  pango_layout_set_alignment(layout, alignment_of(style.align));
  pango_layout_set_line_spacing(layout, line_height);
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  if (width_px > 0) pango_layout_set_width(layout, width_px * PANGO_SCALE);
  if (max_lines > 0) {
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_height(layout, -max_lines);
  }
  std::unique_ptr<PangoAttrList, unref> attributes(pango_attr_list_new());
  pango_attr_list_insert(attributes.get(),
                         pango_attr_letter_spacing_new(static_cast<int>(style.spacing_px * PANGO_SCALE)));
  pango_layout_set_attributes(layout, attributes.get());
}

size_px text_block::size() const {
  size_px s;
  pango_layout_get_pixel_size(layout_.get(), &s.width, &s.height);
  return s;
}

int text_block::lines() const {
  return pango_layout_get_line_count(layout_.get());
}

bool text_block::is_cut() const {
  return pango_layout_is_ellipsized(layout_.get()) != 0;
}

int text_block::missing_glyphs() const {
  return pango_layout_get_unknown_glyphs_count(layout_.get());
}

// ---- drawing

drawing::drawing(size_px size)
    : image_(std::make_shared<image>(size_px{std::max(1, size.width), std::max(1, size.height)})),
      surface_(
          cairo_image_surface_create_for_data(image_->pixels.data(), CAIRO_FORMAT_ARGB32, image_->size.width,
                                              image_->size.height, image_->size.width * 4),
          &cairo_surface_destroy),
      cr_(cairo_create(surface_.get()), &cairo_destroy) {}

drawing::~drawing() = default;

void drawing::fill(const colour& c) {
  set_source(cr_.get(), c);
  cairo_paint(cr_.get());
}

void drawing::fill_downwards(const colour& top, const colour& bottom) {
  cairo_pattern_t* shades = cairo_pattern_create_linear(0, 0, 0, image_->size.height);
  cairo_pattern_add_color_stop_rgba(shades, 0, top.red, top.green, top.blue, top.alpha);
  cairo_pattern_add_color_stop_rgba(shades, 1, bottom.red, bottom.green, bottom.blue, bottom.alpha);
  cairo_set_source(cr_.get(), shades);
  cairo_paint(cr_.get());
  cairo_pattern_destroy(shades);
}

void drawing::box(const rect_px& where, double radius_px, const colour& c) {
  constexpr double right_angle = std::numbers::pi / 2;
  cairo_t* cr = cr_.get();
  double r = std::min({radius_px, where.width / 2.0, where.height / 2.0});
  double left = where.x + r, right = where.x + where.width - r;
  double top = where.y + r, bottom = where.y + where.height - r;
  cairo_new_sub_path(cr);
  cairo_arc(cr, right, top, r, -right_angle, 0);
  cairo_arc(cr, right, bottom, r, 0, right_angle);
  cairo_arc(cr, left, bottom, r, right_angle, 2 * right_angle);
  cairo_arc(cr, left, top, r, 2 * right_angle, 3 * right_angle);
  cairo_close_path(cr);
  set_source(cr, c);
  cairo_fill(cr);
}

void drawing::put(const text_block& text, double x, double y, const colour& c) {
  set_source(cr_.get(), c);
  cairo_move_to(cr_.get(), x, y);
  pango_cairo_show_layout(cr_.get(), text.layout_.get());
}

void drawing::put_outlined(const text_block& text, double x, double y, const colour& c, const colour& line,
                           double line_px) {
  cairo_t* cr = cr_.get();
  cairo_new_path(cr);
  cairo_move_to(cr, x, y);
  pango_cairo_layout_path(cr, text.layout_.get());
  cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width(cr, 2 * line_px);
  set_source(cr, line);
  cairo_stroke(cr);
  put(text, x, y, c);
}

void drawing::put(const qr_code& code, const rect_px& square) {
  cairo_t* cr = cr_.get();
  int all = code.modules + 2 * quiet_modules;
  auto edge = [&](int module, int length) { return (module + quiet_modules) * length / all; };
  cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
  set_source(cr, {0, 0, 0});
  for (int row = 0; row < code.modules; ++row) {
    int top = edge(row, square.height), bottom = edge(row + 1, square.height);
    for (int column = 0; column < code.modules; ++column) {
      if (!code.is_dark(column, row)) continue;
      int left = edge(column, square.width), right = edge(column + 1, square.width);
      cairo_rectangle(cr, square.x + left, square.y + top, right - left, bottom - top);
    }
  }
  cairo_fill(cr);
  cairo_set_antialias(cr, CAIRO_ANTIALIAS_DEFAULT);
}

void drawing::put(const image& picture, int x, int y) {
  // Cairo only reads these pixels, although its signature is not const.
  auto* bytes = const_cast<std::uint8_t*>(picture.pixels.data());
  std::unique_ptr<cairo_surface_t, unref> surface(cairo_image_surface_create_for_data(
      bytes, CAIRO_FORMAT_RGB24, picture.size.width, picture.size.height, picture.size.width * 4));
  cairo_set_source_surface(cr_.get(), surface.get(), x, y);
  cairo_paint(cr_.get());
}

std::shared_ptr<const image> drawing::finish() {
  cr_.reset();
  cairo_surface_flush(surface_.get());
  surface_.reset();
  return std::move(image_);
}

// ---- text that moves

namespace {

constexpr std::size_t max_coloured_bytes = std::size_t{16} << 20;

// Whether a pixel that was drawn in white has another colour: a glyph that brings its own.
bool is_coloured(const std::uint8_t* bgra) {
  return bgra[0] != bgra[3] || bgra[1] != bgra[3] || bgra[2] != bgra[3];
}

std::vector<bool> coloured_columns(const image& tile) {
  std::vector<bool> found(static_cast<std::size_t>(tile.size.width));
  const std::uint8_t* p = tile.pixels.data();
  for (int y = 0; y < tile.size.height; ++y) {
    for (std::size_t x = 0; x < found.size(); ++x, p += 4) found[x] = found[x] || is_coloured(p);
  }
  return found;
}

image columns_of(const image& tile, int from, int to) {
  image part({to - from, tile.size.height});
  for (int y = 0; y < tile.size.height; ++y) {
    const std::uint8_t* row = tile.pixels.data() + (std::ptrdiff_t{y} * tile.size.width + from) * 4;
    std::copy_n(row, std::ptrdiff_t{to - from} * 4, part.pixels.data() + std::ptrdiff_t{y} * (to - from) * 4);
  }
  return part;
}

// Moves the coloured columns of the tile, which begins at `left`, into pieces of their own.
void take_colours(coverage& into, const image& tile, int left, std::size_t& room) {
  std::vector<bool> coloured = coloured_columns(tile);
  auto begin = coloured.begin();
  while ((begin = std::find(begin, coloured.end(), true)) != coloured.end()) {
    auto end = std::find(begin, coloured.end(), false);
    auto from = static_cast<int>(begin - coloured.begin());
    auto to = static_cast<int>(end - coloured.begin());
    auto piece = std::make_shared<image>(columns_of(tile, from, to));
    begin = end;
    if (piece->pixels.size() > room) return;
    room -= piece->pixels.size();
    for (int y = 0; y < into.size.height; ++y) {
      std::fill_n(into.values.begin() + std::ptrdiff_t{y} * into.size.width + left + from, to - from,
                  std::uint8_t{0});
    }
    into.coloured.push_back({left + from, std::move(piece)});
  }
}

}  // namespace

coverage draw_coverage(std::string_view text, const text_style& style, int height_px, int max_width_px) {
  coverage drawn;
  drawn.size = {1, std::max(1, height_px)};
  drawn.values.resize(static_cast<std::size_t>(drawn.size.height));
  if (text.empty()) return drawn;  // without loading a font
  text_block block(text, style);
  size_px natural = block.size();
  drawn.size = {std::clamp(natural.width + 1, 1, std::max(1, max_width_px)), std::max(1, height_px)};
  drawn.values.resize(static_cast<std::size_t>(drawn.size.width) *
                      static_cast<std::size_t>(drawn.size.height));
  // Draw in white on transparent; the result's alpha is the coverage.
  double top = (height_px - natural.height) / 2.0;
  std::size_t room = max_coloured_bytes;
  for (int left = 0; left < drawn.size.width; left += tile_px) {
    int width = std::min(tile_px, drawn.size.width - left);
    drawing tile({width, drawn.size.height});
    tile.put(block, -left, top, {1, 1, 1});
    std::shared_ptr<const image> pixels = tile.finish();
    for (int y = 0; y < drawn.size.height; ++y) {
      const std::uint8_t* from = pixels->pixels.data() + std::ptrdiff_t{y} * width * 4 + 3;
      std::uint8_t* to = drawn.values.data() + std::ptrdiff_t{y} * drawn.size.width + left;
      for (int x = 0; x < width; ++x) to[x] = from[std::ptrdiff_t{x} * 4];
    }
    take_colours(drawn, *pixels, left, room);
  }
  return drawn;
}

}  // namespace bangtin::player::stage
