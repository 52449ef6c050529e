// Sizes within what the decree allows: national title 12 pt, motto and number 13, kind and subject 14,
// recipients 11.
#include "evidence/report/pdf_form.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "evidence/report/vietnamese.hpp"

namespace bangtin::evidence::report {

namespace {

constexpr double left_width = mm(68), right_width = mm(95);
constexpr double right_left = body_left + body_width - right_width;
constexpr double signature_height = mm(32), signature_width = mm(62);
constexpr double seal_side = mm(36);  // a seal's 36 mm
constexpr const char* nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
constexpr const char* motto = "Độc lập - Tự do - Hạnh phúc";

// Draws a centred text in a column and returns the y below it.
double centred(pdf_canvas& canvas, const std::string& text, const text_style& style, double x, double width,
               double y) {
  if (text.empty()) return y;
  text_block block = canvas.lay_out_balanced(text, style, width);
  canvas.draw(block, x, y);
  return y + block.height();
}

void rule(pdf_canvas& canvas, double middle, double width, double y) {
  canvas.line(middle - width / 2, y, middle + width / 2, y, 0.75);
}

double draw_issuing_body(pdf_canvas& canvas, const report_head& head, double y) {
  double width = mm(40);
  y = centred(canvas, head.superior, {.size = 12}, body_left, left_width, y);
  if (head.body.empty()) return y + 16;
  text_block body = canvas.lay_out_balanced(head.body, {.size = 12, .bold = true}, left_width);
  canvas.draw(body, body_left, y);
  width = body.width() * 0.4;  // a third to a half of the text
  y += body.height() + 2;
  rule(canvas, body_left + left_width / 2, width, y);
  return y;
}

double draw_national_title(pdf_canvas& canvas, double y) {
  y = centred(canvas, nation, {.size = 12, .bold = true}, right_left, right_width, y);
  text_block text = canvas.lay_out(motto, {.size = 13, .bold = true}, right_width, side::centre);
  canvas.draw(text, right_left, y);
  y += text.height() + 2;
  rule(canvas, right_left + right_width / 2, text.width(), y);
  return y;
}

std::string number_line(const monthly_report& r) {
  const std::string& symbol = r.the_plan.report.symbol;
  return "Số: " + (r.number.empty() ? std::string("          ") : r.number) + "/" +
         (symbol.empty() ? std::string("BC") : symbol);
}

std::string place_line(const monthly_report& r) {
  const std::string& place = r.the_plan.report.place;
  std::string date = r.date ? day_month_text(*r.date) : "ngày       tháng       năm          ";
  return (place.empty() ? std::string("……………") : place) + ", " + date;
}

// "UBND xã (để báo cáo)" becomes "- UBND xã (để báo cáo);", the last one ends with a full stop.
std::vector<std::string> recipient_lines(const std::vector<std::string>& recipients) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    std::string text(trimmed(recipients[i], " \t-;."));
    lines.push_back("- " + text + (i + 1 < recipients.size() ? ";" : "."));
  }
  return lines;
}

double recipients_width() {
  return mm(75);
}

struct signing_sizes {
  text_block office, name;
  double height() const { return office.height() + signature_height + name.height(); }
};
constexpr double signer_width = mm(84), signer_left = body_left + body_width - signer_width;

signing_sizes lay_out_signer(pdf_canvas& canvas, const report_head& head) {
  text_style bold{.size = 13, .bold = true};
  const char* open = " ";
  return {canvas.lay_out_balanced(head.office.empty() ? open : head.office, bold, signer_width),
          canvas.lay_out_balanced(head.signatory.empty() ? open : head.signatory, bold, signer_width)};
}

// Recipients may be more than a page holds, so each line asks for its place.
void draw_recipients(pdf_flow& flow, const report_head& head) {
  if (head.recipients.empty()) return;
  pdf_canvas& canvas = flow.canvas();
  auto draw = [&](const std::string& text, const text_style& style) {
    text_block block = canvas.lay_out(text, style, recipients_width());
    flow.need(block.height());
    canvas.draw(block, body_left, flow.y());
    flow.space(block.height());
  };
  draw("Nơi nhận:", {.size = 12, .bold = true, .italic = true});
  for (const std::string& line : recipient_lines(head.recipients)) draw(line, {.size = 11});
}

std::vector<signature_field> fields_at(std::size_t page, double top) {
  double middle = signer_left + signer_width / 2, x = middle - signature_width / 2;
  double seal_right = x + signature_width / 3;  // over a third of the signature, to its left
  return {{"NguoiKy", "Chữ ký số của người có thẩm quyền", page, x, top, signature_width, signature_height},
          {"CoQuan", "Chữ ký số của cơ quan (hình ảnh dấu)", page, seal_right - seal_side,
           top + (signature_height - seal_side) / 2, seal_side, seal_side}};
}

}  // namespace

void draw_form_head(pdf_flow& flow, const monthly_report& r, const std::string& kind,
                    const std::string& subject, bool numbered) {
  pdf_canvas& canvas = flow.canvas();
  double top = flow.y();
  double left = draw_issuing_body(canvas, r.the_plan.report, top);
  double right = draw_national_title(canvas, top);
  double y = std::max(left, right) + 6;
  text_block number = canvas.lay_out(numbered ? number_line(r) : "", {.size = 13}, left_width, side::centre);
  text_block place =
      canvas.lay_out_balanced(place_line(r), {.size = 13, .italic = true}, right_width, side::centre);
  canvas.draw(number, body_left, y);
  canvas.draw(place, right_left, y);
  y += std::max(number.height(), place.height()) + 16;
  y = centred(canvas, kind, {.size = 14, .bold = true}, body_left, body_width, y);
  text_block about = canvas.lay_out_balanced(subject, {.size = 14, .bold = true}, body_width - mm(20));
  canvas.draw(about, body_left + mm(10), y);
  y += about.height() + 3;
  rule(canvas, body_left + body_width / 2, about.width() * 0.4, y);
  flow.space(y - top + 14);
}

std::string document_reference(const monthly_report& r) {
  const std::string& symbol = r.the_plan.report.symbol;
  return "số " + (r.number.empty() ? std::string("……") : r.number) + "/" +
         (symbol.empty() ? std::string("BC") : symbol) + " " +
         (r.date ? day_month_text(*r.date) : std::string("ngày …… tháng …… năm ………"));
}

double signing_block_height(pdf_flow& flow, const report_head& head) {
  return lay_out_signer(flow.canvas(), head).height() + 4;
}

std::vector<signature_field> draw_signing_block(pdf_flow& flow, const report_head& head) {
  flow.need(signing_block_height(flow, head));
  pdf_canvas& canvas = flow.canvas();
  double top = flow.y();
  signing_sizes signer = lay_out_signer(canvas, head);
  canvas.draw(signer.office, signer_left, top);
  double signature_top = top + signer.office.height();
  auto fields = fields_at(canvas.page(), signature_top);
  canvas.draw(signer.name, signer_left, signature_top + signature_height);
  draw_recipients(flow, head);
  return fields;
}

std::string metadata_date(const monthly_report& r) {
  std::chrono::year_month_day d = r.date.value_or((r.month + std::chrono::months(1)) / 1);
  return fmt::format("D:{:04}{:02}{:02}000000Z", static_cast<int>(d.year()), static_cast<unsigned>(d.month()),
                     static_cast<unsigned>(d.day()));
}

std::optional<error> problem_with(const monthly_report& r) {
  if (r.month.ok()) return std::nullopt;
  std::string month =
      fmt::format("{}-{}", static_cast<int>(r.month.year()), static_cast<unsigned>(r.month.month()));
  return error{errc::invalid, msg("the month {} of the report is not a month", month), {}};
}

}  // namespace bangtin::evidence::report
