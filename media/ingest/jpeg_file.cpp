// JPEG of every kind that libjpeg reads. A picture that already fits is kept bit for bit, without what stands
// behind it: phones append films, and screens would take the whole for a damaged file.
#include <algorithm>
#include <optional>

#include "media/ingest/cut_off.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/jpeg_reader.hpp"
#include "media/ingest/still.hpp"

namespace bangtin::media::ingest {

namespace {

// The formats that every decoder shows identically: grey, or YCbCr with the colours at full or half size.
bool is_plain(const jpeg_decompress_struct& info) {
  if (info.data_precision != 8 || info.arith_code != FALSE) return false;
  const jpeg_component_info* c = info.comp_info;
  auto samples = [](const jpeg_component_info& i, int across, int down) {
    return i.h_samp_factor == across && i.v_samp_factor == down;
  };
  if (info.jpeg_color_space == JCS_GRAYSCALE) return samples(c[0], 1, 1);
  if (info.jpeg_color_space != JCS_YCbCr || info.num_components != 3) return false;
  bool brightness = samples(c[0], 1, 1) || samples(c[0], 2, 1) || samples(c[0], 2, 2);
  return brightness && samples(c[1], 1, 1) && samples(c[2], 1, 1);
}

pixel_form form_of(const jpeg_decompress_struct& info) {
  pixel_form f;
  if (info.out_color_space == JCS_GRAYSCALE) f.model = colour_model::grey;
  if (info.out_color_space == JCS_CMYK) {
    f.model = colour_model::cmyk;
    f.inverted = info.saw_Adobe_marker != FALSE;
  }
  return f;
}

colour_converter colours_of(jpeg_reader& r, const pixel_form& form, std::vector<message>& warnings) {
  if (!r.has_profile()) return colour_converter::by_custom(form);
  auto by_profile = colour_converter::by_profile(form, r.profile());
  if (!by_profile) warnings.push_back(broken_profile());
  return by_profile ? std::move(*by_profile) : colour_converter(form);
}

// Halving in the decoder costs almost nothing; the rest is reduced in high quality.
int shrink_for(size_px stored) {
  size_px to = fitted(stored.width, stored.height, max_still_longer_px, max_still_shorter_px);
  if (fits(stored.width, stored.height, max_still_longer_px, max_still_shorter_px)) return 1;
  int shrink = 1;
  while (shrink < 8 && stored.width / (shrink * 2) >= to.width && stored.height / (shrink * 2) >= to.height)
    shrink *= 2;
  return shrink;
}

// Without the rows that the library only fills where the file has ended.
result<image> decode(jpeg_reader& r, std::string_view content, colour_converter& colours) {
  const auto& info = r.info();
  still s({static_cast<int>(info.output_width), static_cast<int>(info.output_height)}, r.orientation(),
          form_of(info), colours);
  std::vector<std::uint8_t> row(std::size_t{info.output_width} *
                                static_cast<unsigned>(info.output_components));
  for (unsigned y = 0; y < info.output_height; ++y) {
    bool read = r.read_row(row.data());
    if (!read || r.has_holes()) {
      // Of several passes over the picture it is not known how many rows are there.
      bool one_pass = info.progressive_mode == FALSE;
      std::optional<double> part;
      if (one_pass) part = static_cast<double>(y) / info.output_height;
      return unreadable_picture(content, part);
    }
    s.add_row(row.data());
  }
  if (!r.finish()) return unreadable_picture(content);
  return s.take();
}

// Whether a tail is only padding, as some cameras write it.
bool is_padding(std::string_view tail) {
  constexpr std::size_t max_padding = 4096;
  return tail.size() <= max_padding &&
         std::all_of(tail.begin(), tail.end(), [](char c) { return c == '\0' || c == '\n' || c == '\r'; });
}

}  // namespace

result<ingested> take_jpeg(const job& j) {
  auto content = whole_file(j, max_image_bytes);
  if (!content) return content.error();
  jpeg_reader r(*content);
  if (!r.read_header()) return r.is_exotic() ? exotic("JPEG") : unreadable_picture(*content);
  size_px stored{static_cast<int>(r.info().image_width), static_cast<int>(r.info().image_height)};
  if (auto allowed = allow_size(j, stored.width, stored.height); !allowed) return allowed.error();

  // The library forgets all of this when it has read the last row.
  bool plain = is_plain(r.info()) && r.orientation() == 1 &&
               fits(stored.width, stored.height, max_still_longer_px, max_still_shorter_px);
  if (!r.start(shrink_for(stored))) return r.is_exotic() ? exotic("JPEG") : unreadable_picture(*content);
  std::vector<message> warnings;
  colour_converter colours = colours_of(r, form_of(r.info()), warnings);
  auto p = decode(r, *content, colours);
  if (!p) return p.error();
  if (!plain || colours.changes())
    return store_still(j, std::move(*p), rendition_kind::jpeg, std::move(warnings));

  std::string_view whole = *content;
  std::string_view tail = whole.substr(whole.size() - std::min(whole.size(), r.bytes_behind()));
  ingested i = keep_still(stored.width, stored.height, std::move(warnings));
  if (is_padding(tail)) return i;
  i.made = {"picture.jpg"};
  if (auto written = write_bytes(j, i.made[0], whole.substr(0, whole.size() - tail.size())); !written)
    return written.error();
  return i;
}

}  // namespace bangtin::media::ingest
