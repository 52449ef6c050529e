// Damages valid input as accidents and attackers do: changes, removes, repeats and inserts bytes.
#pragma once

#include <rapidcheck.h>

#include <string>

namespace bangtin::fakes {

// Draws one to four such changes. Call it inside a rapidcheck property.
inline std::string mutated(std::string text) {
  const int changes = *rc::gen::inRange(1, 5);
  for (int i = 0; i < changes && !text.empty(); ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto length = *rc::gen::inRange<std::size_t>(1, 20);
    switch (*rc::gen::inRange(0, 6)) {
      case 0:
        text[at] = static_cast<char>(*rc::gen::inRange(0, 256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(at, length));
        break;
      case 3:
        text.insert(at,
                    *rc::gen::element<std::string>("{", "}", "[", "]", "\"", ",", ":", "\n", "\\u0000", "-",
                                                   "1e999", "null", "\\ud800", "99999999999999999999"));
        break;
      case 4:
        text.resize(at);
        break;
      default:
        text[at] = *rc::gen::element('0', '9', '"', '{', '}', '\n', '\0', '\xff', '\xc3');
    }
  }
  return text;
}

}  // namespace bangtin::fakes
