// Screens, their pairing and their state: /v1/pairing-requests, /v1/screens. Plain values; codec.hpp has
// their JSON.
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

// The state of a player's pairing request; the body of the 202 answer of /v1/pairing-requests.
struct pairing_state {
  std::string status = "waiting";
  bool operator==(const pairing_state&) const = default;
};

// A player that asks to be paired; a row of GET /v1/pairing-requests.
struct waiting_screen {
  public_key screen_key;
  std::string version;               // of the player's program
  utc_ms seen{};                     // its latest request
  std::string address{};             // where the request came from
  std::string screen{};              // the screen that this machine is or was here; empty: none
  std::optional<public_key> root{};  // of the site that it belongs to; empty: it belongs to none yet
  // When the certificate of this key was issued; empty: it has none here. The machine takes only a later one.
  std::optional<utc_ms> certified{};
  bool operator==(const waiting_screen&) const = default;
};

// The body of POST /v1/screens.
struct pairing_order {
  public_key screen_key;
  std::string name, title, venue;
  public_key root;
  evidence::signed_text certificate;  // a screen_certificate, signed by `root`
  digest tag;                         // made by pairing_tag()
  bool replace = false;               // take the name away from the screen that has it now
  std::optional<digest> tag_2{};      // made by pairing_tag_2(); for a daemon whose site says pairing 2
  bool operator==(const pairing_order&) const = default;
};

// The answer to POST /v1/screens.
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

// How a screen stands with its player.
enum class pairing_kind {
  paired,
  unpaired,  // it was paired: its player shows a code again
  none       // the published programme names it, and no player was ever paired as it
};

std::string_view to_string(pairing_kind k);

// A row of GET /v1/screens. The values that the screen itself reports are empty or 0 before its first report.
struct screen {
  std::string name, title, venue;
  std::optional<utc_ms> paired;
  std::optional<utc_ms> last_seen;  // empty: it has not reported yet
  std::string version;              // of the player's program
  std::int64_t programme_version = 0;
  std::string now_playing, campaign;
  std::optional<reported_problem> problem;
  std::int64_t unsent_records = 0, frames_dropped = 0;
  std::int64_t disk_free_bytes = 0;
  std::int64_t disk_total_bytes = 0;  // 0: not known
  std::string output;                 // of the display: "connected", "disconnected", "unknown" or empty
  std::optional<std::int64_t> temperature_mc;  // thousandths of a degree Celsius
  std::string clock;                           // "synced", "estimated", "unsynced"
  std::int64_t clock_offset_ms = 0;            // its clock minus the daemon's clock
  std::optional<std::int64_t> clock_bound_ms;  // how far an estimated clock can be off; else empty
  std::vector<reported_problem> alarms;        // about its evidence
  std::int64_t programme_format = 1;           // the newest format of programmes that it reads
  std::int64_t next_version = 0;               // of the programme whose files it fetches; 0: none
  std::int64_t fetch_bytes = 0, fetch_missing_bytes = 0, fetch_bytes_per_s = 0;  // wire::screen_status
  std::string supply;                   // "slow", "withheld", "frozen" or empty: how its programme comes
  std::int64_t changeover_version = 0;  // of the programme that it changes over to; 0: to none
  std::optional<utc_ms> changeover;     // and when
  pairing_kind pairing = pairing_kind::paired;
  bool in_programme = true;  // the published programme names it, or nothing is published
  // When it first reported what it shows now, by the daemon's clock; empty: not known.
  std::optional<utc_ms> shown_since{};
  // Of what it shows now, as the published programme has it; empty: it has none there.
  std::string playing_title{};
  // Its last report came by USB stick: `last_seen` is when the screen wrote it.
  bool carried = false;
  std::string state{};  // to_string(screen_state); empty: the daemon is older
  bool operator==(const screen&) const = default;
};

}  // namespace bangtin::wire::admin
