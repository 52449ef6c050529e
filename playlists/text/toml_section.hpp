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

#include "playlists/programme/programme.hpp"
#include "playlists/text/diagnostic.hpp"
#include "playlists/text/toml_examples.hpp"

namespace bangtin::playlists::text {

// Collects problems. A file may have millions of them; no more than 10,000 are kept, whatever their place.
class diagnostics {
 public:
  void add(position at, message what, message remedy, errc code = errc::invalid);
  // In the order of the text, each once, the first `most_problems` of them.
  std::vector<diagnostic> sorted();
  bool empty() const { return problems_.empty(); }
  bool full() const;

 private:
  std::vector<diagnostic> problems_;
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
  section(const toml::table& table, diagnostics& problems, std::initializer_list<std::string_view> known);

  bool has(std::string_view key) const { return table_.contains(key); }
  // Where the key's value stands; where the table does when there is none.
  position at(std::string_view key) const;

  // Absent: nothing. Of a wrong type, or with control characters: a problem, and nothing. Ask for a key once:
  // each time tells the problem.
  std::optional<placed_text> text(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most) const;
  std::optional<milliseconds> duration(std::string_view key) const;
  bool flag(std::string_view key) const;
  // More than `most` entries are a problem (errc::limit), and are left out.
  std::vector<placed_text> texts(std::string_view key, std::size_t most) const;
  // The tables of a list of tables, with the same bound.
  std::vector<const toml::table*> tables(std::string_view key, std::size_t most) const;

  // The text, which must be there: absent is a problem too.
  std::optional<placed_text> required(std::string_view key) const;

  // For what is only to be told when the value itself was in order.
  bool has_empty_list(std::string_view key) const;
  bool has_wrong_flag(std::string_view key) const;

  void report(position where, message what, message remedy, errc code = errc::invalid) const {
    problems_.add(where, std::move(what), std::move(remedy), code);
  }

 private:
  const toml::array* list(std::string_view key) const;
  std::optional<placed_text> as_text(std::string_view key, const toml::node& node, bool in_list) const;
  void note_unknown(const toml::key& key, const std::vector<std::string>& known) const;
  bool note_too_many(std::string_view key, const toml::array& list, std::size_t most) const;

  const toml::table& table_;
  diagnostics& problems_;
};

}  // namespace bangtin::playlists::text
