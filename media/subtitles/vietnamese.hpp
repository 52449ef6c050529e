// The 8-bit encodings of Vietnamese texts from before Unicode, and what Vietnamese words look like. Pure.
#pragma once

#include <string>
#include <string_view>

namespace bangtin::media::subtitles {

// Each decodes every byte; where the encoding defines none, U+FFFD. The text is in form C.
std::string from_windows_1252(std::string_view bytes);
std::string from_windows_1258(std::string_view bytes);
// TCVN 5712:1993, of which the fonts called .Vn... (ABC) show a part. Their fonts for capitals show small
// letters, so the letters of a word in capitals become capitals.
std::string from_tcvn3(std::string_view bytes);
// VNI for Windows: a letter, and behind it one that stands for its marks.
std::string from_vni(std::string_view bytes);

// How many words of the text have letters beyond ASCII, and how many of them are Vietnamese syllables.
struct word_count {
  int marked = 0;
  int vietnamese = 0;
};
word_count count_words(std::string_view utf8);

}  // namespace bangtin::media::subtitles
