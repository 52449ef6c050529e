// Deletes files that nothing needs any more: those of items that staff removed `ledger::keep_removed` ago,
// and objects that belong to no item and were not touched for `media::store::keep_leftovers`, for example
// after a crash.
//
// Never deletes a file that an item, the draft, one of the kept versions of the programme, the version that
// waits for a second signature, or a notice that may be on needs. A sweep that staff did not ask for also
// leaves the files of the drafts of the last 30 days, so that people can go back to them. Kept versions are
// the version in force, the `kept_versions` newest ones, and those published in the last `keep_published`, so
// that "revert" finds their files.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "media/store.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

constexpr std::size_t kept_versions = 10;
constexpr std::chrono::hours keep_published{30 * 24};

struct swept {
  std::size_t items = 0;  // that can no longer be restored
  std::size_t files = 0;
  std::int64_t bytes = 0;
  int leftovers = 0;     // abandoned uploads and damaged files
  std::size_t kept = 0;  // removed items that a programme or a notice needs, of those that were asked for
  bool operator==(const swept&) const = default;
};

class media_sweep {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    media::store& store;
    ledger::worker_pool& documents;
    ledger::worker_pool& reading;
    const clock_source& clock;
  };
  explicit media_sweep(deps d) : deps_(std::move(d)) {}

  // What to delete besides what is due.
  enum class removed_items {
    when_due,  // those that were removed `ledger::keep_removed` ago
    at_once    // all of them that no programme or notice needs
  };
  // One sweep. Runs on the network's thread, and works on the others. errc::conflict when programmes changed
  // meanwhile: what was not deleted yet waits for the next sweep.
  asio::awaitable<result<swept>> run(removed_items which = removed_items::when_due);
  // Deletes this removed item and its files at once, and nothing else. errc::not_found, and errc::conflict
  // when it was not removed.
  asio::awaitable<result<swept>> forget(const std::string& id);
  // The files that programmes and notices need and no item has.
  asio::awaitable<result<std::vector<digest>>> files_without_item();

 private:
  struct needs;
  asio::awaitable<result<needs>> find_needs(removed_items which);
  asio::awaitable<result<void>> add_kept_drafts(const std::vector<ledger::kept_draft>& kept,
                                                std::set<digest>& files);
  asio::awaitable<result<void>> add_programmes(const std::vector<std::int64_t>& versions,
                                               const std::optional<std::string>& waiting,
                                               std::set<digest>& files);
  asio::awaitable<result<void>> forget_items(const needs& n, const std::vector<ledger::stored_media>& items,
                                             swept& done);
  deps deps_;
};

// Which versions must keep their files. `published` has the newest version first.
std::vector<std::int64_t> versions_to_keep(const std::vector<ledger::published_row>& published, utc_ms now);

}  // namespace bangtin::scheduler::api
