#include "media/ingest/second_renderer.hpp"

#include <poppler/cpp/poppler-document.h>
#include <poppler/cpp/poppler-page-renderer.h>
#include <poppler/cpp/poppler-page.h>

#include <cstring>

#include "media/ingest/job.hpp"

namespace bangtin::media::ingest {

second_renderer::second_renderer(const job& j) : job_(j) {}

second_renderer::~second_renderer() = default;

result<image> second_renderer::draw(int number, double width, double height, size_px to) {
  if (!document_) {
    auto content = whole_file(job_, max_image_bytes);
    if (!content) return content.error();
    content_ = std::move(*content);
    document_.reset(
        poppler::document::load_from_raw_data(content_.data(), static_cast<int>(content_.size())));
  }
  std::unique_ptr<poppler::page> page(document_ ? document_->create_page(number - 1) : nullptr);
  if (!page) return damaged();
  poppler::page_renderer renderer;
  renderer.set_image_format(poppler::image::format_rgb24);
  renderer.set_paper_color(0xffffffff);
  renderer.set_render_hints(poppler::page_renderer::antialiasing | poppler::page_renderer::text_antialiasing);
  constexpr double points_per_inch = 72;
  poppler::image drawn =
      renderer.render_page(page.get(), points_per_inch * to.width / width,
                           points_per_inch * to.height / height, 0, 0, to.width, to.height);
  if (!drawn.is_valid() || drawn.width() != to.width || drawn.height() != to.height ||
      drawn.format() != poppler::image::format_rgb24)
    return damaged();
  image p(to.width, to.height);
  for (int y = 0; y < to.height; ++y)
    std::memcpy(p.row(y), drawn.const_data() + std::ptrdiff_t{drawn.bytes_per_row()} * y, p.stride());
  return p;
}

}  // namespace bangtin::media::ingest
