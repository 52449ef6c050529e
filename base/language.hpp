// Messages for people, in their language. English is in the source; Vietnamese is in po/vi.po.
#pragma once

#include <string>
#include <string_view>

#include "base/message.hpp"

namespace bangtin {

enum class language { english, vietnamese };

// Accepts "vi" or "en", also as the beginning of a locale's name ("vi_VN.UTF-8"). Anything else gives
// `fallback`.
language language_from(std::string_view name, language fallback = language::english);

// The language of the first variable that is set of BANGTIN_LANG, LC_ALL, LC_MESSAGES and LANG; English if
// none is.
language language_of_environment();

// Sets the language of `translate` and `tr` for the whole process. Call it once, before threads start: it
// changes the locale and the environment, which gettext reads.
void set_language(language l);

// The message in the process language, with its arguments filled in.
std::string translate(const message& m);

// Same for a literal: translate(msg(id, args...)).
template <class... Args>
std::string tr(std::string_view id, const Args&... args) {
  return translate(msg(id, args...));
}

// The message in English whatever the process language, for logs, which developers and technicians read.
std::string in_english(const message& m);

}  // namespace bangtin
