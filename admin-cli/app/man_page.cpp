#include "admin-cli/app/man_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "admin-cli/app/command_line.hpp"
#include "admin-cli/app/command_table.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "base/version.hpp"

namespace bangtin::admin_cli::app {

namespace {

// The text for roff: a backslash, and a dot or an apostrophe at the beginning, are commands there; a bare "-"
// is a hyphen, which nobody can copy into a shell.
std::string roff(std::string_view text) {
  std::string out = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  for (char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c == '\n' ? ' ' : c;
    }
  }
  return out;
}

// As an argument of a roff command.
std::string roff_argument(std::string_view text) {
  std::string out;
  for (char c : roff(text)) out += c == '"' ? "\\(dq" : std::string(1, c);
  return "\"" + out + "\"";
}

std::string title(std::string_view program, int section) {
  return fmt::format(".TH {} {} \"\" {}\n", roff_argument(program), section,
                     roff_argument(fmt::format("Bảng tin {}", program_version)));
}

std::string heading(const std::string& name) {
  return ".SH " + roff_argument(name) + "\n";
}

std::string entry(std::string_view term, std::string_view text) {
  return ".TP\n.B " + roff_argument(term) + "\n" + roff(text) + "\n";
}

// Lines that are shown as they are.
std::string verbatim(const std::vector<std::string_view>& lines) {
  std::string out = ".EX\n";
  for (std::string_view line : lines) out += roff(line) + "\n";
  return out + ".EE\n";
}

std::string options_of(const std::vector<commands::option_row>& rows) {
  std::string out;
  for (const commands::option_row& row : rows) out += entry(shown_name(row), translate(row.help));
  return out;
}

std::string about(const commands::command& c) {
  std::string out = ".SS " + roff_argument(usage_of(c)) + "\n" + roff(translate(c.help)) + ".\n";
  out += options_of(c.options);
  if (!c.examples.empty()) out += ".PP\n" + roff(tr("Examples:")) + "\n" + verbatim(c.examples);
  return out;
}

std::string environment() {
  return entry(
             "BANGTIN_SOCKET, BANGTIN_SERVER, BANGTIN_TOKEN, BANGTIN_TOKEN_FILE, BANGTIN_KEYS, BANGTIN_LANG",
             tr("what the options of these names say, and the token for the server")) +
         entry("BANGTIN_PASSPHRASE_FILE",
               tr("a file whose first line is the passphrase of the keys, for scripts")) +
         entry("NO_COLOR", tr("no colours, if it has any value")) +
         entry("COLUMNS", tr("the width for tables, instead of the terminal's"));
}

std::string files() {
  return entry("~/.config/bangtin/bangtin.toml, /etc/bangtin/bangtin.toml",
               tr("the configuration; the first of them that is there")) +
         entry("~/.local/share/bangtin/keys", tr("the site's keys, where no other folder was chosen")) +
         entry("/usr/share/doc/bangtin", tr("the user guide and all other documents, and examples"));
}

std::string exit_codes() {
  return entry("0", tr("done")) + entry("1", tr("refused or failed; nothing has changed")) +
         entry("2", tr("wrong usage")) + entry("3", tr("the daemon cannot be reached")) +
         entry("4", tr("a signature, hash, certificate or passphrase is wrong"));
}

}  // namespace

std::string man_page() {
  std::string out = title("bangtin", 1);
  out += heading(tr("NAME")) + "bangtin \\- " + roff(tr("manages the notice boards of a site")) + "\n";
  out +=
      heading(tr("SYNOPSIS")) + ".B bangtin\n[" + roff(tr("COMMAND")) + " [" + roff(tr("OPTIONS")) + "]]\n";
  out += heading(tr("DESCRIPTION")) + roff(tr("\"bangtin\" alone says what to do next.")) + "\n";
  out += heading(tr("COMMANDS"));
  for (const commands::command& c : commands()) out += about(c);
  out += heading(tr("OPTIONS OF EVERY COMMAND")) + options_of(global_options());
  out += heading(tr("EXIT STATUS")) + exit_codes();
  out += heading(tr("ENVIRONMENT")) + environment();
  out += heading(tr("FILES")) + files();
  return out + heading(tr("SEE ALSO")) + ".BR bangtind (8),\n.BR bangtin\\-player (1)\n";
}

std::string man_page_of_help(std::string_view program, int section, std::string_view help) {
  std::vector<std::string> lines = split(help, '\n');
  std::string out = title(program, section);
  if (lines.size() < 2) return out;
  out += heading(tr("NAME")) + roff(program) + " \\- " + roff(lines[0]) + "\n";
  out += heading(tr("SYNOPSIS")) + roff(lines[1].substr(std::min(lines[1].size(), lines[1].find(program)))) +
         "\n";
  out += heading(tr("OPTIONS"));
  const auto examples = std::find(lines.begin(), lines.end(), tr("Examples:"));
  const auto end = static_cast<std::size_t>(examples - lines.begin());
  for (std::size_t i = 2; i < end; ++i) {
    if (!lines[i].starts_with("  ")) continue;
    std::string line = lines[i].substr(2);
    std::string more;
    while (i + 1 < end && lines[i + 1].starts_with("      ")) more += " " + std::string(trimmed(lines[++i]));
    std::size_t gap = line.find("  ");
    std::string text(gap == std::string::npos ? "" : trimmed(std::string_view(line).substr(gap)));
    text += more;
    std::string term = line.substr(0, gap);
    if (std::size_t comma = term.find(",-"); comma != std::string::npos) term.insert(comma + 1, " ");
    out += entry(term, trimmed(text));
  }
  if (examples != lines.end()) {
    out += heading(tr("EXAMPLES"));
    std::vector<std::string_view> calls;
    for (auto line = examples + 1; line != lines.end() && !line->empty(); ++line)
      calls.push_back(trimmed(*line));
    out += verbatim(calls);
  }
  return out + heading(tr("SEE ALSO")) + ".BR bangtin (1)\n";
}

}  // namespace bangtin::admin_cli::app
