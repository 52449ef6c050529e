// Unicode normalisation, so that texts that look the same are the same.
#pragma once

#include <string>
#include <string_view>

namespace bangtin {

// The text in normalisation form C (precomposed letters), in which most keyboards write Vietnamese. macOS and
// some editors write the same letters decomposed (form D). A text that is not UTF-8 stays as it is. Pure;
// thread-safe; idempotent.
std::string to_nfc(std::string_view text);

// For comparing names as people type them: form C, with the differences between small letters and capitals
// removed in every script (Unicode's full case folding). Pure; thread-safe.
std::string folded(std::string_view text);

}  // namespace bangtin
