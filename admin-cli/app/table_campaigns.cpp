// campaign: what runs on which screens, when, and how much of it.
#include <iterator>

#include "admin-cli/app/table_rows.hpp"
#include "admin-cli/commands/handlers.hpp"

namespace bangtin::admin_cli::app {

namespace {

const commands::option_row name{"NAME", "", msg("the campaign, as \"campaign list\" shows it"), true};

// Of "create" and "edit"; a new campaign needs playlist and screens.
std::vector<commands::option_row> campaign_options(bool needed) {
  return {
      {"--playlist", "PLAYLIST", msg("the playlist that it shows"), needed},
      {"--screens", "LIST", msg("names, @groups or all, with commas between"), needed, true},
      {"--from", "DATE",
       msg("the first day, like 1/10 or 1/10/2026; without a year the season that runs now, else the next")},
      {"--to", "DATE", msg("the last day")},
      {"--yearly", "", msg("from and to come every year")},
      {"--lunar", "", msg("from and to are days of the lunar calendar, which come every year")},
      {"--days", "DAYS", msg("weekdays, like mon-fri or t2-t6"), false, true},
      {"--hours", "HOURS", msg("like 7:00-11:30 or 7h-11h30; several with commas between"), false, true},
      {"--rrule", "RULE", msg("the days of an RFC 5545 rule, like FREQ=MONTHLY;BYDAY=1MO")},
      {"--except", "DATES", msg("days on which it does not run"), false, true},
      {"--share", "N", msg("its weight beside other campaigns, 1 to 1000; 1 when not given")},
      {"--every", "TIME", msg("once in this time instead of a share, like 15m or \"15 phút\"")},
      {"--level", "LEVEL",
       msg("takeover (the screen to itself), normal, or filler (when nothing else plays)")},
      {"--order", "ORDER", msg("sequential or shuffle")},
      {"--task", "CODE", msg("its task in the plan, like IV.3.c")},
      {"--fade", "TIME", msg("pictures fade in, at most 3s, like 500ms")},
      {"--volume", "N", msg("percent of a file's own volume, 0 to 100")},
      {"--fit", "FIT", msg("contain: pictures are shown whole; cover: they fill the screen")},
      {"--qr", "PLACE", msg("QR codes of links: beside the picture, in the corner, or no")},
      {"--logo", "yes|no", msg("whether the screen's logo is shown with it")}};
}

}  // namespace

std::vector<commands::command> campaign_rows() {
  std::vector<commands::option_row> create = campaign_options(true), edit = campaign_options(false);
  create.insert(create.begin(), {"NAME", "", msg("its name, like \"tet-2027\""), true});
  edit.insert(edit.begin(), {name, {"--name", "NAME", msg("another name")}});
  return {{"campaign create",
           msg("run a playlist on screens, from a day to a day"),
           std::move(create),
           commands::campaign_create,
           {"bangtin campaign create chuyen-doi-so --playlist dich-vu-cong --screens lobby,@indoor --from "
            "1/10 --to "
            "10/10 --yearly --hours 7h-11h30,13h30-17h --share 60",
            "bangtin campaign create tet --playlist chuc-tet --screens all --from 1/1 --to 3/1 --lunar"}},
          {"campaign edit",
           msg("change a campaign of the draft; an empty value takes back what was chosen"),
           std::move(edit),
           commands::campaign_edit,
           {"bangtin campaign edit chuyen-doi-so --days t2-t6 --every \"15 phút\"",
            "bangtin campaign edit tet --from \"\" --to \"\" --name chuc-tet"}},
          {"campaign list",
           msg("list the campaigns of the draft"),
           {removed_only()},
           commands::campaign_list,
           {"bangtin campaign list", "bangtin campaign list --removed"}},
          {"campaign restore",
           msg("take a removed campaign back into the draft, as it was before"),
           restore_options(),
           commands::campaign_restore,
           {"bangtin campaign restore tet", "bangtin campaign restore tet --as tet-2"}},
          {"campaign show",
           msg("show one campaign, and when it runs next"),
           {name},
           commands::campaign_show,
           {"bangtin campaign show tet", "bangtin campaign show tet --json"}},
          {"campaign remove",
           msg("take a campaign out of the draft; its playlist stays"),
           {name},
           commands::campaign_remove,
           {"bangtin campaign remove tet", "bangtin campaign remove tet --yes"}}};
}

}  // namespace bangtin::admin_cli::app
