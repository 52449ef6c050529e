// The programme's canonical bytes: what is hashed, signed, sent and kept. Canonical JSON (base/json.hpp); the
// format is described in docs/formats.md. parse(bytes(p)) == p, and bytes(parse(b)) == b for every b that
// parses.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::playlists::text {

constexpr std::size_t max_programme_bytes = 16 * 1024 * 1024;
constexpr std::int64_t max_version = 1LL << 53;

std::string to_bytes(const programme::programme& p);

// errc::invalid for anything but canonical bytes of a programme whose references hold; errc::limit when it is
// too large.
result<programme::programme> from_bytes(std::string_view bytes);

// SHA-256 of the canonical bytes: the programme's identity in previews and in evidence.
digest programme_digest(const programme::programme& p);

}  // namespace bangtin::playlists::text
