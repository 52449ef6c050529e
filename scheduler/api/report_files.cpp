#include "scheduler/api/report_files.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/files.hpp"
#include "evidence/report/xlsx.hpp"

namespace bangtin::scheduler::api {

namespace {

namespace fs = std::filesystem;
using evidence::report::monthly_report;

constexpr std::array<report_format, 4> formats{
    {{"csv", "csv", "text/csv; charset=utf-8", true},
     {"xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true},
     {"pdf", "pdf", "application/pdf", true},
     {"json", "jsonl", "application/jsonl", false}}};

error not_available(std::string_view format) {
  return {errc::unsupported, msg("the format \"{}\" is not available", format), msg("use csv or xlsx")};
}

// The two writers of PDF files.
result<std::string> pdf_of(const monthly_report&) {
  return not_available("pdf");
}
result<std::string> head_sheet_of(const monthly_report&) {
  return not_available("pdf");
}

// A new file in a folder. The destructor takes its name away.
class scratch_file {
 public:
  explicit scratch_file(const fs::path& folder) : name_((folder / "report-XXXXXX").string()) {
    fd_ = unique_fd(::mkostemp(name_.data(), O_CLOEXEC));
    if (!fd_) name_.clear();
  }
  scratch_file(const scratch_file&) = delete;
  scratch_file& operator=(const scratch_file&) = delete;
  ~scratch_file() {
    if (!name_.empty()) ::unlink(name_.c_str());
  }

  explicit operator bool() const { return static_cast<bool>(fd_); }
  const std::string& name() const { return name_; }
  int fd() const { return fd_.get(); }

  // What the file holds now, to be sent.
  result<http::file_slice> slice() {
    // By its name, since a library may have written another file there.
    auto file = std::make_shared<unique_fd>(::open(name_.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat s {};
    if (!*file || ::fstat(file->get(), &s) != 0) return system_error(msg("read {}", name_), errno);
    return http::file_slice{std::move(file), 0, static_cast<std::uint64_t>(s.st_size)};
  }

 private:
  std::string name_;
  unique_fd fd_;
};

result<http::file_slice> as_file(const fs::path& folder, const result<std::string>& text) {
  if (!text) return text.error();
  scratch_file file(folder);
  if (!file) return system_error(msg("make a file in {}", folder.string()), errno);
  if (result<void> done = write_all(file.fd(), *text); !done) return done.error();
  return file.slice();
}

}  // namespace

const report_format* find_report_format(std::string_view name) {
  auto found =
      std::find_if(formats.begin(), formats.end(), [&](const report_format& f) { return f.name == name; });
  return found == formats.end() ? nullptr : found;
}

result<http::file_slice> write_report(const report_format& format, const monthly_report& r, language headings,
                                      const fs::path& folder) {
  if (format.name == "csv") return as_file(folder, evidence::to_csv(r.rows));
  if (format.name == "pdf") return as_file(folder, pdf_of(r));
  if (format.name != "xlsx") return not_available(format.name);
  scratch_file file(folder);
  if (!file) return system_error(msg("make a file in {}", folder.string()), errno);
  if (result<void> done = evidence::report::write_xlsx(r, headings, file.name()); !done) return done.error();
  return file.slice();
}

result<http::file_slice> write_head_sheet(const monthly_report& r, const fs::path& folder) {
  return as_file(folder, head_sheet_of(r));
}

}  // namespace bangtin::scheduler::api
