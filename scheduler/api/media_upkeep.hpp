// The endpoints that look after the library as a whole: deleting for good what was removed, and reading again
// the files that no item has. rows.hpp describes owner, threads and errors.
#pragma once

#include <stop_token>
#include <vector>

#include "base/clock.hpp"
#include "media/store.hpp"
#include "scheduler/api/media_sweep.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/ledger/ledger_thread.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::scheduler::api {

// Reads the files again. Blocking, for as long as that takes; `stopping` ends it with errc::unreachable.
result<wire::admin::media_check> check_files(const media::store& store, const std::vector<digest>& files,
                                             const std::stop_token& stopping);

class media_upkeep_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    media::store& store;
    ledger::worker_pool& documents;
    ledger::worker_pool& reading;
    const clock_source& clock;
    std::stop_token stopping;  // requested: ends the reading of a file
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit media_upkeep_handlers(deps d);

 private:
  handled sweep(http::request& r);
  handled check(http::request& r);

  deps deps_;
  media_sweep sweep_;
};

}  // namespace bangtin::scheduler::api
