// What is wrong with a programme file, and where: the value that every part of the reader reports.
#pragma once

#include <cstddef>

#include "base/error.hpp"

namespace bangtin::playlists::text {

// Where in the text something stands, both from 1. 0: not known.
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
