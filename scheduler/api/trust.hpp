// The endpoints for the site statement: who may sign what screens show. rows.hpp describes owner, threads and
// errors.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/screen_directory.hpp"
#include "scheduler/events/command_hub.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/events/trust_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"
#include "wire/admin/trust.hpp"
#include "wire/programme_statement.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::scheduler::api {

// errc::verification when the site statement in force does not trust the one who signed this programme or
// notice. On the ledger's thread, as the others.
result<void> check_trusted(ledger::ledger& l, const wire::signed_statement& s);
// The same when it does not let this programme out: each of its signers must be trusted, and they must be
// enough.
result<void> check_approved(ledger::ledger& l, const wire::signed_programme& p);
// The site statement in force; number 0: none.
result<wire::site_trust> trust_in_force(ledger::ledger& l);

// Whether `next` may follow `before`, and lets out the programme on show. errc::conflict when it does not,
// else the errors of wire::check_succession.
result<void> check_next_statement(ledger::ledger& l, const wire::site_trust& before,
                                  const wire::site_trust& next);

// Notes which statement the screen of this request keeps, and tells the newest in the answer.
void exchange_trust(events::trust_hub& trust, const http::request& r, http::reply& answer);
// Whether the screen of this request reads statements and keeps an older one than there is.
bool lacks_trust(const events::trust_hub& trust, const http::request& r);

class trust_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const screen_directory& directory;
    events::trust_hub& trust;
    events::programme_hub& programmes;
    events::command_hub& commands;
    const clock_source& clock;
    public_key daemon;               // its key
    std::filesystem::path next_key;  // the file of the next one
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit trust_handlers(deps d) : deps_(d) {}

 private:
  handled get_for_screen(http::request& r);
  handled get(http::request& r);
  handled post(http::request& r);
  handled make_next_key(http::request& r);
  asio::awaitable<result<wire::admin::trust_state>> state();

  deps deps_;
};

}  // namespace bangtin::scheduler::api
