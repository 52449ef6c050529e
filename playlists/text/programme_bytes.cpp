// list_fields() lists the fields of each struct once, with key, range and limit. `writer` puts them into a
// JSON object, which base/json.hpp prints canonically, and `reader` takes them out of one. The fields that
// the first players knew are always present: null if a value is absent. Fields added later are omitted when
// they are empty (`later`), so an old programme keeps its bytes and its signature. A lenient reader does no
// harm, because at the end the bytes are written again and compared.
#include "playlists/text/programme_bytes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::playlists::text {

namespace {

constexpr std::string_view format = "bangtin-programme-1";
constexpr std::int64_t last_instant_ms = 253'402'300'799'999;  // the end of the year 9999
constexpr std::int64_t max_file_bytes = 1LL << 40;
constexpr int max_pixels = 1'000'000;
constexpr milliseconds one_day = std::chrono::hours(24);

using instant = std::chrono::sys_time<milliseconds>;

std::string_view to_string(programme::recurrence r) {
  return r == programme::recurrence::yearly ? "yearly" : r == programme::recurrence::lunar ? "lunar" : "none";
}
std::optional<programme::recurrence> recurrence_from(std::string_view name) {
  for (programme::recurrence r :
       {programme::recurrence::none, programme::recurrence::yearly, programme::recurrence::lunar}) {
    if (to_string(r) == name) return r;
  }
  return std::nullopt;
}

// Writes a struct's fields into an object. Only the reader uses ranges and limits.
class writer {
 public:
  template <class T>
  using field = const T;

  json::object take() { return std::move(made_); }

  void constant(std::string_view key, std::string_view value) { made_[key] = value; }
  void text(std::string_view key, const std::string& v) { made_[key] = v; }
  void boolean(std::string_view key, bool v) { made_[key] = v; }
  void boolean(std::string_view key, const std::optional<bool>& v) { made_[key] = v.value_or(false); }
  void integer(std::string_view key, std::int64_t v, std::int64_t /*min*/, std::int64_t /*max*/) {
    made_[key] = v;
  }
  void instant_ms(std::string_view key, instant t) { made_[key] = to_unix_ms(t); }
  void duration(std::string_view key, milliseconds d, milliseconds /*min*/, milliseconds /*max*/) {
    made_[key] = d.count();
  }
  void optional_duration(std::string_view key, const std::optional<milliseconds>& d) {
    made_[key] = d ? json::value(d->count()) : json::value(nullptr);
  }
  void optional_date(std::string_view key, const std::optional<programme::calendar_date>& d) {
    made_[key] = d ? json::value(programme::format_date(*d)) : json::value(nullptr);
  }
  void hash(std::string_view key, const digest& d) { made_[key] = d.hex(); }
  template <class T>
  void word(std::string_view key, T v, std::optional<T> (*)(std::string_view)) {
    made_[key] = to_string(v);
  }
  template <class T>
  void word(std::string_view key, const std::optional<T>& v, std::optional<T> (*)(std::string_view)) {
    made_[key] = to_string(v.value_or(T{}));
  }
  void texts(std::string_view key, const std::vector<std::string>& all, std::size_t /*max*/) {
    made_[key] = json::array(all.begin(), all.end());
  }
  void dates(std::string_view key, const std::vector<programme::calendar_date>& all) {
    json::array list;
    for (const programme::calendar_date& d : all) list.emplace_back(programme::format_date(d));
    made_[key] = std::move(list);
  }
  template <class T>
  void object(std::string_view key, const T& v) {
    made_[key] = object_of(v);
  }
  template <class T>
  void list(std::string_view key, const std::vector<T>& all, std::size_t /*max*/) {
    json::array list;
    list.reserve(all.size());
    for (const T& one : all) list.push_back(object_of(one));
    made_[key] = std::move(list);
  }
  template <class T, class Field>
  void later(std::string_view, const T& value, const T& says_nothing, Field write) {
    if (value != says_nothing) write();
  }

 private:
  template <class T>
  static json::object object_of(const T& v) {
    writer inner;
    list_fields(inner, v);
    return inner.take();
  }

  json::object made_;
};

// Reads a struct's fields from an object; finish() returns the first error.
class reader {
 public:
  template <class T>
  using field = T;

  explicit reader(const json::value& v) : in_(v) {}
  std::optional<error> finish() { return in_.finish(); }

  void constant(std::string_view key, std::string_view value) {
    if (in_.text(key) != value) bad_value(key);
  }
  void text(std::string_view key, std::string& v) { v = in_.text(key); }
  void boolean(std::string_view key, bool& v) { v = in_.boolean(key); }
  void boolean(std::string_view key, std::optional<bool>& v) { v = in_.boolean(key); }
  template <class T>
  void integer(std::string_view key, T& v, std::int64_t min, std::int64_t max) {
    v = static_cast<T>(in_.integer(key, min, max));
  }
  void instant_ms(std::string_view key, instant& t) {
    t = from_unix_ms(in_.integer(key, 0, last_instant_ms));
  }
  void duration(std::string_view key, milliseconds& d, milliseconds min, milliseconds max) {
    d = milliseconds(in_.integer(key, min.count(), max.count()));
  }
  void optional_duration(std::string_view key, std::optional<milliseconds>& d) {
    if (auto ms = in_.optional_integer(key, 1, max_duration.count())) d = milliseconds(*ms);
  }
  void optional_date(std::string_view key, std::optional<programme::calendar_date>& d) {
    if (auto text = in_.optional_text(key)) d = date_from(key, *text);
  }
  void hash(std::string_view key, digest& d) { take(key, digest::from(in_.text(key)), d); }
  template <class T>
  void word(std::string_view key, T& v, std::optional<T> (*from)(std::string_view)) {
    take(key, from(in_.text(key)), v);
  }
  template <class T>
  void word(std::string_view key, std::optional<T>& v, std::optional<T> (*from)(std::string_view)) {
    word(key, v.emplace(), from);
  }
  void texts(std::string_view key, std::vector<std::string>& all, std::size_t max) {
    all = in_.texts(key, max);
  }
  void dates(std::string_view key, std::vector<programme::calendar_date>& all) {
    for (const std::string& text : in_.texts(key, max_references)) all.push_back(date_from(key, text));
  }
  template <class T>
  void object(std::string_view key, T& v) {
    read(in_.any(key), v);
  }
  template <class T>
  void list(std::string_view key, std::vector<T>& all, std::size_t max) {
    const json::array& values = in_.list(key, max);
    all.reserve(values.size());
    for (const json::value& v : values) {
      if (!read(v, all.emplace_back())) break;
    }
  }
  template <class T, class Field>
  void later(std::string_view key, const T&, const T&, Field read) {
    if (in_.has(key)) read();
  }

 private:
  void bad_value(std::string_view key) {
    in_.fail({errc::invalid, msg("the field \"{}\" of the programme has no possible value", key),
              msg("write the programme with this version's `bangtin`")});
  }
  template <class T>
  void take(std::string_view key, const std::optional<T>& found, T& v) {
    if (!found) bad_value(key);
    v = found.value_or(T{});
  }
  programme::calendar_date date_from(std::string_view key, const std::string& text) {
    auto date = programme::parse_date(text);
    if (!date) date = programme::parse_lunar_month_day(text);
    if (!date) date = programme::parse_month_day(text);
    if (!date) bad_value(key);
    return date.value_or(programme::calendar_date{});
  }
  template <class T>
  bool read(const json::value& from, T& v) {
    reader inner(from);
    list_fields(inner, v);
    std::optional<error> bad = inner.finish();
    if (bad) in_.fail(std::move(*bad));
    return !bad;
  }

  json_reader in_;
};

// ---- The fields, in the order of their keys where possible. `Io` is writer or reader.

template <class Io>
void list_fields(Io& io, typename Io::template field<programme::file_ref>& f) {
  io.integer("bytes", f.bytes, 0, max_file_bytes);
  io.hash("sha256", f.sha256);
}

template <class Io>
void list_fields(Io& io, typename Io::template field<programme::media_item>& m) {
  io.duration("duration_ms", m.duration, milliseconds(0), max_duration);
  io.list("files", m.files, max_pages);
  io.integer("height", m.height, 0, max_pixels);
  io.text("id", m.id);
  io.word("kind", m.kind, &programme::media_kind_from);
  io.text("link", m.link);
  io.text("name", m.name);
  io.text("owner", m.owner);
  io.integer("pages", m.pages, 0, max_pages);
  io.text("theme", m.theme);
  io.text("title", m.title);
  io.integer("width", m.width, 0, max_pixels);
}

template <class Io>
void list_fields(Io& io, typename Io::template field<programme::day_hours>& h) {
  io.duration("from_ms", h.from, milliseconds(0), one_day);
  io.duration("to_ms", h.to, milliseconds(0), one_day);
}

template <class Io>
void list_fields(Io& io, typename Io::template field<programme::opening>& o) {
  io.integer("days", o.days, 0, programme::every_day);
  io.object("hours", o.hours);
}

template <class Io>
void list_fields(Io& io, typename Io::template field<programme::screen>& s) {
  const programme::screen none;
  io.later("clock", s.clock, none.clock, [&] { io.boolean("clock", s.clock); });
  io.texts("groups", s.groups, max_groups);
  io.later("logo", s.logo, none.logo, [&] { io.text("logo", s.logo); });
  io.text("name", s.name);
  io.list("open", s.open, max_windows);
  io.later("quiet", s.quiet, none.quiet, [&] { io.list("quiet", s.quiet, max_windows); });
  io.later("ticker", s.ticker, none.ticker,
           [&] { io.word("ticker", s.ticker, &programme::ticker_place_from); });
  io.text("title", s.title);
  io.text("venue", s.venue);
  io.later("volume", s.volume, none.volume, [&] { io.integer("volume", s.volume, 0, full_volume); });
}

template <class Io>
void list_fields(Io& io, typename Io::template field<programme::playlist_item>& i) {
  const programme::playlist_item none{};
  io.later("audience", i.audience, none.audience, [&] { io.text("audience", i.audience); });
  io.later("call", i.call, none.call, [&] { io.text("call", i.call); });
  io.optional_duration("duration_ms", i.duration);
  io.text("link", i.link);
  io.later("logo", i.logo, none.logo, [&] { io.boolean("logo", i.logo); });
  io.text("media", i.media);
  io.later("qr", i.qr, none.qr, [&] { io.word("qr", i.qr, &programme::qr_place_from); });
  io.later("subtitles", i.subtitles, none.subtitles, [&] { io.text("subtitles", i.subtitles); });
  io.text("theme", i.theme);
  io.text("title", i.title);
}

template <class Io>
void list_fields(Io& io, typename Io::template field<programme::playlist>& l) {
  io.list("items", l.items, max_items);
  io.text("name", l.name);
}

template <class Io>
void list_fields(Io& io, typename Io::template field<programme::run_window>& w) {
  io.integer("days", w.days, 0, programme::every_day);
  io.dates("except", w.except);
  io.optional_date("from", w.from);
  io.list("hours", w.hours, max_windows);
  io.word("repeats", w.repeats, &recurrence_from);
  io.text("rrule", w.rrule);
  io.optional_date("to", w.to);
}

template <class Io>
void list_fields(Io& io, typename Io::template field<programme::campaign>& c) {
  const programme::campaign none;
  list_fields(io, static_cast<typename Io::template field<programme::run_window>&>(c));
  io.optional_duration("every_ms", c.every);
  io.later("fade_ms", c.fade, none.fade, [&] { io.duration("fade_ms", c.fade, milliseconds(1), max_fade); });
  io.later("fit", c.fit, none.fit, [&] { io.word("fit", c.fit, &programme::picture_fit_from); });
  io.word("level", c.level, &programme::level_from);
  io.later("logo", c.logo, none.logo, [&] { io.boolean("logo", c.logo); });
  io.text("name", c.name);
  io.word("order", c.order, &programme::item_order_from);
  io.text("playlist", c.playlist);
  io.later("qr", c.qr, none.qr, [&] { io.word("qr", c.qr, &programme::qr_place_from); });
  io.texts("screens", c.screens, max_references);
  io.integer("share", c.share, 1, max_share);
  io.text("task", c.task);
  io.later("volume", c.volume, none.volume, [&] { io.integer("volume", c.volume, 0, full_volume); });
}

template <class Io>
void list_fields(Io& io, typename Io::template field<programme::ticker>& t) {
  list_fields(io, static_cast<typename Io::template field<programme::run_window>&>(t));
  io.text("name", t.name);
  io.texts("screens", t.screens, max_references);
  io.text("text", t.text);
}

template <class Io>
void list_fields(Io& io, typename Io::template field<programme::programme>& p) {
  const programme::programme none;
  io.constant("format", format);
  io.later("body", p.body, none.body, [&] { io.text("body", p.body); });
  io.list("campaigns", p.campaigns, max_campaigns);
  io.instant_ms("expires_ms", p.expires);
  io.instant_ms("issued_ms", p.issued);
  io.list("media", p.media, max_items);
  io.later("now", p.now, none.now, [&] { io.boolean("now", p.now); });
  io.list("playlists", p.playlists, max_playlists);
  io.list("screens", p.screens, max_screens);
  io.text("slate", p.slate);
  io.later("tickers", p.tickers, none.tickers, [&] { io.list("tickers", p.tickers, max_tickers); });
  io.text("timezone", p.timezone);
  io.integer("version", p.version, 0, max_version);
}

}  // namespace

std::string to_bytes(const programme::programme& p) {
  writer out;
  list_fields(out, p);
  return canonical(out.take());
}

result<programme::programme> from_bytes(std::string_view bytes) {
  if (bytes.size() > max_programme_bytes) {
    return error{errc::limit, msg("the programme is larger than {} bytes", max_programme_bytes),
                 msg("split it over two sites, or remove what is no longer used")};
  }
  auto v = parse_json(bytes);
  if (!v) return v.error();
  programme::programme p;
  reader in(*v);
  list_fields(in, p);
  if (auto e = in.finish()) return *e;
  if (auto e = check_references(p)) return *e;
  if (to_bytes(p) != bytes) {
    return error{errc::invalid, msg("the programme is not written canonically"),
                 msg("write the programme with this version's `bangtin`")};
  }
  return p;
}

digest programme_digest(const programme::programme& p) {
  return sha256(to_bytes(p));
}

}  // namespace bangtin::playlists::text
