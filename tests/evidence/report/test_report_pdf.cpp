#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/files.hpp"
#include "evidence/report/pdf.hpp"
#include "evidence/report/sample_report.hpp"

namespace bangtin::evidence::report {
namespace {

// BANGTIN_KEEP_REPORTS=FOLDER keeps the files for people to look at.
void keep(const std::string& name, const std::string& pdf) {
  const char* folder = std::getenv("BANGTIN_KEEP_REPORTS");
  if (folder == nullptr) return;
  std::filesystem::create_directories(folder);
  std::ofstream(std::filesystem::path(folder) / name, std::ios::binary) << pdf;
}

TEST(report_pdf, samples_are_kept) {
  keep("ordinary.pdf", to_pdf(samples::ordinary()).value());
  keep("second.pdf", to_pdf(samples::second_revision()).value());
  keep("empty.pdf", to_pdf(samples::empty_month()).value());
  keep("sheet.pdf", head_sheet(samples::ordinary()).value());
  keep("large-sheet.pdf", head_sheet(samples::large()).value());
  keep("large.pdf", to_pdf(samples::large()).value());
}

}  // namespace
}  // namespace bangtin::evidence::report
