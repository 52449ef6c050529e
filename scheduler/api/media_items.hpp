// The endpoints that change, remove, restore and check media items, and tell where they are used. rows.hpp
// describes owner, threads and errors.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "media/store.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class media_item_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    media::store& store;
    ledger::worker_pool& documents;
    ledger::worker_pool& reading;  // has one thread: checks read whole files one after the other
    const events::programme_hub& programmes;
    const clock_source& clock;
    std::stop_token stopping;  // requested: ends the reading of a file
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit media_item_handlers(deps d) : deps_(std::move(d)) {}

 private:
  handled edit(http::request& r);
  handled remove(http::request& r);
  handled restore(http::request& r);
  handled list_uses(http::request& r);
  handled check(http::request& r);
  asio::awaitable<result<bool>> try_remove(http::request& r, ledger::stored_media& removed);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
