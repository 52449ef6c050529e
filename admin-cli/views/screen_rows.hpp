// The screens as the daemon reports them, and how they are printed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admin-cli/views/printing.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "wire/http_client.hpp"

namespace bangtin::admin_cli {

// A row of GET /v1/screens.
struct screen_row {
  std::string name, title, venue;
  std::optional<utc_ms> paired, last_seen;
  std::string version;  // of its program
  std::int64_t programme_version = 0;
  std::string now_playing, campaign;
  message problem, remedy;  // empty: none
  std::int64_t unsent_records = 0, disk_free_bytes = 0, frames_dropped = 0, clock_offset_ms = 0;
  std::string clock;
  std::string output;                 // of the display: "connected", "disconnected", "unknown"; empty
  std::int64_t disk_total_bytes = 0;  // 0: not known
  std::optional<std::int64_t> temperature_c;
  struct alarm {
    message what, remedy;
  };
  std::vector<alarm> alarms;
};
result<std::vector<screen_row>> get_screens(wire::http_client& daemon);

json::object to_json(const screen_row& r, const std::string& timezone);

// A screen that was not seen for this long is reported as silent.
constexpr std::chrono::minutes silent_after{3};
bool is_silent(const screen_row& r, utc_ms now);
cell seen_cell(const screen_row& r, utc_ms now);
// "61 °C", loud when it is too hot.
cell temperature_cell(const screen_row& r);
// Everything about the screen that somebody should look at, in the language of the process.
std::vector<std::string> troubles(const screen_row& r, utc_ms now, std::int64_t published_version);

}  // namespace bangtin::admin_cli
