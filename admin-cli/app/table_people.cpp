// user, audit: who may use the daemon, and who did what.
#include "admin-cli/app/table_rows.hpp"
#include "admin-cli/commands/handlers.hpp"

namespace bangtin::admin_cli::app {

std::vector<commands::command> people_rows() {
  return {{"user add",
           msg("let somebody use the daemon, with the least role that the work needs"),
           {{"NAME", "", msg("the person's name"), true},
            {"--role", "viewer|editor|approver|operator",
             msg("viewer sees, editor loads and arranges, approver publishes, operator sets up"), true},
            {"--account", "NAME", msg("the person's account on the daemon's machine, for its socket")}},
           commands::user_add,
           {"bangtin user add Lan --role editor", "bangtin user add Hạnh --role approver --account hanh"}},
          {"user list",
           msg("list who may use the daemon, and their tokens"),
           {},
           commands::user_list,
           {"bangtin user list", "bangtin user list --json"}},
          {"user edit",
           msg("change somebody's role, or when the tokens end; the next request obeys it"),
           {{"NAME", "", msg("as \"user list\" shows it"), true},
            {"--role", "viewer|editor|approver|operator",
             msg("viewer sees, editor loads and arranges, approver publishes, operator sets up")},
            {"--expires", "DAYS", msg("all tokens end in so many days from now, at most 366")}},
           commands::user_edit,
           {"bangtin user edit Lan --role approver", "bangtin user edit Lan --expires 7"}},
          {"user remove",
           msg("take somebody's access away, with all tokens"),
           {{"NAME", "", msg("as \"user list\" shows it"), true}},
           commands::user_remove,
           {"bangtin user remove Lan", "bangtin user remove Lan --yes"}},
          {"user token",
           msg("make a token, with which somebody uses the daemon from another machine"),
           {{"NAME", "", msg("as \"user list\" shows it"), true},
            {"-o,--output", "FILE", msg("a new file for it, which only you may read; - prints it")},
            {"--address", "URL",
             msg("the daemon's address as that machine reaches it; else as the daemon tells it")},
            {"--expires", "DAYS", msg("for how many days it is valid, at most 366; else 90")},
            {"--revoke", "NUMBER", msg("make no token, but end this one")}},
           commands::user_token,
           {"bangtin user token Lan -o lan.token --expires 30",
            "bangtin user token Lan -o lan.token --address https://10.0.0.5:8470",
            "bangtin user token Lan --revoke 3"}},
          {"audit",
           msg("show who did what and who was refused, newest first"),
           {{"--from", "TIME", msg("only since this day or time")},
            {"--to", "TIME", msg("only until this day, its end included, or before this time")},
            {"--who", "TEXT", msg("only of people with this in their name or address")},
            {"--object", "TEXT", msg("only about things with this in their name")},
            {"--all", "", msg("all lines, not only the newest 200")}},
           commands::audit,
           {"bangtin audit --from 1/10 --who Lan", "bangtin audit --object lobby --all --json"}}};
}

}  // namespace bangtin::admin_cli::app
