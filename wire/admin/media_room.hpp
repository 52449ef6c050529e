// The sentences about room for a file, which daemon and command share. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::wire::admin {

// Uploads leave this much of the daemon's disk free, because the ledger and the evidence need room too.
constexpr std::uint64_t reserved_bytes = 256ULL << 20;

// errc::io: uploads may fill only `room` more bytes of the disk, and `bytes` are to come.
error disk_is_full(std::uint64_t room, std::uint64_t bytes);
// errc::limit: of the quota only `left` bytes are left, and `bytes` are to come.
error quota_is_full(std::uint64_t quota, std::uint64_t left, std::uint64_t bytes);

// Which of them holds for a file of this length by the limits that the daemon told; empty if neither.
std::optional<error> no_room_for(const media_limits& limits, std::uint64_t bytes);

}  // namespace bangtin::wire::admin
