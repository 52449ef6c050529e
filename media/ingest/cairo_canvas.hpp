// A white Cairo surface to draw on, and the picture that results.
#pragma once

#include <cairo.h>

#include <cstdint>
#include <cstring>
#include <memory>

#include "media/ingest/job.hpp"
#include "media/ingest/pixels.hpp"

namespace bangtin::media::ingest {

class cairo_canvas {
 public:
  explicit cairo_canvas(size_px size)
      : size_(size),
        surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, size.width, size.height),
                 cairo_surface_destroy),
        context_(cairo_create(surface_.get()), cairo_destroy) {
    cairo_set_source_rgb(context_.get(), 1, 1, 1);
    cairo_paint(context_.get());
  }

  cairo_t* context() { return context_.get(); }

  // errc::invalid when the drawing failed.
  result<image> take() {
    cairo_surface_flush(surface_.get());
    if (cairo_status(context_.get()) != CAIRO_STATUS_SUCCESS ||
        cairo_surface_status(surface_.get()) != CAIRO_STATUS_SUCCESS) {
      return damaged();
    }
    image p(size_.width, size_.height);
    const unsigned char* rows = cairo_image_surface_get_data(surface_.get());
    std::ptrdiff_t stride = cairo_image_surface_get_stride(surface_.get());
    for (int y = 0; y < size_.height; ++y) {
      const unsigned char* from = rows + y * stride;
      std::uint8_t* to = p.row(y);
      for (int x = 0; x < size_.width; ++x, from += 4, to += 3) {
        std::uint32_t pixel = 0;  // 0x..RRGGBB in the machine's byte order
        std::memcpy(&pixel, from, 4);
        to[0] = static_cast<std::uint8_t>(pixel >> 16);
        to[1] = static_cast<std::uint8_t>(pixel >> 8);
        to[2] = static_cast<std::uint8_t>(pixel);
      }
    }
    return p;
  }

 private:
  size_px size_;
  std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface_;
  std::unique_ptr<cairo_t, void (*)(cairo_t*)> context_;
};

}  // namespace bangtin::media::ingest
