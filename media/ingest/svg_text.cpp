// A scan for tags, not an XML parser. librsvg parses the file, without a base address and therefore without
// loading anything; this scan only explains beforehand what would be missing.
#include "media/ingest/svg_text.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace bangtin::media::ingest {

namespace {

constexpr std::string_view blanks = " \t\r\n";

// Skips past the first `end` at or after `from`; to the end of the text if there is none.
std::size_t behind(std::string_view text, std::string_view end, std::size_t from) {
  std::size_t at = text.find(end, from);
  return at == text.npos ? text.size() : at + end.size();
}

// The end of a document type declaration, which may contain an internal subset in brackets.
std::size_t behind_doctype(std::string_view text, std::size_t from) {
  std::size_t bracket = text.find('[', from);
  std::size_t close = text.find('>', from);
  if (bracket == text.npos || close < bracket) return close == text.npos ? text.size() : close + 1;
  return behind(text, ">", behind(text, "]", bracket));
}

std::string_view local_name(std::string_view tag) {
  std::string_view name = tag.substr(0, tag.find_first_of(" \t\r\n/>"));
  std::size_t colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

// The value of `href` or `prefix:href` in a tag, if present.
std::optional<std::string_view> href(std::string_view tag) {
  for (std::size_t at = tag.find("href"); at != tag.npos; at = tag.find("href", at + 4)) {
    if (at == 0 || (blanks.find(tag[at - 1]) == blanks.npos && tag[at - 1] != ':')) continue;
    std::size_t equals = tag.find_first_not_of(blanks, at + 4);
    if (equals == tag.npos || tag[equals] != '=') continue;
    std::size_t quote = tag.find_first_not_of(blanks, equals + 1);
    if (quote == tag.npos || (tag[quote] != '"' && tag[quote] != '\'')) continue;
    std::size_t end = tag.find(tag[quote], quote + 1);
    if (end == tag.npos) return {};
    std::string_view value = tag.substr(quote + 1, end - quote - 1);
    value.remove_prefix(std::min(value.find_first_not_of(blanks), value.size()));
    return value;
  }
  return {};
}

// Pictures within the file, by their media type. Others are left out when the drawing is drawn.
bool is_drawn(std::string_view data) {
  std::string_view type = data.substr(5, data.find_first_of(";,") - 5);
  constexpr std::array kinds{std::string_view("image/png"),     std::string_view("image/jpeg"),
                             std::string_view("image/jpg"),     std::string_view("image/gif"),
                             std::string_view("image/svg+xml"), std::string_view("")};
  return std::find(kinds.begin(), kinds.end(), lower_case(type)) != kinds.end();
}

}  // namespace

std::string_view root_element(std::string_view text) {
  std::size_t at = 0;
  for (;;) {
    at = text.find_first_not_of(blanks, at);
    if (at == text.npos || text[at] != '<') return {};
    std::string_view rest = text.substr(at);
    if (rest.starts_with("<?")) {
      at = behind(text, "?>", at);
    } else if (rest.starts_with("<!--")) {
      at = behind(text, "-->", at);
    } else if (rest.starts_with("<!DOCTYPE")) {
      at = behind_doctype(text, at);
    } else {
      return local_name(rest.substr(1));
    }
  }
}

unzipped_text unzipped(std::string_view content, std::size_t max_bytes) {
  constexpr int gzip_window = 16 + MAX_WBITS;
  unzipped_text out;
  z_stream z{};
  if (inflateInit2(&z, gzip_window) != Z_OK) return out;
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  z.avail_in = static_cast<uInt>(content.size());
  int state = Z_OK;
  while (state == Z_OK && out.text.size() < max_bytes) {
    char piece[16 << 10];
    z.next_out = reinterpret_cast<Bytef*>(piece);
    z.avail_out = static_cast<uInt>(std::min(sizeof piece, max_bytes - out.text.size()));
    uInt room = z.avail_out;
    state = inflate(&z, Z_NO_FLUSH);
    out.text.append(piece, room - z.avail_out);
  }
  inflateEnd(&z);
  out.whole = state == Z_STREAM_END;
  return out;
}

std::optional<error> outside_reference(std::string_view text) {
  for (std::size_t at = text.find("<!ENTITY"); at != text.npos; at = text.find("<!ENTITY", at + 8)) {
    std::string_view declaration = text.substr(at, text.find('>', at) - at);
    std::string_view unquoted = declaration.substr(0, declaration.find_first_of("\"'"));
    if (unquoted.find("SYSTEM") != unquoted.npos || unquoted.find("PUBLIC") != unquoted.npos) {
      return error{errc::invalid,
                   msg("this drawing asks for other files (external entities), which is not allowed"),
                   msg("export it again as plain SVG, or as PNG")};
    }
  }
  constexpr std::array drawing_elements{std::string_view("image"), std::string_view("feImage"),
                                        std::string_view("use"), std::string_view("tref")};
  for (std::size_t at = text.find('<'); at != text.npos; at = text.find('<', at + 1)) {
    if (text.substr(at).starts_with("<!--")) {
      at = behind(text, "-->", at) - 1;
      continue;
    }
    std::string_view tag = text.substr(at + 1, text.find('>', at) - at - 1);
    std::string_view name = local_name(tag);
    if (std::find(drawing_elements.begin(), drawing_elements.end(), name) == drawing_elements.end()) continue;
    auto target = href(tag);
    if (!target || target->empty() || target->starts_with('#')) continue;
    if (target->starts_with("data:")) {
      if (is_drawn(*target)) continue;
      return error{
          errc::invalid,
          msg("this drawing contains a picture of a kind that cannot be drawn (“{}”)",
              printable(target->substr(5, std::min<std::size_t>(40, target->find_first_of(";,") - 5)))),
          msg("embed its pictures as PNG or JPEG, or export it as PNG")};
    }
    return error{
        errc::invalid,
        msg("this drawing shows “{}”, which is not inside the file", printable(target->substr(0, 80))),
        msg("embed the pictures when you export the SVG, or export it as PNG")};
  }
  return {};
}

}  // namespace bangtin::media::ingest
