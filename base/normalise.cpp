#include "base/normalise.hpp"

#include <unicase.h>
#include <uninorm.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/text.hpp"

namespace bangtin {

std::string to_nfc(std::string_view text) {
  bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
  if (ascii || !is_clean_utf8(text)) return std::string(text);
  std::size_t length = 0;
  std::unique_ptr<std::uint8_t, decltype(&std::free)> normal(
      u8_normalize(UNINORM_NFC, reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), nullptr,
                   &length),
      &std::free);
  if (!normal) return std::string(text);
  return {reinterpret_cast<const char*>(normal.get()), length};
}

std::string folded(std::string_view text) {
  if (!is_clean_utf8(text)) return std::string(text);
  std::size_t length = 0;
  std::unique_ptr<std::uint8_t, decltype(&std::free)> fold(
      u8_casefold(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), nullptr, UNINORM_NFC,
                  nullptr, &length),
      &std::free);
  if (!fold) return std::string(text);
  return {reinterpret_cast<const char*>(fold.get()), length};
}

}  // namespace bangtin
