// The manual pages, as roff for man(1): written at build time, so that they say what the programs say.
#pragma once

#include <string>
#include <string_view>

namespace bangtin::admin_cli::app {

// bangtin(1): every command with its options and examples, from the command table. In the process language.
std::string man_page();

// The page of a program of which only the output of --help is known: a sentence, "Usage: ...", a heading, and
// lines "  --option VALUE  text", with more of the text on lines that are indented further. The language is
// that of `help`, which is also the process language. Below "Examples:" stand whole calls, one a line.
std::string man_page_of_help(std::string_view program, int section, std::string_view help);

}  // namespace bangtin::admin_cli::app
