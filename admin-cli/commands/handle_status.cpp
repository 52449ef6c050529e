// status.
#include <fmt/ranges.h>

#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/status.hpp"
#include "admin-cli/views/changeover.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "admin-cli/views/times.hpp"
#include "admin-cli/views/words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

std::string disk_text(const wire::admin::screen& r) {
  if (!r.last_seen) return "";
  return fmt::format("{}.{} GB", r.disk_free_bytes / 1'000'000'000, r.disk_free_bytes / 100'000'000 % 10);
}

// The players that show a code and wait for somebody to enter it.
void print_waiting(views::printer& out, const std::vector<wire::admin::waiting_screen>& waiting) {
  if (waiting.empty()) return;
  std::vector<std::string> from;
  for (const wire::admin::waiting_screen& w : waiting) {
    std::string address = printable(w.address);
    from.push_back(w.screen.empty() ? address : fmt::format("{}: {}", address, printable(w.screen)));
  }
  out.text("! " +
           tr("players that wait to be paired: {} ({}) — enter the code that each shows: bangtin screen "
              "pair CODE",
              from.size(), fmt::format("{}", fmt::join(from, ", "))));
}

views::table table_of(const status_values& v, utc_ms now) {
  views::table t({tr("Screen"), tr("Last seen"), tr("Plays now"), tr("Campaign"), tr(">Programme"),
                  tr(">Plays to send"), tr(">Disk free"), tr("Clock"), tr(">Temperature"),
                  tr(">Frames dropped")});
  for (const wire::admin::screen& r : v.screens) {
    bool old = r.programme_version < v.site.programme_version;
    t.add({r.name,
           views::seen_cell(r, now),
           views::playing_cell(r),
           r.campaign,
           {views::version_text(r), old ? views::tone::warning : views::tone::plain},
           r.last_seen ? std::to_string(r.unsent_records) : "",
           disk_text(r),
           views::clock_cell(r),
           views::temperature_cell(r),
           r.last_seen ? std::to_string(r.frames_dropped) : ""});
  }
  return t;
}

}  // namespace

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
  if (v.site.programme_version > 0) {
    out.text(tr("bangtind {}, programme version {}", v.site.version, v.site.programme_version));
  } else {
    out.text(tr("bangtind {}, no programme published yet", v.site.version));
  }
  if (v.screens.empty()) {
    out.text(tr("no screen is paired yet; \"bangtin screen pair CODE\" pairs one"));
  } else {
    out.show(table_of(v, now));
  }
  for (const wire::admin::reported_problem& p : v.site.problems) {
    out.text("! " + views::sentence(p.what, p.remedy));
  }
  for (const wire::admin::screen& r : v.screens) {
    for (const std::string& trouble : views::problems_of(r, now, v.site)) {
      out.text("! " + r.name + ": " + trouble);
    }
  }
  print_waiting(out, v.waiting);
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
