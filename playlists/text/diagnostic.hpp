// What is wrong with a programme file, and where. Every part of the reader reports this value.
#pragma once

#include <cstddef>

#include "base/error.hpp"

namespace bangtin::playlists::text {

// A place in the text; lines and columns count from 1. 0: unknown.
struct position {
  int line = 0;
  int column = 0;
};

// Something wrong with the text, and where.
struct diagnostic {
  position at;
  message what;
  message remedy;
  errc code = errc::invalid;  // or errc::unsupported, errc::limit
};

constexpr std::size_t max_problems = 100;

}  // namespace bangtin::playlists::text
