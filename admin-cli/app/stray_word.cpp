#include "admin-cli/app/stray_word.hpp"

#include <algorithm>

#include "admin-cli/app/command_table.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "base/text.hpp"
#include "wire/admin/plays.hpp"

namespace bangtin::admin_cli::app {

namespace {

// Whether the word looks like a value for this placeholder.
bool looks_like(std::string_view word, std::string_view value) {
  const bool digits = word.find_first_of("0123456789") != std::string_view::npos;
  const bool name = word.find_first_of("./") == std::string_view::npos;
  if (value == "NAME" || value == "CODE") return name;
  if (value == "MONTH" || value == "DATE" || value == "TIME") return digits;
  if (value == "COLUMNS") return wire::admin::find_play_grouping(split(word, ',').front()) != nullptr;
  if (value == "N") return parse_integer(word, 0, 100'000).has_value();
  if (value.starts_with("FILE") || value == "PATH") return word.find('.') != std::string_view::npos;
  return false;
}

// "--month, --hours"; empty where there are none, or too many for a sentence.
std::string options_of(const commands::command& c) {
  constexpr int max_options = 4;
  std::string all;
  int count = 0;
  for (const commands::option_row& row : c.options) {
    if (row.is_word()) continue;
    all += (all.empty() ? "" : ", ") + std::string(row.key());
    ++count;
  }
  return count > max_options ? "" : all;
}

}  // namespace

message remedy_for_stray_word(std::string_view word, const commands::command& c,
                              const commands::arguments& given) {
  const bool text_before =
      std::any_of(c.options.begin(), c.options.end(), [&](const commands::option_row& row) {
        const bool text = row.is_word() ? !row.takes_path() : row.value == "TEXT" || row.value == "NAME";
        return text && given.has(row.key());
      });
  if (text_before) {
    return msg("put quotation marks around a text of several words; see \"bangtin {} --help\"", c.words);
  }
  for (const commands::option_row& row : c.options) {
    if (row.is_word()) continue;
    if (row.key() == "--" + std::string(word)) return msg("write it as an option: {}", row.key());
    if (row.value.empty()) continue;
    if (looks_like(word, row.value))
      return msg("use an option, like {} {}", row.key(), views::shell_word(std::string(word)));
  }
  const std::string subject = split(c.words, ' ').front();
  const std::string show = c.words == "status" ? "screen show" : subject + " show";
  auto one = std::find_if(commands().begin(), commands().end(),
                          [&](const commands::command& k) { return k.words == show; });
  const bool about_one = one != commands().end() && !one->options.empty() && one->options.front().is_word();
  if (about_one && (c.words == "status" || c.words == subject + " list")) {
    return msg("of one alone tells \"bangtin {} {}\"", show, views::shell_word(std::string(word)));
  }
  const std::string own = options_of(c);
  if (!own.empty()) return msg("leave it out; this command has the options {}", own);
  return msg("leave it out; see \"bangtin {} --help\"", c.words);
}

}  // namespace bangtin::admin_cli::app
