// The signed programme: how a programme travels from its approver over the daemon to the screens, and how it
// is stored by both. Pure; any thread may call these functions. Keys are read and kept elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/signing.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/certificates.hpp"

namespace bangtin::wire {

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

}  // namespace bangtin::wire
