// status.
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/status.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "admin-cli/views/status_table.hpp"

namespace bangtin::admin_cli::commands {

result<status_values> get_status(session& s) {
  result<wire::admin::site> site = get_site(s.daemon);
  if (!site) return site.error();
  result<std::vector<wire::admin::screen>> screens = get_screens(s.daemon);
  if (!screens) return screens.error();
  result<std::vector<wire::admin::waiting_screen>> waiting = get_waiting_screens(s.daemon, "");
  if (!waiting) return waiting.error();
  return status_values{std::move(*site), std::move(*screens), std::move(*waiting)};
}

void print_status(views::printer& out, const status_values& v, utc_ms now) {
  views::print_status(out, v.site, v.screens, v.waiting, now);
}

result<int> show_status(session& s, const arguments& given) {
  if (given.has("--watch")) return watch_status(s);
  result<status_values> v = get_status(s);
  if (!v) return v.error();
  json::array screens;
  for (const wire::admin::screen& r : v->screens) screens.push_back(views::to_json(r, v->site, s.now));
  s.out.document(screens);
  print_status(s.out, *v, s.now);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
