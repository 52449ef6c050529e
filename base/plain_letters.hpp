// Texts without Vietnamese diacritics, for searching.
#pragma once

#include <string>
#include <string_view>

namespace bangtin {

// The text in lower case without Vietnamese diacritics, composed (NFC) or not (NFD): "Sảnh" gives "sanh".
// Other letters that are not ASCII become "?". Pure; thread-safe.
std::string without_marks(std::string_view text);

}  // namespace bangtin
