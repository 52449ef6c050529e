// The words in capitals that stand for a value in help, usage lines and hints: NAME, FILE.pdf.
#pragma once

#include <string>
#include <string_view>

namespace bangtin {

// The word in the process language; a text that is none of these words stays as it is ("vi|en", "URL").
std::string placeholder(std::string_view word);

// A call as a person types it, with each of its words that is a placeholder in the process language.
std::string with_placeholders(std::string_view call);

}  // namespace bangtin
