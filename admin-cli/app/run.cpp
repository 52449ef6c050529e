// Reports every failure here, once, in the reader's language.
#include "admin-cli/app/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "admin-cli/app/command_line.hpp"
#include "admin-cli/app/completion.hpp"
#include "admin-cli/app/completion_names.hpp"
#include "admin-cli/commands/next_step.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/version.hpp"

namespace bangtin::admin_cli::app {

namespace {

// The steps from an empty daemon to the first play, after which people ask what comes next. Commands that
// change the draft say so themselves.
bool leads_on(std::string_view words) {
  constexpr std::string_view steps[] = {"keys init", "media add", "screen pair", "approve"};
  return std::find(std::begin(steps), std::end(steps), words) != std::end(steps);
}

commands::session session_of(const commands::settings& set, const surroundings& around, views::printer& out,
                             wire::http_client& daemon) {
  return {set,
          out,
          around.person,
          daemon,
          around.now,
          around.pause,
          around.clock,
          around.since_call,
          around.interrupted};
}

result<int> run_command(const parsed_call& call, const surroundings& around, views::printer& out) {
  result<commands::settings> set = commands::read_settings(call.given, around.env);
  if (!set) return set.error();
  if (around.start_log) {
    if (result<void> started = around.start_log(set->log_level); !started) return started.error();
  }
  wire::http_client daemon = commands::client_for(*set);
  commands::session s = session_of(*set, around, out, daemon);
  result<int> code = call.what->run(s, call.given);
  if (code && *code == 0 && leads_on(call.what->words)) commands::hint_next_step(s);
  return code;
}

// Asks the daemon only where names may follow. Whatever goes wrong, the shell offers nothing.
int print_completion(const std::vector<std::string>& words, const surroundings& around, views::printer& out) {
  name_source names = [&](name_kind kind, const std::string& of) -> std::vector<std::string> {
    result<commands::settings> set = commands::read_settings({}, around.env);
    if (!set) return {};
    wire::http_client daemon = commands::client_for(*set);
    commands::session s = session_of(*set, around, out, daemon);
    return names_at(s, kind, of);
  };
  around.out << completion_text(complete(words), names);
  return 0;
}

void print_help(const parsed_call& call, const surroundings& around, views::printer& out) {
  if (call.given.has("--help")) {
    std::string text = help_text(call.what, call.given.text("--help"), around.width_out);
    if (out.json()) {
      out.document(json::object{{"help", text}});
    } else {
      around.out << text;
    }
    return;
  }
  out.document(json::object{{"program", "bangtin"}, {"version", program_version}});
  out.text(fmt::format("bangtin {}", program_version));
}

// Names compare in Unicode form C; files keep the form in which the disk has them.
std::vector<std::string> in_one_form(std::vector<std::string> words) {
  for (std::string& word : words) {
    std::error_code code;
    std::string value = word.starts_with("--") ? word.substr(word.find('=') + 1) : word;
    if (!std::filesystem::exists(value, code)) word = to_nfc(word);
  }
  return words;
}

}  // namespace

int run(const std::vector<std::string>& given, const surroundings& around) {
  const std::vector<std::string> words = in_one_form(given);
  views::printer out(around.out, around.err,
                     {.json = peek(words, "--json").has_value(),
                      .quiet = peek(words, "--quiet").has_value(),
                      .colour = around.colour_out,
                      .colour_errors = around.colour_err,
                      .width = around.width_out,
                      .error_width = around.width_err,
                      .wide = peek(words, "--wide").has_value()});
  try {
    if (words.size() > 1 && words[0] == completion_word) {
      return print_completion({words.begin() + 2, words.end()}, around, out);
    }
    result<std::string> tongue = commands::chosen_language(peek(words, "--lang"), around.env);
    set_language(language_from(tongue ? *tongue : *commands::chosen_language({}, around.env)));
    result<int> code = 0;
    if (!tongue) {
      code = tongue.error();
    } else if (result<parsed_call> call = parse_call(words); !call) {
      code = call.error();
    } else if (call->given.has("--help") || call->given.has("--version")) {
      print_help(*call, around, out);
    } else {
      code = run_command(*call, around, out);
    }
    if (code) return *code;
    out.failure(code.error());
    return views::exit_code(code.error().code);
  } catch (const std::exception& e) {
    out.failure({errc::internal, msg("the program failed unexpectedly: {}", e.what()),
                 msg("try again; if it stays so, report it with the text above")});
    return 1;
  }
}

}  // namespace bangtin::admin_cli::app
