// The words in capitals that stand for a value in help, usage lines and hints: NAME, FILE.pdf.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bangtin {

// The word in the process language; a text that is none of these words stays as it is ("vi|en", "URL").
std::string placeholder(std::string_view word);

// A call for a person to type: "bangtin playlist add {} {}". Words of the form in capitals are placeholders.
// Each word {} of the form is the next of `names`: a shell word that is the same in every language, also
// where a screen is called "TO" and a playlist "N".
struct call_form {
  std::string form{};
  std::vector<std::string> names{};
  bool operator==(const call_form&) const = default;
};

// The whole call, with its placeholders as the form has them, for programs.
std::string call_text(const call_form& call);
// The whole call, with its placeholders in the process language, for people.
std::string with_placeholders(const call_form& call);

}  // namespace bangtin
