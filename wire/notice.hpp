// Emergency notices: what an approver signs so that screens show it at once, above everything, until it is
// over; and what daemon and screens say to each other about it. The daemon only carries: like a programme, a
// notice has its authority from the approver's key alone.
//
// A stop is a notice too: it has a number of its own and names those that it ends.
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

// A picture or a video of the daemon's store, with all that a screen needs to fetch and to show it.
struct notice_media {
  std::string name;  // for people
  bool video = false;
  milliseconds duration{};  // of a video; it is shown again and again
  playlists::programme::file_ref file;
  bool operator==(const notice_media&) const = default;
};

struct notice {
  // Grows with every notice of a site, so that an old one cannot be shown again: the milliseconds since 1970
  // at which it was made, or the number before it + 1 if that is more. So it goes on growing when a daemon
  // has lost its memory.
  std::int64_t number = 0;
  std::string id;  // 8 hexadecimal digits, by which people name it
  utc_ms issued{}, expires{};
  std::vector<std::string> screens;  // names, ascending, each once; or "all" alone
  // What is shown; with `media`, what is shown until its file is there, and if it cannot be shown.
  std::string text;
  std::optional<notice_media> media;
  std::vector<std::string> stops;  // ids of those that it ends; then there is neither text nor media

  bool is_stop() const { return !stops.empty(); }
  bool is_for(std::string_view screen) const;
  bool operator==(const notice&) const = default;
};

// Canonical JSON, as docs/formats.md has it.
std::string to_bytes(const notice& n);
// The inverse. errc::invalid for anything else, errc::limit when it is too long; also when it is valid for
// more than `longest_notice`, names no screen, or shows nothing.
result<notice> notice_from_bytes(std::string_view bytes);

// As it travels and is stored. The envelope and what its signature is on: signed_statement.hpp; the number is
// the notice's.
struct signed_notice : signed_statement {
  bool operator==(const signed_notice&) const = default;
};
const statement_kind& notice_kind();
signed_notice sign_notice(const notice& n, const secret_key& approver, signed_text certificate);
// errc::invalid for anything that is no envelope of at most `most_notice_bytes`.
result<signed_notice> signed_notice_from_value(const json::value& v);

struct verified_notice {
  notice value;
  std::string approver;  // name
};
// errc::verification: certificate not signed by `root` or not valid when the notice was issued; signature
// wrong; bytes not canonical or no notice. Time, number and screen are not judged here.
result<verified_notice> verify(const signed_notice& s, const public_key& root);

// By what name and number to speak of a notice that did not verify. It is found by a bounded scan of the
// first fields, and nothing vouches for it; nothing where they do not stand as canonical bytes have them.
struct notice_claim {
  std::string id;
  std::int64_t number = 0;
  bool operator==(const notice_claim&) const = default;
};
std::optional<notice_claim> claim_of(std::string_view bytes);

// Why this screen does not take a notice that verified, if it does not: it is for others, it is not newer
// than `last` (the greatest number that the screen took), or it is over.
std::optional<error> why_not_taken(const notice& n, std::string_view screen, std::int64_t last, utc_ms now);

// What the daemon wants of a screen at once: GET /v1/screens/{name}/calls.
struct screen_commands {
  std::vector<signed_notice> notices;   // newer than the screen's, ascending by number
  std::int64_t screenshot_request = 0;  // a wish for a screenshot, by its number; 0: none
  bool operator==(const screen_commands&) const = default;
};
std::string to_json(const screen_commands& c);
result<screen_commands> screen_calls_from_json(std::string_view text);

// What a screen says about a notice: POST /v1/screens/{name}/acknowledgements. Saying it again is harmless.
struct acknowledgement {
  std::string notice;                  // its id
  std::optional<utc_ms> shown, ended;  // by the screen's clock
  message refused;                     // why it was not taken; empty: it was
  bool operator==(const acknowledgement&) const = default;
};
std::string to_json(const acknowledgement& a);
result<acknowledgement> acknowledgement_from_json(std::string_view text);

bool is_notice_id(std::string_view text);

}  // namespace bangtin::wire
