// The endpoints for media items: the order to make one of an upload, and the list of items. rows.hpp
// describes owner, threads and errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "media/store.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/jobs/job_runner.hpp"
#include "scheduler/ledger/ledger_thread.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::scheduler::api {

// The item as staff see it. Pure.
wire::admin::media_item item_of(const ledger::stored_media& m);

class media_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const media::store& store;
    ledger::worker_pool& disk;
    ledger::worker_pool& documents;  // writes the list
    jobs::job_runner& jobs;
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit media_handlers(deps d) : deps_(d) {}

 private:
  handled post_media(http::request& r);
  handled list_media(http::request& r);
  handled get_media(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
