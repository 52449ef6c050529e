#include "media/ingest/limit_texts.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace bangtin::media::ingest {

std::string length_over(std::chrono::milliseconds limit, std::chrono::milliseconds length) {
  auto whole = std::chrono::floor<std::chrono::seconds>(length);
  return format_duration(whole > limit ? whole : length);
}

std::string megapixels(std::int64_t pixels) {
  std::int64_t tenths = pixels / 100'000;
  if (tenths == 0) return fmt::format("{:.2g}", static_cast<double>(pixels) / 1e6);
  if (tenths % 10 == 0) return fmt::to_string(tenths / 10);
  return fmt::format("{}.{}", tenths / 10, tenths % 10);
}

}  // namespace bangtin::media::ingest
