// The endpoints through which files arrive, in pieces and stored under their digest. rows.hpp describes
// owner, threads and errors.
#pragma once

#include <filesystem>
#include <vector>

#include "media/asset.hpp"
#include "media/open_uploads.hpp"
#include "media/store.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/ledger/worker_pool.hpp"

namespace bangtin::scheduler::api {

class upload_handlers {
 public:
  struct deps {
    media::store& store;
    media::open_uploads& uploads;
    ledger::worker_pool& disk;
    std::filesystem::path scratch;  // a folder on the store's disk
    media::ingest_limits limits;
    std::uint64_t quota_bytes = 0;  // of the whole store; 0: none
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit upload_handlers(deps d) : deps_(std::move(d)) {}

 private:
  handled get_upload(http::request& r);
  handled put_upload(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
