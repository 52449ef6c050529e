// The endpoint from which screens and staff fetch the bytes of files. rows.hpp describes owner, threads and
// errors.
#pragma once

#include <vector>

#include "media/store.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/ledger/worker_pool.hpp"

namespace bangtin::scheduler::api {

class media_object_handlers {
 public:
  struct deps {
    const media::store& store;
    ledger::worker_pool& disk;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit media_object_handlers(deps d) : deps_(d) {}

 private:
  handled get_object(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
