#include "media/ingest/svg_features.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace bangtin::media::ingest {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view blanks = " \t\r\n";

template <class List>
bool is_in(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// Elements whose text is not drawn.
constexpr std::array undrawn_text{"foreignObject"sv, "flowRoot"sv, "textPath"sv};
// Elements that show something of their own, and are not drawn.
constexpr std::array undrawn{"video"sv, "iframe"sv, "canvas"sv, "embed"sv, "object"sv};
constexpr std::array moving{"animate"sv, "animateTransform"sv, "animateMotion"sv, "animateColor"sv, "set"sv};
constexpr std::array meshes{"meshgradient"sv, "meshGradient"sv, "mesh"sv, "hatch"sv};

error lost_text(std::string_view element) {
  return {errc::unsupported,
          msg("text of this drawing would be missing: it is stored in a way (“{}”) that cannot be drawn here",
              element),
          msg("convert its text to paths when you export it, or export it as PNG or PDF")};
}

error lost_part(std::string_view element) {
  return {errc::unsupported, msg("a part of this drawing (“{}”) cannot be drawn", element),
          msg("take that part out, or export the drawing as PNG or PDF")};
}

std::string_view local(std::string_view tag) {
  std::string_view name = tag.substr(0, tag.find_first_of(" \t\r\n/>"));
  std::size_t colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

// The value of an attribute of a tag.
std::optional<std::string_view> attribute(std::string_view tag, std::string_view name) {
  for (std::size_t at = tag.find(name); at != tag.npos; at = tag.find(name, at + 1)) {
    if (at == 0 || blanks.find(tag[at - 1]) == blanks.npos) continue;
    std::size_t equals = tag.find_first_not_of(blanks, at + name.size());
    if (equals == tag.npos || tag[equals] != '=') continue;
    std::size_t quote = tag.find_first_not_of(blanks, equals + 1);
    if (quote == tag.npos || (tag[quote] != '"' && tag[quote] != '\'')) return {};
    std::size_t end = tag.find(tag[quote], quote + 1);
    return end == tag.npos ? std::nullopt : std::optional(tag.substr(quote + 1, end - quote - 1));
  }
  return {};
}

// The end of a tag; ">" within quotes does not end it.
std::size_t end_of_tag(std::string_view text, std::size_t at) {
  char quote = 0;
  for (; at < text.size(); ++at) {
    if (quote != 0) {
      quote = text[at] == quote ? 0 : quote;
    } else if (text[at] == '"' || text[at] == '\'') {
      quote = text[at];
    } else if (text[at] == '>') {
      return at;
    }
  }
  return text.npos;
}

std::size_t behind(std::string_view text, std::string_view end, std::size_t from) {
  std::size_t at = text.find(end, from);
  return at == text.npos ? text.size() : at + end.size();
}

bool has_script_of_event(std::string_view tag) {
  for (std::string_view name : {"onload"sv, "onclick"sv, "onmouseover"sv, "onbegin"sv}) {
    if (attribute(tag, name)) return true;
  }
  return false;
}

// Also those that are written as entities, whose ";" would end a style.
std::string without_quotes(std::string_view text) {
  std::string plain(text);
  for (std::string_view quote : {"&quot;"sv, "&apos;"sv, "&#39;"sv, "&#34;"sv, "\""sv, "'"sv}) {
    for (std::size_t at = plain.find(quote); at != plain.npos; at = plain.find(quote, at)) {
      plain.erase(at, quote.size());
    }
  }
  return plain;
}

class scan {
 public:
  explicit scan(std::string_view text) : text_(text) {}

  svg_features run() {
    for (std::size_t at = 0; at < text_.size();) at = step(at);
    if (moves_)
      found_.warnings.push_back(
          msg("it moves, and a screen shows it standing still; convert it to MP4 to show it moving"));
    if (script_)
      found_.warnings.push_back(
          msg("it contains a script, which is never run; what the script would draw is missing"));
    if (mesh_)
      found_.warnings.push_back(
          msg("it has colours in a mesh or a hatching, which are not drawn; export it as PNG to keep them"));
    if (elsewhere_)
      found_.warnings.push_back(msg(
          "it takes styles or fonts from elsewhere, which are never loaded; compare the preview, and export "
          "it with its styles inside if it looks different"));
    return std::move(found_);
  }

 private:
  // Reads from `at` on, and returns where to go on.
  std::size_t step(std::size_t at) {
    if (text_[at] != '<') {
      std::size_t end = std::min(text_.find('<', at), text_.size());
      take_text(text_.substr(at, end - at));
      return end;
    }
    std::string_view rest = text_.substr(at);
    if (rest.starts_with("<!--")) return behind(text_, "-->", at);
    if (rest.starts_with("<![CDATA[")) {
      std::size_t end = behind(text_, "]]>", at);
      take_text(text_.substr(at + 9, end - at - 9));
      return end;
    }
    if (rest.starts_with("<?")) {
      if (rest.starts_with("<?xml-stylesheet")) elsewhere_ = true;
      return behind(text_, "?>", at);
    }
    if (rest.starts_with("<!")) return behind(text_, ">", at);
    std::size_t end = end_of_tag(text_, at + 1);
    if (end == text_.npos) return text_.size();
    take_tag(text_.substr(at + 1, end - at - 1));
    return end + 1;
  }

  void take_tag(std::string_view tag) {
    if (tag.starts_with('/')) {
      // Elements that were never closed end with the one around them.
      auto opened = std::find(open_.rbegin(), open_.rend(), local(tag.substr(1)));
      if (opened != open_.rend()) open_.erase(std::prev(opened.base()), open_.end());
      return;
    }
    std::string_view name = local(tag);
    begin(name, tag);
    if (!tag.ends_with('/')) open_.push_back(name);
  }

  void begin(std::string_view name, std::string_view tag) {
    moves_ = moves_ || is_in(moving, name);
    mesh_ = mesh_ || is_in(meshes, name);
    script_ = script_ || name == "script" || has_script_of_event(tag);
    if (is_in(undrawn, name)) lose(lost_part(name));
    // A picture of a web page within the drawing.
    if (name == "img" && is_in(open_, "foreignObject"sv)) lose(lost_part("foreignObject"));
    if (auto fonts = attribute(tag, "font-family")) found_.fonts.emplace_back(*fonts);
    if (auto style = attribute(tag, "style")) take_style(without_quotes(*style));
  }

  void take_text(std::string_view text) {
    if (open_.empty()) return;
    if (open_.back() == "style") return take_style(text);
    if (text.find_first_not_of(blanks) == text.npos) return;
    for (std::string_view name : open_) {
      if (is_in(undrawn_text, name)) return lose(lost_text(name));
    }
  }

  void take_style(std::string_view css) {
    if (css.find("@import") != css.npos) elsewhere_ = true;
    moves_ = moves_ || css.find("@keyframes") != css.npos;
    for (std::size_t at = css.find("font-family"); at != css.npos; at = css.find("font-family", at + 1)) {
      std::size_t colon = css.find(':', at);
      if (colon == css.npos) return;
      std::size_t end = std::min(css.find_first_of(";}", colon), css.size());
      found_.fonts.emplace_back(css.substr(colon + 1, end - colon - 1));
    }
  }

  void lose(error e) {
    if (!found_.lost && !is_in(open_, "switch"sv)) found_.lost = std::move(e);
  }

  std::string_view text_;
  std::vector<std::string_view> open_;
  svg_features found_;
  bool moves_ = false, script_ = false, mesh_ = false, elsewhere_ = false;
};

// Fonts that every system has, and the free ones of the same widths.
std::string_view stand_in(std::string_view font) {
  struct {
    std::string_view font, same_widths;
  } constexpr known[] = {{"arial", "liberation sans"},
                         {"helvetica", "liberation sans"},
                         {"times new roman", "liberation serif"},
                         {"times", "liberation serif"},
                         {"courier new", "liberation mono"},
                         {"courier", "liberation mono"},
                         {"calibri", "carlito"},
                         {"cambria", "caladea"}};
  for (const auto& k : known) {
    if (k.font == font) return k.same_widths;
  }
  return {};
}

}  // namespace

svg_features features_of(std::string_view text) {
  return scan(text).run();
}

std::vector<std::string> missing_fonts(const std::vector<std::string>& lists,
                                       const std::vector<std::string>& installed) {
  constexpr std::array generic{"serif"sv,   "sans-serif"sv, "sans"sv,    "monospace"sv, "mono"sv, "cursive"sv,
                               "fantasy"sv, "system-ui"sv,  "inherit"sv, "initial"sv,   ""sv};
  std::vector<std::string> missing;
  for (std::string_view list : lists) {
    std::string first(trimmed(without_quotes(list.substr(0, list.find(',')))));
    std::string small = lower_case(first);
    bool there = is_in(generic, small) || is_in(installed, small) || is_in(installed, stand_in(small));
    if (!there && !is_in(missing, first)) missing.push_back(std::move(first));
  }
  return missing;
}

}  // namespace bangtin::media::ingest
