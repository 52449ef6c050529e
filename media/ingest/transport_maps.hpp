// Programme maps of a transport stream: the tracks that they declare, and how they are mended. Pure; reads
// hostile bytes.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bangtin::media::ingest {

// One and two bytes; 0 behind the end.
inline unsigned byte_at(std::span<const std::byte> s, std::size_t at) {
  return at < s.size() ? std::to_integer<unsigned>(s[at]) : 0;
}
inline unsigned bits_at(std::span<const std::byte> s, std::size_t at) {
  return byte_at(s, at) << 8U | byte_at(s, at + 1);
}

// What the packet of 188 bytes carries; empty if nothing.
std::span<const std::byte> payload_of(std::span<const std::byte> packet);

// The checksum of a section; 0 for one that ends with its own.
std::uint32_t crc32_mpeg(std::span<const std::byte> section);

struct map_entry {
  unsigned pid = 0;
  int type = 0;
  std::span<const std::byte> descriptors;
};
// The tracks of a whole programme map (Table 2-33) with its checksum; empty for other sections.
std::vector<map_entry> entries_of(std::span<const std::byte> section);

struct transport_track {
  unsigned pid = 0;
  int type = 0;              // stream_type of the programme's map
  std::int64_t packets = 0;  // that carry its data
  std::string beginning;     // of its data, at most 16 bytes; empty if none was found
  // When the first of its data is missing, from its beginning on. Joined recordings miss nothing.
  std::optional<std::chrono::milliseconds> lost;
};

// The name of a track's format as people know it, if it is sound; empty otherwise.
std::string transport_sound_name(const transport_track& t);

// How a track must be described so that GStreamer 1.22 finds its decoder.
struct transport_type {
  int type = 0;
  std::string registration;  // four letters; empty: none
  bool operator==(const transport_type&) const = default;
};
using transport_types = std::map<unsigned, transport_type>;  // by PID

// AAC and DTS that are declared as private data, or by a number that the demuxer does not take for them.
transport_types types_to_mend(const std::vector<transport_track>& tracks);

// Changes the programme maps in `bytes`, which may begin anywhere, where a whole map lies within one packet
// that lies within `bytes`.
void mend_programme_maps(std::span<std::byte> bytes, const transport_types& types);

}  // namespace bangtin::media::ingest
