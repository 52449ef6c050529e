// People know a screen by its title too, so a title that fits becomes the remedy for a wrong name.
#include "admin-cli/commands/screen_list.hpp"

#include <algorithm>
#include <set>

#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::screen;

constexpr std::size_t min_title_bytes = 3;

// The screen whose title begins with what was typed, if there is only one.
const screen* by_title(const std::vector<screen>& known, const std::string& typed) {
  const std::string small = folded(typed);
  const screen* found = nullptr;
  for (const screen& s : known) {
    if (small.size() < min_title_bytes || !folded(s.title).starts_with(small)) continue;
    if (found != nullptr) return nullptr;
    found = &s;
  }
  return found;
}

result<std::string> choose_one(const std::vector<screen>& known, const std::vector<std::string>& names,
                               const std::string& typed) {
  const std::string word = folded(typed) == "tất cả" ? "all" : typed;
  const screen* titled = by_title(known, typed);
  return choose_name(word, names, msg("there is no screen or group \"{}\"", shown_value(typed)),
                     titled != nullptr ? msg("did you mean {}?", printable(titled->name))
                                       : msg("see \"bangtin screen list\" for those that there are"));
}

}  // namespace

result<std::vector<std::string>> choose_screens(const arguments& given, const std::vector<screen>& known,
                                                const message& what_is_missing) {
  std::vector<std::string> names{"all"};
  std::set<std::string> groups;
  for (const screen& s : known) {
    names.push_back(s.name);
    groups.insert(s.groups.begin(), s.groups.end());
  }
  for (const std::string& g : groups) names.push_back("@" + g);
  std::vector<std::string> chosen;
  for (const std::string& typed : parts_of(given, "--screens")) {
    result<std::string> name = choose_one(known, names, typed);
    if (!name) return name.error();
    if (std::find(chosen.begin(), chosen.end(), *name) == chosen.end()) chosen.push_back(*name);
  }
  if (chosen.empty()) {
    return error{errc::usage, what_is_missing,
                 msg("name screens or groups with commas between, like lobby,@indoor, or write all")};
  }
  if (std::find(chosen.begin(), chosen.end(), "all") != chosen.end()) chosen = {"all"};
  return chosen;
}

}  // namespace bangtin::admin_cli::commands
