// The one typeface of official forms. Nothing of the machine's font configuration takes part but the place of
// its files, so that the same report has the same pages everywhere.
#pragma once

#include <pango/pangocairo.h>

#include <memory>

#include "base/error.hpp"

namespace bangtin::evidence::report {

struct unref {
  void operator()(PangoFontMap* m) const { g_object_unref(m); }
  void operator()(PangoContext* c) const { g_object_unref(c); }
  void operator()(PangoLayout* l) const { g_object_unref(l); }
  void operator()(PangoFontDescription* d) const { pango_font_description_free(d); }
  void operator()(PangoAttrList* a) const { pango_attr_list_unref(a); }
  void operator()(PangoLayoutIter* i) const { pango_layout_iter_free(i); }
  void operator()(cairo_font_options_t* o) const { cairo_font_options_destroy(o); }
  void operator()(cairo_surface_t* s) const { cairo_surface_destroy(s); }
  void operator()(cairo_t* c) const { cairo_destroy(c); }
};
template <class T>
using owned = std::unique_ptr<T, unref>;

constexpr const char* report_typeface = "Liberation Serif";
// Of the same Debian package. Where it is missing, texts of fixed width appear in the other one.
constexpr const char* fixed_typeface = "Liberation Mono";

// A context in which text is laid out in that typeface, in points. Not thread-safe; each report has its own.
// Any thread may call this.
// errc::unsupported when one of its four faces (upright, bold, italic, bold italic) is not installed.
result<owned<PangoContext>> open_typeface();

}  // namespace bangtin::evidence::report
