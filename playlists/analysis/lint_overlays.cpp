// Checks the overlays: tickers that nobody will see, links that nobody can scan, a logo that is not an image.
#include <algorithm>
#include <unordered_map>

#include "base/text.hpp"
#include "playlists/analysis/covered.hpp"
#include "playlists/analysis/lint_context.hpp"
#include "playlists/text/readable.hpp"

namespace bangtin::playlists::analysis {

namespace {

using std::chrono::days;

// Maximum number of days to check, for all tickers and groups together. Nearly every ticker shows on one of
// the first days.
constexpr int max_looks = 200'000;
constexpr std::size_t max_shown = 40;

bool shows_on(const lint_context& s, const schedule::run_days& window, const programme::screen& on,
              programme::local_day d) {
  schedule::instant_ranges active, open;
  schedule::append_activity(s.site, window, d, active);
  if (active.empty()) return false;
  schedule::append_openings(s.site, on, d, open);
  return std::any_of(active.begin(), active.end(), [&](const programme::instant_range& a) {
    return std::any_of(open.begin(), open.end(),
                       [&](const programme::instant_range& o) { return a.from < o.to && o.from < a.to; });
  });
}

// Nothing if no looks were left before the answer was known.
std::optional<bool> ever_shows(const lint_context& s, const programme::ticker& t, int& looks) {
  schedule::run_days window(t, s.site);
  std::vector<const programme::screen*> on;
  for (const alike_screens& g : s.groups) {
    for (std::int32_t i : g.screens) {
      const programme::screen& one = s.p.screens[static_cast<std::size_t>(i)];
      if (!programme::applies_to(t.screens, one)) continue;
      on.push_back(&one);
      break;
    }
  }
  for (int n = 0; n < s.ahead.calendar_days; ++n) {
    // Yesterday's hours may reach into today.
    programme::local_day d = s.today + days(n);
    for (const programme::screen* one : on) {
      if (--looks < 0) return std::nullopt;
      if (shows_on(s, window, *one, d)) return true;
    }
  }
  return false;
}

// The ticker's name, else the beginning of its text.
std::string name_of(const programme::ticker& t) {
  if (!t.name.empty()) return t.name;
  if (t.text.size() <= max_shown) return printable(t.text);
  return printable(cut_at_character(t.text, max_shown)) + "…";
}

// The shortest of its hours; a whole day where it has none.
milliseconds shortest_hours(const programme::ticker& t) {
  constexpr milliseconds day = std::chrono::hours(24);
  milliseconds shortest = day;
  for (const programme::day_hours& h : t.hours) {
    milliseconds length = h.to > h.from ? h.to - h.from : h.to + day - h.from;
    shortest = std::min(shortest, length);
  }
  return shortest;
}

void check_ticker_text(lint_context& s, std::size_t index) {
  const programme::ticker& t = s.p.tickers[index];
  if (auto bad = text::find_unreadable(t.text)) {
    s.add(severity::error, finding_kind::text_unreadable,
          msg("nobody can read the ticker \"{}\"", name_of(t)), bad->what, bad->remedy)
        .ticker = static_cast<std::int32_t>(index);
    return;
  }
  milliseconds needs = text::passing_time(t.text), has = shortest_hours(t);
  if (needs <= has) return;
  s.add(severity::error, finding_kind::text_unreadable,
        msg("nobody can read the ticker \"{}\" to its end", name_of(t)),
        msg("it needs {} to pass over a screen once, and it runs for {}",
            in_words(std::chrono::ceil<std::chrono::seconds>(needs)), in_words(has)),
        msg("write less, or give it longer hours"))
      .ticker = static_cast<std::int32_t>(index);
}

void check_tickers(lint_context& s) {
  for (std::size_t i = 0; i < s.p.tickers.size(); ++i) check_ticker_text(s, i);
  int looks = max_looks;
  for (std::size_t i = 0; i < s.p.tickers.size(); ++i) {
    const programme::ticker& t = s.p.tickers[i];
    bool over = t.repeats == programme::recurrence::none && t.to && day_from(*t.to) < s.today;
    if (over) {
      s.add(severity::note, finding_kind::ticker_never_shows, msg("the ticker \"{}\" is over", name_of(t)),
            {}, msg("remove it, or give it new dates"))
          .ticker = static_cast<std::int32_t>(i);
      continue;
    }
    std::optional<bool> shows = ever_shows(s, t, looks);
    if (!shows) return;
    if (*shows) continue;
    s.add(severity::warning, finding_kind::ticker_never_shows,
          msg("the ticker \"{}\" never shows", name_of(t)),
          msg("in the {} days ahead there is no time that is its and at which one of its screens is open",
              s.ahead.calendar_days),
          msg("correct its dates, days and hours, or its screens"))
        .ticker = static_cast<std::int32_t>(i);
  }
}

using media_by_name = std::unordered_map<std::string_view, const programme::media_item*>;

finding& at_item(finding& f, const programme::playlist& l, std::size_t item) {
  f.playlist = l.name;
  f.media = l.items[item].media;
  f.item = static_cast<std::int32_t>(item);
  return f;
}

// Whether the link begins with a scheme other than http (tel:, mailto:, ...), rather than with a host and a
// port (localhost:8080/a).
bool has_other_scheme(std::string_view link) {
  const std::size_t colon = link.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view scheme = link.substr(0, colon);
  if (scheme == "tel" || scheme == "sms") return true;
  const bool letters = std::all_of(scheme.begin(), scheme.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || c == '+' || c == '-'; });
  const char next = colon + 1 < link.size() ? link[colon + 1] : '0';
  return letters && (next < '0' || next > '9');
}

void check_link(lint_context& s, const programme::playlist& l, std::size_t n, const std::string& link) {
  const std::string start = lower_case(std::string_view(link).substr(0, 8));
  if (link.empty() || start == "https://") return;
  if (start.starts_with("http://")) {
    at_item(s.add(severity::note, finding_kind::link_not_https,
                  msg("the link of \"{}\" begins with http://", printable(l.items[n].media)),
                  msg("telephones warn of pages that are not encrypted"),
                  msg("write https:// if the site has it")),
            l, n);
  } else if (!has_other_scheme(lower_case(link))) {
    at_item(s.add(severity::warning, finding_kind::link_not_https,
                  msg("the link of \"{}\" does not begin with https://", printable(l.items[n].media)),
                  msg("telephones show it as a text and do not open it"),
                  msg("write https://{}", printable(first_characters(link, max_shown)))),
            l, n);
  }
}

void check_call(lint_context& s, const programme::playlist& l, std::size_t n,
                const programme::media_item& m) {
  const programme::playlist_item& item = l.items[n];
  if (auto bad = text::find_unreadable(item.call)) {
    at_item(s.add(severity::error, finding_kind::text_unreadable,
                  msg("nobody can read the call to action of \"{}\"", printable(item.media)), bad->what,
                  bad->remedy),
            l, n);
    return;
  }
  milliseconds needs = text::reading_time(item.call), has = programme::total_duration(item, m);
  if (has.count() <= 0 || needs <= has) return;
  at_item(s.add(severity::error, finding_kind::text_unreadable,
                msg("nobody can read the call to action of \"{}\" in its time", printable(item.media)),
                msg("it needs {} at {} letters a second, and is shown for {}",
                    in_words(std::chrono::ceil<std::chrono::seconds>(needs)), text::letters_per_second,
                    in_words(has)),
                msg("write less, or show the item for longer")),
          l, n);
}

void check_item(lint_context& s, const programme::playlist& l, std::size_t n, const media_by_name& media) {
  const programme::playlist_item& item = l.items[n];
  const programme::media_item& m = *media.at(item.media);
  const std::string& link = item.link.empty() ? m.link : item.link;
  if (link.size() > max_link_bytes) {
    at_item(s.add(severity::warning, finding_kind::link_too_long,
                  msg("the link of \"{}\" is too long for a QR code that is read from three metres",
                      printable(item.media)),
                  msg("it has {} bytes, and {} are the most; the code gets finer with each", link.size(),
                      max_link_bytes),
                  msg("write a shorter link, such as that of the page's beginning")),
            l, n);
  }
  check_link(s, l, n, link);
  check_call(s, l, n, m);
  if (!item.call.empty() && link.empty()) {
    at_item(
        s.add(severity::note, finding_kind::call_unused,
              msg("\"{}\" has a call to action and no link", printable(item.media)),
              msg("the call stands below the QR code of the link"), msg("add a link, or take the call out")),
        l, n);
  }
  if (!item.subtitles.empty() && m.kind != programme::media_kind::video) {
    at_item(s.add(severity::warning, finding_kind::subtitles_unused,
                  msg("\"{}\" has subtitles and is no video", printable(item.media)),
                  msg("they are not shown"), msg("take the subtitles out")),
            l, n);
  }
}

int in_percent(int permille) {
  return (permille + 9) / 10;
}

bool leads_to_a_host(const std::string& link) {
  return link.starts_with("http") && link.find("://") != std::string::npos;
}

// Codes that the programme puts over a corner of pictures, by campaign: it says how they are fitted.
void check_corners(lint_context& s, const media_by_name& media) {
  for (std::size_t c = 0; c < s.p.campaigns.size(); ++c) {
    const programme::campaign& campaign = s.p.campaigns[c];
    const programme::playlist* l = s.p.find_playlist(campaign.playlist);
    for (std::size_t n = 0; l != nullptr && n < l->items.size(); ++n) {
      const programme::playlist_item& item = l->items[n];
      const programme::media_item& m = *media.at(item.media);
      const std::string& link = item.link.empty() ? m.link : item.link;
      if (link.empty() || programme::qr_of(item, campaign) != programme::qr_place::corner) continue;
      int permille = covered_by_code(m, campaign.fit, link.size(), !item.call.empty(), leads_to_a_host(link));
      if (permille <= max_covered_permille) continue;
      finding& f =
          at_item(s.add(severity::warning, finding_kind::picture_covered,
                        msg("the QR code covers {} % of \"{}\"", in_percent(permille), printable(item.media)),
                        msg("it lies over the lower right corner"), msg("put the code beside the picture")),
                  *l, n);
      f.campaign = campaign.name;
    }
  }
}

// The first picture on the screen of which a ticker covers too much; nothing: there is none.
const programme::media_item* covered_picture(const lint_context& s, const programme::screen& on,
                                             const media_by_name& media, int& permille) {
  for (const programme::campaign& c : s.p.campaigns) {
    if (!programme::applies_to(c, on)) continue;
    const programme::playlist* l = s.p.find_playlist(c.playlist);
    for (std::size_t n = 0; l != nullptr && n < l->items.size(); ++n) {
      const programme::media_item* m = media.at(l->items[n].media);
      permille = covered_by_ticker(*m, c.fit);
      if (permille > max_covered_permille) return m;
    }
  }
  return nullptr;
}

void check_tickers_over(lint_context& s, const media_by_name& media) {
  for (const programme::screen& on : s.p.screens) {
    bool runs = std::any_of(s.p.tickers.begin(), s.p.tickers.end(),
                            [&](const programme::ticker& t) { return programme::applies_to(t.screens, on); });
    int permille = 0;
    const programme::media_item* m = runs && on.ticker == programme::ticker_place::over
                                         ? covered_picture(s, on, media, permille)
                                         : nullptr;
    if (m == nullptr) continue;
    finding& f = s.add(severity::warning, finding_kind::picture_covered,
                       msg("the ticker covers {} % of \"{}\" on screen \"{}\"", in_percent(permille),
                           printable(m->name), on.name),
                       msg("it lies over the lower edge of the pictures"), msg("give it a band of its own"));
    f.screen = on.name;
    f.media = m->name;
  }
}

// Titles and the like stand in the official report, and names in everything that people type. The programme
// file and the commands refuse these texts; a draft may have them from elsewhere.
class line_check {
 public:
  explicit line_check(lint_context& s) : s_(s) {}

  void run() {
    for (const programme::media_item& m : s_.p.media) {
      for (const std::string* text : {&m.title, &m.theme, &m.owner}) check(*text, m.name, &finding::media);
    }
    for (const programme::screen& one : s_.p.screens) {
      for (const std::string* text : {&one.name, &one.title, &one.venue})
        check(*text, one.name, &finding::screen);
      for (const std::string& group : one.groups) check(group, one.name, &finding::screen);
    }
    for (const programme::playlist& l : s_.p.playlists) {
      check(l.name, l.name, &finding::playlist);
      for (std::size_t n = 0; n < l.items.size(); ++n) check_item(l, n);
    }
    for (const programme::campaign& c : s_.p.campaigns) {
      for (const std::string* text : {&c.name, &c.task}) check(*text, c.name, &finding::campaign);
    }
  }

 private:
  finding* check(const std::string& text, const std::string& name, std::string finding::*of) {
    auto bad = text::find_bad_line(text);
    if (!bad) return nullptr;
    finding& f = s_.add(severity::error, finding_kind::text_unreadable,
                        msg("nobody can read a text of \"{}\"", printable(name)), bad->what, bad->remedy);
    f.*of = name;
    return &f;
  }

  void check_item(const programme::playlist& l, std::size_t n) {
    const programme::playlist_item& item = l.items[n];
    for (const std::string* text : {&item.title, &item.theme, &item.audience}) {
      if (finding* f = check(*text, item.media, &finding::media)) at_item(*f, l, n);
    }
  }

  lint_context& s_;
};

}  // namespace

void check_overlays(lint_context& s) {
  if (auto bad = text::find_unreadable(s.p.body)) {
    s.add(severity::error, finding_kind::text_unreadable, msg("nobody can read \"body\""), bad->what,
          bad->remedy);
  }
  line_check(s).run();
  media_by_name media;
  for (const programme::media_item& m : s.p.media) media.emplace(m.name, &m);
  for (const programme::screen& one : s.p.screens) {
    if (one.logo.empty() || media.at(one.logo)->kind == programme::media_kind::image) continue;
    finding& f = s.add(severity::warning, finding_kind::logo_no_picture,
                       msg("the logo \"{}\" of screen \"{}\" is no picture", printable(one.logo), one.name),
                       msg("it is not shown"), msg("choose a PNG, JPEG or SVG"));
    f.screen = one.name;
    f.media = one.logo;
  }
  for (const programme::playlist& l : s.p.playlists) {
    for (std::size_t n = 0; n < l.items.size(); ++n) check_item(s, l, n, media);
  }
  check_corners(s, media);
  check_tickers_over(s, media);
  check_tickers(s);
}

}  // namespace bangtin::playlists::analysis
