// WebP stills. A file that moves becomes a film (webp_animation.hpp).
#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>

#include "media/ingest/cut_off.hpp"
#include "media/ingest/exif.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/still.hpp"
#include "media/ingest/webp_animation.hpp"

namespace bangtin::media::ingest {

namespace {

using demuxer = std::unique_ptr<WebPDemuxer, void (*)(WebPDemuxer*)>;

std::string_view chunk(WebPDemuxer* file, const char* name) {
  WebPChunkIterator at;
  if (WebPDemuxGetChunk(file, name, 1, &at) == 0) return {};
  std::string_view bytes(reinterpret_cast<const char*>(at.chunk.bytes), at.chunk.size);
  WebPDemuxReleaseChunkIterator(&at);  // frees nothing: the bytes are the file's
  return bytes;
}

// The whole picture as RGBA; empty when it is damaged.
std::vector<std::uint8_t> decode(const WebPData& picture, size_px size) {
  std::vector<std::uint8_t> rgba(static_cast<std::size_t>(size.width) *
                                 static_cast<std::size_t>(size.height) * 4);
  if (WebPDecodeRGBAInto(picture.bytes, picture.size, rgba.data(), rgba.size(), size.width * 4) == nullptr)
    rgba.clear();
  return rgba;
}

}  // namespace

result<ingested> take_webp(const job& j) {
  auto content = whole_file(j, max_image_bytes);
  if (!content) return content.error();
  WebPData data{reinterpret_cast<const std::uint8_t*>(content->data()), content->size()};
  demuxer file(WebPDemux(&data), WebPDemuxDelete);
  if (!file) return unreadable_picture(*content);
  WebPIterator first;
  if (WebPDemuxGetFrame(file.get(), 1, &first) == 0) return unreadable_picture(*content);
  std::unique_ptr<WebPIterator, void (*)(WebPIterator*)> release(&first, WebPDemuxReleaseIterator);
  if (first.complete == 0) return unreadable_picture(*content);
  WebPBitstreamFeatures kind;
  if (WebPGetFeatures(first.fragment.bytes, first.fragment.size, &kind) != VP8_STATUS_OK)
    return unreadable_picture(*content);
  size_px size{kind.width, kind.height};
  if (auto allowed = allow_size(j, size.width, size.height); !allowed) return allowed.error();

  if (first.num_frames > 1) return take_webp_animation(j);

  std::vector<message> warnings;
  pixel_form form;
  form.alpha = true;
  auto profile = chunk(file.get(), "ICCP");
  auto by_profile = colour_converter::by_profile(form, profile);
  if (!profile.empty() && !by_profile) warnings.push_back(broken_profile());
  still s(size, orientation_in_exif(chunk(file.get(), "EXIF")), form,
          by_profile ? std::move(*by_profile) : colour_converter(form));
  auto rgba = decode(first.fragment, size);
  if (rgba.empty()) return unreadable_picture(*content);
  for (std::size_t at = 0; at < rgba.size(); at += static_cast<std::size_t>(size.width) * 4)
    s.add_row(rgba.data() + at);
  constexpr int lossy = 1;
  auto as = kind.format == lossy && s.opaque() ? rendition_kind::jpeg : rendition_kind::png;
  return store_still(j, s.take(), as, std::move(warnings));
}

}  // namespace bangtin::media::ingest
