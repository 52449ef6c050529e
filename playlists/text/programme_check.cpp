// One pass over the programme, kind by kind, with hash sets of the names seen so far; the first error ends
// it.
#include "playlists/text/programme_check.hpp"

#include <date/tz.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/schedule/recurrence_text.hpp"

namespace bangtin::playlists::text {

namespace {

using names = std::unordered_set<std::string_view>;
using finding = std::optional<error>;

error bad(message what, message remedy) {
  return {errc::invalid, std::move(what), std::move(remedy)};
}

bool is_good_text(std::string_view text) {
  return text.size() <= max_text_bytes && is_clean_utf8(text);
}

template <class... Texts>
bool are_good_texts(const Texts&... texts) {
  return (is_good_text(texts) && ...);
}

error too_many(std::string_view where) {
  return {errc::limit, msg("a list of {} is too long", where),
          msg("keep to {} names and dates, {} time windows and {} groups", max_references, max_windows,
              max_groups)};
}

error bad_text(std::string_view where) {
  return bad(msg("a text of {} is too long or has control characters", where),
             msg("shorten it to {} bytes and write it anew", max_text_bytes));
}

class checker {
 public:
  explicit checker(const programme::programme& p) : p_(p) {}

  finding run() {
    if (auto e = sizes()) return e;
    if (!is_known_timezone(p_.timezone)) {
      return bad(msg("the time zone \"{}\" is not known", printable(p_.timezone)),
                 msg("write an IANA name such as \"Asia/Ho_Chi_Minh\""));
    }
    if (auto e = all(p_.media, &checker::media)) return e;
    if (!media_.contains(p_.slate)) {
      return bad(msg("the programme has no slate"),
                 msg("name a picture that is shown when nothing else may be: slate = \"posters/slate.png\""));
    }
    if (auto e = seen(p_.slate)) return e;
    if (media_.at(p_.slate)->kind == programme::media_kind::pages) {
      return bad(msg("the slate \"{}\" is a guide", p_.slate),
                 msg("choose a picture or a video for the slate"));
    }
    if (!is_good_text(p_.body)) return bad_text("body");
    if (auto e = all(p_.screens, &checker::one_screen)) return e;
    if (auto e = all(p_.playlists, &checker::one_playlist)) return e;
    if (auto e = all(p_.campaigns, &checker::one_campaign)) return e;
    return all(p_.tickers, &checker::one_ticker);
  }

 private:
  template <class T>
  finding all(const std::vector<T>& things, finding (checker::*check)(const T&)) {
    for (const T& thing : things) {
      if (auto e = (this->*check)(thing)) return e;
    }
    return std::nullopt;
  }

  finding sizes() const {
    std::size_t items = 0;
    for (const programme::playlist& l : p_.playlists) items += l.items.size();
    if (p_.screens.size() > max_screens || p_.campaigns.size() > max_campaigns ||
        p_.playlists.size() > max_playlists || items > max_items || p_.media.size() > max_items ||
        p_.tickers.size() > max_tickers) {
      return error{errc::limit, msg("the programme is too large"),
                   msg("keep to {} screens, {} campaigns, {} playlists, {} items and {} tickers", max_screens,
                       max_campaigns, max_playlists, max_items, max_tickers)};
    }
    return std::nullopt;
  }

  finding media(const programme::media_item& m) {
    if (m.name.empty() || !is_good_text(m.name)) {
      return bad(msg("a media item has no usable name"), msg("name it by the path of its file"));
    }
    if (!media_.emplace(m.name, &m).second) {
      return bad(msg("two media items are named \"{}\"", m.name), msg("give each its own name"));
    }
    if (!are_good_texts(m.id, m.title, m.theme, m.owner, m.link)) return bad_text(m.name);
    bool is_guide = m.kind == programme::media_kind::pages;
    if (is_guide && (m.pages < 1 || m.pages > max_pages)) {
      return bad(
          msg("the guide \"{}\" does not say how many pages it has, or has more than {}", m.name, max_pages),
          msg("say it on the playlist's item: pages = 12"));
    }
    bool unknown_length = m.kind == programme::media_kind::video && m.duration.count() == 0;
    if (!unknown_length && m.kind == programme::media_kind::video &&
        (m.duration < min_item || m.duration > max_duration)) {
      return bad(msg("the length of \"{}\" is not between 100 ms and 30 days", m.name),
                 msg("load the file again"));
    }
    auto files = static_cast<std::size_t>(is_guide ? m.pages : 1);
    if (!m.files.empty() && m.files.size() != files) {
      return bad(msg("\"{}\" names {} files where there should be {}", m.name, m.files.size(), files),
                 msg("load the file again"));
    }
    return std::nullopt;
  }

  finding one_screen(const programme::screen& s) {
    if (!is_good_screen_name(s.name)) {
      return bad(msg("\"{}\" cannot be the name of a screen", printable(s.name)),
                 msg("use a short name such as \"lobby\"; the title may say more"));
    }
    if (!screens_.insert(s.name).second) {
      return bad(msg("two screens are named \"{}\"", s.name), msg("give each its own name"));
    }
    if (!are_good_texts(s.title, s.venue)) return bad_text(s.name);
    if (s.groups.size() > max_groups || s.open.size() > max_windows || s.quiet.size() > max_windows) {
      return too_many(s.name);
    }
    for (const std::string& g : s.groups) {
      if (!is_good_screen_name(g)) {
        return bad(msg("\"{}\" cannot be the name of a group", printable(g)),
                   msg("use a short name such as \"indoor\", without @"));
      }
      groups_.insert(g);
    }
    auto possible = [](const programme::opening& o) {
      return o.days != 0 && o.days <= programme::every_day && programme::is_valid_hours(o.hours);
    };
    if (!std::all_of(s.open.begin(), s.open.end(), possible)) {
      return bad(msg("the opening hours of screen \"{}\" are not possible", s.name),
                 msg("write them as {}", "{ days = \"mon-fri\", hours = \"07:00-17:30\" }"));
    }
    if (!std::all_of(s.quiet.begin(), s.quiet.end(), possible)) {
      return bad(msg("the quiet hours of screen \"{}\" are not possible", s.name),
                 msg("write them as {}", "{ days = \"mon-fri\", hours = \"07:00-17:30\" }"));
    }
    if (s.volume < 0 || s.volume > full_volume) {
      return bad(msg("the volume of screen \"{}\" is not between 0 and 100", s.name),
                 msg("correct the volume"));
    }
    return s.logo.empty() ? std::nullopt : seen(s.logo);
  }

  // Whether a media item of that name exists and can be shown by itself.
  finding seen(std::string_view name) const {
    auto found = media_.find(name);
    if (found == media_.end()) {
      return bad(msg("there is no media item \"{}\"", printable(name)),
                 msg("add the media item, or correct the name"));
    }
    if (found->second->kind != programme::media_kind::subtitles) return std::nullopt;
    return bad(
        msg("\"{}\" are subtitles, and nothing to be shown by itself", printable(name)),
        msg("name them beside their video: {}", "{ media = \"clips/a.mp4\", subtitles = \"clips/a.srt\" }"));
  }

  static error without_items(std::string_view playlist) {
    return bad(msg("the playlist \"{}\" has no items", playlist), msg("add an item, or remove the playlist"));
  }

  finding one_playlist(const programme::playlist& l) {
    if (!is_good_name(l.name)) {
      return bad(msg("\"{}\" cannot be the name of a playlist", printable(l.name)),
                 msg("use a short name such as \"dich-vu-cong\""));
    }
    if (!playlists_.insert(l.name).second) {
      return bad(msg("two playlists are named \"{}\"", l.name), msg("give each its own name"));
    }
    if (l.items.empty()) {
      if (p_.version != 0) return without_items(l.name);
      empty_.insert(l.name);
    }
    for (const programme::playlist_item& entry : l.items) {
      if (auto e = item(l, entry)) return e;
    }
    return std::nullopt;
  }

  finding item(const programme::playlist& l, const programme::playlist_item& entry) const {
    auto found = media_.find(entry.media);
    if (found == media_.end()) {
      return bad(msg("the playlist \"{}\" names the media item \"{}\", which does not exist", l.name,
                     printable(entry.media)),
                 msg("add the media item, or take it out of the playlist"));
    }
    if (!are_good_texts(entry.title, entry.theme, entry.audience, entry.link, entry.call))
      return bad_text(entry.media);
    if (auto e = seen(entry.media)) return e;
    if (!entry.subtitles.empty()) {
      auto text = media_.find(entry.subtitles);
      if (text == media_.end() || text->second->kind != programme::media_kind::subtitles) {
        return bad(msg("the subtitles \"{}\" of playlist \"{}\" are not there, or are no subtitles",
                       printable(entry.subtitles), l.name),
                   msg("name a file in SRT, WebVTT or ASS"));
      }
    }
    milliseconds each = programme::page_duration(entry, *found->second);
    if (!entry.duration && each.count() == 0) {
      return bad(msg("nobody says how long the video \"{}\" of playlist \"{}\" is", entry.media, l.name),
                 msg("add a duration to the item: duration = \"15s\""));
    }
    if (each < min_item || each > max_duration) {
      return bad(msg("the duration of \"{}\" in playlist \"{}\" is not between 100 ms and 30 days",
                     entry.media, l.name),
                 msg("correct the duration"));
    }
    return std::nullopt;
  }

  finding one_campaign(const programme::campaign& c) {
    if (!is_good_name(c.name)) {
      return bad(msg("\"{}\" cannot be the name of a campaign", printable(c.name)),
                 msg("use a short name such as \"ngay-chuyen-doi-so\""));
    }
    if (!campaigns_.insert(c.name).second) {
      return bad(msg("two campaigns are named \"{}\"", c.name), msg("give each its own name"));
    }
    if (!is_good_text(c.task)) return bad_text(c.name);
    if (c.screens.size() > max_references || c.except.size() > max_references ||
        c.hours.size() > max_windows) {
      return too_many(c.name);
    }
    if (!playlists_.contains(c.playlist)) {
      return bad(msg("the campaign \"{}\" names the playlist \"{}\", which does not exist", c.name,
                     printable(c.playlist)),
                 msg("add the playlist, or correct the campaign"));
    }
    if (empty_.contains(c.playlist)) return without_items(c.playlist);
    if (auto e = where(c)) return e;
    if (auto e = how_much(c)) return e;
    if (auto e = how(c)) return e;
    return when(c);
  }

  finding one_ticker(const programme::ticker& t) {
    auto wrong = [&](message remedy) {
      std::string_view name = t.name.empty() ? std::string_view(t.text).substr(0, t.text.find('\n')) : t.name;
      return bad(msg("the ticker \"{}\" is not possible", printable(name.substr(0, max_name_bytes))),
                 std::move(remedy));
    };
    if (!is_good_text(t.text) || t.text.find_first_not_of(" \t\n") == std::string::npos) {
      return bad(msg("a ticker has no usable text"),
                 msg("write one of at most {} bytes without control characters", max_text_bytes));
    }
    if (!t.name.empty() && (!is_good_name(t.name) || !tickers_.insert(t.name).second)) {
      return wrong(msg("give it a short name of its own, or none"));
    }
    if (t.screens.size() > max_references || t.except.size() > max_references ||
        t.hours.size() > max_windows) {
      return too_many(t.name.empty() ? "ticker" : t.name);
    }
    if (t.screens.empty() || stranger(t.screens) != nullptr) {
      return wrong(msg("name screens that there are, or leave \"screens\" out for all"));
    }
    if (!has_possible_dates(t)) {
      return wrong(
          msg("write `from` and `to` as YYYY-MM-DD in this order, or both as MM-DD with yearly = true or "
              "lunar = true"));
    }
    if (!has_possible_hours(t)) {
      return wrong(
          msg("write them as days = \"mon-fri\", hours = [\"07:00-11:30\"], except = [\"2026-02-17\"]"));
    }
    if (t.rrule.empty()) return std::nullopt;
    if (!is_good_text(t.rrule)) return bad_text("rrule");
    auto rule = schedule::parse_rule(t.rrule);
    return rule ? std::nullopt : finding(rule.error());
  }

  // The first name that is not a screen, a group or "all".
  const std::string* stranger(const std::vector<std::string>& names_of_screens) const {
    for (const std::string& s : names_of_screens) {
      bool known = s == "all" || (s.starts_with('@') ? groups_.contains(std::string_view(s).substr(1))
                                                     : screens_.contains(s));
      if (!known) return &s;
    }
    return nullptr;
  }

  finding where(const programme::campaign& c) const {
    if (c.screens.empty()) {
      return bad(msg("the campaign \"{}\" names no screen", c.name),
                 msg("name its screens: screens = [\"lobby\"], or [\"all\"]"));
    }
    if (const std::string* s = stranger(c.screens)) {
      return bad(msg("the campaign \"{}\" names the screen or group \"{}\", which does not exist", c.name,
                     printable(*s)),
                 msg("add the screen, or correct the campaign"));
    }
    return std::nullopt;
  }

  static finding how(const programme::campaign& c) {
    if (c.fade < milliseconds(0) || c.fade > max_fade) {
      return bad(msg("the fade of campaign \"{}\" is longer than {}", c.name, format_duration(max_fade)),
                 msg("correct the fade"));
    }
    if (c.volume < 0 || c.volume > full_volume) {
      return bad(msg("the volume of campaign \"{}\" is not between 0 and 100", c.name),
                 msg("correct the volume"));
    }
    return std::nullopt;
  }

  static finding how_much(const programme::campaign& c) {
    if (c.share < 1 || c.share > max_share) {
      return bad(msg("the share of campaign \"{}\" is not between 1 and 1000", c.name),
                 msg("correct the share"));
    }
    if (c.every && c.share != 1) {
      return bad(msg("the campaign \"{}\" has both a share and a cadence", c.name),
                 msg("give either `share` or `every`"));
    }
    if (c.every && (*c.every < milliseconds(1) || *c.every > max_duration)) {
      return bad(msg("the cadence of campaign \"{}\" is not between 1 ms and 30 days", c.name),
                 msg("correct `every`"));
    }
    return std::nullopt;
  }

  static bool has_possible_dates(const programme::run_window& w) {
    auto possible = [&](const std::optional<programme::calendar_date>& d) {
      if (!d) return w.repeats == programme::recurrence::none;
      if (w.repeats == programme::recurrence::none) return programme::is_valid_date(*d);
      return w.repeats == programme::recurrence::yearly ? programme::is_valid_month_day(*d)
                                                        : programme::is_valid_lunar_month_day(*d);
    };
    bool ends_first = w.repeats == programme::recurrence::none && w.from && w.to && *w.to < *w.from;
    return possible(w.from) && possible(w.to) && !ends_first;
  }

  static bool has_possible_hours(const programme::run_window& w) {
    return w.days != 0 && w.days <= programme::every_day &&
           std::all_of(w.hours.begin(), w.hours.end(), &programme::is_valid_hours) &&
           std::all_of(w.except.begin(), w.except.end(), &programme::is_valid_date);
  }

  static finding when(const programme::campaign& c) {
    if (!has_possible_dates(c)) {
      return bad(
          msg("the dates of campaign \"{}\" are not possible", c.name),
          msg("write `from` and `to` as YYYY-MM-DD in this order, or both as MM-DD with yearly = true or "
              "lunar = true"));
    }
    if (!has_possible_hours(c)) {
      return bad(
          msg("the days, hours or exceptions of campaign \"{}\" are not possible", c.name),
          msg("write them as days = \"mon-fri\", hours = [\"07:00-11:30\"], except = [\"2026-02-17\"]"));
    }
    if (!is_good_text(c.rrule)) return bad_text(c.name);
    if (c.rrule.empty()) return std::nullopt;
    if (auto rule = schedule::parse_rule(c.rrule); !rule) {
      return error{rule.error().code,
                   msg("the rrule \"{}\" of campaign \"{}\" is not possible", printable(c.rrule), c.name),
                   rule.error().remedy};
    }
    return std::nullopt;
  }

  const programme::programme& p_;
  std::unordered_map<std::string_view, const programme::media_item*> media_;
  names screens_, groups_, playlists_, campaigns_, tickers_;
  names empty_;  // playlists of a draft that are still to be filled
};

}  // namespace

std::optional<error> check_references(const programme::programme& p) {
  return checker(p).run();
}

bool is_good_name(std::string_view name) {
  return !name.empty() && name.size() <= max_name_bytes && is_clean_utf8(name) &&
         name.find_first_of("\t\n") == std::string_view::npos && name.front() != ' ' && name.back() != ' ';
}

bool is_good_screen_name(std::string_view name) {
  return is_good_name(name) && name.find_first_of("/,") == std::string_view::npos && name.front() != '@' &&
         name != "all" && name != "." && name != "..";
}

bool is_known_timezone(std::string_view name) {
  // The library throws on an unknown name.
  if (name.empty() || name.size() > max_name_bytes) return false;
  try {
    return date::locate_zone(name) != nullptr;
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace bangtin::playlists::text
