// A screen's problem arrives as a message with separate values, so that it can be shown in the reader's
// language.
#include "admin-cli/views/screen_rows.hpp"

#include <algorithm>

#include "admin-cli/views/screen_state.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "admin-cli/views/times.hpp"
#include "admin-cli/views/words.hpp"
#include "base/language.hpp"
#include "base/placeholder.hpp"
#include "wire/attacks.hpp"

namespace bangtin::admin_cli::views {

namespace {

constexpr std::string_view no_display = "no-display";  // in place of what a screen plays

json::value fetch_json(const wire::admin::screen& s) {
  if (s.next_version == 0) return {};
  std::int64_t rate = s.fetch_bytes_per_s;
  return json::object{{"version", s.next_version},
                      {"bytes", s.fetch_bytes},
                      {"missing_bytes", s.fetch_missing_bytes},
                      {"bytes_per_s", rate},
                      {"eta_s", rate > 0 ? json::value(s.fetch_missing_bytes / rate) : json::value()}};
}

struct json_problems {
  json::value first;  // null where there is none, or where all only need time
  json::array all;
};

// The same problems as people read, worst first; the first is what the screen itself reports, if it does.
json_problems problems_json(const wire::admin::screen& s, std::vector<screen_problem> found) {
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.severity < b.severity; });
  json_problems v;
  if (s.problem) {
    v.first = json::object{{"what", translate(s.problem->what)}, {"remedy", translate(s.problem->remedy)}};
  }
  for (const screen_problem& p : found) {
    if (v.first.is_null() && p.severity != playlists::analysis::severity::note)
      v.first = json::object{{"what", p.what}, {"remedy", p.remedy}};
    v.all.push_back(
        json::object{{"severity", to_string(p.severity)}, {"what", p.what}, {"remedy", p.remedy}});
  }
  return v;
}

}  // namespace

json::object to_json(const wire::admin::screen& s, const wire::admin::site& site, utc_ms now) {
  auto time = [&](const std::optional<utc_ms>& t) {
    return t ? json::value(local_rfc3339(*t, site.timezone)) : json::value();
  };
  std::string supply = supply_of(s, site, now);
  json::array alarms;
  for (const wire::admin::reported_problem& a : s.alarms) alarms.emplace_back(sentence(a.what, a.remedy));
  // What the screen itself reports is not known before its first report.
  const bool seen = s.last_seen.has_value();
  auto reported = [&](const json::value& v) { return seen ? v : json::value(); };
  const auto [problem, problems] = problems_json(s, find_problems(s, now, site));
  std::optional<std::int64_t> celsius = temperature_c(s);
  return {{"name", s.name},
          {"title", s.title},
          {"venue", s.venue},
          {"paired", time(s.paired)},
          {"last_seen", time(s.last_seen)},
          {"carried", s.carried ? time(s.last_seen) : json::value()},
          {"version", reported(json::value(s.version))},
          {"programme_version", reported(s.programme_version)},
          {"now_playing", s.now_playing.empty() ? json::value() : json::value(s.now_playing)},
          {"shown_since", time(s.shown_since)},
          {"state", to_string(state_of(s, site, now))},
          {"campaign", s.campaign.empty() ? json::value() : json::value(s.campaign)},
          {"problem", problem},
          {"problems", problems},
          {"unsent_records", reported(s.unsent_records)},
          {"disk_free_bytes", reported(s.disk_free_bytes)},
          {"disk_total_bytes", s.disk_total_bytes > 0 ? json::value(s.disk_total_bytes) : json::value()},
          {"frames_dropped", reported(s.frames_dropped)},
          {"output", s.output.empty() ? json::value() : json::value(s.output)},
          {"temperature_c", celsius ? json::value(*celsius) : json::value()},
          {"clock", s.clock.empty() ? json::value() : json::value(s.clock)},
          {"clock_bound_ms", s.clock_bound_ms ? json::value(*s.clock_bound_ms) : json::value()},
          {"clock_offset_ms", reported(s.clock_offset_ms)},
          {"pairing", to_string(s.pairing)},
          {"in_programme", s.in_programme},
          {"alarms", std::move(alarms)},
          {"programme_format", reported(s.programme_format)},
          {"supply", supply.empty() ? json::value() : json::value(supply)},
          {"fetches", fetch_json(s)},
          {"changes_over",
           s.changeover_version > 0
               ? json::value(json::object{{"version", s.changeover_version}, {"at", time(s.changeover)}})
               : json::value()}};
}

std::string pair_command(const std::string& screen) {
  return with_placeholders({"bangtin screen pair CODE --name {}", {shell_word(screen)}});
}

std::string pair_command(const std::vector<wire::admin::screen>& rows, const std::string& was) {
  if (!was.empty()) {
    const bool known = std::any_of(rows.begin(), rows.end(), [&](const auto& r) { return r.name == was; });
    return pair_command(was) + (known ? "" : " --new");
  }
  const bool any_free = std::any_of(rows.begin(), rows.end(), [](const wire::admin::screen& r) {
    return r.pairing != admin::pairing_kind::paired;
  });
  return with_placeholders(
      {any_free ? "bangtin screen pair CODE --name NAME" : "bangtin screen pair CODE --name NAME --new"});
}

cell seen_cell(const wire::admin::screen& s, utc_ms now) {
  if (s.pairing == admin::pairing_kind::none) return {tr("no player"), tone::warning};
  if (s.pairing == admin::pairing_kind::unpaired) return {tr("unpaired"), tone::warning};
  if (!s.last_seen) return {tr("never"), tone::warning};
  const std::string when = ago(*s.last_seen, now);
  return {s.carried ? tr("{} (USB stick)", when) : when, is_missed(s, now) ? tone::bad : tone::good};
}

cell clock_cell(const wire::admin::screen& s) {
  if (s.clock_bound_ms) return fmt::format("{} ±{} ms", clock_word(s.clock), *s.clock_bound_ms);
  return {clock_word(s.clock), s.clock == "unsynced" ? tone::warning : tone::plain};
}

cell playing_cell(const wire::admin::screen& s) {
  if (s.now_playing == no_display) return {tr("no display"), tone::bad};
  return s.playing_title.empty() ? shown_word(s.now_playing) : s.playing_title;
}

cell temperature_cell(const wire::admin::screen& s) {
  std::optional<std::int64_t> celsius = temperature_c(s);
  if (!celsius) return "";
  return {fmt::format("{} °C", *celsius), *celsius >= hot_c ? tone::bad : tone::plain};
}

namespace {

using playlists::analysis::severity;

// What the player itself reports of its machine. It has reported, and is paired.
void find_machine_problems(const wire::admin::screen& s, std::vector<screen_problem>& all) {
  if (s.disk_free_bytes < little_disk_bytes) {
    all.push_back({severity::warning, tr("only {} MB free", s.disk_free_bytes / 1'000'000),
                   tr("make room on its disk")});
  }
  if (s.now_playing == no_display) {
    all.push_back({severity::error, tr("no display: it shows nothing, and nothing counts"),
                   tr("connect a display and switch it on")});
  } else if (s.output == "disconnected") {
    all.push_back({severity::error, tr("its display is off or unplugged: what it plays does not count"),
                   tr("check the display")});
  }
  if (std::optional<std::int64_t> celsius = temperature_c(s); celsius.value_or(0) >= hot_c) {
    all.push_back({severity::warning, tr("it is {} °C hot", *celsius), tr("give it air, and clean its fan")});
  }
  if (s.clock_offset_ms > wrong_clock_ms || s.clock_offset_ms < -wrong_clock_ms) {
    all.push_back({severity::warning, tr("its clock is {} s off", s.clock_offset_ms / 1000),
                   tr("set up time synchronisation there")});
  }
}

void find_pairing_problems(const wire::admin::screen& s, std::vector<screen_problem>& all) {
  if (s.pairing == admin::pairing_kind::none) {
    all.push_back({severity::warning, tr("no player is paired as this screen"),
                   tr("start one, and enter the code that it shows: {}", pair_command(s.name))});
  } else if (s.pairing == admin::pairing_kind::unpaired) {
    all.push_back({severity::warning, tr("is unpaired; its player plays on and shows a code"),
                   tr("enter it: {}", pair_command(s.name))});
  } else if (!s.in_programme) {
    all.push_back({severity::warning, tr("the published programme has no such screen, so it shows the slate"),
                   tr("add it to the programme, or pair its player as another screen")});
  }
}

// What the screen reports, with the name of the attack if it is one. The texts of a slow, withheld or frozen
// supply say their name themselves.
std::string problem_text(const wire::admin::screen& s) {
  using enum wire::attack;
  std::string text = translate(s.problem->what);
  const wire::attack_row* named = wire::find_attack(s.supply);
  if (named == nullptr || named->kind == slow_retrieval || named->kind == withheld || named->kind == freeze)
    return text;
  return tr("{}: {}", translate(named->title), text);
}

}  // namespace

std::vector<screen_problem> find_problems(const wire::admin::screen& s, utc_ms now,
                                          const wire::admin::site& site) {
  std::vector<screen_problem> all;
  find_pairing_problems(s, all);
  if (s.pairing == admin::pairing_kind::none) return all;
  for (const wire::admin::reported_problem& a : s.alarms)
    all.push_back({severity::error, translate(a.what), translate(a.remedy)});
  if (s.problem) all.push_back({severity::error, problem_text(s), translate(s.problem->remedy)});
  if (s.last_seen && is_missed(s, now) && s.pairing == admin::pairing_kind::paired) {
    all.push_back({severity::error, tr("has not been heard of"),
                   s.carried ? tr("bring its USB stick, or check why none was brought for so long")
                             : tr("check its power and its network; it plays on without them")});
  }
  if (!s.last_seen && s.pairing == admin::pairing_kind::paired) {
    all.push_back({severity::warning, tr("has not reported since it was paired"),
                   tr("look at it: if it shows a code, enter that one ({}); otherwise check its network",
                      pair_command(s.name))});
  }
  if (!s.last_seen || s.pairing != admin::pairing_kind::paired) return all;
  if (std::optional<programme_remark> next = remark_on_programme(s, site, now)) {
    all.push_back({next->serious ? severity::warning : severity::note, next->what, next->remedy});
  }
  find_machine_problems(s, all);
  return all;
}

std::vector<std::string> problems_of(const wire::admin::screen& s, utc_ms now,
                                     const wire::admin::site& site) {
  std::vector<std::string> all;
  for (const screen_problem& p : find_problems(s, now, site))
    all.push_back(p.remedy.empty() ? p.what : p.what + " — " + p.remedy);
  return all;
}

}  // namespace bangtin::admin_cli::views
