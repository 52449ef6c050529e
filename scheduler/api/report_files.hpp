// The files of the monthly report, one function per format. Each file is written whole into a folder and has
// no name there afterwards, so the daemon can send it from the disk however large it is, and nothing stays
// behind.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/language.hpp"
#include "evidence/report/monthly_report.hpp"
#include "scheduler/http/http_types.hpp"

namespace bangtin::scheduler::api {

struct report_format {
  std::string_view name;  // csv, xlsx, pdf, json
  std::string_view ending, content_type;
  bool hands_out;       // whether the report of an ended month gets its revision with it
  bool needs_evidence;  // whether the month's evidence file is made for it
};
// nullptr when there is no such format. Valid for the life of the program.
const report_format* find_report_format(std::string_view name);

// Writes the report in that format (not json) to a file in `folder`. Blocks: for use on a pool's thread.
// errc::io when the disk refuses, errc::unsupported for a PDF without its typeface.
result<http::file_slice> write_report(const report_format& format, const evidence::report::monthly_report& r,
                                      language headings, const std::filesystem::path& folder);
// Same for the head sheet.
result<http::file_slice> write_head_sheet(const evidence::report::monthly_report& r,
                                          const std::filesystem::path& folder);

}  // namespace bangtin::scheduler::api
