// Three steps: a pre-scan of the raw text that limits what toml++ has to do; toml++ itself; and a walk over
// the tree that turns tables into values and reports every problem with its place. References are resolved
// last, when all names are known (symbol_table.hpp). `check_references` rejects whatever the walk does not
// detect.
#include "playlists/text/programme_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include "base/inner_message.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/new_names.hpp"
#include "playlists/text/programme_check.hpp"
#include "playlists/text/symbol_table.hpp"
#include "playlists/text/toml_prescan.hpp"
#include "playlists/text/toml_section.hpp"
#include "playlists/text/toml_syntax.hpp"
#include "playlists/text/toml_window.hpp"

namespace bangtin::playlists::text {

namespace {

programme::media_kind kind_from_ending(std::string_view name) {
  static constexpr std::array<std::string_view, 18> video{"mp4",  "mov", "mkv",  "webm", "avi", "ts",
                                                          "m2ts", "mpg", "mpeg", "gif",  "m4v", "3gp",
                                                          "wmv",  "asf", "flv",  "vob",  "ogv", "mts"};
  std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return programme::media_kind::image;
  const std::string ending = lower_case(name.substr(dot + 1));
  if (ending == "pdf") return programme::media_kind::pages;
  if (ending == "srt" || ending == "vtt" || ending == "ass" || ending == "ssa")
    return programme::media_kind::subtitles;
  return std::find(video.begin(), video.end(), ending) != video.end() ? programme::media_kind::video
                                                                      : programme::media_kind::image;
}

class text_reader {
 public:
  explicit text_reader(media_facts facts) : facts_(facts) {}

  parsed_text read(const toml::table& root) {
    section top(root, problems_,
                {"timezone", "slate", "body", "screen", "playlist", "campaign", "ticker", "loaded"});
    if (auto zone = top.text("timezone")) {
      p_.timezone = zone->value;
      if (!is_known_timezone(zone->value)) {
        top.report(zone->at, msg("the time zone \"{}\" is not known", shown(zone->value)),
                   msg("write an IANA name such as \"Asia/Ho_Chi_Minh\""));
      }
    }
    read_slate(top);
    p_.body = value(top.line("body"));
    for (const toml::table* t : top.tables("screen", max_screens)) read_screen(*t);
    for (const toml::table* t : top.tables("playlist", max_playlists)) read_playlist(*t);
    for (const toml::table* t : top.tables("campaign", max_campaigns)) read_campaign(*t);
    for (const toml::table* t : top.tables("ticker", max_tickers)) read_ticker(*t);
    for (const toml::table* t : top.tables("loaded", max_items)) read_loaded(*t);
    playlists_meant_.resolve_playlists(top, playlists_);
    screens_meant_.resolve_screens(top, screens_, groups_);
    if (facts_ == media_facts::assumed) assume_lengths();
    if (problems_.empty()) {
      if (auto e = check_references(p_)) problems_.add({}, e->what, e->remedy, e->code);
    }
    return {std::move(p_), problems_.sorted(), std::move(places_), std::move(assumed_)};
  }

 private:
  programme::media_item& media(const placed_text& named) {
    const std::string& name = named.value;
    auto [entry, fresh] = media_index_.emplace(name, p_.media.size());
    if (fresh) {
      programme::media_item m;
      m.name = name;
      if (facts_ != media_facts::later) m.kind = kind_from_ending(name);
      p_.media.push_back(std::move(m));
      places_.media.push_back(named.at);
    }
    return p_.media[entry->second];
  }

  // The media item of that name, which must be one that can be shown; nullptr if the name is empty or names
  // subtitles.
  programme::media_item* picture(const section& s, const placed_text& name) {
    if (name.value.empty()) {
      s.report(name.at, msg("the media item has no name"), msg("write the path of its file"));
      return nullptr;
    }
    programme::media_item& m = media(name);
    if (p_.media.size() > max_items) {
      s.report(name.at, msg("there are more than {} media items, the slate included", max_items),
               msg("remove what is no longer used"), errc::limit);
    }
    if (m.kind == programme::media_kind::subtitles) {
      s.report(name.at, msg("\"{}\" are subtitles, and nothing to be shown by itself", shown(m.name)),
               msg("name them beside their video: {}",
                   "{ media = \"clips/a.mp4\", subtitles = \"clips/a.srt\" }"));
      return nullptr;
    }
    return &m;
  }

  std::string read_subtitles(const section& s) {
    auto name = s.text("subtitles");
    if (!name) return {};
    bool is_new = !media_index_.contains(name->value);
    if (name->value.empty()) {
      s.report(name->at, msg("the subtitles have no name"), msg("write the path of their file"));
      return {};
    }
    programme::media_item& m = media(*name);
    if (is_new) m.kind = programme::media_kind::subtitles;
    if (m.kind != programme::media_kind::subtitles) {
      s.report(name->at, msg("\"{}\" is shown elsewhere, so it is no file of subtitles", shown(m.name)),
               msg("name a file in SRT, WebVTT or ASS: subtitles = \"clips/a.srt\""));
    }
    return m.name;
  }

  // Which loaded item a name means. A name that the programme no longer has is no mistake, so a person who
  // takes an item out of a file need not change this list.
  void read_loaded(const toml::table& t) {
    section s(t, problems_, {"media", "id"});
    auto name = s.required("media"), id = s.required("id");
    if (!name || !id) return;
    constexpr std::size_t min_digits = 12, max_digits = 64;
    const bool is_hex = id->value.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!is_hex || id->value.size() < min_digits || id->value.size() > max_digits) {
      s.report(id->at, msg("\"{}\" is no ID of a media item", shown(id->value)),
               msg("write it as \"bangtin media list\" shows it"));
      return;
    }
    auto found = media_index_.find(name->value);
    if (found != media_index_.end() && facts_ == media_facts::later) p_.media[found->second].id = id->value;
  }

  void read_slate(const section& top) {
    if (!top.has("slate")) {
      top.report({1, 1}, msg("the programme has no slate"),
                 msg("name a picture that is shown when nothing else may be: slate = \"posters/slate.png\""));
      return;
    }
    auto slate = top.text("slate");
    if (!slate) return;
    p_.slate = slate->value;
    if (slate->value.empty()) {
      top.report(slate->at, msg("the slate has no name"), msg("write the path of its file"));
      return;
    }
    const programme::media_item* m = picture(top, *slate);
    if (m != nullptr && m->kind == programme::media_kind::pages) {
      top.report(slate->at, msg("the slate \"{}\" is a guide", shown(slate->value)),
                 msg("choose a picture or a video for the slate"));
    }
  }

  // The name of a screen, playlist or campaign: valid and unique within its kind. Appends its place to
  // `places`.
  std::string read_name(const section& s, symbol_table& book, std::vector<position>& places,
                        std::optional<unreadable> (*find_bad)(std::string_view)) {
    places.push_back(s.at("name"));
    auto name = s.required("name");
    if (!name) return {};
    auto first = book.add(*name);
    if (auto bad = find_bad(name->value)) {
      s.report(name->at, std::move(bad->what), std::move(bad->remedy));
    } else if (first) {
      s.report(name->at, msg("the name \"{}\" is used already on line {}", shown(name->value), first->line),
               msg("give each its own name"));
    }
    return std::move(name->value);
  }

  void read_screen(const toml::table& table) {
    section s(table, problems_,
              {"name", "title", "venue", "groups", "open", "quiet", "volume", "clock", "logo", "ticker"});
    programme::screen one;
    one.name = read_name(s, screens_, places_.screens, &find_bad_screen_name);
    one.title = value(s.line("title"));
    one.venue = value(s.line("venue"));
    for (placed_text& g : s.texts("groups", max_groups)) {
      if (auto bad = find_bad_screen_name(g.value))
        s.report(g.at, std::move(bad->what), std::move(bad->remedy));
      groups_.add(g);
      one.groups.push_back(std::move(g.value));
    }
    one.open = read_openings(s, "open", problems_);
    if (s.has_empty_list("open")) {
      s.report(s.at("open"), msg("the opening hours are empty"),
               msg("leave \"open\" out for a screen that is always open"));
    }
    one.quiet = read_openings(s, "quiet", problems_);
    one.volume = read_volume(s);
    one.clock = s.flag("clock");
    if (auto logo = s.text("logo")) {
      picture(s, *logo);
      one.logo = std::move(logo->value);
    }
    one.ticker = word(s, "ticker", &programme::ticker_place_from, programme::ticker_place::band,
                      msg("write \"band\" or \"over\""));
    p_.screens.push_back(std::move(one));
  }

  void read_playlist(const toml::table& table) {
    section s(table, problems_, {"name", "items"});
    programme::playlist one;
    one.name = read_name(s, playlists_, places_.playlists, &find_bad_name);
    auto& item_places = places_.items.emplace_back();
    for (const toml::table* t : s.tables("items", max_items)) {
      if (++items_ > max_items) {
        s.report(place_of(*t), msg("there are more than {} items", max_items),
                 msg("remove what is no longer used"), errc::limit);
        break;
      }
      one.items.push_back(read_item(*t));
      item_places.push_back(place_of(*t));
    }
    if (!s.has("items") || s.has_empty_list("items")) {
      s.report(s.at("items"), msg("the playlist has no items"),
               msg("add an item, {}, or remove the playlist", "{ media = \"posters/vneid.png\" }"));
    }
    p_.playlists.push_back(std::move(one));
  }

  programme::playlist_item read_item(const toml::table& table) {
    section s(table, problems_,
              {"media", "duration", "pages", "link", "call", "title", "theme", "audience", "subtitles", "qr",
               "logo"});
    programme::playlist_item item;
    auto name = s.required("media");
    if (name) item.media = name->value;
    item.duration = s.duration("duration");
    item.link = value(s.line("link"));
    item.call = value(s.line("call"));
    item.title = value(s.line("title"));
    item.theme = value(s.line("theme"));
    item.audience = value(s.line("audience"));
    item.qr = read_qr(s);
    item.logo = s.optional_flag("logo");
    if (item.duration && *item.duration < min_item) {
      s.report(s.at("duration"), msg("the duration is shorter than 100 ms"), msg("write a longer one"));
    }
    auto pages = s.integer("pages", 1, max_pages);
    if (programme::media_item* m = name ? picture(s, *name) : nullptr) {
      if (pages) note_pages(s, *m, static_cast<int>(*pages));
      if (facts_ == media_facts::from_text) demand_facts(s, *m);
    }
    item.subtitles = read_subtitles(s);
    return item;
  }

  void note_pages(const section& s, programme::media_item& m, int pages) {
    auto [entry, fresh] = pages_.emplace(m.name, pages);
    if (entry->second != pages) {
      s.report(s.at("pages"), msg("the guide \"{}\" has {} pages elsewhere", shown(m.name), entry->second),
               msg("write the same number of pages everywhere"));
    }
    if (facts_ == media_facts::later) return;
    if (m.kind != programme::media_kind::pages) {
      s.report(s.at("pages"), msg("\"{}\" is not a guide and has no pages", shown(m.name)),
               msg("leave \"pages\" out"));
    } else if (fresh) {
      m.pages = pages;
    }
  }

  static void demand_facts(const section& s, const programme::media_item& m) {
    if (m.kind == programme::media_kind::video && !s.has("duration")) {
      s.report(s.at("media"), msg("nobody says how long the video \"{}\" is", shown(m.name)),
               msg("no file is opened here, so add its duration: duration = \"15s\""));
    }
    if (m.kind == programme::media_kind::pages && !s.has("pages")) {
      s.report(s.at("media"), msg("nobody says how many pages the guide \"{}\" has", shown(m.name)),
               msg("no file is opened here, so add the number of pages: pages = 12"));
    }
  }

  // Fills in what the text leaves to the files. Sets a video's duration on the playlist items, so that
  // nothing claims that the file has that length.
  void assume_lengths() {
    std::set<std::string_view> told;
    for (programme::playlist& l : p_.playlists) {
      for (programme::playlist_item& item : l.items) {
        if (item.media.empty()) continue;
        programme::media_item& m = p_.media[media_index_.at(item.media)];
        if (m.kind == programme::media_kind::video && !item.duration) {
          item.duration = assumed_video;
        } else if (m.kind == programme::media_kind::pages && m.pages == 0) {
          m.pages = assumed_pages;
        } else {
          continue;
        }
        if (told.insert(m.name).second) assumed_.push_back(m.name);
      }
    }
  }

  void read_campaign(const toml::table& table) {
    section s(table, problems_, {"name",   "playlist", "screens", "task",   "level", "from",   "to",
                                 "yearly", "lunar",    "days",    "hours",  "rrule", "except", "share",
                                 "every",  "order",    "fade",    "volume", "fit",   "qr",     "logo"});
    programme::campaign one;
    one.name = read_name(s, campaigns_, places_.campaigns, &find_bad_name);
    if (auto list = s.required("playlist")) {
      one.playlist = list->value;
      playlists_meant_.add(std::move(*list));
    }
    one.screens = read_screens(s);
    if (!s.has("screens") || s.has_empty_list("screens")) {
      s.report(s.at("screens"), msg("the campaign names no screen"),
               msg("name its screens: screens = [\"lobby\"], or [\"all\"]"));
    }
    one.task = value(s.line("task"));
    one.level = word(s, "level", &programme::level_from, programme::level::normal,
                     msg("write takeover, normal or filler"));
    one.order = word(s, "order", &programme::item_order_from, programme::item_order::sequential,
                     msg("write sequential or shuffle"));
    read_amount(s, one);
    read_window(s, one);
    read_fade(s, one);
    one.volume = read_volume(s);
    one.fit = word(s, "fit", &programme::picture_fit_from, programme::picture_fit::contain,
                   msg("write \"contain\" or \"cover\""));
    one.qr = read_qr(s);
    one.logo = s.optional_flag("logo");
    p_.campaigns.push_back(std::move(one));
  }

  void read_ticker(const toml::table& table) {
    section s(
        table, problems_,
        {"name", "text", "screens", "from", "to", "yearly", "lunar", "days", "hours", "rrule", "except"});
    programme::ticker one;
    if (s.has("name")) {
      std::vector<position> unused;
      one.name = read_name(s, tickers_, unused, &find_bad_name);
    }
    auto text = s.required("text");
    places_.tickers.push_back(s.at("text"));
    if (text) one.text = trimmed(text->value, " \t\n");
    if (text && one.text.empty()) {
      s.report(text->at, msg("the ticker has no text"), msg("write one, or remove the ticker"));
    } else if (auto bad = find_bad_line(one.text)) {
      s.report(text->at, std::move(bad->what), std::move(bad->remedy));
    }
    if (s.has("screens")) one.screens = read_screens(s);
    if (s.has_empty_list("screens")) {
      s.report(s.at("screens"), msg("the ticker names no screen"),
               msg("leave \"screens\" out for all screens, or name them: screens = [\"lobby\"]"));
    }
    read_window(s, one);
    p_.tickers.push_back(std::move(one));
  }

  std::vector<std::string> read_screens(const section& s) {
    std::vector<std::string> all;
    for (placed_text& name : s.texts("screens", max_references)) {
      all.push_back(name.value);
      screens_meant_.add(std::move(name));
    }
    return all;
  }

  static void read_fade(const section& s, programme::campaign& c) {
    c.fade = s.duration("fade").value_or(milliseconds{});
    if (c.fade <= max_fade) return;
    s.report(s.at("fade"), msg("the fade is longer than {}", format_duration(max_fade)),
             msg("write a shorter one, such as fade = \"500ms\""));
  }

  static int read_volume(const section& s) {
    return static_cast<int>(s.integer("volume", 0, full_volume).value_or(full_volume));
  }

  // `false`, without quotes, is how staff write `none`.
  static std::optional<programme::qr_place> read_qr(const section& s) {
    if (!s.has("qr")) return std::nullopt;
    if (s.is_false("qr")) return programme::qr_place::none;
    auto from = [](std::string_view name) -> std::optional<programme::qr_place> {
      return name == "none" ? std::nullopt : programme::qr_place_from(name);
    };
    return word<programme::qr_place>(s, "qr", from, programme::qr_place::beside,
                                     msg("write \"beside\", \"corner\", or false without quotes"));
  }

  template <class T>
  static T word(const section& s, std::string_view key, std::optional<T> (*from)(std::string_view),
                T otherwise, message remedy) {
    auto text = s.text(key);
    if (!text) return otherwise;
    auto found = from(text->value);
    if (!found) {
      s.report(text->at, msg("\"{}\" is not a possible {}", shown(text->value), key), std::move(remedy));
    }
    return found.value_or(otherwise);
  }

  static void read_amount(const section& s, programme::campaign& c) {
    c.share = static_cast<int>(s.integer("share", 1, max_share).value_or(1));
    c.every = s.duration("every");
    if (s.has("share") && s.has("every")) {
      s.report(s.at("every"), msg("a campaign has either a share or a cadence, and this one has both"),
               msg("leave out either \"share\" or \"every\""));
    }
  }

  static std::string value(std::optional<placed_text> text) { return text ? std::move(text->value) : ""; }

  media_facts facts_;
  programme::programme p_;
  diagnostics problems_;
  symbol_table screens_, groups_, playlists_, campaigns_, tickers_;
  reference_list playlists_meant_, screens_meant_;
  std::unordered_map<std::string, std::size_t> media_index_;
  std::unordered_map<std::string, int> pages_;
  source_map places_;
  std::vector<std::string> assumed_;
  std::size_t items_ = 0;
};

}  // namespace

parsed_text parse_text(std::string_view text, media_facts facts) {
  auto only = [](diagnostic p) { return parsed_text{{}, {std::move(p)}, {}, {}}; };
  if (text.size() > max_text) {
    return only({{},
                 msg("the file is larger than {} bytes", max_text),
                 msg("remove what is no longer used, or split the site"),
                 errc::limit});
  }
  if (auto bad = bad_shape(text)) return only(*std::move(bad));
  try {
    toml::table root = toml::parse(for_parser(text));
    return text_reader(facts).read(root);
  } catch (const toml::parse_error& e) {
    return only(diagnostic_of(e));
  }
}

error as_error(const std::vector<diagnostic>& problems, std::string_view file_name) {
  constexpr std::size_t max_lines = 10;
  message all;
  for (std::size_t i = 0; i < problems.size() && i < max_lines; ++i) {
    const diagnostic& p = problems[i];
    std::string place(file_name);
    if (p.at.line > 0) place += fmt::format(":{}:{}", p.at.line, p.at.column);
    all.id += i == 0 ? "{}" : "\n{}";
    all.args.push_back(inner(msg("{}: {} ({})", place, inner(p.what), inner(p.remedy))));
  }
  if (problems.size() > max_lines) {
    all.id += "\n{}";
    all.args.push_back(inner(msg("and {} more", problems.size() - max_lines)));
  }
  return {problems.empty() ? errc::invalid : problems[0].code, std::move(all),
          msg("correct the file and try again")};
}

}  // namespace bangtin::playlists::text
