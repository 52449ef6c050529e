// playlist: what is shown, in which order.
#include "admin-cli/app/table_rows.hpp"
#include "admin-cli/commands/handlers.hpp"

namespace bangtin::admin_cli::app {

std::vector<commands::command> playlist_rows() {
  const commands::option_row name{"NAME", "", msg("the playlist; see \"playlist list\""), true};
  const commands::option_row item{"ITEM", "", msg("its number or name; see \"playlist show\""), true};
  const commands::option_row duration{
      "--duration", "TIME", msg("how long each picture, or each page of a guide, is shown, like 12s")};
  return {{"playlist create",
           msg("make a playlist in the draft"),
           {{"NAME", "", msg("its name, like thang-10"), true},
            {"MEDIA", "", msg("loaded items, by ID or file name; see \"media list\""), false, true},
            duration},
           commands::playlist_create,
           {"bangtin playlist create thang-10",
            "bangtin playlist create \"Chào mừng 10/10\" phim.mp4 ap-phich.png --duration 12s"}},
          {"playlist add",
           msg("put loaded items into a playlist"),
           {name,
            {"MEDIA", "", msg("loaded items, by ID or file name; see \"media list\""), true, true},
            duration,
            {"--at", "N", msg("where the first of them goes, from 1; at the end when not given")}},
           commands::playlist_add,
           {"bangtin playlist add thang-10 phim.mp4 ap-phich.png",
            "bangtin playlist add thang-10 huong-dan.pdf --duration 15s --at 1"}},
          {"playlist edit",
           msg("change how one item of a playlist is shown; an empty value goes back to what the item itself "
               "says"),
           {name,
            item,
            {"--duration", "TIME",
             msg("how long it is shown, or each page of it, like 12s; a film is cut there")},
            {"--title", "TEXT", msg("its title in reports")},
            {"--theme", "CODE", msg("its theme in the plan, like III.2")},
            {"--audience", "TEXT", msg("for whom it is, in the plan's words")},
            {"--link", "URL", msg("where a passer-by finds more")},
            {"--call", "TEXT", msg("the words beside the code of its link")},
            {"--subtitles", "MEDIA", msg("loaded subtitles, by ID or file name")},
            {"--qr", "PLACE", msg("where the code of its link goes: beside, corner or none")},
            {"--logo", "yes|no", msg("whether the screen's logo is shown with it")}},
           commands::playlist_edit,
           {"bangtin playlist edit thang-10 2 --duration 20s",
            "bangtin playlist edit thang-10 ap-phich.png --link https://dichvucong.gov.vn --qr corner"}},
          {"playlist move",
           msg("put an item of a playlist to another place"),
           {name, item, {"TO", "", msg("its new number, from 1"), true}},
           commands::playlist_move,
           {"bangtin playlist move thang-10 5 1", "bangtin playlist move thang-10 ap-phich.png 2"}},
          {"playlist remove",
           msg("take items out of a playlist, or remove all of it; loaded files stay"),
           {name, {"ITEM", "", msg("numbers or names; the whole playlist when none is given"), false, true}},
           commands::playlist_remove,
           {"bangtin playlist remove thang-10 3", "bangtin playlist remove thang-10"}},
          {"playlist list",
           msg("list the playlists of the draft"),
           {removed_only()},
           commands::playlist_list,
           {"bangtin playlist list", "bangtin playlist list --removed"}},
          {"playlist restore",
           msg("take a removed playlist back into the draft, as it was before"),
           restore_options(),
           commands::playlist_restore,
           {"bangtin playlist restore thang-10", "bangtin playlist restore thang-10 --as thang-10-2"}},
          {"playlist show",
           msg("show what is in a playlist"),
           {name},
           commands::playlist_show,
           {"bangtin playlist show thang-10", "bangtin playlist show thang-10 --json"}}};
}

}  // namespace bangtin::admin_cli::app
