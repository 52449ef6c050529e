// Whether people can read a text on a screen: its characters, the length of its words, and the time in which
// it is shown. `check` and `emergency start` refuse the others, so that nobody signs them. Pure and
// thread-safe. docs/programme-file.md says the limits to staff.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/message.hpp"

namespace bangtin::playlists::text {

// A line of an upright screen of 1,080 pixels holds 40 letters of 27 pixels, which are legible from five
// metres (0.5 mm a pixel). A longer word would be broken where no reader expects it.
constexpr int max_word_letters = 40;
// Vietnamese has two marks on a letter at most ("ế" in decomposed form), other languages three.
constexpr int max_marks_on_letter = 3;
// Subtitles count on readers who manage 15 letters a second.
constexpr int letters_per_second = 15;

struct unreadable {
  message what, remedy;
};

// The first thing in the text that nobody can read. It refuses control characters except tabs and line
// breaks, characters that turn the direction of reading, invisible ones except those that join emoji, private
// and damaged ones, letters with more than `max_marks_on_letter` marks, and words of more than
// `max_word_letters` letters. Malformed UTF-8 counts as damaged.
std::optional<unreadable> find_unreadable(std::string_view text);
// The same without a limit for the length of words: for texts on paper, like titles in reports.
std::optional<unreadable> find_hidden(std::string_view text);
// The same for a text of one line, like a title: it has no line breaks and no tabs either.
std::optional<unreadable> find_bad_line(std::string_view text);

// Letters and signs without spaces and marks.
std::size_t count_letters(std::string_view text);
std::chrono::milliseconds reading_time(std::string_view text);
// How long a ticker needs to pass once over a screen of 16:9: six letters a second, and the time in which a
// letter crosses the screen.
std::chrono::milliseconds passing_time(std::string_view ticker);

}  // namespace bangtin::playlists::text
