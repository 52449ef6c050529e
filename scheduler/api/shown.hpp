// "Was that us?": the endpoint that says from evidence what a screen showed at an instant. rows.hpp describes
// owner, threads and errors.
#pragma once

#include "base/clock.hpp"
#include "media/store.hpp"
#include "scheduler/api/play_judge.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/shown_page.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class shown_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const events::programme_hub& programmes;
    const media::store& store;
    play_backlog& backlog;           // used on the ledger's thread only
    ledger::worker_pool& documents;  // reads programmes, computes timelines, writes the page
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit shown_handlers(deps d) : deps_(std::move(d)) {}

 private:
  handled at(http::request& r);
  asio::awaitable<result<found_answer>> answer_for(std::string screen, utc_ms at);
  // Adds the programme, and what it says of the play with these facts.
  asio::awaitable<result<void>> describe_item(history_reader& past, const evidence::play_facts& facts,
                                              found_answer& found);
  asio::awaitable<result<std::string>> page_for(const found_answer& found);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
