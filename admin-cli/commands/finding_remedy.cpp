// A table says which command changes what a kind of finding is about. Its options have the names of the
// file's keys.
#include "admin-cli/commands/finding_remedy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "admin-cli/views/shell_words.hpp"
#include "base/language.hpp"
#include "base/placeholder.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::analysis::finding;
using playlists::analysis::finding_kind;

// What is changed: the finding's own campaign, screen or item; another campaign, whose name the person knows;
// or a screen that is to come.
enum class target { campaign, other_campaign, screen, any_screen, item, new_screen };

struct place {
  finding_kind kind;
  target what;
  std::string_view options;  // with spaces between
};

// Several rows of a kind are several ways.
constexpr place places[] = {
    {finding_kind::no_screen, target::new_screen, ""},
    {finding_kind::never_runs, target::campaign, "--from --to --days --rrule --except"},
    {finding_kind::begins_late, target::campaign, "--from"},
    {finding_kind::is_over, target::campaign, "--from --to"},
    {finding_kind::dates_swapped, target::campaign, "--from --to"},
    {finding_kind::rule_every_month, target::campaign, "--rrule"},
    {finding_kind::never_open, target::campaign, "--hours --days"},
    {finding_kind::never_open, target::any_screen, "--open"},
    {finding_kind::silenced, target::campaign, "--level"},
    {finding_kind::silenced, target::other_campaign, "--hours"},
    {finding_kind::never_fits, target::campaign, "--hours"},
    {finding_kind::never_its_turn, target::campaign, "--hours"},
    {finding_kind::item_outlasts_hours, target::campaign, "--hours"},
    {finding_kind::cadence_over, target::campaign, "--every"},
    {finding_kind::takeovers_overlap, target::campaign, "--from --to --hours --level"},
    {finding_kind::share_missed, target::campaign, "--hours --share"},
    {finding_kind::share_small, target::campaign, "--share"},
    {finding_kind::runs_dry, target::campaign, "--to"},
    {finding_kind::screen_empty, target::other_campaign, "--screens"},
    {finding_kind::empty_days, target::screen, "--open"},
    {finding_kind::duration_differs, target::item, "--duration"},
    {finding_kind::still_too_short, target::item, "--duration"},
    {finding_kind::call_unused, target::item, "--link --call"},
    {finding_kind::subtitles_unused, target::item, "--subtitles"},
    {finding_kind::link_too_long, target::item, "--link"},
    {finding_kind::link_not_https, target::item, "--link"},
    {finding_kind::picture_covered, target::item, "--qr"},
    {finding_kind::picture_covered, target::screen, "--ticker"},
    {finding_kind::logo_no_picture, target::screen, "--logo"},
};

// Whether the finding has what the row changes: a picture is covered by an item's code or by a screen's
// ticker.
bool fits(const place& p, const finding& f) {
  if (p.kind != f.kind) return false;
  if (p.what == target::item) return f.item >= 0 && !f.playlist.empty();
  if (p.what == target::screen) return !f.screen.empty();
  return p.what != target::campaign || !f.campaign.empty();
}

std::string command_of(const place& p, const finding& f) {
  std::string line = "bangtin ";
  switch (p.what) {
    case target::campaign:
      line += "campaign edit " + views::shell_word(f.campaign);
      break;
    case target::other_campaign:
      line += "campaign edit " + placeholder("NAME");
      break;
    case target::screen:
      line += "screen edit " + views::shell_word(f.screen);
      break;
    case target::any_screen:
      line += "screen edit " + placeholder("NAME");
      break;
    case target::item:
      line += "playlist edit " + views::shell_word(f.playlist) + " " + std::to_string(f.item + 1);
      break;
    case target::new_screen:
      return line + "screen create " + placeholder("NAME");
  }
  for (const std::string& option : split(p.options, ' ')) line += " " + option + " …";
  return line;
}

// The keys of the file, each once.
std::vector<std::string> keys_of(const std::vector<const place*>& where) {
  std::vector<std::string> keys;
  for (const place* p : where) {
    if (p->what == target::new_screen) keys.emplace_back("[[screen]]");
    for (const std::string& option : split(p->options, ' ')) {
      if (option.empty()) continue;
      const std::string key = option.substr(2);
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
  }
  return keys;
}

}  // namespace

std::string remedy_of(const finding& f, checked_source source) {
  if (f.remedy.empty()) return {};
  const std::string words = translate(f.remedy);
  std::vector<const place*> where;
  for (const place& p : places) {
    if (fits(p, f)) where.push_back(&p);
  }
  if (where.empty()) return words;
  if (source == checked_source::file)
    return tr("{} (in the file: {})", words, fmt::to_string(fmt::join(keys_of(where), ", ")));
  std::vector<std::string> commands;
  for (const place* p : where) commands.push_back(command_of(*p, f));
  return fmt::format("{}: {}", words, fmt::join(commands, "; "));
}

}  // namespace bangtin::admin_cli::commands
