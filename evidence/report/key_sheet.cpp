// Readable by people and by a camera, without this program: a scanned code is at once the file's content.
#include "evidence/report/key_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "evidence/report/pdf_code.hpp"
#include "evidence/report/pdf_finish.hpp"
#include "evidence/report/pdf_flow.hpp"
#include "evidence/report/vietnamese.hpp"

namespace bangtin::evidence::report {

namespace {

constexpr std::size_t max_content_bytes = 2000;
constexpr double code_side_of_key = mm(52), key_gap = mm(5);
constexpr double key_text_left = body_left + code_side_of_key + mm(5);
constexpr double key_text_width = body_width - code_side_of_key - mm(5);
const text_style sheet_text{.size = 12};
// A line of a PEM file, 64 characters, fits beside the code.
const text_style pem_text{.size = 7.5, .fixed_width = true, .spacing = 1.15};

void draw_head(pdf_flow& flow, const key_sheet& s) {
  pdf_canvas& canvas = flow.canvas();
  const text_block title = canvas.lay_out_balanced("PHIẾU KHÔI PHỤC KHÓA CỦA ĐƠN VỊ",
                                                   {.size = 15, .bold = true, .spacing = 1.2}, body_width);
  canvas.draw(title, body_left, flow.y());
  flow.space(title.height() + mm(4));
  flow.paragraph(
      "Phiếu này thay cho thư mục khóa khi thư mục bị mất. Quét từng mã QR (hoặc gõ lại phần chữ), lưu đúng "
      "nội dung thành tệp có tên ghi bên cạnh, đặt tất cả vào một thư mục và gọi bangtin với "
      "--keys THƯ-MỤC. Khóa bí mật trong phiếu đã được mã hóa bằng mật khẩu; không có mật khẩu thì phiếu vô "
      "dụng.",
      sheet_text);
  flow.paragraph(
      "Cất phiếu trong két hoặc nơi niêm phong, tách khỏi mật khẩu. Ai có cả phiếu lẫn mật khẩu thì ký được "
      "mọi nội dung cho mọi màn hình của đơn vị.",
      {.size = 12, .bold = true});
  flow.paragraph(fmt::format("Khóa gốc: {}", grouped_text(s.root.hex())), {.size = 10}, side::left, 0);
  if (!s.approver.empty()) {
    flow.paragraph(fmt::format("Người phê duyệt: {}, chứng thư có hiệu lực đến {}", s.approver,
                               instant_text(s.valid_until, s.timezone)),
                   sheet_text, side::left, 0);
  }
  flow.paragraph(fmt::format("Thư mục khóa: {}. Lập phiếu: {}.", s.folder, instant_text(s.made, s.timezone)),
                 sheet_text, side::left, 0);
  flow.paragraph(
      fmt::format("Trang phê duyệt approve.html phải có mã SHA-256: {}", grouped_text(s.page_sha256)),
      {.size = 10}, side::left, 0);
  flow.space(mm(3));
}

void draw_file(pdf_flow& flow, const key_file& f) {
  pdf_canvas& canvas = flow.canvas();
  const text_block name =
      canvas.lay_out(f.name + " – " + f.about, {.size = 11, .bold = true}, key_text_width);
  const text_block content = canvas.lay_out(f.content, pem_text, key_text_width);
  const double height = std::max(code_side_of_key, name.height() + content.height()) + key_gap;
  flow.need(height);
  draw_code(canvas, f.content, body_left, flow.y(), code_side_of_key);
  canvas.draw(name, key_text_left, flow.y());
  canvas.draw(content, key_text_left, flow.y() + name.height());
  flow.space(height);
}

}  // namespace

result<std::string> to_pdf(const key_sheet& s) {
  for (const key_file& f : s.files) {
    if (f.content.size() <= max_content_bytes) continue;
    return error{errc::limit, msg("{} is too long for a QR code", f.name),
                 msg("keep a copy of the folder of the keys in a safe place instead")};
  }
  result<pdf_canvas> canvas = pdf_canvas::open();
  if (!canvas) return canvas.error();
  pdf_flow flow(*canvas);
  draw_head(flow, s);
  for (const key_file& f : s.files) draw_file(flow, f);
  const std::string date = to_rfc3339_utc(s.made);  // 2026-10-10T00:00:00.000Z
  pdf_finish finish{
      .title = "Phiếu khôi phục khóa",
      .author = s.approver,
      .date = fmt::format("D:{}{}{}{}{}{}Z", date.substr(0, 4), date.substr(5, 2), date.substr(8, 2),
                          date.substr(11, 2), date.substr(14, 2), date.substr(17, 2)),
      .heads = {},
      .fields = {}};
  return finish_pdf(canvas->finish(), finish);
}

}  // namespace bangtin::evidence::report
