// A screen's problem arrives as a message with its values apart, so that it is read in the reader's language.
#include "admin-cli/views/screen_rows.hpp"

#include "admin-cli/views/daemon.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "wire/problem.hpp"

namespace bangtin::admin_cli {

namespace {

constexpr std::int64_t most = std::int64_t{1} << 53;
constexpr std::int64_t little_disk_bytes = 500'000'000;
constexpr std::int64_t wrong_clock_ms = 5'000;
constexpr std::int64_t hot_c = 80;  // processors slow down not far above

// A message object, or a plain text that stands for itself.
message message_from(const json::value& v) {
  if (v.is_string()) return msg("{}", std::string(v.get_string()));
  result<message> m = wire::message_from_value(v);
  return m ? *m : message{};
}

std::string text_or_empty(open_fields& f, std::string_view key) {
  return f.has(key) ? f.optional_text(key).value_or("") : "";
}
std::int64_t number_or_zero(open_fields& f, std::string_view key) {
  return f.has(key) ? f.optional_integer(key, -most, most).value_or(0) : 0;
}

result<screen_row> row_from(const json::value& v) {
  open_fields f(v);
  screen_row r;
  r.name = f.text("name");
  r.title = text_or_empty(f, "title");
  r.venue = text_or_empty(f, "venue");
  r.paired = f.optional_time("paired");
  r.last_seen = f.optional_time("last_seen");
  r.version = text_or_empty(f, "version");
  r.programme_version = number_or_zero(f, "programme_version");
  r.now_playing = text_or_empty(f, "now_playing");
  r.campaign = text_or_empty(f, "campaign");
  r.unsent_records = number_or_zero(f, "unsent_records");
  r.disk_free_bytes = number_or_zero(f, "disk_free_bytes");
  r.frames_dropped = number_or_zero(f, "frames_dropped");
  r.clock = text_or_empty(f, "clock");
  r.output = text_or_empty(f, "output");
  r.disk_total_bytes = number_or_zero(f, "disk_total_bytes");
  if (f.has("temperature_mc")) {
    std::optional<std::int64_t> mc = f.optional_integer("temperature_mc", -most, most);
    if (mc) r.temperature_c = (*mc + (*mc < 0 ? -500 : 500)) / 1000;
  }
  r.clock_offset_ms = number_or_zero(f, "clock_offset_ms");
  if (const json::object* o = v.if_object()) {
    if (const json::value* p = o->if_contains("problem"); p != nullptr && p->is_object()) {
      const json::object& problem = p->get_object();
      if (auto* what = problem.if_contains("what")) r.problem = message_from(*what);
      if (auto* remedy = problem.if_contains("remedy")) r.remedy = message_from(*remedy);
    }
    if (const json::value* a = o->if_contains("alarms"); a != nullptr && a->is_array()) {
      for (const json::value& entry : a->get_array()) {
        const json::object* object = entry.if_object();
        const json::value* what = object == nullptr ? nullptr : object->if_contains("what");
        const json::value* remedy = object == nullptr ? nullptr : object->if_contains("remedy");
        r.alarms.push_back({message_from(what != nullptr ? *what : entry),
                            remedy != nullptr ? message_from(*remedy) : message{}});
      }
    }
  }
  if (auto bad = f.finish()) return *bad;
  return r;
}

}  // namespace

result<std::vector<screen_row>> get_screens(wire::http_client& daemon) {
  result<json::array> list = get_list(daemon, "/v1/screens");
  if (!list) return list.error();
  std::vector<screen_row> rows;
  for (const json::value& v : *list) {
    result<screen_row> r = row_from(v);
    if (!r) return r.error();
    rows.push_back(std::move(*r));
  }
  return rows;
}

json::object to_json(const screen_row& r, const std::string& timezone) {
  auto time = [&](const std::optional<utc_ms>& t) {
    return t ? json::value(local_rfc3339(*t, timezone)) : json::value();
  };
  json::value problem;
  if (!r.problem.empty()) {
    problem = json::object{{"what", translate(r.problem)}, {"remedy", translate(r.remedy)}};
  }
  json::array alarms;
  for (const screen_row::alarm& a : r.alarms) alarms.emplace_back(sentence(a.what, a.remedy));
  bool seen = r.last_seen.has_value();
  return {{"name", r.name},
          {"title", r.title},
          {"venue", r.venue},
          {"paired", time(r.paired)},
          {"last_seen", time(r.last_seen)},
          {"version", seen ? json::value(r.version) : json::value()},
          {"programme_version", r.programme_version},
          {"now_playing", r.now_playing.empty() ? json::value() : json::value(r.now_playing)},
          {"campaign", r.campaign.empty() ? json::value() : json::value(r.campaign)},
          {"problem", std::move(problem)},
          {"unsent_records", r.unsent_records},
          {"disk_free_bytes", r.disk_free_bytes},
          {"disk_total_bytes", r.disk_total_bytes},
          {"frames_dropped", r.frames_dropped},
          {"output", r.output.empty() ? json::value() : json::value(r.output)},
          {"temperature_c", r.temperature_c ? json::value(*r.temperature_c) : json::value()},
          {"clock", r.clock},
          {"clock_offset_ms", r.clock_offset_ms},
          {"alarms", std::move(alarms)}};
}

bool is_silent(const screen_row& r, utc_ms now) {
  return !r.last_seen || now - *r.last_seen > silent_after;
}

cell seen_cell(const screen_row& r, utc_ms now) {
  if (!r.last_seen) return {tr("never"), tone::warning};
  return {ago(*r.last_seen, now), is_silent(r, now) ? tone::bad : tone::good};
}

cell temperature_cell(const screen_row& r) {
  if (!r.temperature_c) return "";
  return {fmt::format("{} °C", *r.temperature_c), *r.temperature_c >= hot_c ? tone::bad : tone::plain};
}

std::vector<std::string> troubles(const screen_row& r, utc_ms now, std::int64_t published_version) {
  std::vector<std::string> all;
  for (const screen_row::alarm& a : r.alarms) all.push_back(sentence(a.what, a.remedy));
  if (!r.problem.empty()) all.push_back(sentence(r.problem, r.remedy));
  if (r.last_seen && is_silent(r, now)) {
    all.push_back(tr("has not been heard of — check its power and its network; it plays on without them"));
  }
  if (!r.last_seen) return all;
  if (r.programme_version < published_version) {
    all.push_back(tr("plays version {} and not {} — it fetches the new one as soon as it can",
                     r.programme_version, published_version));
  }
  if (r.disk_free_bytes < little_disk_bytes) {
    all.push_back(tr("only {} MB free — make room on its disk", r.disk_free_bytes / 1'000'000));
  }
  if (r.output == "disconnected") {
    all.push_back(tr("its display is off or unplugged — what it plays does not count; check the display"));
  }
  if (r.temperature_c.value_or(0) >= hot_c) {
    all.push_back(tr("it is {} °C hot — give it air, and clean its fan", *r.temperature_c));
  }
  if (r.clock_offset_ms > wrong_clock_ms || r.clock_offset_ms < -wrong_clock_ms) {
    all.push_back(tr("its clock is {} s off — set up time synchronisation there", r.clock_offset_ms / 1000));
  }
  return all;
}

}  // namespace bangtin::admin_cli
