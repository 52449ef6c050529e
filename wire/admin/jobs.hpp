// Long work of the daemon, so far the ingest of uploads: /v1/jobs. Plain values; codec.hpp has their JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/message.hpp"
#include "wire/admin/codec.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::wire::admin {

// Why a job failed.
struct job_failure {
  std::string code;  // errc's name
  message what;
  message remedy;
  bool operator==(const job_failure&) const = default;
};

struct job {
  std::int64_t id = 0;
  std::string kind;   // "ingest"
  std::string file;   // the name under which people know the file
  std::string state;  // "queued", "running", "done", "failed" or "cancelled"; the last three are final
  std::int64_t progress_pct = 0;      // 0 to 100
  std::optional<std::int64_t> eta_s;  // seconds left, as far as that can be said
  utc_ms queued{};
  std::string who;                     // who asked for it
  std::optional<job_failure> failure;  // of a failed job
  std::optional<media_item> item;      // of a job that is done: what became of the file
  bool operator==(const job&) const = default;
};

}  // namespace bangtin::wire::admin
