// The endpoints for the monthly report: its files, and the head sheet. rows.hpp describes owner, threads and
// errors.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "scheduler/api/evidence_export.hpp"
#include "scheduler/api/ledger_checker.hpp"
#include "scheduler/api/monthly_report.hpp"
#include "scheduler/api/report_files.hpp"
#include "scheduler/api/rows.hpp"

namespace bangtin::scheduler::api {

class report_handlers {
 public:
  struct deps {
    report_sources from;
    ledger::worker_pool& writing;   // one thread, so that files are written one after the other
    std::filesystem::path scratch;  // a folder for files on their way out
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit report_handlers(deps d) : deps_(std::move(d)) {}

 private:
  handled export_plays(http::request& r);
  handled heads(http::request& r);
  // Several formats in one answer, all of one moment.
  handled export_together(http::request& r, std::vector<const report_format*> formats);
  // The month's report as the request asks for it; handed out, with its revision, if `hands_out`. With a
  // place also the evidence file.
  asio::awaitable<result<evidence::report::monthly_report>> report_for(http::request& r, bool hands_out,
                                                                       bool needs_evidence,
                                                                       evidence_place* place = nullptr);
  ledger_checker new_checker() const;
  // What the evidence of the request's month is to have, once its counts are proven by its records.
  asio::awaitable<result<export_order>> proven_order(http::request& r);
  // What is found out of the month's evidence without reading all of it.
  asio::awaitable<result<void>> set_damaged_aside(http::request& r);
  asio::awaitable<result<http::file_slice>> evidence_file(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
