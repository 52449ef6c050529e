// The monthly report as a workbook (Office Open XML), for people who count on with it in a spreadsheet.
//
// Sheets: the summary by task and theme, by screen, by day with a chart, by media item, what did not count
// and why, planned against shown (where the report has it), the detail, and notes. Numbers are numbers, dates
// dates, and durations fractions of a day, shown as [h]:mm:ss; every other cell is a text, whatever it begins
// with. Each sheet keeps to Excel's limits: a text that is too long is cut, control characters become U+FFFD,
// and rows beyond the limit go on in a further sheet.
//
// The same report in the same language gives the same bytes: no clock, locale, time zone or user is read.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/error.hpp"
#include "base/language.hpp"
#include "evidence/report/monthly_report.hpp"

namespace bangtin::evidence::report {

constexpr std::uint32_t max_xlsx_rows = 1'048'576;  // of a sheet, its header included

// Writes the workbook to `file`, replacing it; `max_rows` is smaller in tests only, at least 3. Blocks.
// Memory does not grow with the rows: they go through temporary files in the folder of `file`. errc::io when
// the disk refuses; then `file` may be there in part.
result<void> write_xlsx(const monthly_report& report, language headings, const std::filesystem::path& file,
                        std::uint32_t max_rows = max_xlsx_rows);

}  // namespace bangtin::evidence::report
