#include "admin-cli/commands/list_items.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::media_item;
using playlists::programme::playlist;
using playlists::programme::programme;

constexpr std::size_t min_letters = 3;   // of a beginning that is taken for the name
constexpr std::size_t max_numbers = 12;  // in a sentence

std::string shown(const std::string& typed) {
  return shown_value(typed);
}

// What an item is called: the media item's name, its last part, its ID, and the titles.
std::vector<std::string> names_of(const programme& p, const playlists::programme::playlist_item& i) {
  std::vector<std::string> names{i.media, std::filesystem::path(i.media).filename().string(), i.title};
  if (const media_item* m = p.find_media(i.media)) names.insert(names.end(), {m->id, m->title});
  std::erase(names, "");
  return names;
}

error several(const std::vector<std::size_t>& places, const std::string& typed) {
  std::vector<std::string> numbers;
  for (std::size_t place : places) {
    numbers.push_back(numbers.size() < max_numbers ? std::to_string(place + 1) : "…");
    if (numbers.size() > max_numbers) break;
  }
  return {errc::conflict, msg("the playlist has \"{}\" {} times", shown(typed), places.size()),
          msg("name it by its number: {}", fmt::format("{}", fmt::join(numbers, ", ")))};
}

error no_such_number(const playlist& l, const std::string& typed) {
  return {errc::not_found, msg("the playlist \"{}\" has no item {}", l.name, shown(typed)),
          l.items.empty()
              ? msg("it has no items yet; \"bangtin playlist add\" adds some")
              : msg("give a number from 1 to {}, or a name of \"bangtin playlist show\"", l.items.size())};
}

bool is_number(const std::string& typed) {
  return !typed.empty() && typed.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

result<playlist*> choose_playlist(programme& p, const std::string& name) {
  std::vector<std::string> names;
  for (const playlist& l : p.playlists) names.push_back(l.name);
  result<std::string> chosen = choose_name(
      name, names, msg("there is no playlist \"{}\"", shown(name)),
      names.empty() ? msg("make it with \"bangtin playlist create\"")
                    : msg("\"bangtin playlist list\" shows them; \"bangtin playlist create\" makes "
                          "a new one"));
  if (!chosen) return chosen.error();
  return &*std::find_if(p.playlists.begin(), p.playlists.end(),
                        [&](const playlist& l) { return l.name == *chosen; });
}

result<std::size_t> choose_item(const programme& p, const playlist& l, const std::string& typed) {
  if (auto number = parse_integer(typed, 1, static_cast<std::int64_t>(l.items.size())))
    return static_cast<std::size_t>(*number - 1);
  std::vector<std::vector<std::string>> names;
  for (const auto& i : l.items) names.push_back(names_of(p, i));
  auto places = [&](auto same) {
    std::vector<std::size_t> found;
    for (std::size_t n = 0; n < names.size(); ++n) {
      if (std::any_of(names[n].begin(), names[n].end(), same)) found.push_back(n);
    }
    return found;
  };
  const std::string name = to_nfc(typed), small = folded(typed);
  std::vector<std::size_t> found = places([&](const std::string& n) { return to_nfc(n) == name; });
  if (found.empty()) found = places([&](const std::string& n) { return folded(n) == small; });
  if (found.empty() && is_number(typed)) return no_such_number(l, typed);
  if (found.empty() && small.size() >= min_letters)
    found = places([&](const std::string& n) { return folded(n).starts_with(small); });
  if (found.size() == 1) return found.front();
  if (found.size() > 1) return several(found, typed);
  std::vector<std::string> all;
  for (const auto& of_one : names) all.insert(all.end(), of_one.begin(), of_one.end());
  std::optional<std::size_t> near = nearest_of(typed, all);
  return error{errc::not_found, msg("the playlist \"{}\" has no item \"{}\"", l.name, shown(typed)),
               near ? msg("did you mean {}?", printable(all[*near]))
                    : msg("\"bangtin playlist show\" lists its items; give the number or the name")};
}

result<std::vector<std::size_t>> choose_items(const programme& p, const playlist& l,
                                              const std::vector<std::string>& typed) {
  std::set<std::size_t> places;
  for (const std::string& t : typed) {
    result<std::size_t> place = choose_item(p, l, t);
    if (!place) return place.error();
    places.insert(*place);
  }
  return std::vector<std::size_t>(places.begin(), places.end());
}

}  // namespace bangtin::admin_cli::commands
