#include "admin-cli/app/stray_word.hpp"

#include <algorithm>

#include "admin-cli/app/command_table.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "base/placeholder.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::app {

namespace {

// Whether the word looks like a value for this placeholder.
bool looks_like(std::string_view word, std::string_view value) {
  const bool digits = word.find_first_of("0123456789") != std::string_view::npos;
  const bool name = word.find_first_of("./") == std::string_view::npos;
  if (value == "NAME" || value == "CODE") return name;
  if (value == "MONTH" || value == "DATE" || value == "TIME") return digits;
  if (value == "N") return parse_integer(word, 0, 100'000).has_value();
  if (value.starts_with("FILE")) return word.find('.') != std::string_view::npos;
  return false;
}

}  // namespace

bool takes_path(const commands::option_row& row) {
  return row.is_word() ? row.name.ends_with("FILE") || row.name.ends_with(".toml")
                       : row.value.starts_with("FILE") || row.value == "DIR" || row.value == "PATH";
}

message remedy_for_stray_word(std::string_view word, const commands::command& c,
                              const commands::arguments& given) {
  const bool text_before =
      std::any_of(c.options.begin(), c.options.end(), [&](const commands::option_row& row) {
        const bool text = row.is_word() ? !takes_path(row) : row.value == "TEXT" || row.value == "NAME";
        return text && given.has(row.key());
      });
  if (text_before) {
    return msg("put quotation marks around a text of several words; see \"bangtin {} --help\"", c.words);
  }
  const commands::option_row* any = nullptr;
  for (const commands::option_row& row : c.options) {
    if (row.is_word()) continue;
    if (row.key() == "--" + std::string(word)) return msg("write it as an option: {}", row.key());
    if (row.value.empty()) continue;
    if (looks_like(word, row.value))
      return msg("use an option, like {} {}", row.key(), views::shell_word(std::string(word)));
    if (any == nullptr && !takes_path(row)) any = &row;
  }
  const std::string subject = split(c.words, ' ').front();
  const std::string show = c.words == "status" ? "screen show" : subject + " show";
  auto one = std::find_if(commands().begin(), commands().end(),
                          [&](const commands::command& k) { return k.words == show; });
  const bool about_one = one != commands().end() && !one->options.empty() && one->options.front().is_word();
  if (about_one && (c.words == "status" || c.words == subject + " list")) {
    return msg("of one alone tells \"bangtin {} {}\"", show, views::shell_word(std::string(word)));
  }
  if (any != nullptr) return msg("use an option, like {} {}", any->key(), placeholder(any->value));
  return msg("leave it out; see \"bangtin {} --help\"", c.words);
}

}  // namespace bangtin::admin_cli::app
