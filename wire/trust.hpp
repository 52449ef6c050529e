// Who may say what: certificates, signed programmes and pairing, as short signed texts. Everything here is
// pure verification; keys are read and kept elsewhere.
//
//   root     signs approver and screen certificates; kept offline by whoever runs the site
//   approver signs programmes
//   daemon   signs receipts
//   screen   signs heads of its evidence chain
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::wire {

using evidence::signed_note;

// "bangtin-approver-1\n<public key hex>\n<name>\n<not before, ms>\n<not after, ms>\n", signed by root.
struct approver_certificate {
  public_key key;
  std::string name;
  utc_ms not_before{}, not_after{};
};
std::string to_text(const approver_certificate& c);
result<approver_certificate> approver_from_text(std::string_view text);

// "bangtin-screen-1\n<public key hex>\n<screen name>\n<issued, ms>\n", signed by root.
struct screen_certificate {
  public_key key;
  std::string name;
  utc_ms issued{};
};
std::string to_text(const screen_certificate& c);
result<screen_certificate> screen_from_text(std::string_view text);

// A programme as it travels and is kept: its canonical bytes, the approver's signature on
// "bangtin-programme-1\n<version>\n<SHA-256 of the bytes in hex>\n", and the approver's certificate.
struct signed_programme {
  std::string bytes;
  bangtin::signature signature;
  signed_note approver;
  bool operator==(const signed_programme&) const = default;
};
std::string programme_note(std::int64_t version, const digest& identity);
signed_programme sign_programme(const playlists::programme& p, const secret_key& approver,
                                signed_note certificate);

// {"approver":{"signature","text"},"bytes":"...","signature":"hex"}, canonical JSON.
std::string to_json(const signed_programme& s);
result<signed_programme> signed_programme_from_json(std::string_view text);

struct verified_programme {
  playlists::programme value;
  digest identity;
  std::string approver;  // name
};
// What a screen (and the daemon) demands of a programme before it counts for anything. All
// errc::verification: certificate not signed by `root` or not valid at the programme's `issued`; signature
// wrong; bytes not canonical or not a programme; version smaller than `least_version` (rollback). Expiry is
// not judged here: it depends on the time.
result<verified_programme> verify(const signed_programme& s, const public_key& root,
                                  std::int64_t least_version);

// Pairing. The screen shows a code of 8 letters and digits, "XXXX-XXXX" (Crockford's base 32). Its first half
// finds the request at the daemon; the whole is a secret between the screen and the person before it, by
// which each side authenticates the other's key without trusting the daemon between them: the tag below binds
// root, screen key and name.
std::string new_pairing_code();
// Upper case, dash put in, O->0, I and L->1. errc::usage when it is no code.
result<std::string> normalise_pairing_code(std::string_view typed);
std::string pairing_lookup(std::string_view code);  // the first four characters
digest pairing_tag(std::string_view code, const public_key& root, const public_key& screen,
                   std::string_view name, const public_key& daemon);

}  // namespace bangtin::wire
