// HEIC and AVIF with libheif, which also turns, mirrors and crops the picture as its file says; EXIF's
// orientation means nothing here.
#include <libheif/heif.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "media/ingest/cut_off.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/still.hpp"

namespace bangtin::media::ingest {

namespace {

using context = std::unique_ptr<heif_context, void (*)(heif_context*)>;
using handle = std::unique_ptr<heif_image_handle, void (*)(const heif_image_handle*)>;
using picture = std::unique_ptr<heif_image, void (*)(const heif_image*)>;

error refusal_of(const heif_error& e, std::string_view brand, std::string_view content) {
  if (e.code == heif_error_Unsupported_filetype || e.code == heif_error_Unsupported_feature ||
      e.code == heif_error_Decoder_plugin_error) {
    bool damage = e.code == heif_error_Decoder_plugin_error;
    return damage ? unreadable_picture(content) : exotic(brand);
  }
  return unreadable_picture(content);
}

coded_colours code_of(const heif_image_handle* h) {
  heif_color_profile_nclx* nclx = nullptr;
  if (heif_image_handle_get_nclx_color_profile(h, &nclx).code != heif_error_Ok) return {};
  coded_colours c{nclx->color_primaries, nclx->transfer_characteristics};
  heif_nclx_color_profile_free(nclx);
  return c;
}

// An ICC profile goes before the numbers (MIAF, 7.3.6.4).
colour_converter colours_of(const heif_image_handle* h, const pixel_form& f, std::vector<message>& warnings) {
  if (std::size_t length = heif_image_handle_get_raw_color_profile_size(h); length > 0) {
    std::string icc(length, '\0');
    if (heif_image_handle_get_raw_color_profile(h, icc.data()).code == heif_error_Ok) {
      if (auto by_profile = colour_converter::by_profile(f, icc)) return *by_profile;
    }
    warnings.push_back(broken_profile());
    return colour_converter(f);
  }
  auto by_code = colour_converter::by_code(f, code_of(h));
  return by_code ? std::move(*by_code) : colour_converter(f);
}

// Whether the file is a sequence of pictures, by its main brand.
bool moves(std::string_view content) {
  constexpr std::array brands{"avis", "msf1", "hevc", "hevx", "hevm", "hevs"};
  return content.size() > 12 && std::any_of(brands.begin(), brands.end(),
                                            [&](const char* brand) { return content.substr(8, 4) == brand; });
}

heif_chroma layout_of(const pixel_form& f) {
  if (f.bits == 8) return f.alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB;
  return f.alpha ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBB_LE;
}

// Samples of 10 or 12 bits, in place to 16.
void widen(std::vector<std::uint16_t>& samples, int bits) {
  unsigned most = (1U << bits) - 1;
  for (std::uint16_t& v : samples)
    v = static_cast<std::uint16_t>((std::min<unsigned>(v, most) * 65'535U + most / 2) / most);
}

// Colours that were multiplied with alpha, divided by it.
void divide_by_alpha(std::uint8_t* rgba, std::size_t pixels) {
  for (std::size_t i = 0; i < pixels; ++i, rgba += 4) {
    for (int c = 0; c < 3 && rgba[3] != 0; ++c)
      rgba[c] = static_cast<std::uint8_t>(std::min(255, (rgba[c] * 255 + rgba[3] / 2) / rgba[3]));
  }
}

void add_rows(const heif_image* p, const pixel_form& f, bool multiplied, still& s) {
  int stride = 0;
  const std::uint8_t* plane = heif_image_get_plane_readonly(p, heif_channel_interleaved, &stride);
  int width = heif_image_get_width(p, heif_channel_interleaved);
  int height = heif_image_get_height(p, heif_channel_interleaved);
  int bits = heif_image_get_bits_per_pixel_range(p, heif_channel_interleaved);
  std::vector<std::uint16_t> wide(f.bits == 16 ? static_cast<std::size_t>(width * f.samples()) : 0);
  std::vector<std::uint8_t> row(static_cast<std::size_t>(width) * f.bytes());
  for (int y = 0; y < height; ++y, plane += stride) {
    if (f.bits == 16) {
      std::memcpy(wide.data(), plane, wide.size() * 2);
      widen(wide, bits);
      s.add_row(wide.data());
      continue;
    }
    std::memcpy(row.data(), plane, row.size());
    if (multiplied) divide_by_alpha(row.data(), static_cast<std::size_t>(width));
    s.add_row(row.data());
  }
}

}  // namespace

result<ingested> take_heif(const job& j) {
  auto content = whole_file(j, max_image_bytes);
  if (!content) return content.error();
  std::string_view brand = content->substr(0, 64).find("avi") < 64 ? "AVIF" : "HEIC";
  context file(heif_context_alloc(), heif_context_free);
  heif_context_set_max_decoding_threads(file.get(), 0);
  heif_error e = heif_context_read_from_memory_without_copy(file.get(), content->data(), content->size(), {});
  if (e.code != heif_error_Ok) return refusal_of(e, brand, *content);
  heif_image_handle* found = nullptr;
  e = heif_context_get_primary_image_handle(file.get(), &found);
  if (e.code != heif_error_Ok) return refusal_of(e, brand, *content);
  handle h(found, heif_image_handle_release);
  size_px shown{heif_image_handle_get_width(found), heif_image_handle_get_height(found)};
  if (auto allowed = allow_size(j, shown.width, shown.height); !allowed) return allowed.error();

  std::vector<message> warnings;
  if (moves(*content)) warnings.push_back(moves_no_more());
  if (int n = heif_context_get_number_of_top_level_images(file.get()); n > 1)
    warnings.push_back(first_picture_only(n));
  pixel_form form;
  form.bits = heif_image_handle_get_luma_bits_per_pixel(found) > 8 ? 16 : 8;
  form.alpha = heif_image_handle_has_alpha_channel(found) != 0;
  heif_image* decoded = nullptr;
  e = heif_decode_image(found, &decoded, heif_colorspace_RGB, layout_of(form), nullptr);
  if (e.code != heif_error_Ok) return refusal_of(e, brand, *content);
  picture p(decoded, heif_image_release);
  shown = {heif_image_get_width(decoded, heif_channel_interleaved),
           heif_image_get_height(decoded, heif_channel_interleaved)};
  if (auto allowed = allow_size(j, shown.width, shown.height); !allowed) return allowed.error();
  still s(shown, 1, form, colours_of(found, form, warnings));
  bool multiplied = form.alpha && heif_image_handle_is_premultiplied_alpha(found) != 0;
  add_rows(decoded, form, multiplied, s);
  auto as = s.opaque() ? rendition_kind::jpeg : rendition_kind::png;
  return store_still(j, s.take(), as, std::move(warnings));
}

}  // namespace bangtin::media::ingest
