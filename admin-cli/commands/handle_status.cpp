// status.
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "admin-cli/views/status_table.hpp"

namespace bangtin::admin_cli::commands {

result<int> show_status(session& s, const arguments&) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<std::vector<wire::admin::screen>> screens = get_screens(s.daemon);
  if (!screens) return screens.error();
  result<std::vector<wire::admin::waiting_screen>> waiting = get_waiting_screens(s.daemon, "");
  if (!waiting) return waiting.error();
  json::array rows;
  for (const wire::admin::screen& r : *screens) rows.push_back(views::to_json(r, *where, s.now));
  s.out.document(rows);
  views::print_status(s.out, *where, std::move(*screens), *waiting, s.now);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
