// How much of the disk the library may use (`media.quota` in bangtind.toml). Blocking: every call looks at
// every file of the store, unless there is no quota.
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.hpp"
#include "media/store.hpp"

namespace bangtin::scheduler::api {

// What is left of the quota; nothing if it is 0, which means that there is none.
std::optional<std::uint64_t> left_of_quota(const media::store& store, std::uint64_t quota_bytes);

// errc::limit when `bytes` more bytes do not fit into the quota; empty when they do.
std::optional<error> over_quota(const media::store& store, std::uint64_t quota_bytes, std::uint64_t bytes);

}  // namespace bangtin::scheduler::api
