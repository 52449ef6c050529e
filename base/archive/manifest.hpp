// The last member of a checked archive: a line "<SHA-256>  <name>" for each other member, as sha256sum(1)
// writes and checks it. It may also name files that lie beside the archive.
//
// Pure; any thread may call these functions.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/hash.hpp"

namespace bangtin::archive {

inline constexpr std::string_view manifest_name = "MANIFEST";
constexpr std::uint64_t max_manifest_bytes = 256 * 1024 * 1024;

using manifest = std::map<std::string, digest, std::less<>>;

std::string to_text(const manifest& m);
// The inverse. errc::verification for any other text, also for two lines of one name.
result<manifest> manifest_from_text(std::string_view text);

// Whether a member may have that name: parts of letters, digits, '.', '_' and '-' with '/' between, none of
// them "." or "..", at most 200 bytes.
bool is_member_name(std::string_view name);

}  // namespace bangtin::archive
