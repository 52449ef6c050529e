// What happens to a job in the ledger, and to its files in the store: each function is one step, decided and
// written in one transaction on the ledger's thread, so that of two steps at the same time one comes first.
//
// Call these functions on the ledger's thread. They return errc::io when the disk refuses; then the caller
// may repeat the same call, and a step that was written already is not written twice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "media/store.hpp"
#include "scheduler/jobs/known_media.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::jobs {

// The answer to an order: the media item that is there already, or the job that makes it.
struct ordered {
  std::optional<known_media> known{};
  ledger::stored_job job{};
  bool is_new = false;  // of the job: this order made it
};

// Final jobs are kept this long, and at most this many.
constexpr std::chrono::hours keep_final{30 * 24};
constexpr int max_final = 1'000;

// At the start of the daemon, before jobs run: what the one before left running is queued again. Returns the
// open jobs, oldest first.
result<std::vector<ledger::stored_job>> take_over(ledger::ledger& l, utc_ms now);

// Adds the job, unless an item or an open job for the same bytes is there. errc::conflict when the upload is
// not in the store.
result<ordered> order(ledger::ledger& l, const media::store& store, const ledger::stored_job& job);

// Marks the job as running and counts the start. Empty when it is final or gone: do not run it.
result<std::optional<ledger::stored_job>> begin(ledger::ledger& l, std::int64_t id);

// The daemon ends in the middle of the job, in order: it is queued again, and this start does not count.
result<void> give_back(ledger::ledger& l, std::int64_t id);

// The job has ended: `made` becomes a media item, or the job has failed. A refused upload is removed, unless
// an item uses it; after a failure of ours it stays, so that the file need not be sent again. A job that is
// final already (cancelled) stays as it is, and what was made for it is removed unless an item uses it.
// Returns the job; empty when it is gone.
result<std::optional<ledger::stored_job>> settle(ledger::ledger& l, const media::store& store,
                                                 std::int64_t id, const result<ledger::stored_media>& made,
                                                 int permille, utc_ms now);

// Cancels the job and removes its upload, unless an item uses it. errc::not_found; errc::conflict when it is
// final.
result<ledger::stored_job> cancel(ledger::ledger& l, const media::store& store, std::int64_t id,
                                  const std::string& who, int permille, utc_ms now);

// Whether the failure says something about the file; else it is ours, or the machine's.
bool is_refusal(errc code);

}  // namespace bangtin::scheduler::jobs
