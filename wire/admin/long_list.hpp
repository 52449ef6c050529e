// Lists that may have tens of thousands of values, written and read value by value (base/json.hpp). The
// text is that of encode_list.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "wire/admin/codec.hpp"

namespace bangtin::wire::admin {

// The canonical text of a list, while its values are added one after the other.
class list_text {
 public:
  template <class T>
  void add(const T& value) {
    text_ += text_.size() > 1 ? "," : "";
    append_canonical(text_, codec<T>::encode(value));
  }
  // Ends the list. The object is of no use afterwards.
  std::string finish() {
    text_ += ']';
    return std::move(text_);
  }

 private:
  std::string text_ = "[";
};

// For answers: ignores unknown fields. Fails as parse_json_list and decode do.
template <class T>
result<std::vector<T>> decode_list_text(std::string_view text) {
  std::vector<T> values;
  auto add = [&](json::value&& v) -> result<void> {
    result<T> value = decode<T>(v);
    if (!value) return value.error();
    values.push_back(std::move(*value));
    return {};
  };
  if (result<void> done = parse_json_list(text, add); !done) return done.error();
  return values;
}

}  // namespace bangtin::wire::admin
