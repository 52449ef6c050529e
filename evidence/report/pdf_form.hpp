// The fixed parts of an official document's form (Decree 30/2020/NĐ-CP, appendix I): what stands above and
// below its text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evidence/report/monthly_report.hpp"
#include "evidence/report/pdf_finish.hpp"
#include "evidence/report/pdf_flow.hpp"

namespace bangtin::evidence::report {

// Issuing body, national title, number and symbol, place and date, then the document's kind and subject. A
// sheet that accompanies the report has no number.
void draw_form_head(pdf_flow& flow, const monthly_report& r, const std::string& kind,
                    const std::string& subject, bool numbered = true);

// "số 12/BC-TTPVHCC ngày 02 tháng 11 năm 2026"; what is left open is dotted.
std::string document_reference(const monthly_report& r);

// Recipients on the left; office, place for signature and seal, and name on the right. Returns the two empty
// signature fields. signing_block_height tells how much stays together.
std::vector<signature_field> draw_signing_block(pdf_flow& flow, const report_head& head);
double signing_block_height(pdf_flow& flow, const report_head& head);

// The date in the file's metadata: the document's, else the first day after the month, in PDF's form.
std::string metadata_date(const monthly_report& r);
// errc::invalid when the report's month is none.
std::optional<error> problem_with(const monthly_report& r);

}  // namespace bangtin::evidence::report
