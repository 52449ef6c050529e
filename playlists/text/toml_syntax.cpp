// A table of phrases that identify toml++'s error messages, with the most likely cause of each; the first
// match wins. For a phrase that another version of the library words differently there is a sentence
// that fits all.
#include "playlists/text/toml_syntax.hpp"

#include <vector>

#include "base/inner_message.hpp"
#include "playlists/text/toml_section.hpp"

namespace bangtin::playlists::text {

namespace {

struct diagnosis {
  std::string_view phrase, and_phrase;  // both must occur in toml++'s text
  message what, remedy;
};

std::vector<diagnosis> headings_and_entries() {
  return {
      {"table header", "expected ']'", not_toml(msg("the heading is not closed")),
       msg("write it like [[screen]], on a line of its own")},
      {"table header", "blank", not_toml(msg("the heading has no name")),
       msg("write [[screen]], [[playlist]] or [[campaign]]")},
      {"bare key starting character", "", not_toml(msg("the heading has no name")),
       msg("write [[screen]], [[playlist]] or [[campaign]]")},
      {"brackets must be contiguous", "", not_toml(msg("there is a space within the brackets")),
       msg("write the heading as [[screen]], with nothing between two brackets")},
      {"inline table", "saw '\\", not_toml(msg("an entry in braces goes on over the end of the line")),
       msg("write all of it on one line, from the opening to the closing brace")},
      {"dangling comma", "", not_toml(msg("a comma stands before the closing brace")),
       msg("take the comma out; only lists in brackets may end with one")},
      {"parsing array", "expected comma", not_toml(msg("a comma or the closing bracket is missing")),
       msg("put a comma between two entries, and ] after the last")},
      {"expected '='", "", not_toml(msg("there is no = after the key")),
       msg("write it as key = value; keys have no accents and no spaces")},
      {"expected a comment or whitespace", "", not_toml(msg("more stands after the value")),
       msg("write each key on a line of its own, and # before a remark")},
      {"expected keys, tables", "", not_toml(msg("this is neither a key nor a heading nor a remark")),
       msg("write key = value, a heading like [[screen]], or # before a remark")},
      {"nested value depth", "", not_toml(msg("brackets are nested too deep")),
       msg("write lists as in docs/programme-file.md")},
  };
}

std::vector<diagnosis> values_and_letters() {
  const message unquoted = not_toml(msg("the value is not understood"));
  const message quote_it = msg("write texts, dates, hours and durations in straight quotes: \"...\"");
  const message too_large = not_toml(msg("the number is too large"));
  const message smaller = msg("write a smaller number");
  return {
      {"parsing boolean", "", unquoted, msg("write true or false in small letters, and texts in quotes")},
      {"not representable", "", too_large, smaller},
      {"could not be interpreted", "", too_large, smaller},
      {"exceeds length limit", "", too_large, smaller},
      {"could not determine value type", "", unquoted, quote_it},
      {"parsing date", "", unquoted, quote_it},
      {"parsing time", "", unquoted, quote_it},
      {"integer", "", unquoted, quote_it},
      {"floating-point", "", unquoted, quote_it},
      {"expected value", "", unquoted, quote_it},
      {"expected hex digit", "", not_toml(msg("a backslash in double quotes begins a special character")),
       msg("write paths with /, or the text in single quotes: '...'")},
      {"unicode surrogates", "", not_toml(msg("a backslash in double quotes begins a special character")),
       msg("write paths with /, or the text in single quotes: '...'")},
      {"unknown escape", "", not_toml(msg("a backslash in double quotes begins a special character")),
       msg("write paths with /, or the text in single quotes: '...'")},
      {"string", "control character", not_toml(msg("a text is not closed on its line")),
       msg("put the closing quote at the end of the text, and no control characters into it")},
      {"after '\\r'", "", not_toml(msg("the lines end in an unusual way")),
       msg("save the file with the line ends of Unix or Windows")},
      {"end-of-file", "", not_toml(msg("the text ends too early")),
       msg("close the quote, bracket or brace that is still open")},
  };
}

// The last name in single quotes, as in "cannot redefine existing string 'name'".
std::string_view quoted_name(std::string_view description) {
  std::size_t end = description.rfind('\'');
  if (end == std::string_view::npos || end == 0) return {};
  std::size_t begin = description.rfind('\'', end - 1);
  if (begin == std::string_view::npos) return {};
  return description.substr(begin + 1, end - begin - 1);
}

}  // namespace

message not_toml(const message& why) {
  return msg("this is not TOML: {}", inner(why));
}

bool says_not_toml(const message& what) {
  return what.id == "this is not TOML: {}";
}

diagnostic diagnostic_of(const toml::parse_error& e) {
  const std::string_view said = e.description();
  const position at = place_of(e.source());
  auto has = [&](std::string_view phrase) { return said.find(phrase) != std::string_view::npos; };
  if (has("cannot redefine existing table") || has("cannot redefine existing array")) {
    return {at, msg("the heading \"{}\" is written twice, and not the same way", shown(quoted_name(said))),
            msg("write each heading in double brackets, as [[screen]]")};
  }
  if (has("cannot redefine") || has("cannot insert")) {
    return {at, msg("the key \"{}\" is written twice here", shown(quoted_name(said))),
            msg("leave one out; each screen, playlist and campaign begins with its own heading")};
  }
  for (const auto& rows : {headings_and_entries(), values_and_letters()}) {
    for (const diagnosis& d : rows) {
      if (has(d.phrase) && has(d.and_phrase)) return {at, d.what, d.remedy};
    }
  }
  return {at, not_toml(msg("something cannot be read here")),
          msg("look for a missing quote, comma or bracket at or before this place")};
}

}  // namespace bangtin::playlists::text
