// A command is a row of a table: its words, its options, and the function which does it
// (admin-cli/app/command_table.cpp).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace bangtin::admin_cli::commands {

struct session;

// One option, or one word that stands without a name.
struct option_row {
  std::string_view name;   // "--title", "-o,--output" or, for a word without a name, "FILE"
  std::string_view value;  // what stands for the value in the help; empty: a switch, or a word without a name
  message help;
  bool required = false;
  bool many = false;  // may be given more than once

  bool is_word() const { return !name.starts_with('-'); }
  // The name by which `arguments` knows it: the last one, "--output".
  std::string_view key() const { return name.substr(name.find(',') + 1); }
};

// What was given for a command's options.
class arguments {
 public:
  void add(std::string_view key, std::string value) { values_[std::string(key)].push_back(std::move(value)); }

  bool has(std::string_view key) const { return values_.contains(key); }
  // The value; empty when it was not given.
  std::string text(std::string_view key) const { return get(key).value_or(""); }
  std::optional<std::string> get(std::string_view key) const;
  std::vector<std::string> all(std::string_view key) const;
  // A whole number within the bounds, `otherwise` when it was not given; errc::usage for anything else.
  result<std::int64_t> number(std::string_view key, std::int64_t least, std::int64_t most,
                              std::int64_t otherwise) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

struct command {
  std::string_view words;  // "media add"
  message help;
  std::vector<option_row> options;
  // Returns the exit code: 0, or 1 when it did its work and some of it was refused.
  result<int> (*run)(session&, const arguments&);
};

}  // namespace bangtin::admin_cli::commands
