// Pairing: how a screen and the site's root key come to know each other, although the daemon between them is
// trusted with neither. Pure functions; any thread may call them.
//
// The screen shows a code of 8 digits, "XXXX-XXXX" (Crockford's base 32). The first four find the screen's
// request at the daemon. The whole code is a secret between the screen and the person before it: the tag,
// which is keyed by the code, binds root's key, the screen's key and name and the daemon's key, so each side
// knows that the other's keys are genuine.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"

namespace bangtin::wire {

// A random code, with the dash.
std::string new_pairing_code();
// The code that somebody typed: upper case, with the dash, O read as 0, I and L as 1. errc::usage for
// anything that is no code.
result<std::string> normalise_pairing_code(std::string_view typed);
// The first four characters, by which the daemon finds the request.
std::string pairing_lookup(std::string_view code);
// As docs/formats.md says. Slow on purpose (scrypt).
digest pairing_tag(std::string_view code, const public_key& root, const public_key& screen,
                   std::string_view name, const public_key& daemon);

}  // namespace bangtin::wire
