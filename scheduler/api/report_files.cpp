#include "scheduler/api/report_files.hpp"

#include <algorithm>
#include <array>

#include "evidence/report/pdf.hpp"
#include "evidence/report/xlsx.hpp"
#include "scheduler/api/scratch_file.hpp"

namespace bangtin::scheduler::api {

namespace {

namespace fs = std::filesystem;
namespace report = evidence::report;

constexpr std::array<report_format, 4> formats{
    {{"csv", "csv", "text/csv; charset=utf-8", true, false},
     {"xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true, false},
     {"pdf", "pdf", "application/pdf", true, true},
     {"json", "jsonl", "application/jsonl", false, true}}};

result<http::file_slice> as_file(const fs::path& folder, const result<std::string>& text) {
  if (!text) return text.error();
  result<scratch_file> file = scratch_file::make(folder);
  if (!file) return file.error();
  if (result<void> done = file->append(*text); !done) return done.error();
  return file->slice();
}

}  // namespace

const report_format* find_report_format(std::string_view name) {
  auto found =
      std::find_if(formats.begin(), formats.end(), [&](const report_format& f) { return f.name == name; });
  return found == formats.end() ? nullptr : found;
}

result<http::file_slice> write_report(const report_format& format, const report::monthly_report& r,
                                      language headings, const fs::path& folder) {
  if (format.name == "pdf") return as_file(folder, report::to_pdf(r));
  result<scratch_file> file = scratch_file::make(folder);
  if (!file) return file.error();
  if (format.name == "csv") {
    result<void> done =
        evidence::write_csv(r.rows, [&](std::string_view piece) { return file->append(piece); });
    if (!done) return done.error();
    return file->slice();
  }
  if (result<void> done = report::write_xlsx(r, headings, file->name()); !done) return done.error();
  return file->slice();
}

result<http::file_slice> write_head_sheet(const report::monthly_report& r, const fs::path& folder) {
  return as_file(folder, report::head_sheet(r));
}

}  // namespace bangtin::scheduler::api
