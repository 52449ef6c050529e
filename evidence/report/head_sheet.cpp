// A sheet for the filing cabinet: it must be readable by people and by a camera, without this program. Each
// code holds a complete head sheet text with one head, so a scanned code is at once what `plays verify
// --heads` takes.
#include "evidence/report/heads_text.hpp"
#include "evidence/report/pdf.hpp"
#include "evidence/report/pdf_code.hpp"
#include "evidence/report/pdf_finish.hpp"
#include "evidence/report/pdf_form.hpp"
#include "evidence/report/vietnamese.hpp"

namespace bangtin::evidence::report {

namespace {

constexpr double code_side = mm(31), entry_gap = mm(3);
constexpr double entry_height = code_side + entry_gap;
constexpr double text_left = body_left + code_side + mm(5);
constexpr double text_width = body_width - code_side - mm(5);
constexpr double box_width = mm(76), box_height = mm(40);
const text_style plain{.size = 11, .spacing = 1.2};
const text_style strong{.size = 11, .bold = true, .spacing = 1.2};

class sheet_writer {
 public:
  sheet_writer(pdf_flow& flow, const monthly_report& r) : flow_(flow), report_(r), heads_(heads_of(r)) {}

  std::vector<signature_field> draw() {
    draw_form_head(flow_, report_, "PHIẾU XÁC NHẬN DỮ LIỆU",
                   "Sổ ghi lượt phát của các màn hình " + month_text(report_.month), false);
    draw_common();
    if (report_.heads.empty())
      flow_.paragraph("Trong tháng máy chủ chưa nhận dữ liệu của màn hình nào.", {.size = 12});
    for (const head_row& row : report_.heads) draw_head(row);
    return draw_boxes();
  }

 private:
  void draw_common() {
    flow_.paragraph(
        "Phiếu ghi giá trị băm của bản ghi cuối trong tháng của từng sổ ghi. Ký và lưu phiếu ngoài hệ thống; "
        "khi "
        "cần, đối chiếu bằng lệnh bangtin plays verify --heads với tệp này hoặc với văn bản đọc được từ mã "
        "QR.",
        {.size = 12});
    line("SHA-256 của tệp bằng chứng: ", heads_.evidence ? grouped_text(heads_.evidence->hex()) : "chưa lập");
    line("Khóa gốc của hệ thống: ", heads_.root ? grouped_text(heads_.root->hex()) : "chưa có");
    flow_.space(mm(2));
  }
  void line(const std::string& name, const std::string& value) {
    pdf_canvas& canvas = flow_.canvas();
    canvas.draw(canvas.lay_out(name, {.size = 10, .bold = true}, body_width), body_left, flow_.y());
    text_block text = canvas.lay_out(value, {.size = 10}, body_width);
    canvas.draw(text, body_left, flow_.y() + text.line_height());
    flow_.space(text.height() + text.line_height() + 3);
  }

  void draw_head(const head_row& row) {
    flow_.need(entry_height);
    double top = flow_.y();
    filed_heads one = heads_;
    one.heads = {{row.screen, row.head}};
    pdf_canvas& canvas = flow_.canvas();
    draw_code(canvas, to_text(one), body_left, top, code_side);
    double y = top;
    auto put = [&](const std::string& text, const text_style& style, std::size_t max_lines) {
      text_block block = canvas.lay_out(text, style, text_width);
      std::size_t lines = std::min(block.lines(), max_lines);
      canvas.draw(block, text_left, y, 0, lines);
      y += block.line_height() * static_cast<double>(lines);
    };
    const std::string& title = title_of(row);
    put(title == row.screen ? title : title + " (" + row.screen + ")", strong, 2);
    put("Sổ ghi: " + row.head.log + ", bản ghi số " + number_text(row.head.seq), plain, 2);
    put("Máy chủ nhận lúc: " + instant_text(row.received, report_.timezone), plain, 1);
    put("Giá trị băm: " + grouped_text(row.head.hash.hex()), plain, 2);
    if (std::string doubt = uncertain_time_text(row.trust); !doubt.empty())
      put(sentence_case(doubt) + ".", {.size = 10, .italic = true, .spacing = 1.2}, 2);
    flow_.space(entry_height);
    canvas.line(body_left, flow_.y() - entry_gap / 2, body_left + body_width, flow_.y() - entry_gap / 2, 0.3,
                0.5);
  }

  const std::string& title_of(const head_row& row) const {
    auto found = report_.screen_titles.find(row.screen);
    return found == report_.screen_titles.end() || found->second.empty() ? row.screen : found->second;
  }

  std::vector<signature_field> draw_boxes() {
    flow_.need(box_height + mm(8));
    flow_.space(mm(3));
    double right = body_left + body_width - box_width, top = flow_.y();
    pdf_canvas& canvas = flow_.canvas();
    auto box = [&](double x, const char* title, const char* name) {
      canvas.frame(x, top, box_width, box_height, 0.6);
      canvas.draw(canvas.lay_out(title, strong, box_width, side::centre), x, top + 3);
      return signature_field{name, title, canvas.page(), x, top + 20, box_width, box_height - 20};
    };
    std::vector<signature_field> fields{box(body_left, "Người lập phiếu", "NguoiLap"),
                                        box(right, "Người có thẩm quyền", "NguoiKy")};
    flow_.space(box_height);
    return fields;
  }

  pdf_flow& flow_;
  const monthly_report& report_;
  filed_heads heads_;
};

}  // namespace

result<std::string> head_sheet(const monthly_report& r) {
  if (auto problem = problem_with(r)) return *problem;
  result<pdf_canvas> canvas = pdf_canvas::open();
  if (!canvas) return canvas.error();
  pdf_flow flow(*canvas);
  pdf_finish finish{"Phiếu xác nhận dữ liệu " + month_text(r.month), r.the_plan.report.body, metadata_date(r),
                    to_text(heads_of(r)), sheet_writer(flow, r).draw()};
  return finish_pdf(canvas->finish(), finish);
}

}  // namespace bangtin::evidence::report
