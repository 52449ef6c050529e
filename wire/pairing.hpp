// Pairing: how a screen and the site's root key learn each other's public key, although neither trusts the
// daemon between them. Any thread may call these functions.
//
// The screen shows a code of 8 digits, "XXXX-XXXX" (Crockford's base 32). The first four digits find the
// screen's request at the daemon. Only the screen and the person in front of it know the whole code. The
// pairing tag is a keyed hash (HMAC) whose key comes from the code; it binds root's key, the screen's key and
// name, the daemon's key and, since bangtin-pairing-2, the authority of the daemon's TLS certificates. So
// each side knows that the keys of the other are genuine.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"

namespace bangtin::wire {

// A new random code, with the dash.
std::string new_pairing_code();
// Normalises a typed code: upper case, with the dash, O read as 0, I and L read as 1. errc::usage for
// anything that is not a code.
result<std::string> normalise_pairing_code(std::string_view typed);
// The code's first four characters, with which the daemon finds the request.
std::string pairing_lookup(std::string_view code);
// The pairing tag (docs/formats.md). `code` is a normalised code. Slow on purpose (scrypt).
digest pairing_tag(std::string_view code, const public_key& root, const public_key& screen,
                   std::string_view name, const public_key& daemon);
// The same with the SHA-256 of the daemon's own authority (wire/authority.hpp); empty: it has none.
digest pairing_tag_2(std::string_view code, const public_key& root, const public_key& screen,
                     std::string_view name, const public_key& daemon, const std::optional<digest>& authority);

}  // namespace bangtin::wire
