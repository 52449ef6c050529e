// Screens: how they are paired, and how they are. /v1/pairing-requests, /v1/screens.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"
#include "wire/admin/codec.hpp"

namespace bangtin::wire::admin {

// What became of a player's request; the 202 of /v1/pairing-requests.
struct pairing_state {
  std::string status = "waiting";
  bool operator==(const pairing_state&) const = default;
};

// A player that shows a pairing code with this beginning; a row of GET /v1/pairing-requests?lookup=.
struct waiting_screen {
  public_key screen_key;
  std::string version;  // of the player's program
  utc_ms seen{};        // when it asked last
  bool operator==(const waiting_screen&) const = default;
};

// The body of POST /v1/screens.
struct pairing_order {
  public_key screen_key;
  std::string name, title, venue;
  public_key root;
  evidence::signed_text certificate;  // a screen_certificate, signed by `root`
  digest tag;                         // pairing_tag
  bool replace = false;               // takes the name from the screen that has it
  bool operator==(const pairing_order&) const = default;
};

// The answer to it.
struct paired_screen {
  std::string name, title, venue;
  utc_ms paired{};
  bool operator==(const paired_screen&) const = default;
};

// Something that a person should look at.
struct reported_problem {
  message what, remedy;
  bool operator==(const reported_problem&) const = default;
};

// A row of GET /v1/screens. What the screen itself reports is empty or 0 until it has.
struct screen {
  std::string name, title, venue;
  std::optional<utc_ms> paired;
  std::optional<utc_ms> last_seen;  // nothing: not heard of yet
  std::string version;              // of its program
  std::int64_t programme_version = 0;
  std::string now_playing, campaign;
  std::optional<reported_problem> problem;
  std::int64_t unsent_records = 0, frames_dropped = 0;
  std::int64_t disk_free_bytes = 0;
  std::int64_t disk_total_bytes = 0;  // 0: not known
  std::string output;                 // of the display: "connected", "disconnected", "unknown"; empty
  std::optional<std::int64_t> temperature_mc;  // thousandths of a degree Celsius
  std::string clock;                           // "synced", "estimated", "unsynced"
  std::int64_t clock_offset_ms = 0;            // its clock less the daemon's
  std::vector<reported_problem> alarms;        // of its evidence
  bool operator==(const screen&) const = default;
};

}  // namespace bangtin::wire::admin
