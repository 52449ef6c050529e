// The endpoints about the daemon itself: its health, its keys, its time, and its OpenAPI document.
// rows.hpp describes owner, threads and errors.
#pragma once

#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "scheduler/alerts/alert_watch.hpp"
#include "scheduler/api/backup_state.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/storage_check.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/events/reported_numbers.hpp"
#include "scheduler/events/trust_hub.hpp"
#include "scheduler/http/http_session.hpp"
#include "scheduler/ledger/ledger_thread.hpp"
#include "scheduler/tls/server_identity.hpp"

namespace bangtin::scheduler::api {

class site_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const events::programme_hub& programmes;
    const secret_key& daemon;
    const clock_source& clock;
    storage_check& storage;
    // First read by a request, not by rows(): so the table may be made from these rows.
    const http::endpoint_table& endpoints;
    // What is wrong with the audit log; empty: nothing that is known.
    const std::optional<message>& audit_fault;
    const tls::server_identity& identity;
    const std::string& tls_address;  // where others reach the daemon over TLS; empty: they do not
    const backup_state& backups;
    const events::reported_numbers& reported;
    const events::trust_hub& trust;
    const alerts::alert_watch& alerts;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit site_handlers(deps d) : deps_(d) {}

 private:
  handled health(http::request& r);
  handled get_openapi(http::request& r);
  handled site(http::request& r);
  handled numbers(http::request& r);
  handled time(http::request& r);
  handled authority(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
