#include <map>
#include <set>

#include "evidence/report/pdf_form.hpp"
#include "evidence/report/pdf_sections.hpp"
#include "evidence/report/pdf_table.hpp"
#include "evidence/report/vietnamese.hpp"
#include "playlists/programme/months.hpp"

namespace bangtin::evidence::report {

namespace {

// A step of the check, and the commands that are typed for it.
struct step {
  std::string text;
  std::vector<std::string> commands;
};

class annex_writer {
 public:
  annex_writer(pdf_flow& flow, const monthly_report& r, const report_summary& s)
      : flow_(flow), report_(r), summary_(s), names_(names_of_annexes(r, s)) {}

  void draw() {
    if (!names_.media.empty()) draw_media();
    if (!names_.campaigns.empty()) draw_campaigns();
    draw_heads();
    draw_steps();
  }

 private:
  void begin(const std::string& name, const std::string& title) {
    flow_.begin_annex();
    flow_.canvas().bookmark(name + ". " + title);
    flow_.paragraph(name, {.size = 14, .bold = true}, side::centre, 0);
    balanced(title, {.size = 13, .bold = true});
    std::string body = spelled_as_in_plan(report_.the_plan.report.body, report_.the_plan);
    balanced("(Kèm theo Báo cáo " + document_reference(report_) + (body.empty() ? "" : "\ncủa " + body) + ")",
             {.size = 13, .italic = true});
    flow_.space(6);
  }
  void balanced(const std::string& text, const text_style& style) {
    text_block block = flow_.canvas().lay_out_balanced(text, style, body_width);
    flow_.canvas().draw(block, body_left, flow_.y());
    flow_.space(block.height() + 4);
  }

  void draw_media();
  void draw_campaigns();
  void draw_heads();
  void draw_steps();
  std::string screens_text(const totals& t) const;

  pdf_flow& flow_;
  const monthly_report& report_;
  const report_summary& summary_;
  annex_names names_;
};

std::string annex_writer::screens_text(const totals& t) const {
  constexpr std::size_t max_named = 3;
  if (t.screens.empty()) return "–";
  if (t.screens.size() > max_named) return fmt::format("{} màn hình", t.screens.size());
  std::string text;
  for (const std::string& name : t.screens)
    text += (text.empty() ? "" : "; ") + title_of_screen(report_, name);
  return text;
}

void annex_writer::draw_media() {
  begin(names_.media, "CHI TIẾT TƯ LIỆU ĐÃ PHÁT " + std::string("THÁNG ") + short_month_text(report_.month));
  if (summary_.all.plays == 0) {
    flow_.paragraph("Trong tháng không có lượt phát nào được tính.");
    return;
  }
  table t;
  t.columns = {{"TT", mm(10), side::centre},       {"Tư liệu", mm(59)},
               {"Nội dung", mm(17), side::centre}, {"Màn hình đã phát", mm(40)},
               {"Số lượt", mm(17), side::right},   {airtime_heading, mm(22), side::right}};
  t.size = 10.5;
  std::size_t number = 0;
  for (const task_group& g : summary_.tasks) {
    if (g.sums.plays == 0) continue;
    std::string name = g.code.empty()    ? "Không gắn với nhiệm vụ nào"
                       : g.title.empty() ? g.code
                                         : g.code + ". " + g.title;
    t.add_group(name, 4, {number_text(g.sums.plays), clock_text(g.sums.seconds)});
    for (const media_line& m : g.media) {
      if (m.sums.plays == 0) continue;
      t.add({std::to_string(++number), m.title, m.theme.empty() ? "–" : m.theme, screens_text(m.sums),
             number_text(m.sums.plays), clock_text(m.sums.seconds)});
    }
  }
  t.add_total("Tổng cộng", 4, {number_text(summary_.all.plays), clock_text(summary_.all.seconds)});
  draw_table(flow_, t);
}

void annex_writer::draw_campaigns() {
  begin(names_.campaigns,
        "THỰC HIỆN LỊCH PHÁT THEO MÀN HÌNH VÀ CHIẾN DỊCH THÁNG " + short_month_text(report_.month));
  table t;
  t.columns = {{"Màn hình, chiến dịch", mm(46)}, {"Theo lịch", mm(22), side::right},
               {"Đã phát", mm(22), side::right}, {"Tỷ lệ", mm(14), side::right},
               {"Phần chưa phát", mm(32)},       {"Nguyên nhân chính", mm(29)}};
  t.size = 10.5;
  const std::string* screen = nullptr;
  for (const compliance_row& c : report_.compliance) {
    if (screen == nullptr || *screen != c.screen) t.add_group(title_of_screen(report_, c.screen), 6, {});
    screen = &c.screen;
    t.add({c.campaign.empty() ? "Hình chờ (ngoài chiến dịch)" : c.campaign,
           clock_text(whole_seconds(c.planned)), clock_text(whole_seconds(c.shown)),
           percent_text(c.shown.count(), c.planned.count()), missing_text(c),
           c.cause.empty() ? (c.shown < c.planned ? "Không rõ nguyên nhân" : "–")
                           : sentence_case(reason_in_vietnamese(c.cause))});
  }
  draw_table(flow_, t);
}

void annex_writer::draw_heads() {
  begin(names_.heads, "DẤU XÁC NHẬN DỮ LIỆU VÀ CÁCH KIỂM TRA");
  flow_.paragraph(
      "Mỗi màn hình ghi các lượt phát vào một sổ ghi; mỗi bản ghi được nối với bản ghi trước bằng giá trị "
      "băm SHA-256, "
      "nên không thể sửa, thêm hoặc bớt bản ghi mà không làm thay đổi giá trị băm của bản ghi cuối. Bảng "
      "dưới đây ghi "
      "bản ghi cuối trong tháng của từng sổ ghi (dấu xác nhận dữ liệu).");
  if (report_.heads.empty()) flow_.paragraph("Trong tháng máy chủ chưa nhận dữ liệu của màn hình nào.");
  table t;
  t.columns = {{"Màn hình", mm(28)},
               {"Mã sổ ghi", mm(51.5)},
               {"Bản ghi số", mm(15.5), side::right},
               {"Giá trị băm của bản ghi cuối", mm(51.5)},
               {"Máy chủ nhận lúc", mm(18.5), side::centre}};
  t.size = 8.5;
  std::map<clock_trust, std::set<std::string>> uncertain;  // titles of the screens
  for (const head_row& h : report_.heads) {
    if (h.trust != clock_trust::synced) uncertain[h.trust].insert(title_of_screen(report_, h.screen));
    std::string hash = h.head.hash.hex();
    t.add({title_of_screen(report_, h.screen), h.head.log, number_text(h.head.seq),
           hash.substr(0, 32) + "\n" + hash.substr(32), instant_text(h.received, report_.timezone)});
  }
  if (!t.rows.empty()) draw_table(flow_, t);
  for (const auto& [trust, screens] : uncertain) {
    flow_.paragraph(sentence_case(uncertain_time_text(trust)) +
                    ". Áp dụng cho màn hình: " + fmt::format("{}", fmt::join(screens, ", ")) + ".");
  }
}

std::string grouped(const std::string& hex) {
  std::string text;
  for (std::size_t i = 0; i < hex.size(); i += 8) text += (i == 0 ? "" : " ") + hex.substr(i, 8);
  return text;
}

void annex_writer::draw_steps() {
  std::string month = playlists::programme::to_month_text(report_.month);
  std::string file = "bao-cao-" + month + ".jsonl";
  bool known = report_.evidence != digest{};
  flow_.heading("Giá trị SHA-256 của tệp bằng chứng", mm(12));
  flow_.paragraph(known ? grouped(report_.evidence.hex())
                        : std::string("Chưa lập tệp bằng chứng của tháng tại thời điểm lập báo cáo."),
                  {.size = 12}, side::left);
  if (report_.root) {
    flow_.heading("Khóa gốc của hệ thống", mm(12));
    flow_.paragraph(grouped(report_.root->hex()), {.size = 12}, side::left);
  }
  std::string root = report_.root ? " --root KHÓA_GỐC" : "";
  std::string root_note =
      report_.root ? " Thay KHÓA_GỐC bằng giá trị khóa gốc nêu trên, viết liền không có dấu cách." : "";
  std::string pdf = "bao-cao-" + month + ".pdf";
  const std::vector<step> steps{
      {"Bước 1. Mở tệp báo cáo PDF đã ký số bằng phần mềm đọc PDF có chức năng kiểm tra chữ ký số; xác nhận "
       "các chữ ký "
       "số hợp lệ và tài liệu không bị thay đổi sau khi ký.",
       {}},
      {"Bước 2. Lấy tệp bằng chứng của tháng (" + file +
           ") do đơn vị lập báo cáo cung cấp. Đơn vị xuất tệp này bằng lệnh:",
       {"bangtin plays export --month " + month + " --format json"}},
      {"Bước 3. Tính giá trị SHA-256 của tệp bằng chứng bằng một trong hai lệnh sau (lệnh thứ nhất gõ trong "
       "cửa sổ Command "
       "Prompt của Windows, lệnh thứ hai trên máy Linux). Kết quả phải trùng từng ký tự với giá trị nêu "
       "trên, không kể dấu "
       "cách.",
       {"certutil -hashfile " + file + " SHA256", "sha256sum " + file}},
      {"Bước 4. Kiểm tra toàn bộ tệp bằng chứng với bản báo cáo đã ký, trên máy có cài phần mềm Bảng tin, "
       "không cần kết nối "
       "với máy chủ. Lệnh nêu rõ đạt hay không đạt, và dòng bị sai nếu có." +
           root_note,
       {"bangtin plays verify " + file + root + " --heads " + pdf}},
      {"Bước 5. Khi cần kiểm tra độc lập, lưu tệp đính kèm heads.txt của bản báo cáo rồi chạy chương trình "
       "kiểm tra thứ "
       "hai, chỉ cần Python 3 và OpenSSL. Số lượt phát tính lại phải bằng số nêu trong báo cáo.",
       {"script/verify-evidence " + file + root + " --heads heads.txt"}}};
  flow_.heading("Các bước kiểm tra", mm(25));
  for (const step& one : steps) {
    flow_.need(flow_.paragraph_height(one.text) + mm(8) * static_cast<double>(one.commands.size()));
    flow_.paragraph(one.text);
    for (const std::string& c : one.commands) flow_.paragraph(c, {.size = 11}, side::left);
  }
}

}  // namespace

void draw_annexes(pdf_flow& flow, const monthly_report& r, const report_summary& s) {
  annex_writer(flow, r, s).draw();
}

}  // namespace bangtin::evidence::report
