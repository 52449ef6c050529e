// status.
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "admin-cli/views/times.hpp"
#include "admin-cli/views/words.hpp"
#include "base/language.hpp"

namespace bangtin::admin_cli::commands {

namespace {

std::string disk_text(const wire::admin::screen& r) {
  if (!r.last_seen) return "";
  return fmt::format("{}.{} GB", r.disk_free_bytes / 1'000'000'000, r.disk_free_bytes / 100'000'000 % 10);
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
    screens.push_back(views::to_json(r, where->timezone));
    bool old = r.programme_version < where->programme_version;
    t.add({r.name,
           views::seen_cell(r, s.now),
           views::shown_word(r.now_playing),
           r.campaign,
           {r.last_seen ? std::to_string(r.programme_version) : "",
            old ? views::tone::warning : views::tone::plain},
           r.last_seen ? std::to_string(r.unsent_records) : "",
           disk_text(r),
           {views::clock_word(r.clock), r.clock == "unsynced" ? views::tone::warning : views::tone::plain},
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
    s.out.text(tr("no screen is paired yet; \"bangtin screen pair CODE --name NAME\" pairs one"));
    return 0;
  }
  s.out.show(t);
  for (const wire::admin::screen& r : *rows) {
    for (const std::string& trouble : views::problems_of(r, s.now, where->programme_version)) {
      s.out.text("! " + r.name + ": " + trouble);
    }
  }
  return 0;
}

}  // namespace bangtin::admin_cli::commands
