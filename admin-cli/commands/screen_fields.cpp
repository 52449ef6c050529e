#include "admin-cli/commands/screen_fields.hpp"

#include <algorithm>
#include <array>

#include "admin-cli/commands/draft_screen.hpp"
#include "admin-cli/commands/media_choice.hpp"
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

error bad_option(std::string_view option, const std::string& typed, message remedy) {
  return {errc::usage, msg("{} cannot be \"{}\"", option, printable(typed)), std::move(remedy)};
}

result<std::vector<std::string>> parse_groups(const std::string& typed) {
  std::vector<std::string> groups;
  if (trimmed(typed).empty()) return groups;
  for (const std::string& part : split(typed, ',')) {
    std::string_view word = trimmed(part);
    if (word.starts_with('@')) word.remove_prefix(1);  // as campaigns name it
    result<std::string> name = good_screen_name(std::string(word));
    if (!name) {
      return error{errc::usage, msg("\"{}\" cannot be the name of a group", printable(word)),
                   msg("give short names with commas between, like \"indoor,market\"")};
    }
    if (std::find(groups.begin(), groups.end(), *name) == groups.end()) groups.push_back(std::move(*name));
  }
  return groups;
}

result<bool> parse_switch(std::string_view option, const std::string& typed) {
  constexpr std::array on{"on", "true", "yes", "1", "có", "bật"};
  constexpr std::array off{"off", "false", "no", "0", "không", "tắt", ""};
  const std::string word = folded(trimmed(typed));
  auto is_word = [&](const char* w) { return folded(w) == word; };
  if (std::any_of(on.begin(), on.end(), is_word)) return true;
  if (std::any_of(off.begin(), off.end(), is_word)) return false;
  return bad_option(option, typed, msg("write on or off"));
}

result<int> parse_volume(const std::string& typed) {
  std::string_view digits = trimmed(typed, " \t%");
  if (digits.empty()) return text::full_volume;
  if (auto n = parse_integer(digits, 0, text::full_volume)) return static_cast<int>(*n);
  return bad_option("--volume", typed, msg("give a whole number from {} to {}", 0, text::full_volume));
}

result<playlists::programme::ticker_place> parse_ticker(const std::string& typed) {
  const std::string word = lower_case(trimmed(typed));
  if (word.empty()) return playlists::programme::ticker_place::band;
  if (auto place = playlists::programme::ticker_place_from(word)) return *place;
  return bad_option("--ticker", typed,
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

void drop_from(const programme& p, std::vector<std::string>& places, const std::string& shown,
               lost_places& lost) {
  std::vector<std::string> left;
  for (const std::string& one : places) {
    if (is_place(p, one)) left.push_back(one);
  }
  if (left.size() == places.size()) return;
  if (left.empty()) {
    lost.orphans.push_back(shown);
  } else {
    lost.shortened.push_back(shown);
    places = std::move(left);
  }
}

}  // namespace

result<std::string> good_screen_name(const std::string& typed) {
  std::string name = to_nfc(trimmed(typed));
  auto hidden = text::find_hidden(name);
  if (hidden) return error{errc::usage, hidden->what, hidden->remedy};
  if (text::is_good_screen_name(name)) return name;
  return error{errc::usage, msg("\"{}\" cannot be the name of a screen", printable(typed)),
               msg("use a short name such as \"lobby\", without commas, slashes and a leading @; the title "
                   "may say more")};
}

result<std::string> good_line(std::string_view option, const std::string& typed) {
  std::string line = to_nfc(trimmed(typed));
  if (line.find_first_of("\n\t") != std::string::npos) {
    return bad_option(option, typed, msg("write it on one line and try again"));
  }
  if (auto hidden = text::find_hidden(line)) return error{errc::usage, hidden->what, hidden->remedy};
  return line;
}

result<void> change_screen(screen& to, const arguments& given) {
  auto line = [](std::string_view option) {
    return [option](const std::string& typed) { return good_line(option, typed); };
  };
  if (auto r = take(to.title, given, "--title", line("--title")); !r) return r;
  if (auto r = take(to.venue, given, "--venue", line("--venue")); !r) return r;
  if (auto r = take(to.groups, given, "--groups", parse_groups); !r) return r;
  if (auto r = take(to.open, given, "--open", parse_openings); !r) return r;
  if (auto r = take(to.quiet, given, "--quiet-hours", parse_openings); !r) return r;
  if (auto r = take(to.volume, given, "--volume", parse_volume); !r) return r;
  auto clock = [](const std::string& typed) { return parse_switch("--clock", typed); };
  if (auto r = take(to.clock, given, "--clock", clock); !r) return r;
  return take(to.ticker, given, "--ticker", parse_ticker);
}

result<wire::admin::media_item> find_picture(session& s, const std::string& typed, bool pictures_only) {
  using playlists::programme::media_kind;
  result<wire::admin::media_item> item = find_media(s, typed, removed_items::no);
  if (!item) return item;
  bool fits = item->kind == media_kind::image || (item->kind == media_kind::video && !pictures_only);
  if (fits) return item;
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

lost_places drop_lost_places(programme& p) {
  lost_places lost;
  for (playlists::programme::campaign& c : p.campaigns) drop_from(p, c.screens, c.name, lost);
  for (playlists::programme::ticker& t : p.tickers) {
    const std::string shown = t.name.empty() ? std::string(first_characters(t.text, 30)) : t.name;
    drop_from(p, t.screens, tr("ticker {}", shown), lost);
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
