// Packets of an MPEG transport stream (ISO/IEC 13818-1, 2.4): which tracks the file has, and where packets
// are missing. Demuxers leave out a picture that is broken, and tell nobody; the pictures that refer to it
// are smeared. Pure but for read_transport_stream; reads hostile bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "media/ingest/transport_maps.hpp"

namespace bangtin::media::ingest {

class transport_reader {
 public:
  transport_reader();
  ~transport_reader();
  transport_reader(const transport_reader&) = delete;
  transport_reader& operator=(const transport_reader&) = delete;

  // The next bytes of the file, in pieces of any length.
  void take(std::span<const std::byte> bytes);
  // Those of the newest map of each programme.
  std::vector<transport_track> tracks() const;

 private:
  static constexpr std::size_t packet_bytes = 188;
  struct track_state;
  bool find_layout();
  void packet(std::span<const std::byte, packet_bytes> p);
  void section(unsigned pid, bool starts, std::span<const std::byte> payload);
  void map_of_programmes(std::span<const std::byte> section);
  track_state& state(unsigned pid);

  std::vector<std::byte> waiting_;
  std::size_t spacing_ = 0;                              // 188, 192 or 204; 0: not known yet
  std::int64_t skipped_ = 0;                             // bytes since the last packet that belong to none
  std::map<unsigned, std::vector<std::byte>> sections_;  // of the maps' PIDs, as far as they came
  std::map<unsigned, int> types_;
  std::vector<std::unique_ptr<track_state>> states_;  // by PID; null: nothing came
};

// At most the first `limit` bytes of the file. Leaves the descriptor's position unchanged.
std::vector<transport_track> read_transport_stream(int fd, std::int64_t limit);

}  // namespace bangtin::media::ingest
