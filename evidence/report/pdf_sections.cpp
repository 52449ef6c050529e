// Every table is preceded by a sentence that says the same in words, so that a section reads well when its
// table is empty or absent.
#include "evidence/report/pdf_sections.hpp"

#include <algorithm>

#include "evidence/report/pdf_chart.hpp"
#include "evidence/report/pdf_table.hpp"
#include "evidence/report/vietnamese.hpp"

namespace bangtin::evidence::report {

namespace {

constexpr std::size_t max_places_named = 4;
constexpr std::array<const char*, 8> roman{"I", "II", "III", "IV", "V", "VI", "VII", "VIII"};

class section_writer {
 public:
  section_writer(pdf_flow& flow, const monthly_report& r, const report_summary& s)
      : flow_(flow), report_(r), summary_(s), annexes_(names_of_annexes(r, s)) {}

  void draw() {
    flow_.paragraph(opening());
    draw_overview();
    if (summary_.all.begun() > 0) {
      draw_tasks();
      draw_venues();
    }
    draw_compliance();
    draw_shortfalls();
    if (!report_.late.empty() || report_.revision > 1) draw_late();
    draw_sources();
  }

 private:
  std::string month() const { return month_text(report_.month); }

  void heading(const std::string& title, double next = mm(25)) {
    flow_.heading(fmt::format("{}. {}", roman.at(section_++), title), next);
  }
  std::string caption(const std::string& text) { return fmt::format("Bảng {}. {}", ++tables_, text); }

  std::string opening() const {
    const std::string& capitals = report_.the_plan.report.body;
    std::string body = spelled_as_in_plan(capitals, report_.the_plan);
    return fmt::format(
        "Căn cứ kế hoạch tuyên truyền đã ban hành và dữ liệu ghi nhận từ hệ thống màn hình điện tử, {} báo "
        "cáo "
        "kết quả tuyên truyền {} như sau:",
        body == capitals ? std::string("đơn vị") : body, month());
  }

  void draw_overview();
  void draw_tasks();
  void draw_themes();
  void draw_venues();
  void draw_compliance();
  void draw_shortfalls();
  void draw_late();
  void draw_sources();
  std::string overview() const;
  std::string begun_sentence() const;
  std::string places(const totals& t) const;
  void add_task(table& t, const task_group& g) const;

  pdf_flow& flow_;
  const monthly_report& report_;
  const report_summary& summary_;
  annex_names annexes_;
  std::size_t section_ = 0;
  int tables_ = 0;
};

template <class Groups>
std::size_t shown(const Groups& groups) {
  return static_cast<std::size_t>(std::count_if(
      groups.begin(), groups.end(), [](const auto& g) { return !g.code.empty() && g.sums.plays > 0; }));
}

std::string section_writer::overview() const {
  const totals& all = summary_.all;
  if (all.begun() == 0)
    return fmt::format("Trong {}, hệ thống không ghi nhận lượt phát nào trên {} màn hình.", month(),
                       report_.screen_titles.empty() ? "các" : std::to_string(report_.screen_titles.size()));
  if (all.plays == 0)
    return fmt::format("Trong {}, hệ thống không ghi nhận lượt phát nào đủ điều kiện được tính.", month());
  return fmt::format(
      "Trong {}, {} màn hình tại {} địa điểm đã phát {} lượt, tổng thời lượng {}, với {} tư liệu phục vụ {} "
      "nhiệm vụ "
      "và {} nội dung của kế hoạch.",
      month(), number_text(static_cast<std::int64_t>(all.screens.size())),
      number_text(std::count_if(summary_.venues.begin(), summary_.venues.end(),
                                [](const venue_group& v) { return v.sums.plays > 0; })),
      number_text(all.plays), duration_text(all.seconds),
      number_text(static_cast<std::int64_t>(all.media.size())), shown(summary_.tasks),
      shown(summary_.themes));
}

std::string section_writer::begun_sentence() const {
  const totals& all = summary_.all;
  return fmt::format(
      "Tổng số lượt đã bắt đầu phát là {}, trong đó {} lượt được tính, {} lượt phát chưa trọn vẹn, {} lượt "
      "không "
      "phát được và {} lượt không đủ căn cứ để tính.",
      number_text(all.begun()), number_text(all.plays), number_text(all.partial), number_text(all.failed),
      number_text(all.uncounted));
}

void section_writer::draw_overview() {
  heading("KẾT QUẢ CHUNG");
  flow_.paragraph(overview());
  if (summary_.all.begun() == 0) return;
  flow_.paragraph(
      "Một lượt phát được tính khi có trong lịch phát của chương trình đã được phê duyệt, được phát ít nhất "
      "95% thời lượng theo lịch và màn hình đang được kết nối. " +
      begun_sentence());
  if (summary_.all.uncertain_clock > 0)
    flow_.paragraph(fmt::format(
        "Trong số lượt được tính có {} lượt mà đồng hồ của màn hình chưa được đồng bộ tại thời điểm phát.",
        number_text(summary_.all.uncertain_clock)));
  if (summary_.all.near_edge > 0)
    flow_.paragraph(
        fmt::format("Có {} lượt được tính mà thời điểm phát chưa chắc chắn và gần ranh giới của tháng, nên "
                    "có thể thuộc tháng liền kề.",
                    number_text(summary_.all.near_edge)));
  draw_day_chart(flow_, report_.month, summary_.plays_by_day);
}

// Where something was shown: the venues of its screens, or how many they are.
std::string section_writer::places(const totals& t) const {
  std::vector<std::string> names;
  for (const venue_group& v : summary_.venues) {
    bool here = std::any_of(v.screens.begin(), v.screens.end(), [&](const screen_line& s) {
      return s.sums.plays > 0 && t.screens.contains(s.name);
    });
    if (here)
      names.push_back(!v.title.empty() ? v.title : !v.code.empty() ? v.code : "Chưa xác định địa điểm");
  }
  if (names.empty()) return "–";
  if (names.size() > max_places_named)
    return fmt::format("{} màn hình tại {} địa điểm", t.screens.size(), names.size());
  return fmt::format("{}", fmt::join(names, "; "));
}

void section_writer::add_task(table& t, const task_group& g) const {
  std::string name = g.code.empty()    ? "Tư liệu không gắn với nhiệm vụ nào"
                     : g.title.empty() ? g.code + " (không có trong kế hoạch)"
                                       : g.code + ". " + g.title;
  if (!g.lead.empty()) name += "\nChủ trì: " + g.lead;
  t.add_group(name, 2, {number_text(g.sums.plays), clock_text(g.sums.seconds)});
  bool any = false;
  for (const auto& [code, sums] : g.themes) {
    if (sums.plays == 0) continue;
    t.add({theme_text(report_, code), places(sums), number_text(sums.plays), clock_text(sums.seconds)});
    any = true;
  }
  if (!any) t.rows.back().keep_with_next = false;
}

void section_writer::draw_tasks() {
  table t;
  t.columns = {{"Nhiệm vụ, nội dung tuyên truyền", mm(70)},
               {"Địa điểm phát", mm(51)},
               {"Số lượt", mm(18), side::right},
               {airtime_heading, mm(26), side::right}};
  t.caption = caption("Kết quả theo nhiệm vụ và nội dung của kế hoạch");
  for (const task_group& g : summary_.tasks) add_task(t, g);
  t.add_total("Tổng cộng", 2, {number_text(summary_.all.plays), clock_text(summary_.all.seconds)});
  std::string text = "Kết quả phát theo từng nhiệm vụ và nội dung của kế hoạch nêu tại Bảng " +
                     std::to_string(tables_) + "; chi tiết từng tư liệu nêu tại " + annexes_.media + ".";
  heading("KẾT QUẢ THEO NHIỆM VỤ VÀ NỘI DUNG CỦA KẾ HOẠCH", flow_.paragraph_height(text));
  flow_.paragraph(text);
  draw_table(flow_, t);
  draw_themes();
}

void section_writer::draw_themes() {
  table t;
  t.columns = {{"Nội dung tuyên truyền", mm(81)},
               {"Số tư liệu", mm(18), side::right},
               {"Số màn hình", mm(20), side::right},
               {"Số lượt", mm(20), side::right},
               {airtime_heading, mm(26), side::right}};
  t.caption = caption("Kết quả theo nội dung tuyên truyền");
  auto cells = [](const totals& sums) {
    return std::vector<std::string>{number_text(static_cast<std::int64_t>(sums.media.size())),
                                    number_text(static_cast<std::int64_t>(sums.screens.size())),
                                    number_text(sums.plays), clock_text(sums.seconds)};
  };
  for (const theme_group& g : summary_.themes) {
    std::vector<std::string> row = cells(g.sums);
    row.insert(row.begin(), theme_text(report_, g.code));
    t.add(row);
  }
  t.add_total("Tổng cộng", 1, cells(summary_.all));
  draw_table(flow_, t);
}

void section_writer::draw_venues() {
  table t;
  t.columns = {{"Địa điểm, màn hình", mm(64)},         {"Số tư liệu", mm(15), side::right},
               {"Số lượt", mm(18), side::right},       {airtime_heading, mm(24), side::right},
               {"Chưa trọn vẹn", mm(15), side::right}, {"Không phát được", mm(15), side::right},
               {"Không tính", mm(14), side::right}};
  t.size = 10.5;
  t.caption = caption("Kết quả theo địa điểm và màn hình");
  auto cells = [](const totals& sums) {
    return std::vector<std::string>{number_text(static_cast<std::int64_t>(sums.media.size())),
                                    number_text(sums.plays),
                                    clock_text(sums.seconds),
                                    number_text(sums.partial),
                                    number_text(sums.failed),
                                    number_text(sums.uncounted)};
  };
  for (const venue_group& v : summary_.venues) {
    t.add_group(!v.title.empty()  ? v.title
                : !v.code.empty() ? v.code
                                  : "Chưa xác định địa điểm",
                1, cells(v.sums));
    for (const screen_line& s : v.screens) {
      std::vector<std::string> row = cells(s.sums);
      row.insert(row.begin(), s.title == s.name ? s.name : s.title + " (" + s.name + ")");
      t.add(row);
    }
  }
  t.add_total("Tổng cộng", 1, cells(summary_.all));
  heading("KẾT QUẢ THEO ĐỊA ĐIỂM VÀ MÀN HÌNH", beginning_height(flow_, t));
  draw_table(flow_, t);
}

compliance_row sum_of(const std::vector<compliance_row>& rows, const std::string& screen) {
  compliance_row sum;
  for (const compliance_row& c : rows) {
    if (!screen.empty() && c.screen != screen) continue;
    sum.planned += c.planned, sum.shown += c.shown, sum.partial += c.partial, sum.failed += c.failed;
    sum.off += c.off, sum.offline += c.offline, sum.interrupted += c.interrupted, sum.unknown += c.unknown;
  }
  return sum;
}

void section_writer::draw_compliance() {
  heading("MỨC ĐỘ THỰC HIỆN SO VỚI LỊCH PHÁT ĐÃ PHÊ DUYỆT");
  compliance_row all = sum_of(report_.compliance, "");
  if (all.planned.count() <= 0) {
    flow_.paragraph(report_.compliance.empty()
                        ? "Trong tháng chưa có số liệu đối chiếu với lịch phát đã phê duyệt."
                        : "Trong tháng không có thời lượng nào theo lịch phát đã phê duyệt.");
    return;
  }
  flow_.paragraph(
      fmt::format("Theo lịch phát của các chương trình đã phê duyệt, tổng thời lượng phải phát là {}; đã "
                  "phát {}, đạt {}. Chi tiết theo từng chiến dịch nêu tại {}.",
                  duration_text(whole_seconds(all.planned)), duration_text(whole_seconds(all.shown)),
                  percent_text(all.shown.count(), all.planned.count()), annexes_.campaigns));
  table t;
  t.columns = {{"Màn hình", mm(50)},
               {"Theo lịch", mm(24), side::right},
               {"Đã phát", mm(24), side::right},
               {"Tỷ lệ", mm(15), side::right},
               {"Phần chưa phát và nguyên nhân", mm(52)}};
  t.size = 10.5;
  t.caption = caption("Thời lượng theo lịch và thời lượng đã phát (giờ:phút:giây)");
  std::vector<std::string> screens;
  for (const compliance_row& c : report_.compliance)
    if (screens.empty() || screens.back() != c.screen) screens.push_back(c.screen);
  auto cells = [](const compliance_row& c) {
    return std::vector<std::string>{clock_text(whole_seconds(c.planned)), clock_text(whole_seconds(c.shown)),
                                    percent_text(c.shown.count(), c.planned.count()), missing_text(c)};
  };
  for (const std::string& screen : screens) {
    std::vector<std::string> row = cells(sum_of(report_.compliance, screen));
    row.insert(row.begin(), title_of_screen(report_, screen));
    t.add(row);
  }
  t.add_total("Tổng cộng", 1, cells(all));
  draw_table(flow_, t);
}

void section_writer::draw_shortfalls() {
  heading("LƯỢT PHÁT CHƯA ĐẠT, KHÔNG ĐƯỢC TÍNH VÀ NGUYÊN NHÂN");
  const totals& all = summary_.all;
  if (all.partial + all.failed + all.uncounted == 0) {
    flow_.paragraph(
        "Trong tháng không có lượt phát nào chưa trọn vẹn, không phát được hoặc không được tính.");
    return;
  }
  flow_.paragraph(
      fmt::format("Trong tháng có {} lượt phát chưa trọn vẹn, {} lượt không phát được và {} lượt không đủ "
                  "căn cứ để tính. Các lượt "
                  "này không cộng vào kết quả nêu trên.",
                  number_text(all.partial), number_text(all.failed), number_text(all.uncounted)));
  if (report_.shortfalls.empty()) return;
  table t;
  t.columns = {{"TT", mm(10), side::centre},
               {"Nguyên nhân", mm(95)},
               {"Chưa trọn vẹn", mm(20), side::right},
               {"Không phát được", mm(20), side::right},
               {"Không được tính", mm(20), side::right}};
  t.caption = caption("Nguyên nhân các lượt phát chưa đạt và không được tính");
  shortfall_row sum;
  for (const shortfall_row& s : report_.shortfalls) {
    t.add({std::to_string(t.rows.size() + 1), sentence_case(reason_in_vietnamese(s.reason)),
           number_text(s.partial), number_text(s.failed), number_text(s.uncounted)});
    sum.partial += s.partial, sum.failed += s.failed, sum.uncounted += s.uncounted;
  }
  t.add_total("Tổng cộng", 2,
              {number_text(sum.partial), number_text(sum.failed), number_text(sum.uncounted)});
  draw_table(flow_, t);
}

void section_writer::draw_late() {
  heading("DỮ LIỆU BỔ SUNG SO VỚI BẢN BÁO CÁO TRƯỚC");
  flow_.paragraph(fmt::format(
      "Báo cáo này được lập lần thứ {}, thay thế các bản đã lập trước của cùng tháng. Sau khi bản trước "
      "được lập, hệ thống nhận thêm dữ liệu do các màn hình gửi đến sau (màn hình mất kết nối với máy chủ "
      "hoặc gửi lại từ bản lưu).",
      report_.revision));
  if (report_.late.empty()) return;
  table t;
  t.columns = {
      {"Lần lập chưa có dữ liệu", mm(45), side::centre}, {"Màn hình", mm(50)}, {"Nội dung thay đổi", mm(70)}};
  t.caption = caption("Số liệu được bổ sung");
  for (const late_row& l : report_.late) {
    t.add({fmt::format("Lần thứ {}", l.revision), title_of_screen(report_, l.screen), late_text(l)});
  }
  draw_table(flow_, t);
}

void section_writer::draw_sources() {
  heading("CĂN CỨ SỐ LIỆU", mm(25));
  flow_.paragraph(
      "Số liệu trong báo cáo được tổng hợp từ sổ ghi lượt phát do từng màn hình tự ghi và ký bằng khóa riêng "
      "tại thời "
      "điểm phát; máy chủ ký xác nhận khi nhận. Dấu xác nhận dữ liệu của các màn hình và cách kiểm tra được "
      "nêu tại " +
      annexes_.heads + " và trong tệp heads.txt đính kèm tệp báo cáo này.");
}

}  // namespace

std::int64_t whole_seconds(milliseconds d) {
  return (d.count() + 500) / 1000;
}

std::string missing_text(const compliance_row& row) {
  std::vector<std::string> parts;
  auto add = [&](const char* what, milliseconds d) {
    if (d.count() > 0) parts.push_back(fmt::format("{} {}", what, clock_text(whole_seconds(d))));
  };
  add("chưa trọn vẹn", row.partial);
  add("không phát được", row.failed);
  add("màn hình tắt", row.off);
  add("thông báo khẩn", row.interrupted);
  add("không có dữ liệu", row.unknown);
  std::string text = sentence_case(fmt::format("{}", fmt::join(parts, "; ")));
  if (row.offline.count() > 0)
    text += fmt::format("{}(đã phát {} khi mất kết nối máy chủ)", text.empty() ? "" : " ",
                        clock_text(whole_seconds(row.offline)));
  return text.empty() ? "–" : text;
}

void draw_sections(pdf_flow& flow, const monthly_report& r, const report_summary& s) {
  section_writer(flow, r, s).draw();
}

std::string last_sentence(const monthly_report& r) {
  return "Trên đây là kết quả tuyên truyền trên hệ thống màn hình điện tử " + month_text(r.month) +
         ", kính báo cáo./.";
}

annex_names names_of_annexes(const monthly_report& r, const report_summary& s) {
  bool media = s.all.begun() > 0, campaigns = !r.compliance.empty();
  if (!media && !campaigns) return {"", "", "Phụ lục"};
  annex_names names;
  std::size_t number = 0;
  auto next = [&] { return std::string("Phụ lục ") + roman.at(number++); };
  if (media) names.media = next();
  if (campaigns) names.campaigns = next();
  names.heads = next();
  return names;
}

}  // namespace bangtin::evidence::report
