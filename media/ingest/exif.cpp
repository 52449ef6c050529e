#include "media/ingest/exif.hpp"

#include <cstdint>

namespace bangtin::media::ingest {

namespace {

constexpr std::uint32_t orientation_tag = 0x0112;

// A TIFF structure, whose first bytes tell the byte order.
class tags {
 public:
  explicit tags(std::string_view bytes) : bytes_(bytes), little_(bytes.starts_with("II")) {}

  // 0 outside of the bytes.
  std::uint32_t number(std::size_t at, std::size_t count) const {
    if (at > bytes_.size() || count > bytes_.size() - at) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      value = value << 8 | static_cast<unsigned char>(bytes_[little_ ? at + count - 1 - i : at + i]);
    }
    return value;
  }

 private:
  std::string_view bytes_;
  bool little_;
};

}  // namespace

int orientation_in_exif(std::string_view exif) {
  if (exif.starts_with(std::string_view("Exif\0\0", 6))) exif.remove_prefix(6);
  if (!exif.starts_with("II") && !exif.starts_with("MM")) return 1;
  tags t(exif);
  if (t.number(2, 2) != 42) return 1;
  std::size_t directory = t.number(4, 4);
  for (std::uint32_t i = 0; i < t.number(directory, 2); ++i) {
    std::size_t entry = directory + 2 + std::size_t{12} * i;
    if (t.number(entry, 2) != orientation_tag) continue;
    std::uint32_t value = t.number(entry + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace bangtin::media::ingest
