// Each function reads one type of value, and reports a value of another type with an example of how to
// write it.
#include "playlists/text/toml_section.hpp"

#include <algorithm>

#include "base/normalise.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_check.hpp"
#include "playlists/text/readable.hpp"
#include "playlists/text/toml_examples.hpp"

namespace bangtin::playlists::text {

namespace {
constexpr std::size_t max_kept = 10'000;
}  // namespace

void diagnostics::add(position at, message what, message remedy, errc code) {
  if (!full()) problems_.push_back({at, std::move(what), std::move(remedy), code});
}

bool diagnostics::full() const {
  return problems_.size() >= max_kept;
}

std::vector<diagnostic> diagnostics::sorted() {
  auto place = [](const diagnostic& p) { return std::pair(p.at.line, p.at.column); };
  std::stable_sort(problems_.begin(), problems_.end(),
                   [&](const diagnostic& a, const diagnostic& b) { return place(a) < place(b); });
  auto same = [&](const diagnostic& a, const diagnostic& b) {
    return place(a) == place(b) && a.what == b.what;
  };
  problems_.erase(std::unique(problems_.begin(), problems_.end(), same), problems_.end());
  if (problems_.size() > max_problems) problems_.resize(max_problems);
  return std::move(problems_);
}

position place_of(const toml::source_region& region) {
  return {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

position place_of(const toml::node& node) {
  return place_of(node.source());
}

section::section(const toml::table& table, diagnostics& problems,
                 std::initializer_list<std::string_view> known)
    : table_(table), problems_(problems) {
  std::vector<std::string> names;
  for (auto&& [key, node] : table_) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    if (names.empty()) names.assign(known.begin(), known.end());
    if (problems_.full()) return;
    note_unknown(key, names);
  }
}

void section::note_unknown(const toml::key& key, const std::vector<std::string>& known) const {
  report(place_of(key.source()), msg("the key \"{}\" is not known here", shown(key.str())),
         remedy_for_key(key.str(), known));
}

position section::at(std::string_view key) const {
  const toml::node* node = table_.get(key);
  return node == nullptr ? place_of(table_) : place_of(*node);
}

std::optional<placed_text> section::as_text(std::string_view key, const toml::node& node,
                                            bool in_list) const {
  const auto* text = node.as_string();
  if (text == nullptr) {
    report(place_of(node), msg("\"{}\" should be a text", key),
           msg("write it in quotes: {}", text_example(key, node, in_list)));
    return std::nullopt;
  }
  if (text->get().size() > max_text_bytes) {
    report(place_of(node), msg("the text of \"{}\" is longer than {} bytes", key, max_text_bytes),
           msg("shorten it, or put the rest elsewhere"));
    return std::nullopt;
  }
  if (!is_clean_utf8(text->get())) {
    auto bad = find_hidden(text->get());
    report(place_of(node), bad->what, bad->remedy);
    return std::nullopt;
  }
  return placed_text{to_nfc(text->get()), place_of(node)};
}

std::optional<placed_text> section::text(std::string_view key) const {
  const toml::node* node = table_.get(key);
  return node == nullptr ? std::nullopt : as_text(key, *node, false);
}

std::optional<placed_text> section::line(std::string_view key) const {
  auto read = text(key);
  if (!read) return std::nullopt;
  auto bad = find_bad_line(read->value);
  if (!bad) return read;
  report(read->at, bad->what, bad->remedy);
  return std::nullopt;
}

std::optional<std::int64_t> section::integer(std::string_view key, std::int64_t least,
                                             std::int64_t most) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return std::nullopt;
  const auto* number = node->as_integer();
  if (number == nullptr || number->get() < least || number->get() > most) {
    report(place_of(*node), msg("\"{}\" should be a whole number from {} to {}", key, least, most),
           number == nullptr
               ? msg("write it without quotes and without a point: {}", number_example(key, *node))
               : msg("correct the number"));
    return std::nullopt;
  }
  return number->get();
}

std::optional<milliseconds> section::duration(std::string_view key) const {
  auto written = text(key);
  if (!written) return std::nullopt;
  auto d = parse_duration(written->value);
  if (!d) {
    report(written->at, msg("the duration \"{}\" is not understood", shown(written->value)),
           msg("write it as 500ms, 12s, 1m30s or 2h, at most 30 days"));
  }
  return d;
}

bool section::flag(std::string_view key) const {
  return optional_flag(key).value_or(false);
}

std::optional<bool> section::optional_flag(std::string_view key) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return std::nullopt;
  const auto* boolean = node->as_boolean();
  if (boolean == nullptr) {
    report(place_of(*node), msg("\"{}\" should be true or false", key),
           msg("write it without quotes: {} = true", key));
  }
  return boolean == nullptr ? std::nullopt : std::optional(boolean->get());
}

bool section::is_false(std::string_view key) const {
  const auto* boolean = table_[key].as_boolean();
  return boolean != nullptr && !boolean->get();
}

const toml::array* section::list(std::string_view key) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return nullptr;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    report(place_of(*node), msg("\"{}\" should be a list", key),
           msg("write it in brackets: {}", text_example(key, *node, true)));
  }
  return array;
}

bool section::note_too_many(std::string_view key, const toml::array& list, std::size_t most) const {
  if (list.size() <= most) return false;
  report(place_of(list[most]), msg("there are more than {} of \"{}\"", most, key),
         msg("remove what is no longer used"), errc::limit);
  return true;
}

std::vector<placed_text> section::texts(std::string_view key, std::size_t most) const {
  std::vector<placed_text> all;
  const toml::array* array = list(key);
  if (array == nullptr) return all;
  const std::size_t count = note_too_many(key, *array, most) ? most : array->size();
  for (std::size_t i = 0; i < count; ++i) {
    if (auto text = as_text(key, (*array)[i], true)) all.push_back(std::move(*text));
  }
  return all;
}

std::vector<const toml::table*> section::tables(std::string_view key, std::size_t most) const {
  std::vector<const toml::table*> all;
  const toml::node* node = table_.get(key);
  if (node == nullptr) return all;
  if (const toml::table* single = node->as_table()) {
    // Read the table anyway, so that references to its name resolve.
    report(place_of(*single), msg("\"{}\" should be a list of tables", key),
           single->is_inline() ? msg("put brackets around it: {} = [ {{ ... }} ]", key)
                               : msg("write its heading in double brackets: [[{}]]", key));
    all.push_back(single);
    return all;
  }
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    report(place_of(*node), msg("\"{}\" should be a list of tables", key),
           msg("write each entry in braces, in a list: {} = [ {} ]", key, entry_example(key, *node)));
    return all;
  }
  const std::size_t count = note_too_many(key, *array, most) ? most : array->size();
  for (std::size_t i = 0; i < count; ++i) {
    const toml::node& entry = (*array)[i];
    if (const toml::table* table = entry.as_table()) {
      all.push_back(table);
    } else {
      report(place_of(entry), msg("\"{}\" should be a list of tables", key),
             msg("write each entry in braces: {}", entry_example(key, entry)));
    }
  }
  return all;
}

std::optional<placed_text> section::required(std::string_view key) const {
  if (!has(key)) {
    report(place_of(table_), msg("the key \"{}\" is missing here", key), msg("add it: {} = \"...\"", key));
  }
  return text(key);
}

bool section::has_empty_list(std::string_view key) const {
  const toml::node* node = table_.get(key);
  return node != nullptr && node->is_array() && node->as_array()->empty();
}

bool section::has_wrong_flag(std::string_view key) const {
  const toml::node* node = table_.get(key);
  return node != nullptr && !node->is_boolean();
}

}  // namespace bangtin::playlists::text
