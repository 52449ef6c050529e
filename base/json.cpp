// Boost.JSON's parser with a strict handler, a recursive writer that sorts keys, and the reader of
// objects.
#include "base/json.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <stdexcept>

namespace bangtin {

namespace {

// Builds the value itself, because Boost's own handler silently keeps the last of two equal keys.
struct strict_handler {
  static constexpr std::size_t max_object_size = 1'000'000;
  static constexpr std::size_t max_array_size = 10'000'000;
  static constexpr std::size_t max_key_size = 4096;
  static constexpr std::size_t max_string_size = 256 * 1024 * 1024;

  struct level {
    json::value value;
    std::string key;
  };
  std::vector<level> open;
  std::string text;  // of a key or string that arrives in parts
  json::value root;
  std::string duplicate;
  std::size_t values_left = SIZE_MAX;
  // Takes the entries of the outermost list, which then stays empty.
  const std::function<result<void>(json::value&&)>* entry = nullptr;
  std::optional<error> refused;  // by `entry`

  // Whether the limit allows one more value.
  bool count(json::error_code& ec) {
    if (values_left == 0) {
      ec = json::error::array_too_large;
      return false;
    }
    --values_left;
    return true;
  }
  bool put_counted(json::value v, json::error_code& ec) { return count(ec) && put(std::move(v), ec); }
  bool put(json::value v, json::error_code& ec) {
    if (open.empty()) {
      root = std::move(v);
      return true;
    }
    if (json::object* o = open.back().value.if_object()) {
      if (o->emplace(open.back().key, std::move(v)).second) return true;
      duplicate = open.back().key;
      ec = json::error::extra_data;
      return false;
    }
    if (entry == nullptr || open.size() > 1) {
      open.back().value.get_array().push_back(std::move(v));
      return true;
    }
    result<void> taken = (*entry)(std::move(v));
    if (taken) return true;
    refused = taken.error();
    ec = json::error::extra_data;
    return false;
  }
  bool close(json::error_code& ec) {
    json::value v = std::move(open.back().value);
    open.pop_back();
    return put(std::move(v), ec);
  }
  // The whole text whose last part has arrived. Valid until the next part.
  std::string_view whole(json::string_view last) {
    if (text.empty()) return {last.data(), last.size()};
    parts.assign(text).append(last.data(), last.size());
    text.clear();
    return parts;
  }
  std::string parts;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code& ec) {
    if (!count(ec)) return false;
    open.push_back({json::object(), {}});
    return true;
  }
  bool on_object_end(std::size_t, json::error_code& ec) { return close(ec); }
  bool on_array_begin(json::error_code& ec) {
    if (!count(ec)) return false;
    open.push_back({json::array(), {}});
    return true;
  }
  bool on_array_end(std::size_t, json::error_code& ec) { return close(ec); }
  bool on_key_part(json::string_view s, std::size_t, json::error_code&) {
    text.append(s.data(), s.size());
    return true;
  }
  bool on_key(json::string_view s, std::size_t, json::error_code&) {
    open.back().key = whole(s);
    return true;
  }
  bool on_string_part(json::string_view s, std::size_t, json::error_code&) {
    text.append(s.data(), s.size());
    return true;
  }
  bool on_string(json::string_view s, std::size_t, json::error_code& ec) {
    return put_counted(json::string(whole(s)), ec);
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t i, json::string_view, json::error_code& ec) { return put_counted(i, ec); }
  bool on_uint64(std::uint64_t u, json::string_view, json::error_code& ec) { return put_counted(u, ec); }
  bool on_double(double d, json::string_view, json::error_code& ec) { return put_counted(d, ec); }
  bool on_bool(bool b, json::error_code& ec) { return put_counted(b, ec); }
  bool on_null(json::error_code& ec) { return put_counted(nullptr, ec); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

// The pairs of an object by key. Most objects are small or sorted already.
class sorted_pairs {
 public:
  explicit sorted_pairs(const json::object& o) : size_(o.size()) {
    if (size_ > few_.size()) many_.resize(size_);
    const json::key_value_pair** at = begin();
    for (const auto& pair : o) *at++ = &pair;
    auto by_key = [](const auto* a, const auto* b) { return a->key() < b->key(); };
    if (!std::is_sorted(begin(), end(), by_key)) std::sort(begin(), end(), by_key);
  }
  const json::key_value_pair** begin() { return many_.empty() ? few_.data() : many_.data(); }
  const json::key_value_pair** end() { return begin() + size_; }

 private:
  std::size_t size_;
  std::array<const json::key_value_pair*, 32> few_;
  std::vector<const json::key_value_pair*> many_;
};

// Lets `parser` read the whole text.
template <class Parser>
result<void> parse_whole(Parser& parser, std::string_view text, const json_limits& limits) {
  parser.handler().values_left = limits.max_values;
  json::error_code ec;
  std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
  if (parser.handler().refused) return *parser.handler().refused;
  if (!parser.handler().duplicate.empty()) {
    return error{errc::invalid,
                 msg("the JSON key \"{}\" stands twice in one object", parser.handler().duplicate),
                 msg("send each key once")};
  }
  if (ec == json::error::array_too_large) {
    return error{errc::limit, msg("the JSON document has more than {} values", limits.max_values),
                 msg("send a shorter one")};
  }
  if (!ec && used < text.size()) ec = json::error::extra_data;
  if (ec || !parser.done()) {
    return error{errc::invalid,
                 ec ? msg("this is not JSON: it cannot be read from byte {} on", used)
                    : msg("this is not JSON: it ends too early, at byte {}", used),
                 msg("send one JSON document in UTF-8")};
  }
  return {};
}

json::parse_options options_of(const json_limits& limits) {
  json::parse_options options;
  options.max_depth = limits.max_depth;
  return options;
}

}  // namespace

result<json::value> parse_json(std::string_view text, const json_limits& limits) {
  json::basic_parser<strict_handler> parser(options_of(limits));
  if (result<void> done = parse_whole(parser, text, limits); !done) return done.error();
  return std::move(parser.handler().root);
}

result<void> parse_json_list(std::string_view text, const std::function<result<void>(json::value&&)>& entry,
                             const json_limits& limits) {
  json::basic_parser<strict_handler> parser(options_of(limits));
  parser.handler().entry = &entry;
  if (result<void> done = parse_whole(parser, text, limits); !done) return done;
  if (parser.handler().root.is_array()) return {};
  return error{errc::invalid, msg("it is not a list"), msg("send one JSON document in UTF-8")};
}

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  std::size_t written = 0;  // everything before is in `out`
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, written, i - written);
    written = i + 1;
    constexpr std::string_view letters = "btn?fr";  // of the control characters from 8 on
    out += '\\';
    if (c == '"' || c == '\\') {
      out += static_cast<char>(c);
    } else if (c >= '\b' && c <= '\r' && c != '\v') {
      out += letters[c - std::size_t{'\b'}];
    } else {
      out += "u00";
      out += digits[c >> 4];
      out += digits[c & 15];
    }
  }
  out.append(text, written);
  out += '"';
}

void append_canonical(std::string& out, const json::value& v) {
  switch (v.kind()) {
    case json::kind::null:
      out += "null";
      return;
    case json::kind::bool_:
      out += v.get_bool() ? "true" : "false";
      return;
    case json::kind::int64:
      out += std::to_string(v.get_int64());
      return;
    case json::kind::uint64:
      out += std::to_string(v.get_uint64());
      return;
    case json::kind::double_:
      throw std::logic_error("canonical JSON has no floating-point numbers");
    case json::kind::string:
      append_json_string(out, v.get_string());
      return;
    case json::kind::array: {
      out += '[';
      bool first = true;
      for (const json::value& entry : v.get_array()) {
        if (!std::exchange(first, false)) out += ',';
        append_canonical(out, entry);
      }
      out += ']';
      return;
    }
    case json::kind::object: {
      out += '{';
      bool first = true;
      for (const auto* pair : sorted_pairs(v.get_object())) {
        if (!std::exchange(first, false)) out += ',';
        append_json_string(out, pair->key());
        out += ':';
        append_canonical(out, pair->value());
      }
      out += '}';
      return;
    }
  }
}

std::string canonical(const json::value& v) {
  std::string out;
  append_canonical(out, v);
  return out;
}

json_reader::json_reader(const json::value& v) : object_(v.if_object()) {
  if (object_ == nullptr) wrong(msg("an object was expected, in braces"));
}

const json::value* json_reader::find(std::string_view key) {
  asked_.push_back(key);
  if (object_ == nullptr) return nullptr;
  const json::value* v = object_->if_contains(key);
  if (v == nullptr && !error_) {
    fail({errc::invalid, msg("the field \"{}\" is missing", key), msg("add the field and send it again")});
  }
  return v;
}

void json_reader::wrong(message what) {
  fail({errc::invalid, std::move(what), msg("correct the field and send it again")});
}

void json_reader::fail(error e) {
  if (!error_) error_ = std::move(e);
}

bool json_reader::has(std::string_view key) const {
  return object_ != nullptr && object_->contains(key);
}

std::string json_reader::text(std::string_view key, std::size_t max_bytes) {
  const json::value* v = find(key);
  if (v == nullptr) return {};
  if (!v->is_string() || v->get_string().size() > max_bytes) {
    wrong(msg("the field \"{}\" is not a text of at most {} bytes", key, max_bytes));
    return {};
  }
  return std::string(v->get_string());
}

std::int64_t json_reader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const json::value* v = find(key);
  if (v == nullptr) return least;
  if (!v->is_int64() || v->get_int64() < least || v->get_int64() > most) {
    wrong(msg("the field \"{}\" is not a whole number from {} to {}", key, least, most));
    return least;
  }
  return v->get_int64();
}

bool json_reader::boolean(std::string_view key) {
  const json::value* v = find(key);
  if (v == nullptr) return false;
  if (!v->is_bool()) {
    wrong(msg("the field \"{}\" is neither true nor false", key));
    return false;
  }
  return v->get_bool();
}

const json::array& json_reader::list(std::string_view key, std::size_t max_entries) {
  static const json::array none;
  const json::value* v = find(key);
  if (v == nullptr) return none;
  if (!v->is_array() || v->get_array().size() > max_entries) {
    wrong(msg("the field \"{}\" is not a list of at most {} entries", key, max_entries));
    return none;
  }
  return v->get_array();
}

std::vector<std::string> json_reader::texts(std::string_view key, std::size_t max_entries) {
  std::vector<std::string> all;
  for (const json::value& entry : list(key, max_entries)) {
    if (!entry.is_string() || entry.get_string().size() > 4096) {
      wrong(msg("the field \"{}\" is not a list of texts", key));
      return {};
    }
    all.emplace_back(entry.get_string());
  }
  return all;
}

const json::value& json_reader::any(std::string_view key) {
  static const json::value nothing;
  const json::value* v = find(key);
  return v == nullptr ? nothing : *v;
}

std::optional<std::string> json_reader::optional_text(std::string_view key, std::size_t max_bytes) {
  const json::value* v = object_ == nullptr ? nullptr : object_->if_contains(key);
  asked_.push_back(key);
  if (v == nullptr || v->is_null()) return std::nullopt;
  return text(key, max_bytes);
}

std::optional<std::int64_t> json_reader::optional_integer(std::string_view key, std::int64_t least,
                                                          std::int64_t most) {
  const json::value* v = object_ == nullptr ? nullptr : object_->if_contains(key);
  asked_.push_back(key);
  if (v == nullptr || v->is_null()) return std::nullopt;
  return integer(key, least, most);
}

std::optional<error> json_reader::finish() {
  if (error_ || object_ == nullptr) return error_;
  for (const auto& pair : *object_) {
    if (std::find(asked_.begin(), asked_.end(), std::string_view(pair.key())) == asked_.end()) {
      fail({errc::invalid, msg("the field \"{}\" is not known", std::string_view(pair.key())),
            msg("leave the field out, or check how it is written")});
    }
  }
  return error_;
}

}  // namespace bangtin
