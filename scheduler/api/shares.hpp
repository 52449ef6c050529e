// The endpoint by which chosen material is handed to another body: a list that the daemon signs
// (wire/share.hpp). rows.hpp describes owner, threads and errors.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "media/store.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"
#include "wire/share.hpp"

namespace bangtin::scheduler::api {

class share_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const media::store& store;
    ledger::worker_pool& documents;
    const events::programme_hub& programmes;  // has the site's name
    secret_key daemon;                        // signs the list
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit share_handlers(deps d) : deps_(std::move(d)) {}

 private:
  handled share(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
