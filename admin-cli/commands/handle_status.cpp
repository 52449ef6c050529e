// status.
#include <fmt/ranges.h>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
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
result<void> print_waiting(session& s) {
  result<std::vector<wire::admin::waiting_screen>> waiting = get_waiting_screens(s.daemon, "");
  if (!waiting) return waiting.error();
  if (waiting->empty()) return {};
  std::vector<std::string> from;
  for (const wire::admin::waiting_screen& w : *waiting) {
    std::string address = printable(w.address);
    from.push_back(w.screen.empty() ? address : fmt::format("{}: {}", address, printable(w.screen)));
  }
  s.out.text("! " +
             tr("players that wait to be paired: {} ({}) — enter the code that each shows: bangtin screen "
                "pair CODE",
                from.size(), fmt::format("{}", fmt::join(from, ", "))));
  return {};
}

}  // namespace

result<int> show_status(session& s, const arguments&) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<std::vector<wire::admin::screen>> rows = get_screens(s.daemon);
  if (!rows) return rows.error();
  json::array screens;
  views::table t({tr("Screen"), tr("Last seen"), tr("Plays now"), tr("Campaign"), tr(">Programme"),
                  tr(">Plays to send"), tr(">Disk free"), tr("Clock"), tr(">Temperature"),
                  tr(">Frames dropped")});
  for (const wire::admin::screen& r : *rows) {
    screens.push_back(views::to_json(r, *where, s.now));
    bool old = r.programme_version < where->programme_version;
    t.add({r.name,
           views::seen_cell(r, s.now),
           views::playing_cell(r),
           r.campaign,
           {views::version_text(r), old ? views::tone::warning : views::tone::plain},
           r.last_seen ? std::to_string(r.unsent_records) : "",
           disk_text(r),
           views::clock_cell(r),
           views::temperature_cell(r),
           r.last_seen ? std::to_string(r.frames_dropped) : ""});
  }
  s.out.document(screens);
  if (where->programme_version > 0) {
    s.out.text(tr("bangtind {}, programme version {}", where->version, where->programme_version));
  } else {
    s.out.text(tr("bangtind {}, no programme published yet", where->version));
  }
  if (rows->empty()) {
    s.out.text(tr("no screen is paired yet; \"bangtin screen pair CODE\" pairs one"));
  } else {
    s.out.show(t);
  }
  for (const wire::admin::reported_problem& p : where->problems) {
    s.out.text("! " + views::sentence(p.what, p.remedy));
  }
  for (const wire::admin::screen& r : *rows) {
    for (const std::string& trouble : views::problems_of(r, s.now, *where)) {
      s.out.text("! " + r.name + ": " + trouble);
    }
  }
  if (result<void> printed = print_waiting(s); !printed) return printed.error();
  return 0;
}

}  // namespace bangtin::admin_cli::commands
