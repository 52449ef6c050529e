// Written field by field into a JSON value, which base/json.hpp prints canonically; read field by field in
// the same order. Every field is always there: null where a value is absent. What the reader lets through by
// accident cannot matter, because in the end the bytes are written anew and compared.
#include "playlists/programme_bytes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json.hpp"
#include "playlists/notation.hpp"
#include "playlists/programme_check.hpp"

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
  return json::object{{"groups", texts(s.groups)},
                      {"name", s.name},
                      {"open", list_of(s.open, write_opening)},
                      {"title", s.title},
                      {"venue", s.venue}};
}

json::value write_item(const playlist_item& i) {
  return json::object{{"duration_ms", optional_ms(i.duration)},
                      {"link", i.link},
                      {"media", i.media},
                      {"theme", i.theme},
                      {"title", i.title}};
}

json::value write_playlist(const playlist& l) {
  return json::object{{"items", list_of(l.items, write_item)}, {"name", l.name}};
}

std::string_view name_of(recurrence r) {
  return r == recurrence::yearly ? "yearly" : r == recurrence::lunar ? "lunar" : "none";
}

json::value write_campaign(const campaign& c) {
  return json::object{
      {"days", c.days},
      {"every_ms", optional_ms(c.every)},
      {"except", list_of(c.except, [](const calendar_date& d) { return json::value(format_date(d)); })},
      {"from", optional_date(c.from)},
      {"hours", list_of(c.hours, write_hours)},
      {"level", to_string(c.level)},
      {"name", c.name},
      {"order", to_string(c.order)},
      {"playlist", c.playlist},
      {"repeats", name_of(c.repeats)},
      {"rrule", c.rrule},
      {"screens", texts(c.screens)},
      {"share", c.share},
      {"task", c.task},
      {"to", optional_date(c.to)}};
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

screen read_screen(fields& f) {
  screen s;
  s.groups = f.texts("groups", most_groups);
  s.name = f.text("name");
  s.open = read_list(f, "open", most_windows, &read_opening);
  s.title = f.text("title");
  s.venue = f.text("venue");
  return s;
}

playlist_item read_item(fields& f) {
  playlist_item i;
  i.duration = read_optional_ms(f, "duration_ms");
  i.link = f.text("link");
  i.media = f.text("media");
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

campaign read_campaign(fields& f) {
  campaign c;
  c.days = static_cast<weekday_set>(f.integer("days", 0, every_day));
  c.every = read_optional_ms(f, "every_ms");
  for (const std::string& d : f.texts("except", most_references))
    c.except.push_back(read_date(f, "except", d));
  c.from = read_optional_date(f, "from");
  c.hours = read_list(f, "hours", most_windows, &read_hours);
  c.level = read_word(f, "level", &level_from);
  c.name = f.text("name");
  c.order = read_word(f, "order", &item_order_from);
  c.playlist = f.text("playlist");
  c.repeats = read_word(f, "repeats", &recurrence_from);
  c.rrule = f.text("rrule");
  c.screens = f.texts("screens", most_references);
  c.share = static_cast<int>(f.integer("share", 1, most_share));
  c.task = f.text("task");
  c.to = read_optional_date(f, "to");
  return c;
}

programme read_programme(fields& f) {
  programme p;
  auto instant = [&](std::string_view key) {
    return std::chrono::sys_time<milliseconds>(milliseconds(f.integer(key, 0, last_instant_ms)));
  };
  p.campaigns = read_list(f, "campaigns", most_campaigns, &read_campaign);
  p.expires = instant("expires_ms");
  p.issued = instant("issued_ms");
  p.media = read_list(f, "media", most_items, &read_media);
  p.playlists = read_list(f, "playlists", most_playlists, &read_playlist);
  p.screens = read_list(f, "screens", most_screens, &read_screen);
  p.slate = f.text("slate");
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
