// Collects the model from which the files of the monthly report are written (evidence/report).
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "evidence/report/monthly_report.hpp"
#include "scheduler/api/count_proof.hpp"
#include "scheduler/api/ledger_checker.hpp"
#include "scheduler/api/play_judge.hpp"
#include "scheduler/api/scratch_file.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

namespace asio = boost::asio;

struct collected_report {
  evidence::report::monthly_report value;  // its revision is 0
  utc_ms ends{};                           // when the month ends at the site
};

// Where to write the evidence file that shows the same moment as the report.
struct evidence_place {
  ledger::worker_pool& writing;
  std::filesystem::path folder;
  std::optional<scratch_file> file;  // the answer
};

struct report_sources {
  ledger::ledger_thread& ledger;
  const events::programme_hub& programmes;
  play_backlog& backlog;  // used on the ledger's thread only
  count_proof& counts;
  ledger::worker_pool& documents;  // reads programmes
  const secret_key& daemon;        // seals the evidence file
};

// Makes sure that the month's counts are what the records tell; see count_proof. The ledger's errors.
asio::awaitable<result<void>> prove_counts(report_sources from, std::chrono::year_month month);

// The month's counts, heads, plan, titles and root key, all as the ledger has them at one moment. With
// `needs_evidence` also the digest of the evidence file of that moment, unless the site has no root key yet;
// and with a place the file itself, which may be null. `checker` sets aside what does not verify of the
// evidence; then the report shows the moment after. Call it on the network's thread. The ledger's errors;
// errc::verification for a receipt that is damaged.
asio::awaitable<result<collected_report>> collect_report(report_sources from, ledger_checker& checker,
                                                         std::chrono::year_month month, bool needs_evidence,
                                                         evidence_place* place = nullptr);

}  // namespace bangtin::scheduler::api
