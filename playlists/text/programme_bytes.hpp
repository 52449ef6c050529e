// The programme's canonical bytes, which are hashed, signed, sent and stored. Canonical JSON (base/json.hpp);
// docs/formats.md describes the format. Round trip: from_bytes of p's bytes equals p, and the bytes of
// from_bytes(b) equal b for every b that from_bytes accepts. Pure and thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::playlists::text {

constexpr std::size_t max_programme_bytes = 16 * 1024 * 1024;
constexpr std::int64_t max_version = 1LL << 53;

std::string to_bytes(const programme::programme& p);

// errc::invalid for anything but canonical bytes of a programme whose references hold; errc::limit if it is
// too large.
result<programme::programme> from_bytes(std::string_view bytes);

// SHA-256 of the canonical bytes: the programme's identity in previews and in evidence.
digest programme_digest(const programme::programme& p);

}  // namespace bangtin::playlists::text
