// What commands say about a screen: the keys of [[screen]] in the programme file, as options.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::admin_cli::commands {

// The options that change_screen() reads, except --logo, whose media item the caller looks up.
constexpr std::string_view screen_field_options[] = {"--title",       "--venue",  "--groups", "--open",
                                                     "--quiet-hours", "--volume", "--clock",  "--ticker"};

// Changes what the call gives, and nothing else; an empty value is the default. errc::usage names the first
// option whose value is wrong; `to` is then half changed. Pure.
result<void> change_screen(playlists::programme::screen& to, const arguments& given);

// A name that a screen may get: clean text that can be typed in addresses and lists. Returns it in Unicode
// form C; errc::usage.
result<std::string> good_screen_name(const std::string& typed);

// The loaded item that `typed` means, if it can be shown by itself as `use` (a translated noun, "logo"); only
// pictures if `pictures_only`.
result<wire::admin::media_item> find_picture(session& s, const std::string& typed, bool pictures_only);

// Whether it is "all", the name of a screen of the programme, or a group that one of them is in ("@group").
bool is_place(const playlists::programme::programme& p, const std::string& reference);

// What references to screens become when the screen `name` goes, or loses groups.
struct place_user {
  std::string shown;  // the campaign's name, or "ticker NAME"
  std::string
      edit;  // the call that gives it other screens, up to these: "bangtin campaign edit tet --screens"
};
struct lost_places {
  std::vector<place_user> shortened;  // campaigns and tickers that lose a place and have others
  std::vector<place_user> orphans;    // those that would have no place any more
};
// "a, b, …"
std::string listed_users(const std::vector<place_user>& users);
// Takes every name and group that no screen of `p` has any more out of campaigns and tickers; leaves orphans
// as they are.
lost_places drop_lost_places(playlists::programme::programme& p);

// The names of campaigns, or of tickers, that run on the screen.
std::vector<std::string> campaigns_on(const playlists::programme::programme& p,
                                      const playlists::programme::screen& s);
std::vector<std::string> tickers_on(const playlists::programme::programme& p,
                                    const playlists::programme::screen& s);

}  // namespace bangtin::admin_cli::commands
