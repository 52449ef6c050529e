// The text of the report and its annexes, between the form's head and the signing block.
#pragma once

#include <string>
#include <vector>

#include "evidence/report/monthly_report.hpp"
#include "evidence/report/pdf_flow.hpp"
#include "evidence/report/report_summary.hpp"

namespace bangtin::evidence::report {

// Broken by hand: the words in brackets have no space to break at.
constexpr const char* airtime_heading = "Thời lượng\n(giờ:phút:\ngiây)";

// The sections I, II, III ...
void draw_sections(pdf_flow& flow, const monthly_report& r, const report_summary& s);

// The paragraph with which the text ends. It stays on the page of the signing block.
std::string last_sentence(const monthly_report& r);

// How the text calls the annexes; empty for one that this report does not have. A single one has no number.
struct annex_names {
  std::string media, campaigns, heads;
};
annex_names names_of_annexes(const monthly_report& r, const report_summary& s);

// Plays by media item, planned against shown by campaign, and the heads with the steps of a check. Each
// begins a page.
void draw_annexes(pdf_flow& flow, const monthly_report& r, const report_summary& s);

// What is missing of a planned airtime, each part with its duration; "" where nothing is.
std::string missing_text(const compliance_row& row);
// In whole seconds, rounded half up.
std::int64_t whole_seconds(milliseconds d);

}  // namespace bangtin::evidence::report
