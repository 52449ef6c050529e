// What the fuzzers try, as plain functions: a fuzzer calls one with bytes of its own making, the test
// fuzz_corpus with the files that are kept in corpus/. Each reads the bytes as one kind of input and then
// holds what it got against what the headers promise.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bangtin::fuzz {

// Thrown where a promise does not hold; nobody catches it in a fuzzer, which then keeps the input.
class broken_promise : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

inline void promise(bool holds, const char* what) {
  if (!holds) throw broken_promise(what);
}

// A programme file: refused with problems in order, each once, of some words; or read to the same value again
// from its own print, and from its canonical bytes; a day of it is a timeline.
void programme_text(std::string_view bytes);

// Canonical bytes: refused with some words, or written back as the same bytes.
void programme_bytes(std::string_view bytes);

// Durations, days, hours, dates, rules and the words of levels and orders: refused, or printed so that they
// read back as the same value; and the small helpers which see any text at all.
void notation(std::string_view bytes);

// Subtitles: refused with some words, or clean texts in order with times that can be.
void subtitles(std::string_view bytes);

struct entry {
  std::string_view name;  // also of its folder in corpus/
  void (*run)(std::string_view bytes);
};

inline constexpr entry entries[] = {{"programme_text", &programme_text},
                                    {"programme_bytes", &programme_bytes},
                                    {"notation", &notation},
                                    {"subtitles", &subtitles}};

}  // namespace bangtin::fuzz
