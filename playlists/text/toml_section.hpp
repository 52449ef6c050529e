// Reads one table of the programme file, or of the plan file (evidence/report/plan_text.hpp), key by key. A
// wrong value becomes a diagnostic with its place, and the reader gets a neutral value, so that reading
// continues and finds the next problem. Internal to the reader of the programme file; names toml++ types.
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

// Collects diagnostics. A file may have millions of them; at most 10,000 are kept, whatever their place.
class diagnostics {
 public:
  void add(position at, message what, message remedy, errc code = errc::invalid);
  // In the order of the text, without duplicates, the first `max_problems` of them.
  std::vector<diagnostic> sorted();
  bool empty() const { return problems_.empty(); }
  bool full() const;

 private:
  std::vector<diagnostic> problems_;
};

position place_of(const toml::source_region& region);
position place_of(const toml::node& node);

// A text of the file and its place.
struct placed_text {
  std::string value;
  position at;
};

class section {
 public:
  // Reports every key that is not in `known`. Table and list must outlive the section.
  section(const toml::table& table, diagnostics& problems, std::initializer_list<std::string_view> known);

  bool has(std::string_view key) const { return table_.contains(key); }
  // The place of the key's value; the table's place if the key is absent.
  position at(std::string_view key) const;

  // Absent: nothing. Wrong type or control characters: a diagnostic, and nothing. Ask for a key only once,
  // because each call reports the diagnostic.
  std::optional<placed_text> text(std::string_view key) const;
  // A text for people, of one line: also reports what they cannot see (find_bad_line).
  std::optional<placed_text> line(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most) const;
  std::optional<milliseconds> duration(std::string_view key) const;
  bool flag(std::string_view key) const;
  // Absent or of the wrong type: nothing.
  std::optional<bool> optional_flag(std::string_view key) const;
  // Whether the value is written without quotes as false.
  bool is_false(std::string_view key) const;
  // More than `most` entries are reported (errc::limit), and the rest is ignored.
  std::vector<placed_text> texts(std::string_view key, std::size_t most) const;
  // The tables of a list of tables, with the same limit.
  std::vector<const toml::table*> tables(std::string_view key, std::size_t most) const;

  // A required text: absence is reported too.
  std::optional<placed_text> required(std::string_view key) const;

  // For diagnostics that make sense only if the value itself was valid.
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
