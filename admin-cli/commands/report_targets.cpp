#include "admin-cli/commands/report_targets.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;

struct format_row {
  std::string_view name, ending;
};
constexpr std::array<format_row, 4> known_formats{
    {{"csv", ".csv"}, {"xlsx", ".xlsx"}, {"pdf", ".pdf"}, {"json", ".jsonl"}}};

// Also by its ending: "jsonl" is evidence too.
const format_row* format_named(std::string_view name) {
  auto found = std::find_if(known_formats.begin(), known_formats.end(), [&](const format_row& f) {
    return f.name == name || f.ending.substr(1) == name;
  });
  return found == known_formats.end() ? nullptr : found;
}

error unknown_format(std::string_view name) {
  std::vector<std::string> names;
  for (const format_row& f : known_formats) names.emplace_back(f.name);
  auto like = closest(name, names);
  return {errc::usage, msg("there is no format \"{}\"", printable(name)),
          like ? msg("did you mean {}?", *like) : msg("choose from: csv, xlsx, pdf, json")};
}

result<std::vector<const format_row*>> formats_in(const std::string& text) {
  std::vector<const format_row*> all;
  for (const std::string& part : split(text, ',')) {
    const std::string name = lower_case(trimmed(part));
    const format_row* format = format_named(name);
    if (format == nullptr) return unknown_format(name);
    if (std::find(all.begin(), all.end(), format) != all.end()) {
      return error{errc::usage, msg("the format \"{}\" is named twice", format->name),
                   msg("name each format once")};
    }
    all.push_back(format);
  }
  return all;
}

// ".xlsx" in small letters. Empty: the name has none; digits after a dot, as in "bao-cao.2026", are none.
std::string ending_of(const fs::path& file) {
  const std::string ending = lower_case(file.extension().string());
  bool letters = std::any_of(ending.begin(), ending.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return letters ? ending : std::string();
}

error contradiction(const std::string& path, const format_row& format, bool has_choice) {
  return {errc::usage, msg("the name {} does not fit the format \"{}\"", printable(path), format.name),
          has_choice ? msg("give it the ending {}, or leave --format out", format.ending)
                     : msg("give it the ending {}", format.ending)};
}

// What is no name of a file.
std::optional<error> bad_name(const std::optional<std::string>& path) {
  if (path && path->empty()) {
    return error{errc::usage, msg("the name of the file is empty"),
                 msg("give a name, or leave --output out")};
  }
  if (path == "-") {
    return error{errc::usage, msg("a report is not written to standard output"),
                 msg("give the name of a file; ./- is one too")};
  }
  return std::nullopt;
}

// The format of a single file.
result<const format_row*> format_of(const std::string& path, const format_row* asked, bool has_choice) {
  const std::string ending = ending_of(path);
  const format_row* said = ending.empty() ? nullptr : format_named(std::string_view(ending).substr(1));
  if (asked != nullptr && !ending.empty() && said != asked) return contradiction(path, *asked, has_choice);
  if (!ending.empty() && said == nullptr) {
    return error{errc::usage, msg("the name {} ends like no format of the report", printable(path)),
                 msg("end it in .csv, .xlsx, .pdf or .jsonl")};
  }
  if (asked != nullptr) return asked;
  return said != nullptr ? said : format_named("csv");
}

}  // namespace

result<std::vector<report_target>> report_targets(const std::string& month,
                                                  const std::optional<std::string>& formats,
                                                  const std::optional<std::string>& path,
                                                  const std::string& stem, bool has_choice) {
  if (auto bad = bad_name(path)) return *bad;
  std::vector<const format_row*> asked;
  if (formats) {
    result<std::vector<const format_row*>> read = formats_in(*formats);
    if (!read) return read.error();
    asked = std::move(*read);
  }
  std::error_code ignored;
  const bool folder = path && (fs::is_directory(*path, ignored) || path->ends_with('/'));
  if (path && !folder && asked.size() < 2) {
    result<const format_row*> format = format_of(*path, asked.empty() ? nullptr : asked.front(), has_choice);
    if (!format) return format.error();
    return std::vector<report_target>{{(*format)->name, *path}};
  }
  if (path && !folder && !ending_of(*path).empty()) {
    return error{errc::usage,
                 msg("the name {} has an ending, and several formats are asked for", printable(*path)),
                 msg("give a name without an ending; each file gets its own")};
  }
  if (asked.empty()) asked.push_back(format_named("csv"));
  const std::string usual = stem + "-" + month;
  const fs::path base = !path ? fs::path(usual) : folder ? fs::path(*path) / usual : fs::path(*path);
  std::vector<report_target> targets;
  for (const format_row* f : asked) targets.push_back({f->name, base.string() + std::string(f->ending)});
  return targets;
}

}  // namespace bangtin::admin_cli::commands
