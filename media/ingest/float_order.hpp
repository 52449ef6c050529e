// The byte order of uncompressed sound in floating point. GStreamer 1.22 takes all of it in QuickTime files
// as big-endian, also where the file says otherwise (the box 'enda').
#pragma once

#include <cstddef>
#include <span>

namespace bangtin::media::ingest {

// Whether the samples, of 4 or 8 bytes each, make more sense in the other byte order than in the stated one,
// in which they are loud beyond all measure or no numbers at all. Pure.
bool other_order_fits(std::span<const std::byte> samples, std::size_t bytes_each, bool big_endian);

// Reverses the bytes of each sample.
void swap_floats(std::span<std::byte> samples, std::size_t bytes_each);

}  // namespace bangtin::media::ingest
