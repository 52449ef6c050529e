#include "admin-cli/views/status_table.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "admin-cli/views/changeover.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::views {

namespace {

std::string word_of(screen_state s) {
  switch (s) {
    case screen_state::no_player:
      return tr("no player");
    case screen_state::silent:
      return tr("silent");
    case screen_state::no_display:
      return tr("no display");
    case screen_state::display_off:
      return tr("display off");
    case screen_state::evidence_doubt:
      return tr("evidence in doubt");
    case screen_state::unpaired:
      return tr("unpaired");
    case screen_state::never_seen:
      return tr("not seen yet");
    case screen_state::not_planned:
      return tr("not in the programme");
    case screen_state::faulty:
      return tr("has a problem");
    case screen_state::updates:
      return tr("updates");
    case screen_state::closed:
      return tr("closed");
    case screen_state::fine:
      break;
  }
  return tr("fine");
}

bool is_bad(screen_state s) {
  return s <= screen_state::evidence_doubt;
}

std::string disk_text(const wire::admin::screen& r) {
  if (!r.last_seen) return "";
  return tenths_text(r.disk_free_bytes / 100'000'000) + " GB";
}

std::string since_text(const wire::admin::screen& s, const wire::admin::site& site, utc_ms now) {
  if (!s.shown_since || is_silent(s, now)) return "";
  const bool today = local_date(*s.shown_since, site.timezone) == local_date(now, site.timezone);
  return today ? local_clock(*s.shown_since, site.timezone) : local_minute(*s.shown_since, site.timezone);
}

table screen_table(const wire::admin::site& site, const std::vector<wire::admin::screen>& screens,
                   utc_ms now) {
  using enum importance;
  table t({{tr("Screen")},
           {tr("State"), high, narrow::whole},
           {tr("Plays now"), high, narrow::cut, 16},
           {tr("Since"), usual, narrow::whole},
           {tr("Last seen"), usual, narrow::whole},
           {tr("Campaign"), usual},
           {tr(">Programme"), low},
           {tr(">Plays to send"), low},
           {tr(">Disk free"), low},
           {tr("Clock"), least, narrow::whole},
           {tr(">Temperature"), least},
           {tr(">Frames dropped"), least}});
  for (const wire::admin::screen& r : screens) {
    const bool old = r.programme_version < site.programme_version;
    t.add({r.name,
           state_cell(state_of(r, site, now)),
           is_silent(r, now) ? cell("") : playing_cell(r),
           since_text(r, site, now),
           seen_cell(r, now),
           r.campaign,
           {version_text(r), old ? tone::warning : tone::plain},
           r.last_seen ? std::to_string(r.unsent_records) : "",
           disk_text(r),
           clock_cell(r),
           temperature_cell(r),
           r.last_seen ? std::to_string(r.frames_dropped) : ""});
  }
  return t;
}

// The players that show a code and wait for somebody to enter it.
void print_waiting(printer& out, const std::vector<wire::admin::waiting_screen>& waiting,
                   const std::vector<wire::admin::screen>& screens) {
  if (waiting.empty()) return;
  std::vector<std::string> from;
  for (const wire::admin::waiting_screen& w : waiting) {
    std::string address = printable(w.address);
    from.push_back(w.screen.empty() ? address : fmt::format("{}: {}", address, printable(w.screen)));
  }
  out.text("! " + tr("players that wait to be paired: {} ({}) — enter the code that each shows: {}",
                     from.size(), fmt::format("{}", fmt::join(from, ", ")), pair_command(screens, {})));
}

}  // namespace

cell state_cell(screen_state s) {
  if (is_bad(s)) return {"× " + word_of(s), tone::bad};
  if (needs_attention(s)) return {"! " + word_of(s), tone::warning};
  if (s == screen_state::updates) return {"↻ " + word_of(s), tone::plain};
  if (s == screen_state::closed) return {"– " + word_of(s), tone::faint};
  return {"✓ " + word_of(s), tone::good};
}

void sort_worst_first(std::vector<wire::admin::screen>& screens, const wire::admin::site& site, utc_ms now) {
  std::stable_sort(screens.begin(), screens.end(), [&](const auto& a, const auto& b) {
    return state_of(a, site, now) < state_of(b, site, now);
  });
}

std::string summary_line(const std::vector<wire::admin::screen>& screens, const wire::admin::site& site,
                         utc_ms now) {
  const auto bad = std::count_if(screens.begin(), screens.end(), [&](const wire::admin::screen& s) {
    return needs_attention(state_of(s, site, now));
  });
  if (screens.size() == 1) return bad > 0 ? tr("1 screen, with a problem") : tr("1 screen, and it is fine");
  if (bad == 0) return tr("{} screens, all fine", screens.size());
  return tr("{} screens, {} with a problem", screens.size(), bad);
}

std::string waiting_line(const wire::admin::waiting_programme& w) {
  return tr("version {}, which {} has signed, waits for another approver: \"bangtin approve\" with their key",
            w.version, printable(w.approver));
}

void print_site_line(printer& out, const wire::admin::site& site) {
  if (site.programme_version > 0) {
    out.text(tr("bangtind {}, programme version {}", site.version, site.programme_version));
  } else {
    out.text(tr("bangtind {}, no programme published yet", site.version));
  }
  if (site.waiting) out.text("! " + waiting_line(*site.waiting));
}

void print_status(printer& out, const wire::admin::site& site, std::vector<wire::admin::screen> screens,
                  const std::vector<wire::admin::waiting_screen>& waiting, utc_ms now) {
  sort_worst_first(screens, site, now);
  print_site_line(out, site);
  if (screens.empty()) {
    out.text(tr("no screen is paired yet; \"bangtin screen pair CODE --name NAME --new\" pairs one"));
  } else {
    out.text(summary_line(screens, site, now));
    out.text("");
    out.show(screen_table(site, screens, now));
  }
  std::vector<std::string> lines;
  for (const wire::admin::reported_problem& p : site.problems) lines.push_back(sentence(p.what, p.remedy));
  for (const wire::admin::screen& r : screens) {
    for (const std::string& problem : problems_of(r, now, site)) lines.push_back(r.name + ": " + problem);
  }
  if (!screens.empty() && (!lines.empty() || !waiting.empty())) out.text("");
  for (const std::string& line : lines) out.text("! " + line);
  print_waiting(out, waiting, screens);
}

}  // namespace bangtin::admin_cli::views
