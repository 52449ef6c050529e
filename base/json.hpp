// JSON as this project uses it: read strictly, written canonically.
//
// Canonical means RFC 8785 (JCS) restricted to what we use: UTF-8, object keys sorted by their bytes, no
// white space, strings escaped only where JSON demands it, integers only. The same value has one text, so
// texts can be hashed.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace bangtin {

namespace json = boost::json;

// Parses exactly one document. Refused with errc::invalid: syntax errors, anything after the document, a key
// that stands twice in one object, invalid UTF-8, nesting deeper than the limit; with errc::limit: more
// values than the limit, before they take memory. Objects, lists and what stands in them are a value each.
// The caller bounds the text's length.
struct json_limits {
  std::size_t max_depth = 32;
  std::size_t max_values = SIZE_MAX;
};
result<json::value> parse_json(std::string_view text, const json_limits& limits = {});

// The canonical text. Throws std::logic_error for a floating-point number: values of ours have none.
std::string canonical(const json::value& v);

// Canonical text of a string alone, quotes included, appended to `out`.
void append_json_string(std::string& out, std::string_view text);

// Reads an object field by field and keeps the first thing that was wrong, so that a reader is a plain list
// of its fields: `fields f(v); x.name = f.text("name"); ...; if (auto bad = f.finish()) return *bad;`
class json_reader {
 public:
  explicit json_reader(const json::value& v);

  // A missing or wrongly typed field is remembered as the error, and a neutral value is returned.
  std::string text(std::string_view key, std::size_t max_bytes = 4096);
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most);
  bool boolean(std::string_view key);
  const json::array& list(std::string_view key, std::size_t max_entries = 100'000);
  const json::value& any(std::string_view key);
  std::vector<std::string> texts(std::string_view key, std::size_t max_entries = 10'000);

  bool has(std::string_view key) const;
  // The field if it is there and not null.
  std::optional<std::string> optional_text(std::string_view key, std::size_t max_bytes = 4096);
  std::optional<std::int64_t> optional_integer(std::string_view key, std::int64_t least, std::int64_t most);

  // Remembers a failure of the caller's own, unless there is one already.
  void fail(error e);
  // The first error; else one for a key that nobody asked for; else nothing.
  std::optional<error> finish();

 private:
  const json::value* find(std::string_view key);
  void wrong(message what);

  const json::object* object_ = nullptr;
  std::vector<std::string_view> asked_;
  std::optional<error> error_;
};

}  // namespace bangtin
