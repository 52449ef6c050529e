// A GIF of one picture, with giflib. It is a still; a GIF of several pictures is a film.
#include <gif_lib.h>

#include <cstring>
#include <memory>

#include "media/ingest/cut_off.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/still.hpp"

namespace bangtin::media::ingest {

namespace {

using gif = std::unique_ptr<GifFileType, void (*)(GifFileType*)>;

int read_bytes(GifFileType* file, GifByteType* to, int count) {
  auto* rest = static_cast<std::string_view*>(file->UserData);
  auto n = std::min(rest->size(), static_cast<std::size_t>(std::max(0, count)));
  std::memcpy(to, rest->data(), n);
  rest->remove_prefix(n);
  return static_cast<int>(n);
}

void close(GifFileType* file) {
  DGifCloseFile(file, nullptr);
}

// Skips what stands before the next picture, and remembers which colour is transparent. Returns whether there
// is a picture.
bool find_picture(GifFileType* file, int& transparent) {
  GifRecordType record = UNDEFINED_RECORD_TYPE;
  while (DGifGetRecordType(file, &record) == GIF_OK && record != TERMINATE_RECORD_TYPE) {
    if (record == IMAGE_DESC_RECORD_TYPE) return true;
    int code = 0;
    GifByteType* data = nullptr;
    if (record != EXTENSION_RECORD_TYPE || DGifGetExtension(file, &code, &data) == GIF_ERROR) return false;
    GraphicsControlBlock control;
    if (code == GRAPHICS_EXT_FUNC_CODE && data != nullptr &&
        DGifExtensionToGCB(data[0], data + 1, &control) == GIF_OK)
      transparent = control.TransparentColor;
    while (data != nullptr) {
      if (DGifGetExtensionNext(file, &data) == GIF_ERROR) return false;
    }
  }
  return false;
}

// Draws the picture that was found onto the canvas, as RGBA. False when it is damaged.
bool draw(GifFileType* file, int transparent, size_px size, std::vector<std::uint8_t>& canvas) {
  const GifImageDesc& at = file->Image;
  const ColorMapObject* palette = at.ColorMap != nullptr ? at.ColorMap : file->SColorMap;
  if (palette == nullptr || at.Width <= 0 || at.Height <= 0) return false;
  struct pass {
    int first, step;
  };
  std::vector<pass> passes{{0, 1}};
  if (at.Interlace) passes = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
  std::vector<GifPixelType> line(static_cast<std::size_t>(at.Width));
  for (const pass& p : passes) {
    for (int y = p.first; y < at.Height; y += p.step) {
      if (DGifGetLine(file, line.data(), at.Width) == GIF_ERROR) return false;
      if (at.Top + y >= size.height) continue;
      std::size_t row = static_cast<std::size_t>(at.Top + y) * static_cast<std::size_t>(size.width);
      for (int x = 0; x < at.Width && at.Left + x < size.width; ++x) {
        int index = line[static_cast<std::size_t>(x)];
        if (index == transparent || index >= palette->ColorCount) continue;
        const GifColorType& c = palette->Colors[index];
        const std::uint8_t rgba[4] = {c.Red, c.Green, c.Blue, 255};
        std::memcpy(canvas.data() + (row + static_cast<std::size_t>(at.Left + x)) * 4, rgba, 4);
      }
    }
  }
  return true;
}

}  // namespace

result<ingested> take_gif(const job& j) {
  auto content = whole_file(j, max_image_bytes);
  if (!content) return content.error();
  std::string_view rest = *content;
  gif file(DGifOpen(&rest, read_bytes, nullptr), close);
  int transparent = NO_TRANSPARENT_COLOR;
  if (!file || !find_picture(file.get(), transparent) || DGifGetImageHeader(file.get()) == GIF_ERROR)
    return unreadable_picture(*content);
  const GifImageDesc& at = file->Image;
  size_px size{std::max(file->SWidth, at.Left + at.Width), std::max(file->SHeight, at.Top + at.Height)};
  if (auto allowed = allow_size(j, size.width, size.height); !allowed) return allowed.error();
  std::vector<std::uint8_t> canvas(static_cast<std::size_t>(size.width) *
                                   static_cast<std::size_t>(size.height) * 4);
  if (!draw(file.get(), transparent, size, canvas)) return unreadable_picture(*content);
  if (int ignored = 0; find_picture(file.get(), ignored)) return take_video(j, container::gif);

  pixel_form form;
  form.alpha = true;
  still s(size, 1, form, colour_converter(form));
  for (std::size_t y = 0; y < canvas.size(); y += static_cast<std::size_t>(size.width) * 4)
    s.add_row(canvas.data() + y);
  return store_still(j, s.take(), rendition_kind::png, {});
}

}  // namespace bangtin::media::ingest
