// One valid example for each key. Text that the author wrote is preferred, so that the suggested line can be
// copied.
#include "playlists/text/toml_examples.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace bangtin::playlists::text {

namespace {

constexpr std::size_t max_shown_bytes = 80;
using pair = std::pair<std::string_view, std::string_view>;

constexpr std::array<pair, 33> texts{{{"timezone", "Asia/Ho_Chi_Minh"},
                                      {"slate", "posters/slate.png"},
                                      {"name", "lobby"},
                                      {"title", "Sảnh chính"},
                                      {"venue", "service-centre"},
                                      {"groups", "indoor"},
                                      {"days", "mon-fri"},
                                      {"hours", "07:00-17:30"},
                                      {"media", "posters/vneid.png"},
                                      {"duration", "12s"},
                                      {"link", "https://dichvucong.gov.vn"},
                                      {"theme", "III.2"},
                                      {"audience", "người dân"},
                                      {"playlist", "dich-vu-cong"},
                                      {"screens", "lobby"},
                                      {"task", "IV.3.c"},
                                      {"level", "normal"},
                                      {"from", "2026-10-01"},
                                      {"to", "2026-10-10"},
                                      {"rrule", "FREQ=MONTHLY;BYDAY=1MO"},
                                      {"except", "2026-02-17"},
                                      {"every", "15m"},
                                      {"fade", "500ms"},
                                      {"order", "shuffle"},
                                      {"body", "UBND xã Nghĩa Hưng"},
                                      {"logo", "posters/logo.png"},
                                      {"text", "Nộp hồ sơ trực tuyến"},
                                      {"call", "Quét mã để nộp hồ sơ"},
                                      {"subtitles", "clips/a.srt"},
                                      {"fit", "cover"},
                                      {"qr", "beside"},
                                      {"ticker", "over"},
                                      {"id", "0576db80203d"}}};

// The table to which a key belongs, for keys that are unknown in the table where they stand.
constexpr std::array<pair, 28> homes{{{"groups", "[[screen]]"},
                                      {"open", "[[screen]]"},
                                      {"venue", "[[screen]]"},
                                      {"quiet", "[[screen]]"},
                                      {"clock", "[[screen]]"},
                                      {"logo", "[[screen]]"},
                                      {"items", "[[playlist]]"},
                                      {"media", "items"},
                                      {"duration", "items"},
                                      {"pages", "items"},
                                      {"link", "items"},
                                      {"call", "items"},
                                      {"subtitles", "items"},
                                      {"theme", "items"},
                                      {"audience", "items"},
                                      {"fade", "[[campaign]]"},
                                      {"qr", "items"},
                                      {"ticker", "[[screen]]"},
                                      {"fit", "[[campaign]]"},
                                      {"playlist", "[[campaign]]"},
                                      {"screens", "[[campaign]]"},
                                      {"task", "[[campaign]]"},
                                      {"level", "[[campaign]]"},
                                      {"share", "[[campaign]]"},
                                      {"every", "[[campaign]]"},
                                      {"order", "[[campaign]]"},
                                      {"days", "[[campaign]]"},
                                      {"hours", "[[campaign]]"}}};

template <std::size_t N>
std::string_view find(const std::array<pair, N>& all, std::string_view key) {
  auto found = std::find_if(all.begin(), all.end(), [&](const pair& p) { return p.first == key; });
  return found == all.end() ? std::string_view() : found->second;
}

std::string text_for(std::string_view key, const toml::node& written) {
  if (const auto* date = written.as_date(); date != nullptr && find(texts, key).starts_with("2026-")) {
    return fmt::format("{:04}-{:02}-{:02}", date->get().year, date->get().month, date->get().day);
  }
  const auto* number = written.as_integer();
  if (number != nullptr && (key == "duration" || key == "every" || key == "fade") && number->get() > 0 &&
      number->get() <= 86'400) {
    return fmt::format("{}s", number->get());
  }
  const auto* text = written.as_string();
  if (text != nullptr && text->get().size() <= 64 && text->get().find_first_of("\"\\") == std::string::npos) {
    return printable(text->get());
  }
  std::string_view example = find(texts, key);
  return std::string(example.empty() ? "..." : example);
}

}  // namespace

std::string shown(std::string_view text) {
  if (text.size() <= max_shown_bytes) return printable(text);
  return printable(cut_at_character(text, max_shown_bytes)) + "…";
}

std::string text_example(std::string_view key, const toml::node& written, bool in_list) {
  const std::string text = text_for(key, written);
  return in_list ? fmt::format("{} = [\"{}\"]", key, text) : fmt::format("{} = \"{}\"", key, text);
}

std::string number_example(std::string_view key, const toml::node& written) {
  const auto* text = written.as_string();
  bool is_number = text != nullptr && !text->get().empty() && text->get().size() <= 4 &&
                   text->get().find_first_not_of("0123456789") == std::string::npos && text->get()[0] != '0';
  return fmt::format("{} = {}", key, is_number ? text->get() : key == "pages" ? "12" : "60");
}

std::string entry_example(std::string_view key, const toml::node& written) {
  if (key == "open" || key == "quiet") return "{ days = \"mon-fri\", hours = \"07:00-17:30\" }";
  std::string_view inner = key == "items" ? "media" : "name";
  return fmt::format("{{ {} = \"{}\" }}", inner, text_for(inner, written));
}

message remedy_for_key(std::string_view key, const std::vector<std::string>& known) {
  if (auto meant = closest(key, known)) return msg("did you mean \"{}\"?", *meant);
  if (key == "timezone" || key == "slate" || key == "body") {
    return msg("write it at the beginning of the file, before the first heading in brackets");
  }
  if (std::string_view home = find(homes, key); !home.empty()) {
    return msg("it belongs to {}; the keys here are: {}", home, fmt::join(known, ", "));
  }
  return msg("leave it out; the keys here are: {}", fmt::join(known, ", "));
}

}  // namespace bangtin::playlists::text
