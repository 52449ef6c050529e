#include "playlists/text/new_names.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::playlists::text {

namespace {

message shorter(std::string_view name) {
  return msg("shorten it by {} %",
             std::min<std::size_t>((name.size() - max_name_bytes) * 100 / name.size() + 1, 99));
}

}  // namespace

std::optional<unreadable> find_bad_name(std::string_view name) {
  if (name.empty())
    return unreadable{msg("the name is empty"),
                      msg("use a short name such as \"lobby\"; the title may say more")};
  if (auto bad = find_bad_line(name)) return bad;
  if (name.size() > max_name_bytes) return unreadable{msg("the name is too long"), shorter(name)};
  if (name.front() == ' ' || name.back() == ' ')
    return unreadable{msg("the name begins or ends with a space"), msg("delete the space")};
  return std::nullopt;
}

std::optional<unreadable> find_bad_screen_name(std::string_view name) {
  if (auto bad = find_bad_name(name)) return bad;
  if (name.find_first_of("/,") != std::string_view::npos) {
    return unreadable{msg("the name has a comma or a slash"),
                      msg("leave it out, or write a hyphen in its place")};
  }
  if (name.front() == '@')
    return unreadable{msg("the name begins with @, which stands before groups"), msg("leave the @ out")};
  if (!is_good_screen_name(name)) return unreadable{msg("this name is reserved"), msg("choose another name")};
  return std::nullopt;
}

}  // namespace bangtin::playlists::text
