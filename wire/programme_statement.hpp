// The signed programme: how a programme travels from its approver over the daemon to the screens, and how
// both store it. The envelope and what its signature is on: signed_statement.hpp. Pure; any thread may call
// these functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/signing.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/signed_statement.hpp"

namespace bangtin::wire {

// Its content is the programme's canonical bytes, at most 16 MiB; its number is the version.
struct signed_programme : signed_statement {
  bool operator==(const signed_programme&) const = default;
};
const statement_kind& programme_kind();
signed_programme sign_programme(const playlists::programme::programme& p, const secret_key& approver,
                                signed_text certificate);

// errc::limit when it is too long, errc::invalid for anything else that is no envelope.
result<signed_programme> signed_programme_from_value(const json::value& v);
result<signed_programme> signed_programme_from_json(std::string_view text);

struct verified_programme {
  playlists::programme::programme value;
  digest programme_digest;
  std::string approver;  // name
};
// What a screen (and the daemon) demands of a programme before it counts for anything. All
// errc::verification: version smaller than `min_version` (rollback), which is found before anything costly;
// certificate not signed by `root` or not valid at the programme's `issued`; signature wrong; bytes not
// canonical or not a programme. Expiry is not judged here: it depends on the time.
result<verified_programme> verify(const signed_programme& s, const public_key& root,
                                  std::int64_t min_version);

}  // namespace bangtin::wire
