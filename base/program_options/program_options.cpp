// CLI11's exceptions carry finished English sentences. Only the option's name is taken from them: every
// option has an example of its value (option_text or type_name), which is what a reader needs.
#include "base/program_options/program_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/language.hpp"
#include "base/text.hpp"
#include "base/version.hpp"

namespace bangtin {

namespace {

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_lnames().empty()) names.push_back("--" + option->get_lnames().front());
  }
  return names;
}

message see_help(const CLI::App& app) {
  return msg("see {} --help", app.get_name());
}

error unknown_word(const CLI::App& app, const std::string& word) {
  std::string name = word.substr(0, word.find('='));
  if (!name.starts_with('-')) {
    return {errc::usage, msg("the word \"{}\" is one too many", printable(word)), see_help(app)};
  }
  std::optional<std::string> like = closest(name, option_names(app));
  return {errc::usage, msg("there is no option {}", printable(name)),
          like ? msg("did you mean {}?", *like) : see_help(app)};
}

// The option that CLI11's sentence begins with, or names; nullptr if it names none.
const CLI::Option* option_in(const CLI::App& app, const std::string& sentence) {
  const CLI::Option* found = nullptr;
  std::size_t at = std::string::npos;
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = option->get_name();
    if (name.empty()) continue;  // hidden from the help
    std::size_t place = sentence.find(name);
    bool longer = place == at && found != nullptr && name.size() > found->get_name().size();
    if (place < at || (place != std::string::npos && longer)) {
      found = option;
      at = place;
    }
  }
  return found;
}

std::string example_of(const CLI::Option& option) {
  std::string text = option.get_option_text();
  return text.empty() ? option.get_type_name() : text;
}

error wrong_value(const CLI::App& app, const CLI::ParseError& e) {
  const CLI::Option* option = option_in(app, e.what());
  if (option == nullptr) {
    return {errc::usage, msg("the command line has a mistake that cannot be named"), see_help(app)};
  }
  std::string name = option->get_name();
  if (dynamic_cast<const CLI::RequiresError*>(&e) != nullptr && !option->get_needs().empty()) {
    return {
        errc::usage,
        msg("the option {} is only used together with {}", name, (*option->get_needs().begin())->get_name()),
        see_help(app)};
  }
  std::string example = example_of(*option);
  if (example.empty()) return {errc::usage, msg("the option {} takes no value", name), see_help(app)};
  bool missing = dynamic_cast<const CLI::ArgumentMismatch*>(&e) != nullptr;
  return {errc::usage,
          missing ? msg("the option {} needs a value, and only one", name)
                  : msg("this is no value of the option {}", name),
          msg("write it like {} {}", name, example)};
}

// CLI11 counts bytes where it sets the second column, and letters with accents have several.
std::string aligned(const std::string& help) {
  constexpr std::size_t column = 30;
  const std::string indent(column, ' ');
  const std::vector<std::string> lines = split(help, '\n');
  std::string all;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    const std::size_t gap = line.find("  ", 2);
    if (!line.starts_with("  -")) {
      all += line;
    } else {
      std::string option = line.substr(0, gap);
      std::string text(gap == std::string::npos ? "" : trimmed(std::string_view(line).substr(gap)));
      const bool text_below = text.empty() && i + 1 < lines.size() && lines[i + 1].starts_with(indent);
      const std::size_t width = columns(option);
      if (text_below && width + 2 <= column) text = trimmed(lines[++i]);
      if (!text.empty()) option += width + 2 <= column ? std::string(column - width, ' ') : "\n" + indent;
      all += option + text;
    }
    if (i + 1 < lines.size()) all += '\n';
  }
  return all;
}

}  // namespace

void use_process_language(CLI::App& app) {
  app.get_formatter()->label("Usage", tr("Usage"));
  app.get_formatter()->label("OPTIONS", tr("OPTIONS"));
  app.get_formatter()->label("Needs", tr("only with"));
  app.set_help_flag("-h,--help", tr("show this help and exit"))->group(tr("Options"));
  app.option_defaults()->group(tr("Options"));
  app.set_version_flag("--version", fmt::format("{} {}\n", app.get_name(), program_version),
                       tr("show the version and exit"));
}

result<std::optional<std::string>> read_command_line(CLI::App& app, int argc, const char* const* argv) {
  app.allow_extras();
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return std::optional(aligned(app.help()));
  } catch (const CLI::CallForVersion& e) {
    return std::optional<std::string>(e.what());
  } catch (const CLI::ParseError& e) {
    return wrong_value(app, e);
  }
  if (std::vector<std::string> rest = app.remaining(); !rest.empty()) return unknown_word(app, rest.front());
  return std::optional<std::string>();
}

}  // namespace bangtin
