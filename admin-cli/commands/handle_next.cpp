// "bangtin" alone.
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/next_step.hpp"
#include "admin-cli/views/status_table.hpp"
#include "base/language.hpp"
#include "base/placeholder.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::size_t max_steps = 3;  // more would not say what comes first

result<void> print_state(session& s) {
  result<admin::site> site = get_site(s.daemon);
  if (!site) return site.error();
  result<std::vector<admin::screen>> screens = get_screens(s.daemon);
  if (!screens) return screens.error();
  views::print_site_line(s.out, *site);
  if (!screens->empty()) s.out.text(views::summary_line(*screens, *site, s.now));
  return {};
}

}  // namespace

result<int> show_next_steps(session& s, const arguments&) {
  result<site_state> found = look_around(s);
  if (!found) return found.error();
  const std::vector<next_step> steps = next_steps(*found);
  json::array list;
  for (const next_step& step : steps) {
    list.push_back(json::object{
        {"step", to_string(step.kind)}, {"what", translate(step.what)}, {"command", call_text(step.call)}});
  }
  s.out.document(json::object{{"next", std::move(list)}});
  if (found->answers && !s.out.json()) {
    if (result<void> printed = print_state(s); !printed) return printed.error();
    s.out.text("");
  }
  for (std::size_t i = 0; i < std::min(steps.size(), max_steps); ++i) {
    s.out.text(i == 0 ? tr("Next: {}", translate(steps[i].what)) : tr("Then: {}", translate(steps[i].what)));
    s.out.text("  " + with_placeholders(steps[i].call));
  }
  if (steps.empty()) s.out.text(tr("Nothing is left to do; \"bangtin status\" shows more of the screens."));
  if (!found->published) s.out.text(tr("\"bangtin guide\" leads you to the first play, step by step."));
  s.out.text(tr("\"bangtin help\" lists all commands."));
  return found->answers ? 0 : views::exit_code(errc::unreachable);
}

}  // namespace bangtin::admin_cli::commands
