// The endpoint for small pictures of media items, as lists show them. rows.hpp describes owner, threads and
// errors.
#pragma once

#include <vector>

#include "media/store.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

struct media_thumbnail_deps {
  ledger::ledger_thread& ledger;
  const media::store& store;
  ledger::worker_pool& documents;  // reads and scales the picture
};
std::vector<http::endpoint> media_thumbnail_rows(media_thumbnail_deps d);

}  // namespace bangtin::scheduler::api
