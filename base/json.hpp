// JSON as this project uses it: a strict parser, a canonical writer and a reader of objects.
//
// Canonical means RFC 8785 (JCS) restricted to what we use: UTF-8, object keys sorted by their bytes, no
// white space, strings escaped only where JSON requires it, integers only. Equal values have equal texts, so
// a hash of the text identifies the value. Pure.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace bangtin {

namespace json = boost::json;

// Parses exactly one document. errc::invalid for syntax errors, text after the document, duplicate keys in an
// object, invalid UTF-8, and nesting deeper than the limit. errc::limit for more values than the limit,
// before they take memory; an object, a list and each of their elements count as one value. The caller limits
// the text's length.
struct json_limits {
  std::size_t max_depth = 32;
  std::size_t max_values = SIZE_MAX;
};
result<json::value> parse_json(std::string_view text, const json_limits& limits = {});

// Parses a document that is a list, and hands over each entry when it is complete: the tree of ten thousand
// entries takes several times the memory of its text, and longer to free than to read. The first error of
// `entry` ends it and is returned. Otherwise fails as parse_json does, and with errc::invalid for a document
// that is not a list; entries before the mistake were handed over.
result<void> parse_json_list(std::string_view text, const std::function<result<void>(json::value&&)>& entry,
                             const json_limits& limits = {});

// The canonical text. Throws std::logic_error for a floating-point number, which our values never contain.
std::string canonical(const json::value& v);

// Appends it to `out`. Throws as canonical() does.
void append_canonical(std::string& out, const json::value& v);

// Appends the canonical text of one string, with its quotes, to `out`.
void append_json_string(std::string& out, std::string_view text);

// Reads an object field by field and keeps the first error, so that a reader is a plain list of its fields:
// `json_reader f(v); x.name = f.text("name"); ...; if (auto bad = f.finish()) return *bad;`
class json_reader {
 public:
  explicit json_reader(const json::value& v);

  // A missing or wrongly typed field is recorded as the error, and a neutral value is returned.
  std::string text(std::string_view key, std::size_t max_bytes = 4096);
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most);
  bool boolean(std::string_view key);
  const json::array& list(std::string_view key, std::size_t max_entries = 100'000);
  const json::value& any(std::string_view key);
  std::vector<std::string> texts(std::string_view key, std::size_t max_entries = 10'000);

  bool has(std::string_view key) const;
  // The field if it is present and not null.
  std::optional<std::string> optional_text(std::string_view key, std::size_t max_bytes = 4096);
  std::optional<std::int64_t> optional_integer(std::string_view key, std::int64_t least, std::int64_t most);

  // Records an error that the caller found, unless there is one already.
  void fail(error e);
  // The first error; else an error for a key that no call has read; else nothing.
  std::optional<error> finish();

 private:
  const json::value* find(std::string_view key);
  void wrong(message what);

  const json::object* object_ = nullptr;
  std::vector<std::string_view> asked_;
  std::optional<error> error_;
};

}  // namespace bangtin
