// What a screen shows at instants to come: GET /v1/screens/{name}/schedule. Plain values; codec.hpp has their
// JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "wire/admin/codec.hpp"

namespace bangtin::wire::admin {

// One item, or one page of a guide, in the half-open time from..to.
struct scheduled_slot {
  utc_ms from{}, to{};
  std::optional<std::string> campaign{};  // empty: the slate
  std::string media, title;               // the item's name, and its title or that of its file
  std::int64_t item = 0;                  // its place in the playlist, from 0
  std::int64_t page = 0;                  // of a guide, from 1; else 0
  std::string reason;                     // "share", "every" or "slate"
  bool operator==(const scheduled_slot&) const = default;
};

// What the timeline of the published programme has for one screen. Between two slots, and before the first,
// the screen is closed.
struct screen_schedule {
  std::string screen;
  std::int64_t version = 0;  // of the programme
  std::vector<scheduled_slot> slots{};
  bool operator==(const screen_schedule&) const = default;
};

}  // namespace bangtin::wire::admin
