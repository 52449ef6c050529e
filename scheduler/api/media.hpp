// The endpoints for media items: ingest of an upload by the worker, and the list of items. rows.hpp describes
// owner, threads and errors.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "media/asset.hpp"
#include "media/store.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/ledger/ledger_thread.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::scheduler::api {

// Probes and converts a file: media::run_ingest, or a replacement in tests. Blocking.
using ingest_job = std::function<result<media::ingested>(
    const std::filesystem::path& file, const std::filesystem::path& output,
    const media::ingest_limits& limits, const media::ingest_control& control)>;

// The item as answers of the interface have it.
wire::admin::media_item item_of(const ledger::stored_media& m);

class media_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    media::store& store;
    ledger::worker_pool& disk;
    ledger::worker_pool& worker;  // has one thread, so only one file is ingested at a time
    const clock_source& clock;
    std::filesystem::path scratch;  // folder for the ingest worker's output
    media::ingest_limits limits;
    ingest_job ingest;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit media_handlers(deps d) : deps_(std::move(d)) {}

 private:
  handled post_media(http::request& r);
  handled list_media(http::request& r);
  handled get_media(http::request& r);
  handled reject(http::request& r, const digest& d, const std::string& file, const error& why);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
