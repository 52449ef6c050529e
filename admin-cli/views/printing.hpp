// Prints the command's output: tables and sentences for people, one JSON document for programs.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"

namespace bangtin::admin_cli::views {

enum class tone { plain, good, warning, bad, faint };

struct cell {
  cell(std::string t, tone c = tone::plain) : text(std::move(t)), colour(c) {}
  cell(const char* t) : text(t) {}
  std::string text;
  tone colour = tone::plain;
};

// Columns side by side, as wide as their widest cell in terminal columns (base/text.hpp), separated by two
// spaces.
class table {
 public:
  // A heading that begins with '>' right-aligns its column; the '>' is not shown. Without headings there is
  // no heading line.
  explicit table(std::vector<std::string> headings);
  void add(std::vector<cell> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }
  // Each line ends with a newline and has no trailing spaces.
  std::string text(bool colour) const;

 private:
  std::vector<std::string> headings_;
  std::vector<bool> right_;
  std::vector<std::vector<cell>> rows_;
};

struct printer_options {
  bool json = false;
  bool quiet = false;
  bool colour = false;         // of standard output
  bool colour_errors = false;  // of standard error
};

// With `json`, exactly one document goes to `out` over the printer's life, and nothing else. Untrusted text
// is made safe for a terminal.
class printer {
 public:
  printer(std::ostream& out, std::ostream& err, printer_options options)
      : out_(out), err_(err), options_(options) {}

  bool json() const { return options_.json; }
  const printer_options& options() const { return options_; }

  // Prints the answer for programs; ignored without --json.
  void document(const json::value& v);
  // Prints a piece of an answer unchanged, in any mode: CSV, or a JSON document that is too long to build in
  // memory. It counts as the document.
  void raw(std::string_view piece);
  // Hands on what was printed, for commands that go on for long.
  void flush() { out_.flush(); }
  // Prints the answer for people; ignored with --json.
  void text(std::string_view line);
  void show(const table& t);
  // Prints one line that tells what was changed; omitted with --json and --quiet.
  void done(std::string_view line);
  // Prints one line on standard error for waiting users; omitted with --quiet.
  void note(std::string_view line);

  // Prints a problem in a file that the user wrote: file:line:column: what — remedy. The document of
  // `failure` contains it too.
  void problem(std::string_view file, int line, int column, const message& what, const message& remedy);
  // Prints why the command failed; with --json also the document {"error":{"code","what","remedy"}}, unless
  // one was printed already.
  void failure(const error& e);

 private:
  std::ostream& out_;
  std::ostream& err_;
  printer_options options_;
  bool document_printed_ = false;
  json::array problems_;
};

// "what — remedy" in the process language.
std::string sentence(const message& what, const message& remedy);
// The exit code for a failure of this kind.
int exit_code(errc code);

}  // namespace bangtin::admin_cli::views
