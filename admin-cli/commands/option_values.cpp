#include "admin-cli/commands/option_values.hpp"

#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {
constexpr std::size_t max_shown = 60;  // characters
}

std::string shown_value(std::string_view typed) {
  return printable(first_characters(typed, max_shown));
}

error wrong_value(std::string_view key, std::string_view typed, message remedy) {
  return {errc::usage, msg("{} cannot be \"{}\"", key, shown_value(typed)), std::move(remedy)};
}

std::optional<std::string> value_of(const arguments& given, std::string_view key) {
  std::optional<std::string> typed = given.get(key);
  if (!typed) return std::nullopt;
  return std::string(trimmed(*typed, " \t\n"));
}

std::vector<std::string> parts_of(const arguments& given, std::string_view key) {
  std::vector<std::string> parts;
  for (const std::string& value : given.all(key)) {
    for (const std::string& part : split(value, ',')) {
      std::string_view word = trimmed(part, " \t\n");
      if (!word.empty()) parts.emplace_back(word);
    }
  }
  return parts;
}

}  // namespace bangtin::admin_cli::commands
