// A notice has exactly one text: a reader accepts bytes only if the notice, written again, gives the same
// bytes.
#include "wire/notice.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/message_json.hpp"
#include "base/text.hpp"
#include "evidence/note_text.hpp"
#include "wire/messages.hpp"

namespace bangtin::wire {

namespace {

using evidence::largest_integer;
using evidence::largest_time_ms;

constexpr std::string_view format = "bangtin-notice-1";
constexpr std::size_t max_calls_bytes = 16 * 1024 * 1024;
constexpr std::size_t max_notices = 1000;
constexpr json_limits calls_limits{.max_depth = 4, .max_values = 6 * max_notices + 8};

error wrong(message what) {
  return {errc::invalid, std::move(what), msg("have the notice made anew with \"bangtin emergency start\"")};
}

json::array list_of(const std::vector<std::string>& texts) {
  json::array all;
  for (const std::string& t : texts) all.emplace_back(t);
  return all;
}

json::value value_of(const std::optional<notice_media>& m) {
  if (!m) return nullptr;
  return json::object{{"bytes", m->file.bytes},
                      {"duration_ms", m->duration.count()},
                      {"name", m->name},
                      {"sha256", m->file.sha256.hex()},
                      {"video", m->video}};
}

result<notice_media> media_from(const json::value& v) {
  json_reader f(v);
  notice_media m;
  m.name = f.text("name");
  m.video = f.boolean("video");
  m.duration = milliseconds(f.integer("duration_ms", 0, largest_integer));
  m.file.bytes = f.integer("bytes", 1, largest_integer);
  std::optional<digest> sha256 = digest::from(f.text("sha256", 64));
  if (std::optional<error> bad = f.finish()) return *bad;
  if (!sha256 || !evidence::is_one_line(m.name, 4096)) return wrong(msg("the notice's media item is wrong"));
  m.file.sha256 = *sha256;
  return m;
}

// Ascending and without duplicates, so that a set has one text.
bool is_set(const std::vector<std::string>& texts) {
  return std::adjacent_find(texts.begin(), texts.end(), std::greater_equal<>()) == texts.end();
}

std::optional<error> wrong_in(const notice& n) {
  if (!is_notice_id(n.id)) return wrong(msg("\"{}\" is not the name of a notice", printable(n.id)));
  if (n.expires <= n.issued || n.expires - n.issued > max_notice) {
    return wrong(msg("a notice is valid for at most {} hours", max_notice.count()));
  }
  bool named = !n.screens.empty() && is_set(n.screens) &&
               std::all_of(n.screens.begin(), n.screens.end(),
                           [](const std::string& s) { return evidence::is_one_line(s); });
  bool all = std::find(n.screens.begin(), n.screens.end(), "all") != n.screens.end();
  if (!named || (all && n.screens.size() > 1)) return wrong(msg("the notice's screens are wrong"));
  bool stops = is_set(n.stops) && std::all_of(n.stops.begin(), n.stops.end(), is_notice_id);
  bool blank = n.text.find_first_not_of(" \t\n") == std::string::npos;
  if (!is_clean_utf8(n.text) || !stops || n.is_stop() != (n.text.empty() && !n.media) ||
      (!n.is_stop() && blank)) {
    return wrong(msg("the notice's text is empty or is not clean UTF-8 text"));
  }
  return std::nullopt;
}

std::optional<utc_ms> optional_time(json_reader& f, std::string_view name) {
  std::optional<std::int64_t> ms = f.optional_integer(name, 0, largest_time_ms);
  if (!ms) return std::nullopt;
  return from_unix_ms(*ms);
}

}  // namespace

bool is_notice_id(std::string_view text) {
  return evidence::is_lower_hex(text, 8);
}

bool notice::is_for(std::string_view screen) const {
  return std::any_of(screens.begin(), screens.end(),
                     [&](const std::string& s) { return s == "all" || s == screen; });
}

std::string to_bytes(const notice& n) {
  return canonical(json::object{{"expires_ms", to_unix_ms(n.expires)},
                                {"format", format},
                                {"id", n.id},
                                {"issued_ms", to_unix_ms(n.issued)},
                                {"media", value_of(n.media)},
                                {"number", n.number},
                                {"screens", list_of(n.screens)},
                                {"stops", list_of(n.stops)},
                                {"text", n.text}});
}

result<notice> notice_from_bytes(std::string_view bytes) {
  if (bytes.size() > max_notice_bytes) {
    return error{errc::limit, msg("the notice is longer than {} bytes", max_notice_bytes),
                 msg("make it shorter, or name fewer screens")};
  }
  result<json::value> parsed = parse_json(bytes);
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  notice n;
  n.expires = from_unix_ms(f.integer("expires_ms", 0, largest_time_ms));
  bool known = f.text("format", 64) == format;
  n.id = f.text("id", 64);
  n.issued = from_unix_ms(f.integer("issued_ms", 0, largest_time_ms));
  const json::value& media = f.any("media");
  n.number = f.integer("number", 1, largest_integer);
  n.screens = f.texts("screens", max_notice_screens);
  n.stops = f.texts("stops", max_notice_stops);
  n.text = f.text("text", max_notice_text_bytes);
  if (std::optional<error> bad = f.finish()) return *bad;
  if (!media.is_null()) {
    result<notice_media> m = media_from(media);
    if (!m) return m.error();
    n.media = std::move(*m);
  }
  if (!known) return wrong(msg("this is not a note of the kind \"{}\"", format));
  if (std::optional<error> bad = wrong_in(n)) return *bad;
  if (to_bytes(n) != bytes) return wrong(msg("the notice is not written as it should be"));
  return n;
}

std::optional<error> why_not_taken(const notice& n, std::string_view screen, std::int64_t last, utc_ms now) {
  if (!n.is_for(screen)) {
    return error{errc::verification, msg("the notice is for other screens"), msg("nothing needs to be done")};
  }
  if (n.number <= last) {
    return error{errc::verification, msg("the notice is older than one that was shown here"),
                 msg("have the notice made anew with \"bangtin emergency start\"")};
  }
  if (n.expires <= now && !n.is_stop()) {
    return error{errc::conflict, msg("the notice is over by the clock of this screen"),
                 msg("look at the screen's clock in \"bangtin status\"")};
  }
  return std::nullopt;
}

std::string to_json(const screen_commands& c) {
  json::array notices;
  for (const signed_notice& n : c.notices) notices.push_back(to_value(n));
  return canonical(json::object{{"notices", std::move(notices)}, {"shot", c.screenshot_request}});
}

result<screen_commands> screen_calls_from_json(std::string_view text) {
  if (text.size() > max_calls_bytes) {
    return error{errc::limit, msg("the message is longer than {} bytes", max_calls_bytes),
                 msg("send a shorter one")};
  }
  result<json::value> parsed = parse_json(text, calls_limits);
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  screen_commands c;
  for (const json::value& v : f.list("notices", max_notices)) {
    result<signed_notice> n = signed_notice_from_value(v);
    if (!n) return n.error();
    c.notices.push_back(std::move(*n));
  }
  c.screenshot_request = f.integer("shot", 0, largest_integer);
  if (std::optional<error> bad = f.finish()) return *bad;
  return c;
}

std::string to_json(const acknowledgement& a) {
  auto time = [](const std::optional<utc_ms>& t) { return t ? json::value(to_unix_ms(*t)) : json::value(); };
  return canonical(json::object{{"ended", time(a.ended)},
                                {"notice", a.notice},
                                {"refused", to_value(a.refused)},
                                {"shown", time(a.shown)}});
}

result<acknowledgement> acknowledgement_from_json(std::string_view text) {
  result<json::value> parsed = parse_json(text);
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  acknowledgement a;
  a.ended = optional_time(f, "ended");
  a.notice = f.text("notice", 64);
  result<message> refused = message_from_value(f.any("refused"));
  a.shown = optional_time(f, "shown");
  if (std::optional<error> bad = f.finish()) return *bad;
  if (!refused) return refused.error();
  a.refused = std::move(*refused);
  if (!is_notice_id(a.notice)) {
    return error{errc::invalid, msg("\"{}\" is not the name of a notice", printable(a.notice)),
                 msg("correct the field and send it again")};
  }
  return a;
}

}  // namespace bangtin::wire
