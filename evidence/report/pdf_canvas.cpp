// Pango breaks a text into lines once; each line can then be drawn alone, because tables and paragraphs break
// over pages between lines.
#include "evidence/report/pdf_canvas.hpp"

#include <cairo-pdf.h>

#include <algorithm>
#include <new>
#include <numbers>
#include <stdexcept>

#include "base/text.hpp"

namespace bangtin::evidence::report {

namespace {

constexpr double points(int pango) {
  return static_cast<double>(pango) / PANGO_SCALE;
}
int pango_units(double p) {
  return static_cast<int>(p * PANGO_SCALE);
}

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

PangoAlignment alignment(side s) {
  return s == side::centre ? PANGO_ALIGN_CENTER : s == side::right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

owned<PangoFontDescription> font_of(const text_style& style) {
  owned<PangoFontDescription> font(pango_font_description_new());
  pango_font_description_set_family_static(font.get(), style.fixed_width ? fixed_typeface : report_typeface);
  pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
  pango_font_description_set_weight(font.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_style(font.get(), style.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  return font;
}

// Line ends are ours; other control characters would be drawn as boxes or break the layout.
std::string drawable(std::string_view text) {
  std::string clean;
  for (const std::string& line : split(text, '\n')) clean += (clean.empty() ? "" : "\n") + printable(line);
  return clean;
}

// No hyphens where a word is broken, and plain letters behind the first line end where the style says so.
owned<PangoAttrList> attributes_of(const text_style& style, const std::string& text) {
  owned<PangoAttrList> list(pango_attr_list_new());
  pango_attr_list_insert(list.get(), pango_attr_insert_hyphens_new(FALSE));
  std::size_t end = text.find('\n');
  if (!style.plain_after_line || end == std::string::npos) return list;
  PangoAttribute* plain = pango_attr_weight_new(PANGO_WEIGHT_NORMAL);
  plain->start_index = static_cast<guint>(end);
  pango_attr_list_insert(list.get(), plain);
  return list;
}

}  // namespace

double text_block::width() const {
  double widest = 0;
  for (const line& l : lines_) widest = std::max(widest, l.width);
  return widest;
}

pdf_canvas::pdf_canvas(owned<PangoContext> context)
    : bytes_(std::make_unique<std::string>()), context_(std::move(context)) {
  surface_.reset(cairo_pdf_surface_create_for_stream(append, bytes_.get(), page_width, page_height));
  // finish_pdf() replaces all metadata; without a date here cairo would ask the clock.
  cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
  cairo_.reset(cairo_create(surface_.get()));
}

result<pdf_canvas> pdf_canvas::open() {
  result<owned<PangoContext>> context = open_typeface();
  if (!context) return context.error();
  return pdf_canvas(std::move(*context));
}

text_block pdf_canvas::lay_out(std::string_view text, const text_style& style, double width, side align,
                               double indent) const {
  text_block block;
  std::string clean = drawable(text);
  block.layout_.reset(pango_layout_new(context_.get()));
  PangoLayout* layout = block.layout_.get();
  pango_layout_set_font_description(layout, font_of(style).get());
  pango_layout_set_attributes(layout, attributes_of(style, clean).get());
  pango_layout_set_width(layout, pango_units(width));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_auto_dir(layout, FALSE);
  pango_layout_set_alignment(layout, alignment(align));
  pango_layout_set_justify(layout, align == side::justified);
  pango_layout_set_indent(layout, pango_units(indent));
  pango_layout_set_text(layout, clean.data(), static_cast<int>(clean.size()));
  block.line_height_ = style.size * style.spacing;
  double lead = (block.line_height_ - style.size * 1.107) / 2;  // the typeface's own height is 1.107 sizes
  owned<PangoLayoutIter> at(pango_layout_get_iter(layout));
  int number = 0;
  do {
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(at.get(), nullptr, &logical);
    block.lines_.push_back({number++, points(logical.x), lead + style.size * 0.891, points(logical.width)});
  } while (pango_layout_iter_next_line(at.get()));
  return block;
}

text_block pdf_canvas::lay_out_balanced(std::string_view text, const text_style& style, double width,
                                        side align) const {
  text_block widest = lay_out(text, style, width, align);
  if (widest.lines() < 2) return widest;
  double narrow = width / static_cast<double>(widest.lines()), wide = width;
  while (wide - narrow > 1) {
    double middle = (narrow + wide) / 2;
    (lay_out(text, style, middle, align).lines() > widest.lines() ? narrow : wide) = middle;
  }
  text_block balanced = lay_out(text, style, wide, align);
  for (text_block::line& l : balanced.lines_)
    l.x += align == side::centre ? (width - wide) / 2 : align == side::right ? width - wide : 0;
  return balanced;
}

void pdf_canvas::draw(const text_block& text, double x, double y, std::size_t first, std::size_t count) {
  std::size_t end = count > text.lines_.size() - first ? text.lines_.size() : first + count;
  cairo_set_source_rgb(cairo_.get(), 0, 0, 0);
  for (std::size_t i = first; i < end; ++i, y += text.line_height_) {
    const text_block::line& l = text.lines_[i];
    cairo_move_to(cairo_.get(), x + l.x, y + l.baseline);
    pango_cairo_show_layout_line(cairo_.get(), pango_layout_get_line_readonly(text.layout_.get(), l.number));
  }
}

void pdf_canvas::draw_upwards(const text_block& text, double x, double y) {
  cairo_save(cairo_.get());
  cairo_translate(cairo_.get(), x, y);
  cairo_rotate(cairo_.get(), -std::numbers::pi / 2);
  draw(text, 0, -text.height());
  cairo_restore(cairo_.get());
}

void pdf_canvas::line(double x1, double y1, double x2, double y2, double width, double grey) {
  cairo_set_source_rgb(cairo_.get(), grey, grey, grey);
  cairo_set_line_width(cairo_.get(), width);
  cairo_move_to(cairo_.get(), x1, y1);
  cairo_line_to(cairo_.get(), x2, y2);
  cairo_stroke(cairo_.get());
}

void pdf_canvas::fill(double x, double y, double width, double height, double grey) {
  cairo_set_source_rgb(cairo_.get(), grey, grey, grey);
  cairo_rectangle(cairo_.get(), x, y, width, height);
  cairo_fill(cairo_.get());
}

void pdf_canvas::frame(double x, double y, double width, double height, double line_width) {
  cairo_set_source_rgb(cairo_.get(), 0, 0, 0);
  cairo_set_line_width(cairo_.get(), line_width);
  cairo_rectangle(cairo_.get(), x, y, width, height);
  cairo_stroke(cairo_.get());
}

void pdf_canvas::picture(const std::string& jpeg, int columns, int rows, double x, double y, double width,
                         double height) {
  // The surface's own pixels stay black: cairo writes the attached bytes in their place.
  owned<cairo_surface_t> pixels(cairo_image_surface_create(CAIRO_FORMAT_RGB24, columns, rows));
  auto bytes = std::make_unique<std::string>(jpeg);
  auto* data = reinterpret_cast<const unsigned char*>(bytes->data());
  cairo_status_t attached = cairo_surface_set_mime_data(
      pixels.get(), CAIRO_MIME_TYPE_JPEG, data, bytes->size(),
      [](void* p) { delete static_cast<std::string*>(p); }, bytes.get());
  if (attached != CAIRO_STATUS_SUCCESS) throw std::bad_alloc();
  bytes.release();  // the surface deletes it
  cairo_save(cairo_.get());
  cairo_translate(cairo_.get(), x, y);
  cairo_scale(cairo_.get(), width / columns, height / rows);
  cairo_set_source_surface(cairo_.get(), pixels.get(), 0, 0);
  cairo_paint(cairo_.get());
  cairo_restore(cairo_.get());
}

void pdf_canvas::next_page() {
  cairo_show_page(cairo_.get());
  ++page_;
}

void pdf_canvas::bookmark(const std::string& title) {
  std::string link = "page=" + std::to_string(page_ + 1) + " pos=[0.0 0.0]";
  cairo_pdf_surface_add_outline(surface_.get(), CAIRO_PDF_OUTLINE_ROOT, title.c_str(), link.c_str(),
                                CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

std::string pdf_canvas::finish() {
  cairo_show_page(cairo_.get());
  cairo_status_t drawn = cairo_status(cairo_.get());
  cairo_.reset();
  cairo_surface_finish(surface_.get());
  cairo_status_t written = cairo_surface_status(surface_.get());
  for (cairo_status_t status : {drawn, written})
    if (status != CAIRO_STATUS_SUCCESS)
      throw std::runtime_error(std::string("cairo: ") + cairo_status_to_string(status));
  return std::move(*bytes_);
}

}  // namespace bangtin::evidence::report
