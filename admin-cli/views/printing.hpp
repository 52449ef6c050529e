// Prints the command's output: tables and sentences for people, one JSON document for programs.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "admin-cli/views/table.hpp"
#include "base/error.hpp"
#include "base/json.hpp"

namespace bangtin::admin_cli::views {

struct printer_options {
  bool json = false;
  bool quiet = false;
  bool colour = false;         // of standard output
  bool colour_errors = false;  // of standard error
  std::size_t width = 0;       // of standard output, in columns; 0: no limit
  std::size_t error_width = 0;
  bool wide = false;  // tables in full width whatever the terminal
};

// With `json`, exactly one document goes to `out` over the printer's life, and nothing else. Untrusted text
// is made safe for a terminal.
class printer {
 public:
  printer(std::ostream& out, std::ostream& err, printer_options options)
      : out_(out), err_(err), options_(options) {}

  bool json() const { return options_.json; }
  const printer_options& options() const { return options_; }
  bool quiet() const { return options_.quiet; }
  // The columns of the terminal to which people's answers go; 0: none, or without limit.
  std::size_t width() const { return options_.json ? 0 : options_.width; }

  // Prints the answer for programs; ignored without --json.
  void document(const json::value& v);
  // Prints a piece of an answer unchanged, in any mode: CSV, or a JSON document that is too long to build in
  // memory. It counts as the document.
  void raw(std::string_view piece);
  // Hands on what was printed, for commands that go on for long.
  void flush() { out_.flush(); }
  // Prints the answer for people; ignored with --json. At a terminal long lines are broken between words.
  void text(std::string_view line);
  // Prints one line that is made of such pieces side by side; the caller sees to its width.
  void line(const std::vector<cell>& pieces);
  void show(const table& t);
  // Prints one line that tells what was changed; omitted with --json and --quiet.
  void done(std::string_view line);
  // Prints one line on standard error for waiting users; omitted with --quiet.
  void note(std::string_view line);

  // Prints a problem in a file that the user wrote: file:line:column: what — remedy. The document of
  // `failure` contains it too.
  void problem(std::string_view file, int line, int column, const message& what, const message& remedy);
  // Prints why the command failed; arguments of its messages are cut to a length that can be read. With
  // --json also the document {"error":{"code","what","remedy"}}, unless one was printed already.
  void failure(const error& e);

 private:
  std::ostream& out_;
  std::ostream& err_;
  printer_options options_;
  bool document_printed_ = false;
  json::array problems_;
};

// The message with arguments that are safe to print on one line and short enough to be read, for what
// somebody typed may be a whole file by mistake: at most 128 characters in quotation marks, 500 elsewhere.
message readable(const message& m);
// "what — remedy" in the process language, of readable messages.
std::string sentence(const message& what, const message& remedy);
// The exit code for a failure of this kind.
int exit_code(errc code);

}  // namespace bangtin::admin_cli::views
