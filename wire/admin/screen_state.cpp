// A screen is believed in this order: what it shows, when it changes over, what it fetches.
#include "wire/admin/screen_state.hpp"

#include <array>

namespace bangtin::wire::admin {

namespace {

// Whether its machine is too hot, has a full disk or a wrong clock.
bool is_in_danger(const screen& s) {
  return s.disk_free_bytes < little_disk_bytes || temperature_c(s).value_or(0) >= hot_c ||
         s.clock_offset_ms > wrong_clock_ms || s.clock_offset_ms < -wrong_clock_ms;
}

bool is_faulty(const screen& s, const site& site, utc_ms now) {
  const std::string supply = supply_of(s, site, now);
  return s.problem || is_in_danger(s) || (!supply.empty() && supply != "waiting");
}

bool changes(const screen& s, const site& site) {
  return s.programme_version < site.programme_version || s.fetch_missing_bytes > 0 ||
         s.changeover_version > s.programme_version;
}

constexpr std::int64_t first_format_that_says = 2;
constexpr std::chrono::minutes offered_in_time{2};

}  // namespace

bool is_silent(const screen& s, utc_ms now) {
  return !s.last_seen || now - *s.last_seen > silent_after;
}

changeover changeover_of(const screen& s, std::int64_t version, utc_ms now) {
  changeover c;
  c.screen = s.name;
  c.version = version;
  c.shows = s.programme_version;
  c.last_seen = s.last_seen;
  if (s.programme_version >= version) {
    bool blind = s.now_playing == "no-display" && !is_silent(s, now);
    c.state = blind ? changeover_state::no_display : changeover_state::on_show;
  } else if (is_silent(s, now)) {
    c.state = changeover_state::silent;
  } else if (s.changeover_version >= version) {
    c.state = changeover_state::changes_over;
    c.version = s.changeover_version;
    c.at = s.changeover;
  } else if (s.next_version >= version) {
    c.state = changeover_state::fetches;
    c.waits = s.supply == "waiting";
    c.version = s.next_version;
    c.bytes = s.fetch_bytes;
    c.missing_bytes = s.fetch_missing_bytes;
    if (s.fetch_bytes_per_s > 0) c.left = std::chrono::seconds(s.fetch_missing_bytes / s.fetch_bytes_per_s);
  } else {
    c.state = s.programme_format < first_format_that_says ? changeover_state::cannot_say
                                                          : changeover_state::not_heard;
  }
  return c;
}

bool is_late(const screen& s, const site& site) {
  return site.programme_issued && s.last_seen && *s.last_seen - *site.programme_issued > offered_in_time;
}

std::string supply_of(const screen& s, const site& site, utc_ms now) {
  bool not_offered =
      changeover_of(s, site.programme_version, now).state == changeover_state::not_heard && is_late(s, site);
  return s.supply.empty() && not_offered ? "frozen" : s.supply;
}

std::optional<std::int64_t> temperature_c(const screen& s) {
  if (!s.temperature_mc) return std::nullopt;
  return (*s.temperature_mc + (*s.temperature_mc < 0 ? -500 : 500)) / 1000;
}

bool is_missed(const screen& s, utc_ms now) {
  if (!s.carried || !s.last_seen) return is_silent(s, now);
  return now - *s.last_seen > carried_missed_after;
}

screen_state state_of(const screen& s, const site& site, utc_ms now) {
  if (s.pairing == pairing_kind::none) return screen_state::no_player;
  if (s.pairing == pairing_kind::unpaired) return screen_state::unpaired;
  if (!s.last_seen) return screen_state::never_seen;
  if (is_missed(s, now)) return screen_state::silent;
  if (s.now_playing == "no-display") return screen_state::no_display;
  if (s.output == "disconnected") return screen_state::display_off;
  if (!s.alarms.empty()) return screen_state::evidence_doubt;
  if (!s.in_programme) return screen_state::not_planned;
  if (is_faulty(s, site, now)) return screen_state::faulty;
  if (changes(s, site)) return screen_state::updates;
  return s.now_playing == "closed" ? screen_state::closed : screen_state::fine;
}

std::string_view to_string(screen_state s) {
  constexpr std::string_view names[] = {"no_player",      "silent",   "no_display", "display_off",
                                        "evidence_doubt", "unpaired", "never_seen", "not_planned",
                                        "faulty",         "updates",  "closed",     "fine"};
  return names[static_cast<std::size_t>(s)];
}

bool needs_attention(screen_state s) {
  return s < screen_state::updates;
}

}  // namespace bangtin::wire::admin
