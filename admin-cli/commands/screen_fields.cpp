#include "admin-cli/commands/screen_fields.hpp"

#include <algorithm>
#include <array>

#include "admin-cli/commands/draft_screen.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/missing_files.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_check.hpp"
#include "playlists/text/readable.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::programme;
using playlists::programme::screen;
namespace text = playlists::text;

result<std::vector<std::string>> parse_groups(const std::string& typed) {
  std::vector<std::string> groups;
  if (trimmed(typed).empty()) return groups;
  for (const std::string& part : split(typed, ',')) {
    std::string_view word = trimmed(part);
    if (word.starts_with('@')) word.remove_prefix(1);  // as campaigns name it
    result<std::string> name = new_name(word, msg("\"{}\" cannot be the name of a group", shown_value(word)),
                                        &text::find_bad_screen_name);
    if (!name) return name.error();
    if (std::find(groups.begin(), groups.end(), *name) == groups.end()) groups.push_back(std::move(*name));
  }
  return groups;
}

result<bool> parse_clock(const std::string& typed) {
  result<std::optional<bool>> on = switch_from("--clock", typed);
  if (!on) return error{errc::usage, on.error().what, msg("write on or off")};
  return on->value_or(false);
}

result<int> parse_volume(const std::string& typed) {
  std::string_view digits = trimmed(typed, " \t%");
  if (digits.empty()) return text::full_volume;
  if (auto n = parse_integer(digits, 0, text::full_volume)) return static_cast<int>(*n);
  return wrong_value("--volume", typed, msg("give a whole number from {} to {}", 0, text::full_volume));
}

result<playlists::programme::ticker_place> parse_ticker(const std::string& typed) {
  const std::string word = lower_case(trimmed(typed));
  if (word.empty()) return playlists::programme::ticker_place::band;
  if (auto place = playlists::programme::ticker_place_from(word)) return *place;
  return wrong_value("--ticker", typed,
                     msg("write band (below the picture) or over (the picture goes on under it)"));
}

// Reads one option, if it is given, into `to`.
template <class T, class Parse>
result<void> take(T& to, const arguments& given, std::string_view option, Parse parse) {
  std::optional<std::string> typed = given.get(option);
  if (!typed) return {};
  auto value = parse(*typed);
  if (!value) return value.error();
  to = std::move(*value);
  return {};
}

void drop_from(const programme& p, std::vector<std::string>& places, place_user user, lost_places& lost) {
  std::vector<std::string> left;
  for (const std::string& one : places) {
    if (is_place(p, one)) left.push_back(one);
  }
  if (left.size() == places.size()) return;
  if (left.empty()) {
    lost.orphans.push_back(std::move(user));
  } else {
    lost.shortened.push_back(std::move(user));
    places = std::move(left);
  }
}

std::string edit_of(std::string_view words, const std::string& key, const std::string& name) {
  return views::shell_line(words, {{key, name}, {"--screens", ""}});
}

}  // namespace

result<std::string> good_screen_name(const std::string& typed) {
  return new_name(typed, msg("\"{}\" cannot be the name of a screen", shown_value(typed)),
                  &text::find_bad_screen_name);
}

result<void> change_screen(screen& to, const arguments& given) {
  auto line = [](std::string_view option) {
    return [option](const std::string& typed) { return line_of(option, typed); };
  };
  if (auto r = take(to.title, given, "--title", line("--title")); !r) return r;
  if (auto r = take(to.venue, given, "--venue", line("--venue")); !r) return r;
  if (auto r = take(to.groups, given, "--groups", parse_groups); !r) return r;
  auto open = [](const std::string& typed) { return parse_openings(typed); };
  if (auto r = take(to.open, given, "--open", open); !r) return r;
  auto quiet = [](const std::string& typed) { return parse_openings(typed, "--quiet-hours"); };
  if (auto r = take(to.quiet, given, "--quiet-hours", quiet); !r) return r;
  if (auto r = take(to.volume, given, "--volume", parse_volume); !r) return r;
  if (auto r = take(to.clock, given, "--clock", parse_clock); !r) return r;
  return take(to.ticker, given, "--ticker", parse_ticker);
}

result<wire::admin::media_item> find_picture(session& s, const std::string& typed, bool pictures_only) {
  result<wire::admin::media_item> item = find_media(s, typed, removed_items::no);
  if (!item) return item;
  if (pictures_only ? is_picture(*item) : is_picture_or_video(*item)) return item;
  return error{errc::usage,
               pictures_only ? msg("\"{}\" is no picture", printable(item->file))
                             : msg("\"{}\" is neither a picture nor a video", printable(item->file)),
               msg("choose another one; \"bangtin media list\" shows what is loaded")};
}

bool is_place(const programme& p, const std::string& reference) {
  if (reference == "all") return true;
  return std::any_of(p.screens.begin(), p.screens.end(),
                     [&](const screen& s) { return playlists::programme::applies_to({reference}, s); });
}

std::string listed_users(const std::vector<place_user>& users) {
  std::vector<std::string> names;
  for (const place_user& u : users) names.push_back(u.shown);
  return listed_names(names);
}

lost_places drop_lost_places(programme& p) {
  lost_places lost;
  for (playlists::programme::campaign& c : p.campaigns) {
    drop_from(p, c.screens, {c.name, edit_of("campaign edit", "NAME", c.name)}, lost);
  }
  for (std::size_t i = 0; i < p.tickers.size(); ++i) {
    playlists::programme::ticker& t = p.tickers[i];
    const std::string shown = t.name.empty() ? std::string(first_characters(t.text, 30)) : t.name;
    const std::string called = t.name.empty() ? std::to_string(i + 1) : t.name;
    drop_from(p, t.screens, {tr("ticker {}", shown), edit_of("ticker edit", "TICKER", called)}, lost);
  }
  return lost;
}

std::vector<std::string> campaigns_on(const programme& p, const screen& s) {
  std::vector<std::string> names;
  for (const playlists::programme::campaign& c : p.campaigns) {
    if (playlists::programme::applies_to(c, s)) names.push_back(c.name);
  }
  return names;
}

std::vector<std::string> tickers_on(const programme& p, const screen& s) {
  std::vector<std::string> names;
  for (const playlists::programme::ticker& t : p.tickers) {
    if (!playlists::programme::applies_to(t.screens, s)) continue;
    names.push_back(t.name.empty() ? std::string(first_characters(t.text, 30)) : t.name);
  }
  return names;
}

}  // namespace bangtin::admin_cli::commands
