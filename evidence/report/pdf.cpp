#include "evidence/report/pdf.hpp"

#include "evidence/report/heads_text.hpp"
#include "evidence/report/pdf_finish.hpp"
#include "evidence/report/pdf_form.hpp"
#include "evidence/report/pdf_sections.hpp"
#include "evidence/report/report_summary.hpp"
#include "evidence/report/vietnamese.hpp"

namespace bangtin::evidence::report {

namespace {

std::string subject(const monthly_report& r) {
  std::string text = "Kết quả tuyên truyền trên hệ thống màn hình điện tử " + month_text(r.month);
  if (r.revision < 1) text += "\n(Số liệu tạm thời, tháng chưa kết thúc)";
  if (r.revision > 1) text += fmt::format("\n(Bản cập nhật, lập lần thứ {})", r.revision);
  return text;
}

std::string title(const monthly_report& r) {
  std::string text = "Báo cáo kết quả tuyên truyền trên hệ thống màn hình điện tử " + month_text(r.month);
  return r.revision > 1 ? text + fmt::format(" (lập lần thứ {})", r.revision) : text;
}

}  // namespace

result<std::string> to_pdf(const monthly_report& r) {
  if (auto problem = problem_with(r)) return *problem;
  result<pdf_canvas> canvas = pdf_canvas::open();
  if (!canvas) return canvas.error();
  pdf_flow flow(*canvas);
  report_summary summary = summarise(r);
  canvas->bookmark("Báo cáo");
  draw_form_head(flow, r, "BÁO CÁO", subject(r));
  draw_sections(flow, r, summary);
  std::string last = last_sentence(r);
  flow.need(flow.paragraph_height(last) + signing_block_height(flow, r.the_plan.report));
  flow.paragraph(last);
  pdf_finish finish{title(r), r.the_plan.report.body, metadata_date(r), to_text(heads_of(r)),
                    draw_signing_block(flow, r.the_plan.report)};
  draw_annexes(flow, r, summary);
  return finish_pdf(canvas->finish(), finish);
}

}  // namespace bangtin::evidence::report
