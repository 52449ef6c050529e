#include "admin-cli/commands/media_edit_words.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "admin-cli/views/shell_words.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using wire::admin::media_item;

// What `media edit` changes: its option, the name that "media show" has for it, and the value as the option
// takes it.
struct edited_property {
  std::string_view option;
  std::string name;
  std::string (*value)(const media_item&);
};

std::string chosen_time(const media_item& m) {
  return m.duration.count() > 0 ? format_duration(m.duration) : std::string();
}

std::vector<edited_property> properties() {
  return {{"--title", tr("Title"), [](const media_item& m) { return m.title; }},
          {"--theme", tr("Theme"), [](const media_item& m) { return m.theme; }},
          {"--audience", tr("Audience"), [](const media_item& m) { return m.audience; }},
          {"--owner", tr("Owner"), [](const media_item& m) { return m.owner; }},
          {"--link", tr("Link"), [](const media_item& m) { return m.link; }},
          {"--call", tr("Call"), [](const media_item& m) { return m.call; }},
          {"--subtitles", tr("Subtitles"), [](const media_item& m) { return m.subtitles; }},
          {"--language", tr("Language"), [](const media_item& m) { return m.language; }},
          {"--licence", tr("Licence"), [](const media_item& m) { return m.licence; }},
          {"--review", tr("Review on"), [](const media_item& m) { return m.review; }},
          {"--duration", tr("Shown for"), chosen_time}};
}

std::string shown(const edited_property& p, const media_item& m) {
  const std::string value = p.value(m);
  if (value.empty()) return "–";
  return printable(p.option == "--review" ? local_dates(value) : value);
}

// A value that begins with a dash would be read as an option.
std::string with_value(std::string_view option, const std::string& value) {
  return std::string(option) + (value.starts_with('-') ? "=" : " ") + views::shell_word(value);
}

}  // namespace

std::string way_back_from_edit(const media_item& before, const media_item& after) {
  std::string options;
  for (const edited_property& p : properties()) {
    const std::string old = p.value(before);
    if (old != p.value(after)) options += " " + with_value(p.option, old);
  }
  return options.empty() ? options : views::shell_line("media edit", {{"ID", after.id}}) + options;
}

void print_media_changes(session& s, const media_item& before, const media_item& after) {
  for (const edited_property& p : properties()) {
    if (p.value(before) == p.value(after)) continue;
    s.out.text("~ " + p.name + ": " + shown(p, before) + " → " + shown(p, after));
  }
  const std::string back = way_back_from_edit(before, after);
  if (!back.empty()) s.out.note(tr("\"{}\" puts back what was written before.", back));
}

}  // namespace bangtin::admin_cli::commands
