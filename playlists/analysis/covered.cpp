#include "playlists/analysis/covered.hpp"

#include <algorithm>

namespace bangtin::playlists::analysis {

namespace {

constexpr std::int64_t longer = 1920, shorter = 1080;
constexpr std::int64_t band = 86;

struct size {
  std::int64_t width, height;
};

size screen_of(const programme::media_item& m) {
  return m.height > m.width ? size{shorter, longer} : size{longer, shorter};
}

size shown(const programme::media_item& m, programme::picture_fit fit) {
  size s = screen_of(m);
  if (fit == programme::picture_fit::cover || m.width <= 0 || m.height <= 0) return s;
  std::int64_t width = m.width, height = m.height;
  return width * s.height >= height * s.width
             ? size{s.width, std::max<std::int64_t>(1, height * s.width / width)}
             : size{std::max<std::int64_t>(1, width * s.height / height), s.height};
}

// Nine pixels a module with the quiet zone, at most a third of the shorter side.
std::int64_t code_side(std::size_t link_bytes) {
  return link_bytes <= 14 ? 261 : link_bytes <= 26 ? 297 : link_bytes <= 42 ? 333 : 360;
}

}  // namespace

int covered_by_code(const programme::media_item& picture, programme::picture_fit fit, std::size_t link_bytes,
                    bool has_call, bool has_host) {
  size p = shown(picture, fit);
  std::int64_t side = code_side(link_bytes);
  std::int64_t text = (has_call ? 108 : 0) + (has_host ? 42 : 0) + (has_call || has_host ? 14 : 0);
  return static_cast<int>(side * (side + text) * 1000 / (p.width * p.height));
}

int covered_by_ticker(const programme::media_item& picture, programme::picture_fit fit) {
  size s = screen_of(picture);
  size p = shown(picture, fit);
  std::int64_t below = (s.height - p.height) / 2;
  std::int64_t hidden = std::clamp<std::int64_t>(band - below, 0, p.height);
  return static_cast<int>(hidden * 1000 / p.height);
}

}  // namespace bangtin::playlists::analysis
