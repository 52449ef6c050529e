// The messages between player and daemon: pairing, status, batches of play records and receipts, as plain
// structs with their JSON. (programme_statement.hpp and notice.hpp have programmes and notices.) Pure; any
// thread may call these functions. A reader fails with errc::limit for a text over 64 KiB (a batch: see
// there) and with errc::invalid for anything else that is wrong, an unknown field included.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/signing.hpp"
#include "evidence/batch.hpp"
#include "evidence/chain.hpp"
#include "wire/authority.hpp"

namespace bangtin::wire {

// An unpaired player asks to be paired: POST /v1/pairing-requests.
struct pairing_request {
  public_key screen_key;
  std::string lookup;       // the code's first half
  digest token_sha256;      // of the bearer token, which the player made itself
  std::string version;      // of the program
  std::int64_t number = 0;  // greater than that of every earlier request of this key
  // The root key of the site that the screen belongs to; empty: it belongs to none yet.
  std::optional<public_key> root{};
  bangtin::signature signature{};  // of pairing_request_text(), made with the screen's key
  bool operator==(const pairing_request&) const = default;
};
// The text that the screen signs (docs/formats.md): somebody who only sees a request cannot change its token.
std::string pairing_request_text(const pairing_request& r);
// `r` with the key and the signature of `screen`.
pairing_request signed_by(pairing_request r, const secret_key& screen);
// Whether the request's own key signed it. Costs about 100 microseconds.
bool is_signed(const pairing_request& r);
std::string to_json(const pairing_request& r);
result<pairing_request> pairing_request_from_json(std::string_view text);

// What the player learns once it is paired: GET /v1/pairing-requests/{screen key hex}.
struct pairing_grant {
  std::string screen;  // its name
  public_key root;
  public_key daemon;
  evidence::signed_text certificate;  // a screen_certificate, signed by `root`
  digest tag;                         // made by pairing_tag()
  // Of "bangtin-pairing-2": the authority of the daemon's TLS certificates, and the tag that covers it too
  // (pairing_tag_2()). Both or neither; only a player that asks for them gets them.
  std::optional<stated_authority> authority{};
  std::optional<digest> tag_2{};
  bool operator==(const pairing_grant&) const = default;
};
std::string to_json(const pairing_grant& g);
result<pairing_grant> pairing_grant_from_json(std::string_view text);

// What a screen reports about itself: POST /v1/screens/{name}/status.
//
// A writer uses a new key only after its reader has announced it. So the daemon announces the newest format
// that it reads in each answer, in the header below; a player begins with format 1, which every daemon reads.
inline constexpr std::string_view status_format_header = "Bangtin-Status-Format";
inline constexpr std::int64_t status_format = 2;  // the newest that this version writes and reads
// Both sides of the exchange of play records announce with this header what they read: records with
// `bound_ms`, and receipts that name the rules. Absent: 1.
inline constexpr std::string_view evidence_format_header = "Bangtin-Evidence-Format";
inline constexpr std::int64_t evidence_format = 2;  // the newest that this version reads

struct screen_status {
  std::string version;                 // of the program
  std::int64_t programme_version = 0;  // of the programme that it plays
  std::string now_playing;             // media item's name, "slate", "closed" or "pairing"
  std::string campaign;
  std::string problem;                   // in English, for logs; empty: none
  message problem_what, problem_remedy;  // the same problem for people, translatable
  std::int64_t unsent_records = 0;
  std::int64_t disk_free_bytes = 0;
  std::int64_t frames_dropped = 0;
  clock_trust clock = clock_trust::unsynced;
  std::int64_t utc_ms_now = 0;  // the screen's clock
  // While `clock` is estimated: how far `utc_ms_now` can be from the daemon's time. A player sends it only to
  // a daemon that has told it the time, because older ones refuse the field.
  std::optional<std::int64_t> clock_bound_ms;
  // Older players do not send these.
  std::int64_t disk_total_bytes = 0;           // 0: not known
  std::string output;                          // "connected", "disconnected", "unknown" or empty
  std::optional<std::int64_t> temperature_mc;  // thousandths of a degree Celsius; absent: no sensor
  // Since format 2.
  std::int64_t programme_format = 1;     // the newest that it reads (playlists/text/programme_formats.hpp)
  std::int64_t next_version = 0;         // of the programme whose files it fetches; 0: none
  std::int64_t fetch_bytes = 0;          // of all files of that programme
  std::int64_t fetch_missing_bytes = 0;  // those of them that have not arrived
  std::int64_t fetch_bytes_per_s = 0;    // lately; 0: nothing arrives, or not known yet
  std::string supply;                   // how the daemon serves it: "slow", "withheld", "frozen"; empty: well
  std::int64_t changeover_version = 0;  // of the programme that it changes over to; 0: to none
  std::int64_t changeover_ms = 0;       // and when; 0: not known
  bool operator==(const screen_status&) const = default;
};
// In the notation of `format`: format 1 leaves the later keys out.
std::string to_json(const screen_status& s, std::int64_t format = status_format);
result<screen_status> screen_status_from_json(std::string_view text);

// A batch of play records: POST /v1/screens/{name}/plays. The body consists of lines: first
// {"first_seq":N,"head":{"signature","text"}}, then the records exactly as the screen stored them.
// errc::limit for more than 2,000 records or 4 MiB; errc::invalid also when the head does not name the last
// record.
std::string to_body(const evidence::batch& b);
result<evidence::batch> batch_from_body(std::string_view body);
// The answer: {"receipt":{"signature","text"}}.
std::string receipt_to_json(const evidence::signed_text& n);
result<evidence::signed_text> receipt_from_json(std::string_view text);

// A signed text inside a JSON document: {"signature":"<hex>","text":"<text>"}.
json::value to_value(const evidence::signed_text& n);
result<evidence::signed_text> note_from_value(const json::value& v);

}  // namespace bangtin::wire
