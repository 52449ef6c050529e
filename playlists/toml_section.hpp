// One table of the programme file, read key by key: whatever is not as it should be becomes a problem with
// its place, and a neutral value is returned so that reading goes on and finds the next one. Internal to the
// reader of the programme file; names toml++ types.
#pragma once

#include <toml++/toml.h>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "playlists/programme_text.hpp"

namespace bangtin::playlists {

// Collects problems up to `most_problems`.
class problem_list {
 public:
  void add(position at, message what, message remedy, errc code = errc::invalid);
  std::vector<problem> sorted();  // in the order of the text
  bool empty() const { return problems_.empty(); }

 private:
  std::vector<problem> problems_;
};

position place_of(const toml::source_region& region);
position place_of(const toml::node& node);

// A text of the file, and where it stands.
struct placed_text {
  std::string value;
  position at;
};

class section {
 public:
  // A key that is not among `known` is a problem. Table and list outlive the section.
  section(const toml::table& table, problem_list& problems, std::initializer_list<std::string_view> known);

  bool has(std::string_view key) const { return table_.contains(key); }
  // Where the key's value stands; where the table does when there is none.
  position at(std::string_view key) const;

  // Absent: nothing. Of a wrong type, or with control characters: a problem, and nothing.
  std::optional<placed_text> text(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most) const;
  std::optional<milliseconds> duration(std::string_view key) const;
  bool flag(std::string_view key) const;
  std::vector<placed_text> texts(std::string_view key) const;
  // The tables of a list of tables.
  std::vector<const toml::table*> tables(std::string_view key) const;

  // The text, which must be there: else a problem and "".
  placed_text required(std::string_view key) const;

  void problem(position where, message what, message remedy, errc code = errc::invalid) const {
    problems_.add(where, std::move(what), std::move(remedy), code);
  }

 private:
  const toml::array* list(std::string_view key) const;
  std::optional<placed_text> as_text(std::string_view key, const toml::node& node) const;

  const toml::table& table_;
  problem_list& problems_;
};

}  // namespace bangtin::playlists
