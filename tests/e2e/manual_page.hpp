// A manual as its test reads it: the calls in its console blocks, with the output that it promises, and the
// names of commands and options in its prose. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bangtin::e2e {

// A line of the output at which somebody types: "Sign it? [y/N] y", or dots where a passphrase stands.
struct typed_answer {
  std::string prompt;  // what stands before the cursor, from the last "…" on
  std::string answer;  // empty: the passphrase
};

struct shown_call {
  std::size_t line = 0;               // where its "$ " stands in the page, from 1
  std::vector<std::string> words;     // the program first; quotation marks are resolved
  std::size_t first_line = 0;         // where its output begins in the page, from 1
  std::vector<std::string> output;    // what the page shows below it
  std::vector<typed_answer> answers;  // in order
  bool repeats = false;               // "<!-- repeat -->" above the block: until the output fits
  bool needs_play = false;            // "<!-- after a counted play -->" above the block
};

// A name of a command or option in the prose, in code marks: "bangtin media add --title" or "--title".
struct named_call {
  std::size_t line = 0;
  std::vector<std::string> words;
};

struct manual_page {
  std::vector<std::string> lines;
  std::vector<shown_call> calls;
  std::vector<named_call> names;
  std::vector<std::string> mistakes;  // "line N: ...": a block that no test can run
};

// Reads the page's Markdown. A console block has lines that begin with "$ " (a "\" at the end continues the
// command on the next line), each with its output below it.
manual_page read_manual(std::string_view markdown);

// Where the output first differs from what the page shows; nothing when it fits. In `expected`, "…" stands
// for anything within a line, and a line of only "…" for any number of lines, also none.
std::optional<std::string> difference_of(const std::vector<std::string>& expected,
                                         const std::vector<std::string>& output);

// What a terminal shows after this text: "\r" goes back to the line's beginning. Without empty lines at both
// ends and blanks at the ends of lines.
std::vector<std::string> screen_lines(std::string_view text);

std::string replaced(std::string text, std::string_view from, std::string_view to);

}  // namespace bangtin::e2e
