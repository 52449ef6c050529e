// The endpoint that searches the media items page by page, so that a library of ten thousand opens at once.
// rows.hpp describes owner, threads and errors.
#pragma once

#include <vector>

#include "scheduler/api/rows.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

struct media_search_deps {
  ledger::ledger_thread& ledger;
  ledger::worker_pool& documents;  // filters, sorts and writes the list
  const events::programme_hub& programmes;
};
std::vector<http::endpoint> media_search_rows(media_search_deps d);

}  // namespace bangtin::scheduler::api
