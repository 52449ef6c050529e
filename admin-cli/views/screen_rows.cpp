// A screen's problem arrives as a message with separate values, so that it can be shown in the reader's
// language.
#include "admin-cli/views/screen_rows.hpp"

#include "admin-cli/views/times.hpp"
#include "base/language.hpp"

namespace bangtin::admin_cli::views {

namespace {

constexpr std::int64_t little_disk_bytes = 500'000'000;
constexpr std::int64_t wrong_clock_ms = 5'000;
constexpr std::int64_t hot_c = 80;                     // processors slow down not far above
constexpr std::string_view no_display = "no-display";  // in place of what a screen plays

std::optional<std::int64_t> temperature_c(const wire::admin::screen& s) {
  if (!s.temperature_mc) return std::nullopt;
  return (*s.temperature_mc + (*s.temperature_mc < 0 ? -500 : 500)) / 1000;
}

}  // namespace

json::object to_json(const wire::admin::screen& s, const std::string& timezone) {
  auto time = [&](const std::optional<utc_ms>& t) {
    return t ? json::value(local_rfc3339(*t, timezone)) : json::value();
  };
  json::value problem;
  if (s.problem) {
    problem = json::object{{"what", translate(s.problem->what)}, {"remedy", translate(s.problem->remedy)}};
  }
  json::array alarms;
  for (const wire::admin::reported_problem& a : s.alarms) alarms.emplace_back(sentence(a.what, a.remedy));
  bool seen = s.last_seen.has_value();
  std::optional<std::int64_t> celsius = temperature_c(s);
  return {{"name", s.name},
          {"title", s.title},
          {"venue", s.venue},
          {"paired", time(s.paired)},
          {"last_seen", time(s.last_seen)},
          {"version", seen ? json::value(s.version) : json::value()},
          {"programme_version", s.programme_version},
          {"now_playing", s.now_playing.empty() ? json::value() : json::value(s.now_playing)},
          {"campaign", s.campaign.empty() ? json::value() : json::value(s.campaign)},
          {"problem", std::move(problem)},
          {"unsent_records", s.unsent_records},
          {"disk_free_bytes", s.disk_free_bytes},
          {"disk_total_bytes", s.disk_total_bytes},
          {"frames_dropped", s.frames_dropped},
          {"output", s.output.empty() ? json::value() : json::value(s.output)},
          {"temperature_c", celsius ? json::value(*celsius) : json::value()},
          {"clock", s.clock},
          {"clock_offset_ms", s.clock_offset_ms},
          {"alarms", std::move(alarms)}};
}

bool is_silent(const wire::admin::screen& s, utc_ms now) {
  return !s.last_seen || now - *s.last_seen > silent_after;
}

cell seen_cell(const wire::admin::screen& s, utc_ms now) {
  if (!s.last_seen) return {tr("never"), tone::warning};
  return {ago(*s.last_seen, now), is_silent(s, now) ? tone::bad : tone::good};
}

cell playing_cell(const wire::admin::screen& s) {
  if (s.now_playing == no_display) return {tr("no display"), tone::bad};
  return s.now_playing;
}

cell temperature_cell(const wire::admin::screen& s) {
  std::optional<std::int64_t> celsius = temperature_c(s);
  if (!celsius) return "";
  return {fmt::format("{} °C", *celsius), *celsius >= hot_c ? tone::bad : tone::plain};
}

std::vector<std::string> problems_of(const wire::admin::screen& s, utc_ms now,
                                     std::int64_t published_version) {
  std::vector<std::string> all;
  for (const wire::admin::reported_problem& a : s.alarms) all.push_back(sentence(a.what, a.remedy));
  if (s.problem) all.push_back(sentence(s.problem->what, s.problem->remedy));
  if (s.last_seen && is_silent(s, now)) {
    all.push_back(tr("has not been heard of — check its power and its network; it plays on without them"));
  }
  if (!s.last_seen) return all;
  if (s.programme_version < published_version) {
    all.push_back(tr("plays version {} and not {} — it fetches the new one as soon as it can",
                     s.programme_version, published_version));
  }
  if (s.disk_free_bytes < little_disk_bytes) {
    all.push_back(tr("only {} MB free — make room on its disk", s.disk_free_bytes / 1'000'000));
  }
  if (s.now_playing == no_display) {
    all.push_back(
        tr("no display — it shows nothing, and nothing counts; connect a display and switch it on"));
  } else if (s.output == "disconnected") {
    all.push_back(tr("its display is off or unplugged — what it plays does not count; check the display"));
  }
  if (std::optional<std::int64_t> celsius = temperature_c(s); celsius.value_or(0) >= hot_c) {
    all.push_back(tr("it is {} °C hot — give it air, and clean its fan", *celsius));
  }
  if (s.clock_offset_ms > wrong_clock_ms || s.clock_offset_ms < -wrong_clock_ms) {
    all.push_back(tr("its clock is {} s off — set up time synchronisation there", s.clock_offset_ms / 1000));
  }
  return all;
}

}  // namespace bangtin::admin_cli::views
