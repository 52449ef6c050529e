// Recognises how a text is encoded. Files without a mark do not say; only what they would mean decides.
#pragma once

#include <string>
#include <string_view>

namespace bangtin::media::subtitles {

// `unknown`: of a language or an encoding that is not guessed, because a wrong guess would be rubbish.
enum class encoding { utf8, utf16, windows_1258, windows_1252, tcvn3, vni, unknown };

// "UTF-8", "TCVN3 (ABC)", ...
std::string_view to_string(encoding e);

struct decoded_text {
  std::string text;  // UTF-8 without byte order mark; malformed parts are U+FFFD
  encoding from = encoding::utf8;
  bool guessed = false;       // nothing in the file says so
  std::size_t broken_at = 0;  // the line of the first character that is none (U+FFFD); 0: all are right
};

// Decodes UTF-16 without its byte order mark; half a character becomes U+FFFD. Pure.
std::string from_utf16(std::string_view bytes, bool little_endian);

// Decodes UTF-8, also with a few broken characters; UTF-16 with or without mark; and otherwise the 8-bit
// encoding in which most words are Vietnamese syllables: Windows-1258, TCVN3, VNI. When they are in none:
// Windows-1252 if they can be words of a western language, else `unknown`, and the text is good for nothing
// but to find the times in it. Pure.
decoded_text decode_text(std::string_view bytes);

}  // namespace bangtin::media::subtitles
