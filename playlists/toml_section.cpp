#include "playlists/toml_section.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.hpp"
#include "playlists/programme_check.hpp"

namespace bangtin::playlists {

void problem_list::add(position at, message what, message remedy, errc code) {
  if (problems_.size() < most_problems) {
    problems_.push_back({at, std::move(what), std::move(remedy), code});
  }
}

std::vector<problem> problem_list::sorted() {
  std::stable_sort(problems_.begin(), problems_.end(), [](const problem& a, const problem& b) {
    return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
  });
  return std::move(problems_);
}

position place_of(const toml::source_region& region) {
  return {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

position place_of(const toml::node& node) {
  return place_of(node.source());
}

section::section(const toml::table& table, problem_list& problems,
                 std::initializer_list<std::string_view> known)
    : table_(table), problems_(problems) {
  const std::vector<std::string> names(known.begin(), known.end());
  for (auto&& [key, node] : table_) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    auto meant = closest(key.str(), names);
    problem(place_of(key.source()), msg("the key \"{}\" is not known here", printable(key.str())),
            meant ? msg("did you mean \"{}\"?", *meant)
                  : msg("leave it out; the keys here are: {}", fmt::join(names, ", ")));
  }
}

position section::at(std::string_view key) const {
  const toml::node* node = table_.get(key);
  return node == nullptr ? place_of(table_) : place_of(*node);
}

std::optional<placed_text> section::as_text(std::string_view key, const toml::node& node) const {
  const auto* text = node.as_string();
  if (text == nullptr) {
    problem(place_of(node), msg("\"{}\" should be a text", key), msg("write it in quotes: \"...\""));
    return std::nullopt;
  }
  if (!is_clean_utf8(text->get()) || text->get().size() > most_text_bytes) {
    problem(place_of(node),
            msg("the text of \"{}\" has control characters or is longer than {} bytes", key, most_text_bytes),
            msg("write it anew, and shorter"));
    return std::nullopt;
  }
  return placed_text{text->get(), place_of(node)};
}

std::optional<placed_text> section::text(std::string_view key) const {
  const toml::node* node = table_.get(key);
  return node == nullptr ? std::nullopt : as_text(key, *node);
}

std::optional<std::int64_t> section::integer(std::string_view key, std::int64_t least,
                                             std::int64_t most) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return std::nullopt;
  const auto* number = node->as_integer();
  if (number == nullptr || number->get() < least || number->get() > most) {
    problem(place_of(*node), msg("\"{}\" should be a whole number from {} to {}", key, least, most),
            msg("correct the number, and write it without quotes"));
    return std::nullopt;
  }
  return number->get();
}

std::optional<milliseconds> section::duration(std::string_view key) const {
  auto written = text(key);
  if (!written) return std::nullopt;
  auto d = parse_duration(written->value);
  if (!d) {
    problem(written->at, msg("the duration \"{}\" is not understood", printable(written->value)),
            msg("write it as 500ms, 12s, 1m30s or 2h, at most 30 days"));
  }
  return d;
}

bool section::flag(std::string_view key) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return false;
  const auto* boolean = node->as_boolean();
  if (boolean == nullptr) {
    problem(place_of(*node), msg("\"{}\" should be true or false", key), msg("write it without quotes"));
  }
  return boolean != nullptr && boolean->get();
}

const toml::array* section::list(std::string_view key) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return nullptr;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    problem(place_of(*node), msg("\"{}\" should be a list", key), msg("write it in brackets: [ ... ]"));
  }
  return array;
}

std::vector<placed_text> section::texts(std::string_view key) const {
  std::vector<placed_text> all;
  if (const toml::array* array = list(key)) {
    for (const toml::node& node : *array) {
      if (auto text = as_text(key, node)) all.push_back(std::move(*text));
    }
  }
  return all;
}

std::vector<const toml::table*> section::tables(std::string_view key) const {
  std::vector<const toml::table*> all;
  const toml::node* node = table_.get(key);
  if (const auto* single = node == nullptr ? nullptr : node->as_table()) {
    problem(place_of(*single), msg("\"{}\" should be a list of tables", key),
            msg("write its heading in double brackets: [[{}]]", key));
    return all;
  }
  if (const toml::array* array = list(key)) {
    for (const toml::node& entry : *array) {
      if (const toml::table* table = entry.as_table()) {
        all.push_back(table);
      } else {
        problem(place_of(entry), msg("\"{}\" should be a list of tables", key),
                msg("write each entry in braces: { key = \"value\" }"));
      }
    }
  }
  return all;
}

placed_text section::required(std::string_view key) const {
  if (!has(key)) {
    problem(place_of(table_), msg("the key \"{}\" is missing here", key), msg("add it: {} = \"...\"", key));
  }
  return text(key).value_or(placed_text{{}, at(key)});
}

}  // namespace bangtin::playlists
