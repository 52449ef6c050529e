// Formats the worker's answer as text, and parses it. The parser trusts nothing: an attacker who controls the
// worker writes these bytes, and they end up in file names, in format strings and on people's screens.
#include "media/asset.hpp"

#include <algorithm>
#include <cctype>

#include "base/message_json.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::media {

namespace {

using playlists::programme::media_kind;

constexpr int max_side = 32'768;
constexpr int max_pages = 10'000;
constexpr std::int64_t max_duration_ms = 30LL * 24 * 3600 * 1000;
constexpr std::size_t max_title_bytes = 200;
constexpr std::size_t max_warnings = 20;
constexpr message_limits worker_messages{
    .max_id_bytes = 500, .max_args = 8, .max_arg_bytes = 500, .max_place_digits = 1, .escaped_braces = false};

error garbled() {
  return {errc::internal, msg("the program that checks media files gave an answer that makes no sense"),
          msg("try again with another file; if that fails too, reinstall bangtin")};
}

// A name of ours: it cannot leave its folder, hide, or look like an option.
bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::isalnum(static_cast<unsigned char>(name.front())) != 0 &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

// A title is one line of clean text.
bool is_title(std::string_view text) {
  return text.size() <= max_title_bytes && is_clean_utf8(text) && text.find_first_of("\t\n") == text.npos;
}

// The warnings of an answer; nothing when they are malformed.
std::optional<std::vector<message>> warnings_from(const json::value& v) {
  const json::array* all = v.if_array();
  if (all == nullptr || all->size() > max_warnings) return std::nullopt;
  std::vector<message> warnings;
  for (const json::value& one : *all) {
    auto read = message_from_value(one, worker_messages);
    if (!read || read->empty()) return std::nullopt;
    warnings.push_back(std::move(*read));
  }
  return warnings;
}

result<ingested> ingested_from(const json::value& v) {
  ingested i;
  json_reader f(v);
  std::string kind = f.text("kind", 16);
  i.width = static_cast<int>(f.integer("width", 0, max_side));
  i.height = static_cast<int>(f.integer("height", 0, max_side));
  i.duration = std::chrono::milliseconds(f.integer("duration_ms", 0, max_duration_ms));
  i.pages = static_cast<int>(f.integer("pages", 0, max_pages));
  i.sound = f.boolean("sound");
  i.made = f.texts("made", max_pages);
  if (f.has("title")) i.title = f.text("title", max_title_bytes);
  auto warnings = f.has("warnings") ? warnings_from(f.any("warnings")) : std::vector<message>();
  if (f.finish() || !warnings || !is_title(i.title)) return garbled();
  i.warnings = std::move(*warnings);

  std::optional<media_kind> known = playlists::programme::media_kind_from(kind);
  if (!known) return garbled();
  i.kind = *known;
  // Subtitles have no size.
  bool text = i.kind == media_kind::subtitles;
  bool size = text ? i.width == 0 && i.height == 0 : i.width > 0 && i.height > 0;
  bool video = i.kind == media_kind::video;
  bool pages = i.kind == media_kind::pages;
  std::vector<std::string> sorted = i.made;
  std::sort(sorted.begin(), sorted.end());
  bool names = std::all_of(sorted.begin(), sorted.end(), is_plain_name) &&
               std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
  bool counts = pages ? i.pages > 0 && i.made.size() == static_cast<std::size_t>(i.pages)
                      : i.pages == 0 && i.made.size() <= 1;
  if (!size || !names || !counts || video != (i.duration.count() > 0) || (i.sound && !video))
    return garbled();
  return i;
}

}  // namespace

std::string tidy_title(std::string_view text) {
  std::string one_line(text);
  std::replace_if(
      one_line.begin(), one_line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  one_line = printable(one_line);
  return std::string(trimmed(cut_at_character(trimmed(one_line), max_title_bytes)));
}

std::string to_json(const ingested& i) {
  json::array made;
  for (const std::string& name : i.made) made.emplace_back(name);
  json::array warnings;
  std::size_t written = std::min(i.warnings.size(), max_warnings);
  for (std::size_t n = 0; n < written; ++n) warnings.push_back(to_value(i.warnings[n]));
  json::object ok{{"kind", playlists::programme::to_string(i.kind)},
                  {"width", i.width},
                  {"height", i.height},
                  {"duration_ms", i.duration.count()},
                  {"pages", i.pages},
                  {"sound", i.sound},
                  {"made", std::move(made)},
                  {"title", tidy_title(i.title)},
                  {"warnings", std::move(warnings)}};
  return canonical(json::object{{"ok", std::move(ok)}});
}

std::string rejection_to_json(const error& e) {
  json::object rejected{
      {"code", to_string(e.code)}, {"what", to_value(e.what)}, {"remedy", to_value(e.remedy)}};
  return canonical(json::object{{"rejected", std::move(rejected)}});
}

result<ingested> ingest_answer_from_json(std::string_view text) {
  if (text.size() > max_answer_bytes) return garbled();
  auto parsed = parse_json(text);
  if (!parsed) return garbled();
  json_reader f(*parsed);
  if (f.has("ok")) {
    auto i = ingested_from(f.any("ok"));
    if (f.finish()) return garbled();
    return i;
  }
  json_reader r(f.any("rejected"));
  std::string code = r.text("code", 32);
  result<message> what = message_from_value(r.any("what"), worker_messages);
  result<message> remedy = message_from_value(r.any("remedy"), worker_messages);
  if (r.finish() || f.finish() || !what || !remedy || what->empty()) return garbled();
  errc known = errc_from(code);
  if (to_string(known) != code) return garbled();
  return error{known, std::move(*what), std::move(*remedy)};
}

}  // namespace bangtin::media
