#include "media/ingest/transport_maps.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace bangtin::media::ingest {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t packet_bytes = 188;
constexpr std::size_t map_head = 12;  // of a programme map, up to the programme's descriptors
constexpr std::size_t crc_bytes = 4;

// stream_type: the standard's, and those of discs and American broadcasts.
enum type : int {
  mpeg1_sound = 0x03,
  mpeg2_sound = 0x04,
  private_data = 0x06,
  aac = 0x0F,
  aac_latm = 0x11,
  disc_pcm = 0x80,
  disc_ac3 = 0x81,
  disc_dts = 0x82,
  disc_truehd = 0x83,
  disc_eac3 = 0x84,
  disc_dts_hd = 0x85,
  disc_dts_master = 0x86,
};

bool begins_like_aac(std::string_view data) {
  return data.size() >= 2 && data[0] == '\xff' && (static_cast<unsigned char>(data[1]) & 0xF6U) == 0xF0U;
}

bool begins_like_dts(std::string_view data) {
  return data.starts_with("\x7f\xfe\x80\x01"sv);
}

}  // namespace

std::span<const std::byte> payload_of(std::span<const std::byte> packet) {
  constexpr std::size_t head = 4;
  unsigned control = byte_at(packet, 3) >> 4U & 3U;
  if (packet.size() < packet_bytes || (control & 1U) == 0) return {};
  std::size_t at = head + ((control & 2U) != 0 ? 1 + byte_at(packet, head) : 0);
  return at < packet_bytes ? packet.subspan(at, packet_bytes - at) : std::span<const std::byte>();
}

std::uint32_t crc32_mpeg(std::span<const std::byte> section) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (std::byte b : section) {
    crc ^= std::to_integer<std::uint32_t>(b) << 24U;
    for (int bit = 0; bit < 8; ++bit) crc = crc << 1U ^ ((crc & 0x80000000U) != 0 ? 0x04C11DB7U : 0U);
  }
  return crc;
}

std::vector<map_entry> entries_of(std::span<const std::byte> section) {
  constexpr unsigned map_table = 2;
  std::vector<map_entry> found;
  if (section.size() < map_head + crc_bytes || byte_at(section, 0) != map_table) return found;
  std::size_t end = section.size() - crc_bytes;
  std::size_t at = map_head + (bits_at(section, 10) & 0xFFFU);
  while (at + 5 <= end) {
    std::size_t length = bits_at(section, at + 3) & 0xFFFU;
    if (at + 5 + length > end) break;
    found.push_back({bits_at(section, at + 1) & 0x1FFFU, static_cast<int>(byte_at(section, at)),
                     section.subspan(at + 5, length)});
    at += 5 + length;
  }
  return found;
}

std::string transport_sound_name(const transport_track& t) {
  if (begins_like_dts(t.beginning)) return "DTS";
  switch (t.type) {
    case mpeg1_sound:
    case mpeg2_sound:
      return "MPEG";
    case aac:
    case aac_latm:
      return "AAC";
    case disc_pcm:
      return "PCM";
    case disc_ac3:
      return "Dolby Digital";
    case disc_truehd:
      return "Dolby TrueHD";
    case disc_eac3:
      return "Dolby Digital Plus";
    case disc_dts:
    case disc_dts_hd:
    case disc_dts_master:
      return "DTS";
    case private_data:
      return begins_like_aac(t.beginning) ? "AAC" : "";
    default:
      return "";
  }
}

transport_types types_to_mend(const std::vector<transport_track>& tracks) {
  transport_types types;
  for (const transport_track& t : tracks) {
    if (t.type == private_data && begins_like_aac(t.beginning)) types[t.pid] = {aac, ""};
    bool plain_dts = t.type == private_data || t.type == disc_dts;
    if (plain_dts && begins_like_dts(t.beginning)) types[t.pid] = {private_data, "DTS2"};
  }
  return types;
}

namespace {

void append_bits(std::vector<std::byte>& to, unsigned value) {
  to.push_back(static_cast<std::byte>(value >> 8U & 0xFFU));
  to.push_back(static_cast<std::byte>(value & 0xFFU));
}

// The section with these types; empty if nothing changes.
std::vector<std::byte> mended(std::span<const std::byte> section, const transport_types& types) {
  constexpr unsigned reserved = 0xE000;
  constexpr unsigned reserved_length = 0xF000;
  bool changes = false;
  std::size_t head = std::min(section.size(), map_head + (bits_at(section, 10) & 0xFFFU));
  std::vector<std::byte> made(section.begin(), section.begin() + static_cast<std::ptrdiff_t>(head));
  for (const map_entry& e : entries_of(section)) {
    auto to = types.find(e.pid);
    std::vector<std::byte> descriptors(e.descriptors.begin(), e.descriptors.end());
    bool changed = to != types.end();
    if (changed && !to->second.registration.empty()) {
      const std::string descriptor = "\x05\x04" + to->second.registration;
      auto bytes = std::as_bytes(std::span(descriptor));
      descriptors.assign(bytes.begin(), bytes.end());
    }
    made.push_back(static_cast<std::byte>(changed ? to->second.type : e.type));
    append_bits(made, reserved | e.pid);
    append_bits(made, reserved_length | static_cast<unsigned>(descriptors.size()));
    made.insert(made.end(), descriptors.begin(), descriptors.end());
    changes = changes || changed;
  }
  if (!changes) return {};
  auto length = static_cast<unsigned>(made.size() + crc_bytes - 3);
  made[1] = static_cast<std::byte>((byte_at(made, 1) & 0xF0U) | length >> 8U);
  made[2] = static_cast<std::byte>(length & 0xFFU);
  std::uint32_t crc = crc32_mpeg(made);
  append_bits(made, crc >> 16U);
  append_bits(made, crc & 0xFFFFU);
  return made;
}

void mend_packet(std::span<std::byte> packet, const transport_types& types) {
  bool starts = (byte_at(packet, 1) & 0x40U) != 0;
  auto payload = payload_of(packet);
  std::size_t first = 1 + byte_at(payload, 0);
  if (!starts || first + map_head > payload.size() || byte_at(payload, first) != 2) return;
  std::size_t length = 3 + (bits_at(payload, first + 1) & 0xFFFU);
  if (first + length > payload.size()) return;
  auto section = payload.subspan(first, length);
  if (crc32_mpeg(section) != 0) return;
  std::vector<std::byte> made = mended(section, types);
  if (made.empty() || first + made.size() > payload.size()) return;
  auto room = packet.last(payload.size() - first);
  std::fill(room.begin(), room.end(), std::byte{0xFF});
  std::copy(made.begin(), made.end(), room.begin());
}

}  // namespace

void mend_programme_maps(std::span<std::byte> bytes, const transport_types& types) {
  if (types.empty()) return;
  for (std::size_t at = 0; at + packet_bytes <= bytes.size(); ++at) {
    if (bytes[at] == std::byte{0x47}) mend_packet(bytes.subspan(at, packet_bytes), types);
  }
}

}  // namespace bangtin::media::ingest
