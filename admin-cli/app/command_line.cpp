// Looks the command's words up in the table first; then CLI11 parses the options of that command. So the
// error for an unknown word lists the existing commands, and users never see CLI11's own English sentences.
#include "admin-cli/app/command_line.hpp"

#include "admin-cli/app/command_table.hpp"
#include "admin-cli/app/stray_word.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <list>

#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/views/printing.hpp"
#include "base/language.hpp"
#include "base/placeholder.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::app {

std::string shown_name(const commands::option_row& row) {
  std::string text = row.is_word() ? placeholder(row.name) : std::string(row.name);
  if (auto comma = text.find(','); comma != std::string::npos) text.insert(comma + 1, " ");
  if (!row.value.empty()) text += " " + placeholder(row.value);
  if (row.is_word() && row.many) text += "...";
  return text;
}

std::string usage_of(const commands::command& c) {
  std::string usage = "bangtin " + std::string(c.words);
  bool has_options = false;
  for (const commands::option_row& row : c.options) {
    has_options = has_options || !row.is_word();
    if (!row.is_word() && !row.required) continue;
    usage += row.required ? " " + shown_name(row) : " [" + shown_name(row) + "]";
  }
  return has_options ? usage + " [" + tr("OPTIONS") + "]" : usage;
}

namespace {

const commands::option_row* find_option(const std::vector<commands::option_row>& rows,
                                        std::string_view written) {
  std::string_view name = written.substr(0, written.find('='));
  for (const commands::option_row& row : rows) {
    if (row.is_word()) continue;
    std::vector<std::string> names = split(row.name, ',');
    if (std::find(names.begin(), names.end(), name) != names.end()) return &row;
  }
  return nullptr;
}

// The positions of the words without a dash that may name a command.
std::vector<std::size_t> leading_words(const std::vector<std::string>& words) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < words.size() && places.size() < 2 && words[i] != "--"; ++i) {
    if (!words[i].starts_with('-')) {
      places.push_back(i);
      continue;
    }
    const commands::option_row* row = find_option(global_options(), words[i]);
    if (row == nullptr && !places.empty()) break;
    bool value_follows = row != nullptr && !row->value.empty() && words[i].find('=') == std::string::npos;
    if (value_follows) ++i;
  }
  return places;
}

const commands::command* find_command(std::string_view words) {
  for (const commands::command& c : commands()) {
    if (c.words == words) return &c;
  }
  return nullptr;
}

message see_help(const commands::command& c) {
  return c.words.empty() ? msg("see \"bangtin --help\"") : msg("see \"bangtin {} --help\"", c.words);
}

error usage_error(message what) {
  return {errc::usage, std::move(what), msg("see \"bangtin --help\"")};
}

error unknown_command(const std::vector<std::string>& typed) {
  std::vector<std::string> known, subjects;
  for (const commands::command& c : commands()) {
    known.emplace_back(c.words);
    std::string subject = split(c.words, ' ').front();
    if (subject != c.words) subjects.push_back(subject);
  }
  std::string first = commands::shown_value(typed.front());
  std::string both = typed.size() > 1 ? first + " " + commands::shown_value(typed[1]) : first;
  bool subject_is_known = std::find(subjects.begin(), subjects.end(), first) != subjects.end();
  if (subject_is_known && typed.size() == 1) {
    return {errc::usage, msg("\"{}\" needs one more word", first), msg("see \"bangtin {} --help\"", first)};
  }
  std::optional<std::string> like = closest(both, known);
  if (!like && !subject_is_known) like = closest(first, known);
  if (!like && !subject_is_known) like = closest(first, subjects);
  const std::string& shown =
      subject_is_known || (like && like->find(' ') != std::string::npos) ? both : first;
  if (like) {
    return {errc::usage, msg("there is no command \"{}\"", shown),
            msg("did you mean \"bangtin {}\"?", *like)};
  }
  return usage_error(msg("there is no command \"{}\"", shown));
}

error unknown_option(std::string_view written, const commands::command& c, const commands::arguments& given,
                     bool is_word) {
  std::vector<std::string> known;
  auto add = [&](const std::vector<commands::option_row>& rows) {
    for (const commands::option_row& row : rows) {
      if (!row.is_word()) known.emplace_back(row.key());
    }
  };
  add(c.options);
  add(global_options());
  std::string name = commands::shown_value(written.substr(0, written.find('=')));
  if (is_word || !written.starts_with('-')) {
    return {errc::usage, msg("the word \"{}\" is one too many", name), remedy_for_stray_word(name, c, given)};
  }
  if (auto like = closest(name, known)) {
    return {errc::usage, msg("\"{}\" has no option {}", c.words, name), msg("did you mean {}?", *like)};
  }
  return {errc::usage, msg("\"{}\" has no option {}", c.words, name),
          msg("see \"bangtin {} --help\"", c.words)};
}

// One option during CLI11's parsing: receives the values.
struct slot {
  const commands::option_row* row;
  std::string one;
  std::vector<std::string> many;
  bool flag = false;
  CLI::Option* option = nullptr;
};

void declare(CLI::App& app, std::list<slot>& slots, const commands::option_row& row) {
  slot& s = slots.emplace_back();
  s.row = &row;
  std::string name = row.is_word() ? std::string("word_") + std::string(row.name) : std::string(row.name);
  if (!row.is_word() && row.value.empty()) {
    s.option = app.add_flag(name, s.flag);
  } else if (row.many) {
    s.option = app.add_option(name, s.many);
  } else {
    s.option = app.add_option(name, s.one);
  }
}

// What CLI11 has read.
commands::arguments values_of(const std::list<slot>& slots) {
  commands::arguments given;
  for (const slot& s : slots) {
    if (s.option->count() == 0) continue;
    if (!s.row->is_word() && s.row->value.empty()) {
      given.add(s.row->key(), "");
    } else if (s.row->many) {
      for (const std::string& value : s.many) given.add(s.row->key(), value);
    } else {
      given.add(s.row->key(), s.one);
    }
  }
  return given;
}

// Texts travel as JSON, and the daemon takes at most this much of one.
constexpr std::size_t max_text_bytes = 1000;

// A list may name many things, and a notice has a limit of its own.
bool is_list(const commands::option_row& row) {
  constexpr std::array<std::string_view, 6> lists{"LIST", "COLUMNS", "DATES", "HOURS", "DAYS", "RULE"};
  return row.many || row.key() == "--text" || std::find(lists.begin(), lists.end(), row.value) != lists.end();
}

// File names may have any bytes; everything else is text.
std::optional<error> bad_value(const commands::option_row& row, const std::string& value) {
  if (row.takes_path()) return std::nullopt;
  std::string_view rest = value;
  for (utf8_character c; !rest.empty(); rest.remove_prefix(c.length)) {
    c = decode_utf8(rest);
    if (c.length > 0) continue;
    return error{errc::usage, msg("the value of {} has damaged letters", placeholder(row.key())),
                 msg("type it again, in a terminal that is set to UTF-8")};
  }
  if (row.is_word() || is_list(row) || value.size() <= max_text_bytes) return std::nullopt;
  std::size_t too_many = (value.size() - max_text_bytes) * 100 / value.size() + 1;
  return error{errc::usage, msg("the value of {} is too long", placeholder(row.key())),
               msg("shorten it by {} %", std::min<std::size_t>(too_many, 99))};
}

result<commands::arguments> read_options(const commands::command& c, std::vector<std::string> words) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    // CLI11 would accept "--json=3" as "--json".
    const commands::option_row* row = find_option(c.options, words[i]);
    if (row == nullptr) row = find_option(global_options(), words[i]);
    if (row != nullptr && row->value.empty() && words[i].find('=') != std::string::npos) {
      return error{errc::usage, msg("the option {} takes no value", row->key()), see_help(c)};
    }
  }
  std::list<slot> slots;
  for (const commands::option_row& row : c.options) declare(app, slots, row);
  for (const commands::option_row& row : global_options()) declare(app, slots, row);
  // "--title=" gives an empty value, which CLI11 would miss.
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    if (!words[i].starts_with("--") || !words[i].ends_with('=') || words[i].find('=') + 1 != words[i].size())
      continue;
    words[i].pop_back();
    words.insert(words.begin() + static_cast<std::ptrdiff_t>(++i), "");
  }
  const std::vector<std::string> behind_dashes(std::find(words.begin(), words.end(), "--"), words.end());
  std::reverse(words.begin(), words.end());  // the order that CLI11 expects
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError& e) {
    // CLI11's message begins with the option's name.
    std::string about = e.what();
    about = about.substr(0, about.find_first_of(": "));
    return error{errc::usage, msg("the option {} needs a value, and only one", commands::shown_value(about)),
                 see_help(c)};
  }
  const commands::arguments given = values_of(slots);
  std::vector<std::string> rest = app.remaining();
  for (const std::string& extra : rest) {
    bool is_word = std::find(behind_dashes.begin(), behind_dashes.end(), extra) != behind_dashes.end();
    if (extra != "--") return unknown_option(extra, c, given, is_word);
  }
  for (const slot& s : slots) {
    for (const std::string& value : given.all(s.row->key())) {
      if (auto bad = bad_value(*s.row, value)) return *bad;
    }
  }
  return given;
}

std::string options_text(const std::vector<commands::option_row>& rows, std::size_t width) {
  views::table t({});
  for (const commands::option_row& row : rows) t.add({"  " + shown_name(row), translate(row.help)});
  return t.text(false, width);
}

bool belongs_to(const commands::command& c, std::string_view subject) {
  return subject.empty() || split(c.words, ' ').front() == subject;
}

// Whether there are commands of two words that begin with this one.
bool is_subject(std::string_view word) {
  return std::any_of(commands().begin(), commands().end(),
                     [&](const commands::command& c) { return c.words != word && belongs_to(c, word); });
}

// The line broken between words, with line ends.
std::string lines_of(std::string_view line, std::size_t width) {
  std::string all;
  for (const std::string& part : views::wrapped(line, width, views::hang_of(line) + 2)) all += part + "\n";
  return all;
}

std::string examples_text(const std::vector<std::string_view>& examples, std::size_t width) {
  std::string text = examples.empty() ? "" : "\n" + tr("Examples:") + "\n";
  for (std::string_view example : examples) text += lines_of("  " + std::string(example), width);
  return text;
}

// Of the whole program, or of the commands that begin with one word.
std::vector<std::string_view> examples_of(std::string_view subject) {
  if (subject.empty()) return {"bangtin guide", "bangtin help media add"};
  std::vector<std::string_view> some;
  for (const commands::command& c : commands()) {
    if (belongs_to(c, subject) && some.size() < 2) some.push_back(c.examples.front());
  }
  return some;
}

// The help of the whole program, or of the commands that begin with one word.
std::string overview(std::string_view subject, const std::vector<std::string_view>& examples,
                     std::size_t width) {
  std::string usage =
      subject.empty() ? tr("bangtin COMMAND [OPTIONS]") : tr("bangtin {} COMMAND [OPTIONS]", subject);
  std::string text;
  if (subject.empty()) text = tr("bangtin: manages the notice boards of a site") + "\n\n";
  text += tr("Usage: {}", usage) + "\n\n" + tr("Commands:") + "\n";
  views::table t({});
  for (const commands::command& c : commands()) {
    if (belongs_to(c, subject)) t.add({"  " + std::string(c.words), translate(c.help)});
  }
  text += t.text(false, width);
  text += examples_text(examples, width);
  text += "\n" + tr("Options of every command:") + "\n" + options_text(global_options(), width) + "\n";
  for (const std::string& line :
       {tr("\"bangtin COMMAND --help\" tells more about a command."),
        tr("\"bangtin\" alone says what to do next."),
        tr("Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 daemon not reachable, 4 verification "
           "failed.")}) {
    text += lines_of(line, width);
  }
  return text;
}

}  // namespace

namespace {

// "help media add" is "media add --help", and "help media" is "media --help".
result<parsed_call> call_for_help(const std::vector<std::string>& about) {
  parsed_call call;
  std::string name;
  for (const std::string& word : about) name += (name.empty() ? "" : " ") + word;
  call.what = find_command(name);
  const bool known = call.what != nullptr || name.empty() || is_subject(name);
  if (!known) return unknown_command(about);
  call.given.add("--help", call.what == nullptr ? name : "");
  return call;
}

}  // namespace

result<parsed_call> parse_call(const std::vector<std::string>& words) {
  std::vector<std::size_t> places = leading_words(words);
  parsed_call call;
  std::size_t used = 0;
  for (std::size_t n = places.size(); n > 0 && call.what == nullptr; --n) {
    std::string name = words[places[0]];
    if (n == 2) name += " " + words[places[1]];
    call.what = find_command(name);
    used = n;
  }
  bool asks_help = peek(words, "--help").has_value();
  // "jobs" is a command and a subject of others: a word behind it is meant to be one of theirs.
  if (call.what != nullptr && used == 1 && places.size() > 1 && is_subject(call.what->words)) {
    call.what = nullptr;
  }
  if (call.what == nullptr) {
    if (peek(words, "--version")) call.given.add("--version", "");
    std::string subject = places.empty() ? "" : words[places[0]];
    bool known = std::any_of(commands().begin(), commands().end(),
                             [&](const commands::command& c) { return belongs_to(c, subject); });
    if (asks_help && known && places.size() < 2) call.given.add("--help", subject);
    if (call.given.has("--help") || call.given.has("--version")) return call;
    if (places.empty()) {
      for (const std::string& w : words) {
        if (find_option(global_options(), w) == nullptr && w.starts_with('-')) {
          return usage_error(msg("there is no option {}", commands::shown_value(w)));
        }
      }
      call.what = &call_without_words();
    } else {
      std::vector<std::string> typed;
      for (std::size_t p : places) typed.push_back(words[p]);
      return unknown_command(typed);
    }
  }
  std::vector<std::string> rest = words;
  for (std::size_t n = used; n > 0; --n)
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(places[n - 1]));
  result<commands::arguments> given = read_options(*call.what, std::move(rest));
  if (!given) return given.error();
  call.given = std::move(*given);
  if (call.given.has("--help") || call.given.has("--version")) return call;
  if (call.what->words == "help") return call_for_help(call.given.all("COMMAND"));
  if (call.what->words == "version") call.given.add("--version", "");
  for (const commands::option_row& row : call.what->options) {
    if (row.required && !call.given.has(row.key())) {
      return error{errc::usage, msg("\"{}\" needs {}", call.what->words, shown_name(row)),
                   msg("see \"bangtin {} --help\"", call.what->words)};
    }
  }
  return call;
}

std::optional<std::string> peek(const std::vector<std::string>& words, std::string_view option) {
  const commands::option_row* row = find_option(global_options(), option);
  std::optional<std::string> found;
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    if (row == nullptr || find_option(global_options(), words[i]) != row) continue;
    std::size_t equals = words[i].find('=');
    if (row->value.empty()) {
      found = "";
    } else if (equals != std::string::npos) {
      found = words[i].substr(equals + 1);
    } else if (i + 1 < words.size()) {
      found = words[i + 1];
    }
  }
  return found;
}

std::string help_text(const commands::command* about, std::string_view subject, std::size_t width) {
  if (about == nullptr) return overview(subject, examples_of(subject), width);
  if (is_subject(about->words)) return overview(about->words, about->examples, width);
  std::string text =
      lines_of(translate(about->help), width) + "\n" + lines_of(tr("Usage: {}", usage_of(*about)), width);
  text += examples_text(about->examples, width);
  if (!about->options.empty()) text += "\n" + options_text(about->options, width);
  text += "\n" + tr("Options of every command:") + "\n" + options_text(global_options(), width);
  return text;
}

}  // namespace bangtin::admin_cli::app
