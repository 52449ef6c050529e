// Emergency notices. An approver signs a notice, and screens then show it at once and above everything else
// until it expires. This header also has the messages about notices between daemon and screens. The daemon
// only forwards notices: like a programme, a notice has its authority from the approver's key alone.
//
// A stop is also a notice: it has its own number and names the notices that it ends.
//
// Plain values and pure functions; any thread may use them. Times are milliseconds since 1970-01-01 UTC.
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
#include "playlists/programme/programme.hpp"
#include "wire/signed_statement.hpp"

namespace bangtin::wire {

constexpr std::chrono::hours max_notice{24};
constexpr std::size_t max_notice_text_bytes = 2000;
constexpr std::size_t max_notice_screens = 1000;
constexpr std::size_t max_notice_stops = 100;
constexpr std::size_t max_notice_bytes = 256 * 1024;

// An image or a video in the daemon's store, with everything that a screen needs to fetch and show it.
struct notice_media {
  std::string name;  // for people
  bool video = false;
  milliseconds duration{};  // of a video, which the screen repeats
  playlists::programme::file_ref file;
  bool operator==(const notice_media&) const = default;
};

struct notice {
  // Grows with every notice of a site, so that nobody can show an old notice again: the time at which the
  // notice was made in milliseconds since 1970, or the previous number + 1 if that is greater. So it grows on
  // even when a daemon has lost its data.
  std::int64_t number = 0;
  std::string id;  // its name for people: 8 hexadecimal digits
  utc_ms issued{}, expires{};
  std::vector<std::string> screens;  // names, ascending, without duplicates; or only "all"
  // The text to show. If there is `media`: the text until the media file has arrived, or if it cannot be
  // shown.
  std::string text;
  std::optional<notice_media> media;
  std::vector<std::string> stops;  // ids of the notices that it ends; a stop has neither text nor media

  bool is_stop() const { return !stops.empty(); }
  bool is_for(std::string_view screen) const;
  bool operator==(const notice&) const = default;
};

// The notice as canonical JSON (docs/formats.md).
std::string to_bytes(const notice& n);
// The inverse. errc::limit when the bytes are too long, errc::invalid for anything else that is wrong; also
// when the notice is valid for longer than `max_notice`, names no screen, or shows nothing.
result<notice> notice_from_bytes(std::string_view bytes);

// A notice as it travels and is stored. signed_statement.hpp describes the envelope and what the approver
// signs; the statement's number is the notice's number.
struct signed_notice : signed_statement {
  bool operator==(const signed_notice&) const = default;
};
const statement_kind& notice_kind();
signed_notice sign_notice(const notice& n, const secret_key& approver, signed_text certificate);
// errc::invalid for anything that is not an envelope with at most `max_notice_bytes` of content.
result<signed_notice> signed_notice_from_value(const json::value& v);

struct verified_notice {
  notice value;
  std::string approver;  // name
};
// errc::verification when `root` did not sign the approver's certificate, when that was not valid at the time
// the notice was issued, when the approver's signature is wrong, or when the bytes are not a canonical
// notice. Does not check the current time, the number or the screen: see why_not_taken.
result<verified_notice> verify(const signed_notice& s, const public_key& root);

// The id and number that the bytes claim, for messages about a notice that did not verify. Nothing vouches
// for them. claim_of finds them with a bounded scan of the first fields; empty when these are not laid out as
// in canonical bytes.
struct notice_claim {
  std::string id;
  std::int64_t number = 0;
  bool operator==(const notice_claim&) const = default;
};
std::optional<notice_claim> claim_of(std::string_view bytes);

// Why the screen refuses a verified notice; empty when it accepts it. It refuses a notice for other screens,
// a notice that is not newer than `last` (the greatest number that the screen has accepted), and one that has
// expired, unless that is a stop.
std::optional<error> why_not_taken(const notice& n, std::string_view screen, std::int64_t last, utc_ms now);

// What the daemon wants a screen to do at once: GET /v1/screens/{name}/calls.
struct screen_commands {
  std::vector<signed_notice> notices;   // newer than the screen's, ascending by number
  std::int64_t screenshot_request = 0;  // the number of the open screenshot request; 0: none
  bool operator==(const screen_commands&) const = default;
};
std::string to_json(const screen_commands& c);
result<screen_commands> screen_calls_from_json(std::string_view text);

// What a screen says about a notice: POST /v1/screens/{name}/acknowledgements. The screen may repeat it
// without harm.
struct acknowledgement {
  std::string notice;                  // its id
  std::optional<utc_ms> shown, ended;  // by the screen's clock
  message refused;                     // why the screen refused it; empty: it accepted it
  bool operator==(const acknowledgement&) const = default;
};
std::string to_json(const acknowledgement& a);
result<acknowledgement> acknowledgement_from_json(std::string_view text);

bool is_notice_id(std::string_view text);

}  // namespace bangtin::wire
