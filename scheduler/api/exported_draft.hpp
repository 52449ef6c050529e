// The endpoints for what approvers sign on machines without a connection (docs/formats.md, "Signing
// elsewhere"): the exact bytes are kept when they are exported, and a signature on them that comes back later
// publishes them. rows.hpp describes owner, threads and errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "media/store.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/store_offer.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/events/reported_numbers.hpp"
#include "scheduler/ledger/ledger_thread.hpp"
#include "wire/admin/programmes.hpp"

namespace bangtin::scheduler::api {

class exported_draft_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const media::store& store;
    ledger::worker_pool& documents;  // for parsing, verifying and looking up files
    events::programme_hub& programmes;
    const events::reported_numbers& reported;
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit exported_draft_handlers(deps d) : deps_(d) {}

 private:
  handled get(http::request& r);
  handled put(http::request& r);
  handled sign(http::request& r);
  offer_desk desk() const {
    return {deps_.ledger, deps_.store, deps_.programmes, deps_.reported, deps_.clock};
  }

  deps deps_;
};

}  // namespace bangtin::scheduler::api
