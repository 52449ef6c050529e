// The month as PDF files: the official report, and the head sheet that is signed and filed outside the
// system. docs/head-sheet.md describes both.
#pragma once

#include <string>

#include "base/error.hpp"
#include "evidence/report/monthly_report.hpp"

namespace bangtin::evidence::report {

// The report in the form of Decree 30/2020/NĐ-CP, in Vietnamese, with two empty signature fields and the
// heads as attachment. The same report gives the same bytes, in every locale and time zone. errc::unsupported
// without the typeface. Thread-safe; takes about a second for a thousand lines.
result<std::string> to_pdf(const monthly_report& r);

// Each head as text and QR code, with places to sign, and the same attachment. Otherwise as to_pdf.
result<std::string> head_sheet(const monthly_report& r);

}  // namespace bangtin::evidence::report
