// A command is a row of a table: its words, its options, and the function that executes it
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

// One option, or one positional word.
struct option_row {
  std::string_view name;   // "--title", "-o,--output" or, for a positional word, "FILE"
  std::string_view value;  // placeholder for the value in the help; empty: a switch or a positional word
  message help;
  bool required = false;
  bool many = false;  // may be given several times

  bool is_word() const { return !name.starts_with('-'); }
  // The key in `arguments`: the last of its names, "--output".
  std::string_view key() const { return name.substr(name.find(',') + 1); }
  // Whether its value is the path of a file or folder, by its placeholder: FILE.pdf, PLAN.toml, DIR, PATH.
  bool takes_path() const {
    const std::string_view holder = is_word() ? name : value;
    return holder.starts_with("FILE") || holder.ends_with(".toml") || holder == "DIR" || holder == "PATH";
  }
};

// The values of a command's options in one call.
class arguments {
 public:
  void add(std::string_view key, std::string value) { values_[std::string(key)].push_back(std::move(value)); }

  bool has(std::string_view key) const { return values_.contains(key); }
  // The value; empty if the option is absent.
  std::string text(std::string_view key) const { return get(key).value_or(""); }
  std::optional<std::string> get(std::string_view key) const;
  std::vector<std::string> all(std::string_view key) const;
  // A whole number within the limits, `otherwise` if the option is absent; errc::usage for anything else.
  result<std::int64_t> number(std::string_view key, std::int64_t least, std::int64_t most,
                              std::int64_t otherwise) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

struct command {
  std::string_view words;  // "media add"
  message help;
  std::vector<option_row> options;
  // Returns the exit code: 0, or 1 if a part of its work was rejected.
  result<int> (*run)(session&, const arguments&);
  // Whole calls as a person types them, for the help: "bangtin playlist add thang-10 clip.mp4".
  std::vector<std::string_view> examples = {};
};

}  // namespace bangtin::admin_cli::commands
