// The endpoints with which "bangtin backup" fetches a backup: the daemon makes the copy, and the command
// writes the file where people want it. api/rows.hpp describes owner, threads and errors.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/api/rows.hpp"
#include "scheduler/backup/snapshot.hpp"

namespace bangtin::scheduler::backup {

class backup_handlers {
 public:
  struct deps {
    snapshot_maker& snapshots;
    ledger::ledger_thread& ledger;
    ledger::worker_pool& disk;
    const clock_source& clock;
    std::filesystem::path data;
    std::filesystem::path configuration;  // the daemon's file; empty: it has none
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit backup_handlers(deps d) : deps_(std::move(d)) {}

 private:
  api::handled prepare(http::request& r);
  api::handled get_ledger(http::request& r);

  deps deps_;
  // The ledger of the newest one, until it is fetched or another one is made.
  std::string waiting_id_;
  std::optional<http::file_slice> waiting_;
};

// The text of the configuration file; empty when there is none. Blocking.
result<std::string> read_configuration(const std::filesystem::path& file);

}  // namespace bangtin::scheduler::backup
