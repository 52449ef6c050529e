// Tags and entities. In SubRip anything may be text, so only what surely is a tag counts as one. In WebVTT
// `<` begins a tag by the standard; yet people write "Giá <5 và >3", and a text must not be lost.
#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "base/text.hpp"
#include "media/subtitles/reading.hpp"
#include "media/subtitles/utf8.hpp"

namespace bangtin::media::subtitles {

namespace {

struct entity {
  std::string_view name, text;
};
constexpr std::array<entity, 22> entities{
    {{"amp", "&"},   {"lt", "<"},    {"gt", ">"},    {"quot", "\""}, {"apos", "'"},   {"nbsp", " "},
     {"lrm", ""},    {"rlm", ""},    {"ndash", "–"}, {"mdash", "—"}, {"hellip", "…"}, {"lsquo", "‘"},
     {"rsquo", "’"}, {"ldquo", "“"}, {"rdquo", "”"}, {"laquo", "«"}, {"raquo", "»"},  {"middot", "·"},
     {"copy", "©"},  {"reg", "®"},   {"times", "×"}, {"deg", "°"}}};

// "&#39;" and "&#x27;". Nothing when it is no character for a screen.
std::optional<std::string> numbered(std::string_view digits) {
  int base = 10;
  if (digits.starts_with('x') || digits.starts_with('X')) {
    base = 16;
    digits.remove_prefix(1);
  }
  std::uint32_t code = 0;
  auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), code, base);
  if (bad != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  std::string text;
  append_utf8(text, code);
  return is_clean_utf8(text) ? std::optional(text) : std::nullopt;
}

// Removes an entity or one character from the beginning, and returns what it stands for.
std::string take_character(std::string_view& s) {
  std::size_t end = s.starts_with('&') ? s.substr(0, 12).find(';') : std::string_view::npos;
  if (end != std::string_view::npos) {
    std::string_view name = s.substr(1, end - 1);
    std::optional<std::string> text;
    if (name.starts_with('#')) {
      text = numbered(name.substr(1));
    } else {
      const auto* known =
          std::find_if(entities.begin(), entities.end(), [&](const entity& e) { return e.name == name; });
      if (known != entities.end()) text = std::string(known->text);
    }
    if (text) {
      s.remove_prefix(end + 1);
      return *text;
    }
  }
  std::string one(s.substr(0, 1));
  s.remove_prefix(1);
  return one;
}

bool is_ascii(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr std::array<std::string_view, 9> plain_names{"b", "c", "em", "i", "ruby", "rt", "s", "strong", "u"};
constexpr std::array<std::string_view, 5> names_with_more{"font", "lang", "p", "span", "v"};

bool is_in(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

struct tag_text {
  std::string name;           // small letters
  bool more_follows = false;  // an annotation
};
tag_text name_in(std::string_view inside) {
  if (inside.starts_with('/')) inside.remove_prefix(1);
  std::size_t end = std::min(inside.find_first_of(" \t\n./"), inside.size());
  return {lower_case(inside.substr(0, end)),
          end < inside.size() && (inside[end] == ' ' || inside[end] == '\t')};
}

// `inside`: between < and >. A time within the text: 00:01.000.
bool is_time_tag(std::string_view inside) {
  inside = trimmed(inside);
  bool looks = !inside.empty() && (is_digit(inside.front()) || inside.front() == ':');
  return looks && inside.find_first_of(":.") != std::string_view::npos && is_ascii(inside) &&
         inside.find(' ') == std::string_view::npos;
}

bool is_srt_tag(std::string_view inside) {
  tag_text t = name_in(inside);
  return is_in(t.name, names_with_more) || (is_in(t.name, plain_names) && !t.more_follows) ||
         is_time_tag(inside);
}

// By the standard everything is a tag. Not so what begins with a digit or a space, and unknown names or
// annotations in Vietnamese letters: "a <b và c> d".
bool is_webvtt_tag(std::string_view inside) {
  if (inside.empty() || is_time_tag(inside)) return true;
  tag_text t = name_in(inside);
  if (is_in(t.name, names_with_more) || (is_in(t.name, plain_names) && !t.more_follows)) return true;
  if (!is_ascii(inside)) return false;
  char first = inside.front();
  return first == '/' || first == '.' || (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
}

std::string without(std::string_view line, bool (*is_tag)(std::string_view inside), bool styles) {
  std::string out;
  while (!line.empty()) {
    std::size_t end = std::string_view::npos;
    if (line.front() == '<') {
      end = line.find_first_of("<>", 1);
      if (end != std::string_view::npos && (line[end] == '<' || !is_tag(line.substr(1, end - 1))))
        end = std::string_view::npos;
    } else if (styles && line.starts_with("{\\")) {
      end = line.find('}');
    }
    if (end != std::string_view::npos) {
      line.remove_prefix(end + 1);
    } else {
      out += take_character(line);
    }
  }
  return std::string(trimmed(out));
}

}  // namespace

std::string plain_webvtt(std::string_view line) {
  return without(line, is_webvtt_tag, false);
}

std::string plain_srt(std::string_view line) {
  return without(line, is_srt_tag, true);
}

}  // namespace bangtin::media::subtitles
