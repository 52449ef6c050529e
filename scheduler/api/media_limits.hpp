// GET /v1/media/limits: what a client should know before it sends a file; and the guard of the disk's room.
// rows.hpp describes owner, threads and errors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "media/asset.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/ledger/worker_pool.hpp"

namespace bangtin::scheduler::api {

// Uploads leave this much of the disk free, because the ledger needs room too.
constexpr std::uint64_t kept_free_bytes = 256ULL << 20;

// The bytes that uploads may still fill on the folder's disk; nothing if the disk does not say. Blocking.
std::optional<std::uint64_t> room_for_uploads(const std::filesystem::path& folder);
// The refusal if there is no room for that many bytes. Blocking.
std::optional<error> no_room_for(const std::filesystem::path& folder, std::uint64_t bytes);

struct media_limit_deps {
  ledger::worker_pool& disk;
  std::filesystem::path folder;  // on the disk that holds the uploads
  media::ingest_limits limits;
};
std::vector<http::endpoint> media_limit_rows(media_limit_deps d);

}  // namespace bangtin::scheduler::api
