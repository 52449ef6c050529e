// Emergency notices as the daemon lists them, and how they are printed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "admin-cli/views/printing.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "wire/http_client.hpp"

namespace bangtin::admin_cli {

enum class notice_state { on, stopped, over };

// A screen which the notice is for, and what it said: nothing, that it shows it, that it has ended, or why it
// did not take it.
struct notice_screen {
  std::string name;
  std::optional<utc_ms> shown, ended;
  message refused;
};
struct notice_row {
  std::string id;
  utc_ms issued{}, expires{};
  std::optional<utc_ms> stopped;
  std::string approver, text;
  std::optional<std::string> media;
  bool all = false;  // for all screens
  std::vector<notice_screen> screens;

  notice_state state_at(utc_ms now) const;
};
struct notice_list {
  std::int64_t newest = 0;  // number, stops included; 0: none
  std::vector<notice_row> notices;
};
result<notice_list> get_notices(wire::http_client& daemon);

json::object to_json(const notice_row& r, const std::string& timezone, utc_ms now);
// A line each, and for those that are on a line per screen.
void print_notices(printer& out, const std::vector<notice_row>& rows, const std::string& timezone,
                   utc_ms now);

}  // namespace bangtin::admin_cli
