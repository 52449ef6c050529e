#include "admin-cli/views/screen_state.hpp"

#include "admin-cli/views/changeover.hpp"

namespace bangtin::admin_cli::views {

namespace {

// Whether its machine is too hot, has a full disk or a wrong clock.
bool is_in_danger(const wire::admin::screen& s) {
  return s.disk_free_bytes < little_disk_bytes || temperature_c(s).value_or(0) >= hot_c ||
         s.clock_offset_ms > wrong_clock_ms || s.clock_offset_ms < -wrong_clock_ms;
}

bool is_faulty(const wire::admin::screen& s, const wire::admin::site& site, utc_ms now) {
  const std::string supply = supply_of(s, site, now);
  return s.problem || is_in_danger(s) || (!supply.empty() && supply != "waiting");
}

bool changes(const wire::admin::screen& s, const wire::admin::site& site) {
  return s.programme_version < site.programme_version || s.fetch_missing_bytes > 0 ||
         s.changeover_version > s.programme_version;
}

}  // namespace

std::optional<std::int64_t> temperature_c(const wire::admin::screen& s) {
  if (!s.temperature_mc) return std::nullopt;
  return (*s.temperature_mc + (*s.temperature_mc < 0 ? -500 : 500)) / 1000;
}

bool is_missed(const wire::admin::screen& s, utc_ms now) {
  if (!s.carried || !s.last_seen) return is_silent(s, now);
  return now - *s.last_seen > carried_missed_after;
}

screen_state state_of(const wire::admin::screen& s, const wire::admin::site& site, utc_ms now) {
  if (s.pairing == wire::admin::pairing_kind::none) return screen_state::no_player;
  if (s.pairing == wire::admin::pairing_kind::unpaired) return screen_state::unpaired;
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

}  // namespace bangtin::admin_cli::views
