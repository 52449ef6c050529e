// Whether a film's file ends within one of the pieces of which its container is made: a packet, page, block
// or tag. Where no length is stated, nothing else tells that a file is cut off. Reads hostile bytes.
#pragma once

#include <cstdint>

#include "media/ingest/film.hpp"

namespace bangtin::media::ingest {

// False also where the container is damaged, or has something else behind its last piece. MP4 and GIF have
// their own readers (movie_file.hpp, gif_blocks.hpp). Leaves the descriptor's position unchanged.
bool ends_within_piece(int fd, std::int64_t bytes, container box);

}  // namespace bangtin::media::ingest
