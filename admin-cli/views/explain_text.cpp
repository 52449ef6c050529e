// Each sentence is a whole message with values, because word order differs between languages. A part that
// several sentences share ("..., when the screen closes") is a value too.
#include "admin-cli/views/explain_text.hpp"

#include <array>

#include "admin-cli/views/times.hpp"
#include "admin-cli/views/window_words.hpp"
#include "admin-cli/views/words.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "base/text.hpp"
#include "playlists/analysis/next_activity.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/programme/rfc3339.hpp"

namespace bangtin::admin_cli::views {

namespace {

using playlists::analysis::absence;
using playlists::analysis::barrier;
using playlists::analysis::barrier_kind;
using playlists::analysis::presence;

constexpr std::size_t max_entries = 4;

// The first `most` entries, separated by commas.
template <class List, class Text>
std::string listed(const List& all, std::size_t most, Text text) {
  std::string out;
  for (std::size_t i = 0; i < all.size() && i < most; ++i) out += (i == 0 ? "" : ", ") + text(all[i]);
  return all.size() > most ? out + ", …" : out;
}

std::string weekday_name(playlists::programme::local_day d) {
  switch (std::chrono::weekday(d).iso_encoding()) {
    case 1:
      return tr("Mondays");
    case 2:
      return tr("Tuesdays");
    case 3:
      return tr("Wednesdays");
    case 4:
      return tr("Thursdays");
    case 5:
      return tr("Fridays");
    case 6:
      return tr("Saturdays");
    default:
      return tr("Sundays");
  }
}

}  // namespace

// ---- the campaign that is on

std::string explain_text::headline() const {
  const std::string at = local_time(at_, p_.timezone);
  if (!what_.now) {
    return what_.opens ? tr("{}: {} is closed until {}", at, on_.name, from_when(*what_.opens))
                       : tr("{}: {} is closed, and does not open within two years", at, on_.name);
  }
  const playlists::schedule::slot& s = what_.now->shown;
  if (s.campaign < 0) return tr("{}: {} shows the slate until {}", at, on_.name, when(s.to));
  const playlists::programme::campaign& c = campaign(s.campaign);
  std::string media = p_.find_playlist(c.playlist)->items[static_cast<std::size_t>(s.item)].media;
  if (s.page != 0) media = tr("page {} of {}", s.page, media);
  std::string text = tr("{}: {} shows {} of campaign {} until {}", at, on_.name, media, c.name, when(s.to));
  if (what_.now->item_to != s.to) text += "; " + tr("all its pages until {}", when(what_.now->item_to));
  return text;
}

std::string explain_text::rule() const {
  if (!what_.now) return {};
  const presence& now = *what_.now;
  if (now.edge) return tr("Nothing that is offered fits before {}.", obstacle(*now.edge));
  if (now.shown.campaign < 0) {
    return tr("Nothing is offered: no campaign by share is active, and no cadence is due.");
  }
  const playlists::programme::campaign& c = campaign(now.shown.campaign);
  std::string text =
      c.every ? tr("By its cadence: every {}, due since {}.", duration_words(*c.every), when(now.due))
              : turns(now);
  if (now.window_ended) {
    text += " " + tr("Its hours ended at {}; what has begun runs to its end.", when(*now.window_ended));
  }
  return text;
}

std::string explain_text::turns(const presence& now) const {
  const playlists::programme::campaign& c = campaign(now.shown.campaign);
  if (now.turns.size() == 1) {
    return tr("By its share: no other campaign by share is active at level {}.", level_word(c.level));
  }
  std::vector<std::int32_t> others;
  std::int64_t sum = 0;
  for (std::int32_t i : now.turns) {
    sum += campaign(i).share;
    if (i != now.shown.campaign) others.push_back(i);
  }
  std::string with = listed(others, playlists::analysis::max_named, [&](std::int32_t i) {
    return campaign(i).name + " (" + std::to_string(campaign(i).share) + ")";
  });
  return tr("By its share: {} of {} at level {}, in turn with {}.", c.share, sum, level_word(c.level), with);
}

// ---- the campaigns that are not on

std::string explain_text::why_not(const absence& a) const {
  using playlists::analysis::why_not;
  if (a.reason == why_not::other_screens) {
    return tr("for other screens: {}", listed(campaign(a.campaign).screens, max_entries,
                                              [](const std::string& name) { return name; }));
  }
  if (a.reason == why_not::closed) return tr("the screen is closed");
  if (a.reason == why_not::turn) return tr("its turn comes at {}", when(*a.until));
  if (a.reason <= why_not::hours) {
    return against_the_day(a) + "; " + next_text(a);
  }
  return while_active(a) + "; " + (a.next ? tr("next at {}", when(*a.next)) : tr("not again that day"));
}

// When it is next seen: its hours may begin while the screen is closed, or while a higher level plays.
std::string explain_text::next_text(const absence& a) const {
  if (!a.until) return tr("not again within two years");
  const playlists::programme::screen* const here[] = {&on_};
  const playlists::analysis::next_chance next =
      playlists::analysis::next_run(site_, p_, campaign(a.campaign), here, at_);
  if (next.at) return tr("next from {}", from_when(*next.at));
  return next.silenced ? tr("whenever it would play, a higher level does")
                       : tr("its hours come only while the screen is closed");
}

std::string explain_text::against_the_day(const absence& a) const {
  using playlists::analysis::why_not;
  const playlists::programme::campaign& c = campaign(a.campaign);
  std::string text;
  if (a.reason == why_not::hours) {
    return tr("outside its hours, {}", listed(c.hours, max_entries, playlists::programme::format_hours));
  }
  if (a.reason == why_not::dates) text = tr("outside its dates, {}", dates_words(c));
  if (a.reason == why_not::exception)
    text = tr("{} is one of its exceptions", local_dates(playlists::programme::to_date_text(a.day)));
  if (a.reason == why_not::weekday) text = tr("not on {}", weekday_name(a.day));
  if (a.reason == why_not::rule) {
    text =
        tr("its rule {} does not name {}", c.rrule, local_dates(playlists::programme::to_date_text(a.day)));
  }
  // After midnight readers think of the new day, so explain that the hours began the day before.
  if (a.day != today_) text += " " + tr("(its hours at this time begin the day before)");
  return text;
}

std::string explain_text::while_active(const absence& a) const {
  using playlists::analysis::why_not;
  const playlists::programme::campaign& c = campaign(a.campaign);
  switch (a.reason) {
    case why_not::silenced:
      return a.until ? tr("silent until {}, as {} is active at a higher level", when(*a.until),
                          names(a.silencers))
                     : tr("silent for the next two years at least, as {} is active at a higher level",
                          names(a.silencers));
    case why_not::not_due:
      return tr("its cadence, every {}, is not due before {}", duration_words(*c.every),
                a.before ? obstacle(*a.before) : when(*a.until));
    case why_not::no_room:
      return tr("its next item, {}, does not fit before {}", duration_words(a.item), obstacle(*a.before));
    default:
      return tr("its turn does not come before {}", obstacle(*a.before));
  }
}

// ---- values

// The time alone if it is on the same local day, whose end is 24:00; the date alone for midnight of another
// day.
std::string explain_text::when(utc_ms t) const {
  const playlists::programme::local_day day = playlists::schedule::day_of(p_, t);
  if (day == today_) return local_clock(t, p_.timezone);
  bool is_midnight = playlists::schedule::range_of(p_, day).from == t;
  if (is_midnight && day == today_ + std::chrono::days(1)) return "24:00:00";
  return is_midnight ? local_date(t, p_.timezone) : local_time(t, p_.timezone);
}

// The same of a beginning, which is never 24:00: midnight is told by its day.
std::string explain_text::from_when(utc_ms t) const {
  const playlists::programme::local_day day = playlists::schedule::day_of(p_, t);
  const bool is_midnight = playlists::schedule::range_of(p_, day).from == t;
  return is_midnight && day != today_ ? local_date(t, p_.timezone) : when(t);
}

std::string explain_text::names(const std::vector<std::int32_t>& campaigns) const {
  std::string all =
      listed(campaigns, playlists::analysis::max_named, [&](std::int32_t i) { return campaign(i).name; });
  return campaigns.size() == playlists::analysis::max_named ? all + ", …" : all;
}

std::string explain_text::obstacle(const barrier& b) const {
  switch (b.kind) {
    case barrier_kind::campaign_begins:
      return tr("{}, when {} begins", when(b.at), names(b.campaigns));
    case barrier_kind::window_ends:
      return tr("{}, when its hours end", when(b.at));
    case barrier_kind::screen_closes:
      return tr("{}, when the screen closes", when(b.at));
    case barrier_kind::day_ends:
      break;
  }
  return tr("{}, when the day ends", when(b.at));
}

}  // namespace bangtin::admin_cli::views
