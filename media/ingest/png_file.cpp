// PNG of every kind. The chunks are read first, so that a picture of a gigapixel is rejected before any
// memory is allocated for it.
#include "media/ingest/cut_off.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/png_chunks.hpp"
#include "media/ingest/png_reader.hpp"
#include "media/ingest/still.hpp"

namespace bangtin::media::ingest {

namespace {

// The order of the PNG specification, third edition, 12.1: cICP, iCCP, sRGB, then gAMA and cHRM.
colour_converter colours_of(const png_chunks& c, const pixel_form& f, std::vector<message>& warnings) {
  if (c.code) {
    if (auto by_code = colour_converter::by_code(f, *c.code)) return *by_code;
  }
  if (c.has_profile) {
    if (auto by_profile = colour_converter::by_profile(f, c.profile)) return *by_profile;
    warnings.push_back(broken_profile());
  }
  if (c.srgb || (!c.gamma && !c.lights)) return colour_converter(f);
  constexpr double usual_gamma = 0.45455;
  auto by_gamma =
      colour_converter::by_gamma(f, c.gamma.value_or(usual_gamma), c.lights.value_or(srgb_lights));
  return by_gamma ? std::move(*by_gamma) : colour_converter(f);
}

// `read`: how many rows came out before a failure.
bool add_rows(png_reader& r, const png_chunks& c, still& s, std::uint32_t& read) {
  std::size_t stride = static_cast<std::size_t>(c.width) * r.form().bytes();
  std::size_t rows_held = c.interlaced ? c.height : 1;
  std::vector<std::uint8_t> pixels(stride * rows_held);
  if (!c.interlaced) {
    for (std::uint32_t y = 0; y < c.height; ++y) {
      if (!r.read_row(pixels.data())) return false;
      s.add_row(pixels.data());
      ++read;
    }
    return r.finish();
  }
  std::vector<std::uint8_t*> rows;
  for (std::size_t y = 0; y < c.height; ++y) rows.push_back(pixels.data() + y * stride);
  if (!r.read_rows(rows.data()) || !r.finish()) return false;
  for (std::uint8_t* row : rows) s.add_row(row);
  return true;
}

}  // namespace

result<ingested> take_png(const job& j) {
  auto content = whole_file(j, max_image_bytes);
  if (!content) return content.error();
  auto c = read_png_chunks(*content);
  if (!c) return unreadable_picture(*content);
  if (auto allowed = allow_size(j, c->width, c->height); !allowed) return allowed.error();

  png_reader r(*content);
  size_px stored{static_cast<int>(c->width), static_cast<int>(c->height)};
  if (!r.start() || stored != size_px{r.width(), r.height()}) return unreadable_picture(*content);
  std::vector<message> warnings;
  if (c->frames > 1) warnings.push_back(moves_no_more());
  colour_converter colours = colours_of(*c, r.form(), warnings);
  still s(stored, c->orientation, r.form(), colours);
  std::uint32_t read = 0;
  if (!add_rows(r, *c, s, read)) {
    std::optional<double> part;
    if (!c->interlaced) part = static_cast<double>(read) / c->height;
    return unreadable_picture(*content, part);
  }

  bool plain = c->depth == 8 && (c->colours == 0 || c->colours == 2 || (c->colours == 6 && s.opaque())) &&
               !c->interlaced && (c->colours == 6 || !r.form().alpha);
  bool alone = c->frames == 1 && c->end == content->size();
  if (plain && alone && c->orientation == 1 && !colours.changes() &&
      fits(stored.width, stored.height, max_still_longer_px, max_still_shorter_px)) {
    return keep_still(stored.width, stored.height, std::move(warnings));
  }
  return store_still(j, s.take(), rendition_kind::png, std::move(warnings));
}

}  // namespace bangtin::media::ingest
