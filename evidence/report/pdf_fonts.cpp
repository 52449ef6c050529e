// fontconfig answers every question with some font. So it is only asked which files have the typeface, and
// then a configuration of these files alone is given to Pango: what is not there cannot be chosen.
#include "evidence/report/pdf_fonts.hpp"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>

#include <algorithm>
#include <iterator>
#include <mutex>
#include <string>
#include <vector>

namespace bangtin::evidence::report {

namespace {

// For letters that the typeface lacks, e.g. arrows in a title.
constexpr const char* substitute = "DejaVu Sans";

struct destroy {
  void operator()(FcPattern* p) const { FcPatternDestroy(p); }
  void operator()(FcObjectSet* o) const { FcObjectSetDestroy(o); }
  void operator()(FcFontSet* s) const { FcFontSetDestroy(s); }
  void operator()(FcConfig* c) const { FcConfigDestroy(c); }
};
template <class T>
using fc = std::unique_ptr<T, destroy>;

struct face {
  bool bold, italic;
  std::string file;
  bool operator==(const face&) const = default;
};

int number_of(FcPattern* p, const char* key) {
  int value = -1;
  return FcPatternGetInteger(p, key, 0, &value) == FcResultMatch ? value : -1;
}

// The upright, bold, italic and bold italic faces of a family, sorted by file.
std::vector<face> faces_of(const char* family) {
  fc<FcPattern> wanted(FcPatternCreate());
  FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>(family));
  fc<FcObjectSet> keys(FcObjectSetBuild(FC_FILE, FC_WEIGHT, FC_SLANT, FC_WIDTH, nullptr));
  fc<FcFontSet> found(FcFontList(nullptr, wanted.get(), keys.get()));
  std::vector<face> faces;
  for (int i = 0; found && i < found->nfont; ++i) {
    FcPattern* p = found->fonts[i];
    FcChar8* file = nullptr;
    int weight = number_of(p, FC_WEIGHT);
    bool usual = (weight == FC_WEIGHT_REGULAR || weight == FC_WEIGHT_BOLD) &&
                 number_of(p, FC_WIDTH) == FC_WIDTH_NORMAL;
    if (!usual || FcPatternGetString(p, FC_FILE, 0, &file) != FcResultMatch) continue;
    faces.push_back({weight == FC_WEIGHT_BOLD, number_of(p, FC_SLANT) != FC_SLANT_ROMAN,
                     reinterpret_cast<const char*>(file)});
  }
  std::sort(faces.begin(), faces.end(), [](const face& a, const face& b) { return a.file < b.file; });
  return faces;
}

// One file for each of the four faces, so that two copies of the typeface do not compete; empty when one is
// missing.
std::vector<face> four_faces(const std::vector<face>& all) {
  std::vector<face> four;
  for (bool bold : {false, true})
    for (bool italic : {false, true}) {
      auto found = std::find_if(all.begin(), all.end(),
                                [&](const face& f) { return f.bold == bold && f.italic == italic; });
      if (found == all.end()) return {};
      four.push_back(*found);
    }
  return four;
}

// A configuration of these files alone. All drawings share it until the files are others: Pango 1.50 never
// gives back the configuration of a font map (40 KB), and making one reads all of the files.
fc<FcConfig> config_of(const std::vector<face>& faces) {
  static std::mutex mutex;
  static std::vector<face> known;
  static fc<FcConfig> config;
  std::lock_guard<std::mutex> lock(mutex);
  if (!config || known != faces) {
    config.reset(FcConfigCreate());
    for (const face& f : faces)
      FcConfigAppFontAddFile(config.get(), reinterpret_cast<const FcChar8*>(f.file.c_str()));
    known = faces;
  }
  return fc<FcConfig>(FcConfigReference(config.get()));
}

// Each drawing has its own font map, because font maps are not thread-safe.
owned<PangoContext> new_context(FcConfig* config) {
  owned<PangoFontMap> map(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map.get()), config);
  owned<PangoContext> context(pango_font_map_create_context(map.get()));
  owned<cairo_font_options_t> options(cairo_font_options_create());
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context.get(), options.get());
  pango_cairo_context_set_resolution(context.get(), 72);
  pango_context_set_language(context.get(), pango_language_from_string("vi"));
  pango_context_set_base_dir(context.get(), PANGO_DIRECTION_LTR);
  pango_context_set_round_glyph_positions(context.get(), FALSE);
  return context;
}

}  // namespace

result<owned<PangoContext>> open_typeface() {
  std::vector<face> faces = four_faces(faces_of(report_typeface));
  if (faces.empty())
    return error{
        errc::unsupported,
        msg("the typeface Liberation Serif is not installed completely, and the official form allows no "
            "other"),
        msg("install the Debian package fonts-liberation2 on the daemon's machine, then export again")};
  for (const char* more : {fixed_typeface, substitute})
    std::ranges::copy(faces_of(more), std::back_inserter(faces));
  return new_context(config_of(faces).get());
}

}  // namespace bangtin::evidence::report
