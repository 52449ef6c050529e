// The endpoints through which files arrive, in pieces and stored under their digest. rows.hpp describes
// owner, threads and errors.
#pragma once

#include <vector>

#include "media/asset.hpp"
#include "media/open_uploads.hpp"
#include "media/store.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/upload_room.hpp"
#include "scheduler/ledger/worker_pool.hpp"

namespace bangtin::scheduler::api {

class upload_handlers {
 public:
  struct deps {
    media::store& store;
    media::open_uploads& uploads;
    ledger::worker_pool& disk;
    upload_room& room;
    media::ingest_limits limits;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit upload_handlers(deps d) : deps_(std::move(d)) {}

 private:
  handled get_upload(http::request& r);
  handled put_upload(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
