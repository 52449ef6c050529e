// Reports what the days ahead show but a reader of the file would not expect. Each group of alike screens is
// measured separately; a finding about a campaign or a set of campaigns is reported once, for the screens
// where it is worst.
#include <algorithm>
#include <array>
#include <map>

#include "base/counted.hpp"
#include "base/text.hpp"
#include "playlists/analysis/days_shown.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::playlists::analysis {

namespace {

using std::chrono::days;
using indices = std::vector<std::int32_t>;

constexpr int soon_days = 14;
constexpr std::size_t max_dates = 3;

std::string permille_text(std::int64_t permille) {
  return fmt::format("{}.{}", permille / 10, permille % 10);
}

std::string playlist_of(const lint_context& s, std::int32_t i) {
  return s.campaign_at(i).playlist;
}

class judgement {
 public:
  explicit judgement(lint_context& s) : s_(s), campaigns_(s.p.campaigns.size()) {}

  void run() {
    std::int64_t steps = s_.ahead.steps;
    std::size_t whole = 0;
    int fewest = s_.ahead.days;
    for (std::size_t n = 0; n < s_.groups.size(); ++n) {
      // Each group gets an equal part of the remaining steps, so that one large group cannot starve the
      // others.
      const std::int64_t mine = steps / static_cast<std::int64_t>(s_.groups.size() - n);
      std::int64_t left = mine;
      days_shown m = measure(s_, s_.groups[n], left);
      steps -= mine - left;
      fewest = std::min(fewest, m.days);
      whole += m.days == s_.ahead.days ? 1 : 0;
      note(s_.groups[n], m);
    }
    tell_of_campaigns();
    tell_of_cadences();
    if (whole == s_.groups.size()) return;
    s_.add(severity::note, finding_kind::capped,
           msg("only {} of {} kinds of screens were looked at for all {} days, the others for {} or more",
               whole, s_.groups.size(), s_.ahead.days, fewest),
           msg("the programme has too many different screens and campaigns for one check"),
           msg("check fewer days with --days"));
  }

 private:
  struct missed_share {
    const alike_screens* where = nullptr;  // worst
    std::int64_t got = 0, asked = 0;       // permille of the airtime that its level shares
    std::size_t screens = 0;
  };
  struct of_campaign {
    milliseconds airtime{}, active{};
    bool is_whole = true;
    missed_share missed;
  };
  struct overload {
    std::int64_t most = 0;
    utc_ms at{};
    indices screens;
  };

  of_campaign& at(std::int32_t i) { return campaigns_[static_cast<std::size_t>(i)]; }

  void note(const alike_screens& g, const days_shown& m) {
    for (std::size_t n = 0; n < g.campaigns.size(); ++n) {
      of_campaign& of = at(g.campaigns[n]);
      of.airtime += m.campaigns[n].airtime;
      of.active += m.campaigns[n].active;
      of.is_whole = of.is_whole && m.days == s_.ahead.days;
    }
    if (m.max_load > 1'000'000) {
      overload& o = overloads_[m.loading];
      if (m.max_load > o.most) {
        o.most = m.max_load;
        o.at = m.load_at;
      }
      o.screens.insert(o.screens.end(), g.screens.begin(), g.screens.end());
    }
    compare_shares(g, m);
    tell_of_nothing(g, m);
    if (m.waits > 0) tell_of_wait(g, m);
  }

  // ---- shares

  void compare_shares(const alike_screens& g, const days_shown& m) {
    std::array<std::int64_t, 3> asked{}, got{};
    auto level_of = [&](std::size_t n) {
      return static_cast<std::size_t>(s_.campaign_at(g.campaigns[n]).level);
    };
    for (std::size_t n = 0; n < g.campaigns.size(); ++n) {
      if (s_.campaign_at(g.campaigns[n]).every) continue;
      asked[level_of(n)] += m.campaigns[n].asked.count();
      got[level_of(n)] += m.campaigns[n].airtime.count();
    }
    for (std::size_t n = 0; n < g.campaigns.size(); ++n) {
      const auto& of = m.campaigns[n];
      std::int64_t all_asked = asked[level_of(n)], all_got = got[level_of(n)];
      if (s_.campaign_at(g.campaigns[n]).every || all_asked < 1000 || all_got == 0) continue;
      std::int64_t part = of.asked.count() * 10'000 / all_asked;
      milliseconds due(all_got / 10'000 * part);
      if (of.airtime * 5 >= due * 4 || due - of.airtime <= of.allowed) continue;
      note_missed(g, g.campaigns[n], part / 10, of.airtime.count() * 1000 / all_got);
    }
  }

  void note_missed(const alike_screens& g, std::int32_t i, std::int64_t asked, std::int64_t got) {
    missed_share& worst = at(i).missed;
    worst.screens += g.screens.size();
    if (worst.where != nullptr && got * worst.asked >= worst.got * asked) return;
    worst.where = &g;
    worst.got = got;
    worst.asked = asked;
  }

  void tell_of_campaigns() {
    for (std::size_t n = 0; n < campaigns_.size(); ++n) {
      auto i = static_cast<std::int32_t>(n);
      const of_campaign& of = campaigns_[n];
      const programme::campaign& c = s_.campaign_at(i);
      if (of.airtime.count() == 0) {
        bool is_crowded_out = of.is_whole && of.active.count() > 0 && !s_.never_plays(i);
        if (is_crowded_out) tell_of_never_its_turn(i, of);
      } else if (of.missed.where != nullptr) {
        finding& f = s_.add(
            severity::warning, finding_kind::share_missed,
            msg("the campaign \"{}\" gets {} % of the airtime on screen {}, and its share asks for {} %",
                c.name, permille_text(of.missed.got), s_.names_of(*of.missed.where),
                permille_text(of.missed.asked)),
            msg("its windows are short beside the items of others, or its items (up to {}) often do not fit "
                "before a screen closes or a takeover begins",
                in_words(s_.list_at(i).longest)),
            msg("cut its items shorter, widen its hours, or raise its share"));
        f.campaign = c.name;
        f.screen = s_.first_screen(*of.missed.where).name;
      }
    }
  }

  void tell_of_never_its_turn(std::int32_t i, const of_campaign& of) {
    const programme::campaign& c = s_.campaign_at(i);
    s_.add(severity::error, finding_kind::never_its_turn,
           counted(s_.ahead.days,
                   msg("the campaign \"{}\" does not come on once in {} day", c.name, s_.ahead.days),
                   msg("the campaign \"{}\" does not come on once in {} days", c.name, s_.ahead.days)),
           msg("it is active for {} in all, but cadences that are due, or items of others that run when its "
               "own would fit, take the time",
               in_words(of.active)),
           msg("widen its hours, cut its items shorter, or make other cadences rarer"))
        .campaign = c.name;
  }

  // ---- cadences

  void tell_of_cadences() {
    for (const auto& [members, o] : overloads_) {
      alike_screens where{o.screens, {}};
      finding& f = s_.add(
          severity::error, finding_kind::cadence_over,
          msg("the cadences of {} ask for {} % of the time on screen {}", s_.names_of(members),
              permille_text(o.most / 1000), s_.names_of(where)),
          msg("so it is from {} on: the length of their items divided by the time between them makes more "
              "than 100 %, so "
              "none of them comes as often as is written, and nothing else of their level or below comes on",
              s_.instant_text(o.at)),
          msg("make the time between them longer, or the items shorter"));
      f.screen = s_.first_screen(where).name;
      f.campaign = s_.campaign_at(members.front()).name;
    }
  }

  // ---- nothing to show

  void tell_of_nothing(const alike_screens& g, const days_shown& m) {
    bool for_good = std::all_of(g.campaigns.begin(), g.campaigns.end(),
                                [&](std::int32_t i) { return s_.never_plays(i); });
    if (for_good) {
      s_.add(severity::error, finding_kind::screen_empty,
             msg("screen {} shows nothing but the slate", s_.names_of(g)),
             g.campaigns.empty() ? msg("no campaign names the screen, nor a group that it is in")
                                 : msg("none of its campaigns ever plays"),
             msg("name it among the screens of a campaign that plays, or remove it"))
          .screen = s_.first_screen(g).name;
      return;
    }
    std::size_t end = m.shown.size();
    while (end > 0 && !m.shown[end - 1]) --end;
    if (end == 0 && std::find(m.open.begin(), m.open.end(), true) != m.open.end()) {
      s_.add(severity::warning, finding_kind::screen_empty,
             msg("screen {} shows nothing but the slate until {}", s_.names_of(g),
                 s_.date_text(s_.today + days(m.days - 1))),
             msg("its campaigns play later only"), msg("add a campaign for the time until then"))
          .screen = s_.first_screen(g).name;
      return;
    }
    if (end > 0) tell_of_days(g, m, runs_dry(g, m, end) ? end : m.shown.size());
  }

  bool runs_dry(const alike_screens& g, const days_shown& m, std::size_t end) {
    bool is_open_later =
        std::find(m.open.begin() + static_cast<std::ptrdiff_t>(end), m.open.end(), true) != m.open.end();
    if (!is_open_later || end > soon_days) return false;
    const programme::campaign* last = nullptr;
    for (std::int32_t i : g.campaigns) {
      const programme::campaign& c = s_.campaign_at(i);
      if (c.repeats != programme::recurrence::none || !c.to || at_day(*c.to) < 0 || at_day(*c.to) > soon_days)
        continue;
      if (last == nullptr || *last->to < *c.to) last = &c;
    }
    if (last == nullptr) return false;
    finding& f = s_.add(severity::warning, finding_kind::runs_dry,
                        msg("screen {} has nothing but the slate to show after {}", s_.names_of(g),
                            s_.date_text(s_.today + days(end) - days(1))),
                        msg("the campaign \"{}\" ends on {}, and no other follows within {} days", last->name,
                            programme::format_date(*last->to), m.days),
                        msg("prolong it, or add a campaign that follows"));
    f.screen = s_.first_screen(g).name;
    f.campaign = last->name;
    return true;
  }

  std::int64_t at_day(const programme::calendar_date& d) const { return (day_from(d) - s_.today).count(); }

  // Reports days before `end` on which the screen is open and shows nothing.
  void tell_of_days(const alike_screens& g, const days_shown& m, std::size_t end) {
    std::string dates;
    std::size_t count = 0;
    for (std::size_t n = 0; n < end; ++n) {
      if (!m.open[n] || m.shown[n]) continue;
      if (++count <= max_dates) dates += (count == 1 ? "" : ", ") + s_.date_text(s_.today + days(n));
    }
    if (count == 0) return;
    if (count > max_dates) dates += " …";
    s_.add(severity::warning, finding_kind::empty_days,
           counted(m.days, msg("screen {} is open today with nothing but the slate to show", s_.names_of(g)),
                   msg("screen {} is open on {} of {} days with nothing but the slate to show",
                       s_.names_of(g), count, m.days)),
           msg("no campaign plays there on {}", dates),
           msg("add a campaign for these days, or leave them out of its opening hours"))
        .screen = s_.first_screen(g).name;
  }

  // ---- waiting for an edge

  message wait_sentence(const alike_screens& g, const slate_wait& w) const {
    std::string screens = s_.names_of(g), length = in_words(w.to - w.from), from = s_.instant_text(w.from);
    switch (w.edge) {
      case hard_edge::day_ends:
        return msg("on screen {} the slate stands for {} from {} on, until the day ends", screens, length,
                   from);
      case hard_edge::screen_closes:
        return msg("on screen {} the slate stands for {} from {} on, until the screen closes", screens,
                   length, from);
      case hard_edge::takeover_begins:
        break;
    }
    return msg("on screen {} the slate stands for {} from {} on, until the takeover \"{}\" begins", screens,
               length, from, s_.campaign_at(w.takeover).name);
  }

  void tell_of_wait(const alike_screens& g, const days_shown& m) {
    const slate_wait& w = m.max_wait;
    std::int32_t first = w.waiting.front();
    for (std::int32_t i : w.waiting) {
      if (s_.list_at(i).shortest < s_.list_at(first).shortest) first = i;
    }
    finding& f = s_.add(severity::warning, finding_kind::slate_hold, wait_sentence(g, w),
                        msg("what is next of {} does not fit before that; the shortest item there takes {} "
                            "(playlist \"{}\"). "
                            "Waits of 5 minutes and more in {} days: {}",
                            s_.names_of(w.waiting), in_words(s_.list_at(first).shortest),
                            playlist_of(s_, first), m.days, m.waits),
                        msg("add a campaign whose items take at most {}", in_words(w.to - w.from)));
    f.screen = s_.first_screen(g).name;
    f.campaign = s_.campaign_at(first).name;
  }

  lint_context& s_;
  std::vector<of_campaign> campaigns_;
  std::map<indices, overload> overloads_;  // key: the campaigns that cause it
};

}  // namespace

void check_days(lint_context& s) {
  if (!s.groups.empty()) judgement(s).run();
}

}  // namespace bangtin::playlists::analysis
