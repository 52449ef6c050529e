// What other containers than MP4 say before a demuxer reads them. Pure; reads hostile bytes.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "media/ingest/film.hpp"

namespace bangtin::media::ingest {

struct container_file {
  bool cut = false;                                 // the container states more bytes than the file has
  bool states_size = false;                         // it states its length in bytes at all
  bool locked = false;                              // its packets are scrambled
  std::optional<std::chrono::milliseconds> stated;  // how long the film lasts, where demuxers do not tell
};

// `head`: the beginning of the file, `bytes`: its length.
container_file read_container(std::string_view head, std::int64_t bytes, container box);

}  // namespace bangtin::media::ingest
