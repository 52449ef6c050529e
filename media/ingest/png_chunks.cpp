#include "media/ingest/png_chunks.hpp"

#include <zlib.h>

#include "media/ingest/exif.hpp"

namespace bangtin::media::ingest {

namespace {

constexpr std::size_t signature_bytes = 8;
constexpr std::size_t around_data = 12;  // length, name and checksum
constexpr std::size_t max_profile_bytes = 16U << 20;

std::uint32_t number(std::string_view at) {
  std::uint32_t value = 0;
  for (char c : at.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

bool is_whole(std::string_view name_and_data, std::uint32_t checksum) {
  return crc32(0, reinterpret_cast<const Bytef*>(name_and_data.data()),
               static_cast<uInt>(name_and_data.size())) == checksum;
}

// The profile's name, a zero, the method of compression (0), and the compressed profile.
std::string profile_in(std::string_view data) {
  std::size_t zero = data.find('\0');
  if (zero == data.npos || zero + 2 > data.size() || data[zero + 1] != '\0') return {};
  data.remove_prefix(zero + 2);
  z_stream z{};
  if (inflateInit(&z) != Z_OK) return {};
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  z.avail_in = static_cast<uInt>(data.size());
  std::string profile;
  int state = Z_OK;
  while (state == Z_OK && profile.size() <= max_profile_bytes) {
    char piece[16 << 10];
    z.next_out = reinterpret_cast<Bytef*>(piece);
    z.avail_out = sizeof piece;
    state = inflate(&z, Z_NO_FLUSH);
    profile.append(piece, sizeof piece - z.avail_out);
  }
  inflateEnd(&z);
  return state == Z_STREAM_END ? profile : std::string();
}

void take(std::string_view name, std::string_view data, png_chunks& c) {
  auto part = [&](std::size_t i) { return number(data.substr(4 * i)) / 100'000.0; };
  if (name == "cICP" && data.size() == 4) {
    c.code = {static_cast<unsigned char>(data[0]), static_cast<unsigned char>(data[1])};
  } else if (name == "iCCP") {
    c.has_profile = true;
    c.profile = profile_in(data);
  } else if (name == "sRGB" && data.size() == 1) {
    c.srgb = true;
  } else if (name == "gAMA" && data.size() == 4) {
    c.gamma = part(0);
  } else if (name == "cHRM" && data.size() == 32) {
    c.lights = {part(2), part(3), part(4), part(5), part(6), part(7), part(0), part(1)};
  } else if (name == "eXIf") {
    c.orientation = orientation_in_exif(data);
  } else if (name == "acTL" && data.size() == 8) {
    c.frames = static_cast<int>(std::min<std::uint32_t>(number(data), 1'000'000));
  }
}

}  // namespace

std::optional<png_chunks> read_png_chunks(std::string_view content) {
  png_chunks c;
  constexpr std::size_t header_bytes = 13;
  if (content.size() < signature_bytes + around_data + header_bytes) return {};
  std::string_view header = content.substr(signature_bytes);
  if (number(header) != header_bytes || header.substr(4, 4) != "IHDR") return {};
  c.width = number(header.substr(8));
  c.height = number(header.substr(12));
  c.depth = header[16];
  c.colours = header[17];
  c.interlaced = header[20] != 0;
  c.end = content.size();
  for (std::size_t at = signature_bytes; content.size() - at >= around_data;) {
    std::string_view rest = content.substr(at);
    std::size_t length = number(rest);
    if (length > rest.size() - around_data) break;
    std::string_view name = rest.substr(4, 4);
    at += around_data + length;
    if (name == "IEND") {
      c.end = at;
      break;
    }
    if (name == "IDAT" || name == "fdAT") continue;
    if (is_whole(rest.substr(4, 4 + length), number(rest.substr(8 + length)))) {
      take(name, rest.substr(8, length), c);
    }
  }
  return c;
}

}  // namespace bangtin::media::ingest
