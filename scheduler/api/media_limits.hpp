// GET /v1/media/limits: what a client should know before it reads and sends a file. rows.hpp describes owner,
// threads and errors.
#pragma once

#include <vector>

#include "media/asset.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/upload_room.hpp"
#include "scheduler/ledger/worker_pool.hpp"

namespace bangtin::scheduler::api {

struct media_limit_deps {
  ledger::worker_pool& disk;
  const upload_room& room;
  media::ingest_limits limits;
};
std::vector<http::endpoint> media_limit_rows(media_limit_deps d);

}  // namespace bangtin::scheduler::api
