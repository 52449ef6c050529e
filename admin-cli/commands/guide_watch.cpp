#include "admin-cli/commands/guide_watch.hpp"

#include <algorithm>
#include <map>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/guide_state.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/analysis/explain.hpp"
#include "playlists/analysis/next_activity.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::programme;

constexpr std::chrono::seconds look_every{2};
constexpr std::chrono::minutes longest_watch{30};
constexpr std::chrono::minutes soon{5};  // who waits for a play that is further away waits in vain

// When a campaign may come on, of those that are not on; nothing: never, or nobody knows.
std::optional<utc_ms> next_of(const programme& p, const playlists::programme::screen& on,
                              const playlists::analysis::explanation& what, utc_ms at) {
  using playlists::analysis::why_not;
  const playlists::schedule::calendar site(p.timezone);
  const playlists::programme::screen* const here[] = {&on};
  std::optional<utc_ms> first;
  for (const playlists::analysis::absence& a : what.others) {
    if (a.reason == why_not::other_screens) continue;
    std::optional<utc_ms> next = a.next ? a.next : a.until;
    if (a.reason <= why_not::hours) {
      const auto& c = p.campaigns[static_cast<std::size_t>(a.campaign)];
      next = playlists::analysis::next_run(site, p, c, here, at).at;
    }
    if (next && (!first || *next < *first)) first = next;
  }
  return first;
}

// What a screen does now, in one line.
std::string line_of(const wire::admin::screen& row, const wire::admin::site& site, utc_ms now) {
  const std::vector<std::string> problems = views::problems_of(row, now, site);
  if (!problems.empty()) return row.name + ": " + problems.front();
  const std::string shown = views::playing_cell(row).text;
  return row.name + ": " + (shown.empty() ? tr("plays nothing") : tr("plays {}", shown));
}

class first_play_watch {
 public:
  explicit first_play_watch(session& s) : s_(s) {}

  // True: nothing more is to be waited for.
  result<bool> look() {
    result<std::int64_t> plays = counted_plays(s_);
    if (!plays) return plays.error();
    if (*plays > 0) {
      s_.out.done(tr("the first play is counted"));
      return true;
    }
    result<wire::admin::site> site = get_site(s_.daemon);
    if (!site) return site.error();
    result<std::vector<wire::admin::screen>> screens = get_screens(s_.daemon);
    if (!screens) return screens.error();
    for (const wire::admin::screen& row : *screens) {
      if (row.pairing == wire::admin::pairing_kind::paired)
        say(row.name, line_of(row, *site, s_.this_moment()));
    }
    return false;
  }

 private:
  void say(const std::string& screen, const std::string& line) {
    if (std::exchange(said_[screen], line) == line) return;
    s_.out.text("  " + printable(line));
    s_.out.flush();
  }

  session& s_;
  std::map<std::string, std::string> said_;
};

// Whether it is worth waiting; says why not.
result<bool> comes_soon(session& s) {
  result<std::optional<published_programme>> current = get_current(s.daemon);
  if (!current) return current.error();
  if (!*current) return true;
  const programme& p = (*current)->value;
  const utc_ms now = std::max(s.this_moment(), p.issued);
  const std::optional<utc_ms> at = first_play_time(p, now);
  if (at && *at < now + soon) return true;
  s.out.text(at ? tr("Nothing is planned for this moment: the first play comes at {}.",
                     views::instant_words(*at, p.timezone, now))
                : tr("By its dates and hours nothing is ever shown; \"bangtin explain\" says why."));
  return false;
}

}  // namespace

std::optional<utc_ms> first_play_time(const programme& p, utc_ms at) {
  std::optional<utc_ms> first;
  for (const playlists::programme::screen& on : p.screens) {
    playlists::analysis::explanation what = playlists::analysis::explain(p, on, at);
    if (what.now && what.now->shown.campaign >= 0) return at;
    const utc_ms looked_at = !what.now && what.opens ? *what.opens : at;
    if (looked_at != at) what = playlists::analysis::explain(p, on, looked_at);
    std::optional<utc_ms> next = what.now && what.now->shown.campaign >= 0
                                     ? std::optional(what.now->item_from)
                                     : next_of(p, on, what, looked_at);
    if (next && (!first || *next < *first)) first = next;
  }
  return first;
}

result<int> watch_first_play(session& s, const arguments&) {
  result<bool> soon_enough = comes_soon(s);
  if (!soon_enough) return soon_enough.error();
  if (!*soon_enough) return 0;
  first_play_watch watch(s);
  const int max_looks = static_cast<int>(longest_watch / look_every);
  for (int looks = 0; looks < max_looks && !s.must_stop(); ++looks) {
    result<bool> over = watch.look();
    if (!over) return over.error();
    if (*over) return 0;
    wait_a_while(s, look_every);
  }
  if (!s.must_stop()) {
    s.out.text(tr("No play was counted in {} minutes; \"bangtin doctor\" looks for the reason.",
                  longest_watch.count()));
  }
  return 0;
}

}  // namespace bangtin::admin_cli::commands
