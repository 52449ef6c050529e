// Written field by field into a JSON value, which base/json.hpp prints canonically; read field by field in
// the same order. The fields of the first players are always there: null where a value is absent. Those which
// came later are left out where they say nothing, so that an old programme keeps its bytes and its signature.
// What the reader lets through by accident cannot matter, because in the end the bytes are written anew and
// compared.
#include "playlists/text/programme_bytes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::playlists {

namespace {

constexpr std::int64_t most_version = 1LL << 53;
constexpr std::int64_t last_instant_ms = 253'402'300'799'999;  // the end of the year 9999
constexpr std::int64_t most_file_bytes = 1LL << 40;
constexpr std::int64_t day_ms = 24LL * 3'600'000;

// ---- writing

json::value optional_ms(const std::optional<milliseconds>& d) {
  return d ? json::value(d->count()) : json::value(nullptr);
}

json::value optional_date(const std::optional<calendar_date>& d) {
  return d ? json::value(format_date(*d)) : json::value(nullptr);
}

template <class T, class Writer>
json::array list_of(const std::vector<T>& all, Writer write) {
  json::array list;
  list.reserve(all.size());
  for (const T& one : all) list.push_back(write(one));
  return list;
}

json::array texts(const std::vector<std::string>& all) {
  return list_of(all, [](const std::string& s) { return json::value(s); });
}

json::value write_file(const file_ref& f) {
  return json::object{{"bytes", f.bytes}, {"sha256", f.sha256.hex()}};
}

json::value write_media(const media_item& m) {
  return json::object{{"duration_ms", m.duration.count()},
                      {"files", list_of(m.files, write_file)},
                      {"height", m.height},
                      {"id", m.id},
                      {"kind", to_string(m.kind)},
                      {"link", m.link},
                      {"name", m.name},
                      {"owner", m.owner},
                      {"pages", m.pages},
                      {"theme", m.theme},
                      {"title", m.title},
                      {"width", m.width}};
}

json::value write_hours(const day_hours& h) {
  return json::object{{"from_ms", h.from.count()}, {"to_ms", h.to.count()}};
}

json::value write_opening(const opening& o) {
  return json::object{{"days", o.days}, {"hours", write_hours(o.hours)}};
}

json::value write_screen(const screen& s) {
  json::object o{{"groups", texts(s.groups)},
                 {"name", s.name},
                 {"open", list_of(s.open, write_opening)},
                 {"title", s.title},
                 {"venue", s.venue}};
  if (s.clock) o["clock"] = true;
  if (!s.logo.empty()) o["logo"] = s.logo;
  if (!s.quiet.empty()) o["quiet"] = list_of(s.quiet, write_opening);
  if (s.volume != full_volume) o["volume"] = s.volume;
  return o;
}

json::value write_item(const playlist_item& i) {
  json::object o{{"duration_ms", optional_ms(i.duration)},
                 {"link", i.link},
                 {"media", i.media},
                 {"theme", i.theme},
                 {"title", i.title}};
  if (!i.call.empty()) o["call"] = i.call;
  if (!i.subtitles.empty()) o["subtitles"] = i.subtitles;
  return o;
}

json::value write_playlist(const playlist& l) {
  return json::object{{"items", list_of(l.items, write_item)}, {"name", l.name}};
}

std::string_view name_of(recurrence r) {
  return r == recurrence::yearly ? "yearly" : r == recurrence::lunar ? "lunar" : "none";
}

json::object write_window(const run_window& w) {
  return {{"days", w.days},
          {"except", list_of(w.except, [](const calendar_date& d) { return json::value(format_date(d)); })},
          {"from", optional_date(w.from)},
          {"hours", list_of(w.hours, write_hours)},
          {"repeats", name_of(w.repeats)},
          {"rrule", w.rrule},
          {"to", optional_date(w.to)}};
}

json::value write_campaign(const campaign& c) {
  json::object o = write_window(c);
  o["every_ms"] = optional_ms(c.every);
  o["level"] = to_string(c.level);
  o["name"] = c.name;
  o["order"] = to_string(c.order);
  o["playlist"] = c.playlist;
  o["screens"] = texts(c.screens);
  o["share"] = c.share;
  o["task"] = c.task;
  if (c.fade.count() != 0) o["fade_ms"] = c.fade.count();
  if (c.fit != picture_fit::contain) o["fit"] = to_string(c.fit);
  if (c.volume != full_volume) o["volume"] = c.volume;
  return o;
}

json::value write_ticker(const ticker& t) {
  json::object o = write_window(t);
  o["name"] = t.name;
  o["screens"] = texts(t.screens);
  o["text"] = t.text;
  return o;
}

// ---- reading

error bad_value(std::string_view key) {
  return {errc::invalid, msg("the field \"{}\" of the programme has no possible value", key),
          msg("write the programme with this version's `bangtin`")};
}

std::optional<milliseconds> read_optional_ms(fields& f, std::string_view key) {
  auto ms = f.optional_integer(key, 1, longest_duration.count());
  return ms ? std::optional(milliseconds(*ms)) : std::nullopt;
}

calendar_date read_date(fields& f, std::string_view key, const std::string& text) {
  auto date = parse_date(text);
  if (!date) date = parse_lunar_month_day(text);
  if (!date) date = parse_month_day(text);
  if (!date) f.fail(bad_value(key));
  return date.value_or(calendar_date{});
}

std::optional<calendar_date> read_optional_date(fields& f, std::string_view key) {
  auto text = f.optional_text(key);
  return text ? std::optional(read_date(f, key, *text)) : std::nullopt;
}

template <class T>
T read_word(fields& f, std::string_view key, std::optional<T> (*from)(std::string_view)) {
  auto value = from(f.text(key));
  if (!value) f.fail(bad_value(key));
  return value.value_or(T{});
}

std::optional<recurrence> recurrence_from(std::string_view name) {
  for (recurrence r : {recurrence::none, recurrence::yearly, recurrence::lunar}) {
    if (name_of(r) == name) return r;
  }
  return std::nullopt;
}

// Reads every entry of the list, and hands the first failure up.
template <class T>
std::vector<T> read_list(fields& f, std::string_view key, std::size_t most, T (*read)(fields&)) {
  std::vector<T> all;
  const json::array& list = f.list(key, most);
  all.reserve(list.size());
  for (const json::value& v : list) {
    fields inner(v);
    all.push_back(read(inner));
    if (auto e = inner.finish()) {
      f.fail(std::move(*e));
      break;
    }
  }
  return all;
}

file_ref read_file(fields& f) {
  file_ref file;
  file.bytes = f.integer("bytes", 0, most_file_bytes);
  auto hash = digest::from(f.text("sha256"));
  if (!hash) f.fail(bad_value("sha256"));
  file.sha256 = hash.value_or(digest{});
  return file;
}

media_item read_media(fields& f) {
  media_item m;
  m.duration = milliseconds(f.integer("duration_ms", 0, longest_duration.count()));
  m.files = read_list(f, "files", static_cast<std::size_t>(most_pages), &read_file);
  m.height = static_cast<int>(f.integer("height", 0, 1'000'000));
  m.id = f.text("id");
  m.kind = read_word(f, "kind", &media_kind_from);
  m.link = f.text("link");
  m.name = f.text("name");
  m.owner = f.text("owner");
  m.pages = static_cast<int>(f.integer("pages", 0, most_pages));
  m.theme = f.text("theme");
  m.title = f.text("title");
  m.width = static_cast<int>(f.integer("width", 0, 1'000'000));
  return m;
}

day_hours read_hours(fields& f) {
  day_hours h;
  h.from = milliseconds(f.integer("from_ms", 0, day_ms));
  h.to = milliseconds(f.integer("to_ms", 0, day_ms));
  return h;
}

opening read_opening(fields& f) {
  opening o;
  o.days = static_cast<weekday_set>(f.integer("days", 0, every_day));
  fields hours(f.any("hours"));
  o.hours = read_hours(hours);
  if (auto e = hours.finish()) f.fail(std::move(*e));
  return o;
}

int read_volume(fields& f) {
  return static_cast<int>(f.optional_integer("volume", 0, full_volume).value_or(full_volume));
}

screen read_screen(fields& f) {
  screen s;
  s.clock = f.has("clock") && f.boolean("clock");
  s.groups = f.texts("groups", most_groups);
  s.logo = f.optional_text("logo").value_or("");
  s.name = f.text("name");
  s.open = read_list(f, "open", most_windows, &read_opening);
  if (f.has("quiet")) s.quiet = read_list(f, "quiet", most_windows, &read_opening);
  s.title = f.text("title");
  s.venue = f.text("venue");
  s.volume = read_volume(f);
  return s;
}

playlist_item read_item(fields& f) {
  playlist_item i;
  i.call = f.optional_text("call").value_or("");
  i.duration = read_optional_ms(f, "duration_ms");
  i.link = f.text("link");
  i.media = f.text("media");
  i.subtitles = f.optional_text("subtitles").value_or("");
  i.theme = f.text("theme");
  i.title = f.text("title");
  return i;
}

playlist read_playlist(fields& f) {
  playlist l;
  l.items = read_list(f, "items", most_items, &read_item);
  l.name = f.text("name");
  return l;
}

void read_window(fields& f, run_window& w) {
  w.days = static_cast<weekday_set>(f.integer("days", 0, every_day));
  for (const std::string& d : f.texts("except", most_references))
    w.except.push_back(read_date(f, "except", d));
  w.from = read_optional_date(f, "from");
  w.hours = read_list(f, "hours", most_windows, &read_hours);
  w.repeats = read_word(f, "repeats", &recurrence_from);
  w.rrule = f.text("rrule");
  w.to = read_optional_date(f, "to");
}

campaign read_campaign(fields& f) {
  campaign c;
  read_window(f, c);
  c.every = read_optional_ms(f, "every_ms");
  c.fade = milliseconds(f.optional_integer("fade_ms", 1, longest_fade.count()).value_or(0));
  if (f.has("fit")) c.fit = read_word(f, "fit", &picture_fit_from);
  c.level = read_word(f, "level", &level_from);
  c.name = f.text("name");
  c.order = read_word(f, "order", &item_order_from);
  c.playlist = f.text("playlist");
  c.screens = f.texts("screens", most_references);
  c.share = static_cast<int>(f.integer("share", 1, most_share));
  c.task = f.text("task");
  c.volume = read_volume(f);
  return c;
}

ticker read_ticker(fields& f) {
  ticker t;
  read_window(f, t);
  t.name = f.text("name");
  t.screens = f.texts("screens", most_references);
  t.text = f.text("text");
  return t;
}

programme read_programme(fields& f) {
  programme p;
  auto instant = [&](std::string_view key) {
    return std::chrono::sys_time<milliseconds>(milliseconds(f.integer(key, 0, last_instant_ms)));
  };
  p.body = f.optional_text("body").value_or("");
  p.campaigns = read_list(f, "campaigns", most_campaigns, &read_campaign);
  p.expires = instant("expires_ms");
  p.issued = instant("issued_ms");
  p.media = read_list(f, "media", most_items, &read_media);
  p.playlists = read_list(f, "playlists", most_playlists, &read_playlist);
  p.screens = read_list(f, "screens", most_screens, &read_screen);
  p.slate = f.text("slate");
  if (f.has("tickers")) p.tickers = read_list(f, "tickers", most_tickers, &read_ticker);
  p.timezone = f.text("timezone");
  p.version = f.integer("version", 0, most_version);
  return p;
}

}  // namespace

std::string to_bytes(const programme& p) {
  json::object o{{"campaigns", list_of(p.campaigns, write_campaign)},
                 {"expires_ms", p.expires.time_since_epoch().count()},
                 {"format", "bangtin-programme-1"},
                 {"issued_ms", p.issued.time_since_epoch().count()},
                 {"media", list_of(p.media, write_media)},
                 {"playlists", list_of(p.playlists, write_playlist)},
                 {"screens", list_of(p.screens, write_screen)},
                 {"slate", p.slate},
                 {"timezone", p.timezone},
                 {"version", p.version}};
  if (!p.body.empty()) o["body"] = p.body;
  if (!p.tickers.empty()) o["tickers"] = list_of(p.tickers, write_ticker);
  return canonical(o);
}

result<programme> from_bytes(std::string_view bytes) {
  if (bytes.size() > most_programme_bytes) {
    return error{errc::limit, msg("the programme is larger than {} bytes", most_programme_bytes),
                 msg("split it over two sites, or remove what is no longer used")};
  }
  auto v = parse_json(bytes);
  if (!v) return v.error();
  fields f(*v);
  if (f.text("format") != "bangtin-programme-1") f.fail(bad_value("format"));
  programme p = read_programme(f);
  if (auto e = f.finish()) return *e;
  if (auto e = check_references(p)) return *e;
  if (to_bytes(p) != bytes) {
    return error{errc::invalid, msg("the programme is not written canonically"),
                 msg("write the programme with this version's `bangtin`")};
  }
  return p;
}

digest identity(const programme& p) {
  return sha256(to_bytes(p));
}

}  // namespace bangtin::playlists
