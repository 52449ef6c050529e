// Limits and what exceeds them, in the words of a refusal. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace bangtin::media::ingest {

// A length that is longer than `limit`: in whole seconds ("2h20s"), and to the millisecond where only that
// tells the two apart.
std::string length_over(std::chrono::milliseconds limit, std::chrono::milliseconds length);

// Millions of pixels, rounded down to a tenth: "100", "0.9"; fewer with two digits: "0.051".
std::string megapixels(std::int64_t pixels);

}  // namespace bangtin::media::ingest
