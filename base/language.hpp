// Messages for people, in their language. English is in the source; Vietnamese is in po/vi.po.
#pragma once

#include <string>
#include <string_view>

#include "base/message.hpp"

namespace bangtin {

enum class language { english, vietnamese };

// "vi" or "en", also as the beginning of a locale's name ("vi_VN.UTF-8"). Anything else: `fallback`.
language language_from(std::string_view name, language fallback = language::english);

// The language that BANGTIN_LANG, else LC_ALL, LC_MESSAGES or LANG asks for; English where none is set.
language language_of_environment();

// Sets the language of `translate` and `tr` for the whole process. Call it once, before threads start: it
// changes the locale and the environment, which gettext reads.
void set_language(language l);

// The message in the language of the process, with its values filled in.
std::string translate(const message& m);

// The same for a literal: translate(msg(id, args...)).
template <class... Args>
std::string tr(std::string_view id, const Args&... args) {
  return translate(msg(id, args...));
}

// The message in English whatever the language of the process, for logs, which are read by those who mend
// things.
std::string in_english(const message& m);

}  // namespace bangtin
