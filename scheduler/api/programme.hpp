// The endpoints for the draft, for the drafts that it replaced, for the versions that an approver signed, and
// for the programme that screens fetch. rows.hpp describes owner, threads and errors.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "media/store.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/store_offer.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/events/reported_numbers.hpp"
#include "scheduler/events/trust_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class programme_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const media::store& store;
    ledger::worker_pool& documents;  // for parsing, verifying and looking up files
    events::programme_hub& programmes;
    events::trust_hub& trust;
    const events::reported_numbers& reported;
    const clock_source& clock;
    std::size_t max_long_polls;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit programme_handlers(deps d) : deps_(d) {}

 private:
  handled get_for_screen(http::request& r);
  handled get_draft(http::request& r);
  handled put_draft(http::request& r);
  handled draft_history(http::request& r);
  handled get_kept_draft(http::request& r);
  handled history(http::request& r);
  handled get_version(http::request& r);
  handled publish(http::request& r);
  handled put_waiting(http::request& r);
  handled drop_waiting(http::request& r);
  offer_desk desk() const {
    return {deps_.ledger, deps_.store, deps_.programmes, deps_.reported, deps_.clock};
  }

  deps deps_;
};

}  // namespace bangtin::scheduler::api
