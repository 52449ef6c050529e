// What the environment tells tests.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>

namespace bangtin::fakes {

// The whole number in this environment variable.
inline std::int64_t number_from(const char* variable, std::int64_t otherwise) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::atoll(text) : otherwise;
}

// The folder with files of other people (a corpus, what trial found), which may be absent: BANGTIN_SHARED,
// else the one beside the source tree.
inline std::filesystem::path shared_folder() {
  const char* elsewhere = std::getenv("BANGTIN_SHARED");
  return elsewhere != nullptr ? elsewhere : BANGTIN_SOURCE_DIR "/../shared";
}

}  // namespace bangtin::fakes
