// Short functions to write and read a test's files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "support/temporary_folder.hpp"

namespace bangtin::media::testing {

using fakes::temporary_folder;

inline void put(const std::filesystem::path& file, std::string_view content) {
  std::ofstream(file, std::ios::binary) << content;
}

// Bytes that do not repeat within a short distance: a piece that is lost, doubled or in a wrong place shows.
// Always the same for a length.
inline std::string different_bytes(std::size_t length) {
  std::string s(length, '\0');
  std::uint32_t x = 4711;
  for (char& c : s) {
    x = x * 1664525 + 1013904223;
    c = static_cast<char>(x >> 24);
  }
  return s;
}

inline std::string get(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace bangtin::media::testing
