// The words of a shell's command line: written, so that people can type them again, and read, as terminals
// paste them when somebody drops files there. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bangtin::admin_cli::views {

// The text as one word of a shell, in quotation marks where it needs them; control characters as bash writes
// them, $'a\nb'.
std::string shell_word(const std::string& text);

// A call of the command as people type it: "bangtin media add 'my clip.mp4' --title x". `given` are keys of
// `arguments` with their values, in order; a key that begins with a dash is an option, and without value a
// switch. Of more than `max_words` positional words the rest is left out, with "...".
std::string shell_line(std::string_view words, const std::vector<std::pair<std::string, std::string>>& given,
                       std::size_t max_words = 6);

// The words between spaces, without quotation marks and backslashes. Nothing if a quotation mark is missing.
std::optional<std::vector<std::string>> shell_split(std::string_view text);

// The paths in a line that was typed or dropped: 'in quotation marks', with\ backslashes, as file:// address,
// below ~ (then `home` stands for it), or plain with spaces, if `exists` says that there is one of that name.
// Nothing if there is none in the line, or a quotation mark is missing.
std::optional<std::vector<std::string>> typed_paths(std::string_view text, const std::string& home,
                                                    const std::function<bool(const std::string&)>& exists);

}  // namespace bangtin::admin_cli::views
