// The workbook is read back by unzip and by looking into its XML: what must stand in it, and the limits of
// Excel's format. With BANGTIN_KEEP_REPORTS=folder the samples stay there, to be looked at.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <regex>

#include "base/files.hpp"
#include "evidence/report/report_summary.hpp"
#include "evidence/report/xlsx.hpp"
#include "evidence/report/xlsx_text.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::evidence::report {
namespace {

using std::chrono::sys_days;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

count_key key(const std::string& day, const std::string& screen, const std::string& media,
              const std::string& title) {
  count_key k;
  k.month = day.substr(0, 7);
  k.day = day;
  k.screen = screen;
  k.venue = screen == "lobby" ? "service-centre" : "market";
  k.task = "IV.2.c";
  k.theme = "III.2";
  k.campaign = "dich-vu-cong";
  k.media = media;
  k.title = title;
  return k;
}

monthly_report sample() {
  monthly_report r;
  r.month = std::chrono::year(2026) / 11;
  r.timezone = "Asia/Ho_Chi_Minh";
  r.the_plan.report.body = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG";
  r.the_plan.report.symbol = "BC-TTPVHCC";
  r.the_plan.tasks = {{"IV.2.c", "Tuyên truyền trực quan tại khu vực đông dân cư", "Trung tâm"}};
  r.the_plan.themes = {{"III.2", "Vai trò, ý nghĩa và lợi ích"}};
  r.the_plan.venues = {{"service-centre", "Sảnh Trung tâm"}};
  r.number = "12";
  r.screen_titles = {{"lobby", "Sảnh chính"}, {"market", "Chợ xã"}};
  for (int day = 1; day <= 28; ++day) {
    const std::string date = fmt::format("2026-11-{:02}", day);
    r.rows[key(date, "lobby", "clip.mp4", "Lợi ích của dịch vụ công trực tuyến")] = {100 + day, 1'500'400, 2,
                                                                                     1,         3,         4};
    r.rows[key(date, "market", "poster.png", "=CMD()")] = {10, 60'000, 0, 0, 0, 0};
  }
  r.shortfalls = {{"stopped", 5, 0, 0}};
  r.compliance = {{"lobby",
                   "dich-vu-cong",
                   std::chrono::hours(30),
                   std::chrono::hours(29),
                   {},
                   {},
                   std::chrono::hours(1),
                   {},
                   {},
                   {},
                   ""}};
  return r;
}

class workbooks : public ::testing::Test {
 protected:
  std::filesystem::path written(const monthly_report& r, language l, const std::string& name = "x.xlsx",
                                std::uint32_t rows = max_xlsx_rows) {
    std::filesystem::path file = folder_ / name;
    result<void> done = write_xlsx(r, l, file, rows);
    EXPECT_TRUE(done) << (done ? "" : describe(done.error()));
    if (const char* keep = std::getenv("BANGTIN_KEEP_REPORTS")) {
      std::filesystem::copy_file(file, std::filesystem::path(keep) / name,
                                 std::filesystem::copy_options::overwrite_existing);
    }
    return file;
  }
  // A part of the package.
  std::string part(const std::filesystem::path& file, const std::string& name) {
    const std::filesystem::path out = folder_ / "part";
    std::string command =
        "unzip -p '" + file.string() + "' '" + name + "' > '" + out.string() + "' 2>/dev/null";
    if (std::system(command.c_str()) != 0) return {};
    return read_file(out, 100'000'000).value();
  }
  static std::string bytes(const std::filesystem::path& file) { return read_file(file, 100'000'000).value(); }

  fakes::temporary_folder folder_;
};

TEST_F(workbooks, have_a_sheet_for_each_view_in_the_readers_language) {
  const std::string vi = part(written(sample(), language::vietnamese, "vi.xlsx"), "xl/workbook.xml");
  for (const char* name : {"Tổng hợp", "Theo màn hình", "Theo ngày", "Theo tư liệu", "Không được tính",
                           "Kế hoạch và thực tế", "Chi tiết", "Ghi chú"}) {
    EXPECT_THAT(vi, HasSubstr(std::string("<sheet name=\"") + name + "\""));
  }
  const std::string en = part(written(sample(), language::english, "en.xlsx"), "xl/workbook.xml");
  EXPECT_THAT(en, HasSubstr("<sheet name=\"By media item\""));
}

TEST_F(workbooks, are_the_same_bytes_for_the_same_report) {
  const std::string first = bytes(written(sample(), language::vietnamese, "a.xlsx"));
  ASSERT_EQ(::setenv("TZ", "America/New_York", 1), 0);
  ::tzset();
  EXPECT_TRUE(bytes(written(sample(), language::vietnamese, "b.xlsx")) == first);
  ::unsetenv("TZ");
  ::tzset();
  EXPECT_THAT(
      part(folder_ / "a.xlsx", "xl/worksheets/sheet1.xml"),
      HasSubstr("<oddHeader>&amp;LTRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG&amp;RBáo cáo lượt phát tháng 11/2026<"));
  EXPECT_THAT(part(folder_ / "a.xlsx", "docProps/core.xml"), HasSubstr("2026-12-01T00:00:00Z"));
  monthly_report other = sample();
  other.rows.begin()->second.plays += 1;
  EXPECT_FALSE(bytes(written(other, language::vietnamese, "c.xlsx")) == first);
}

TEST_F(workbooks, have_numbers_dates_and_durations_and_texts_that_are_never_formulas) {
  const std::filesystem::path file = written(sample(), language::vietnamese);
  const std::string detail = part(file, "xl/worksheets/sheet7.xml");
  EXPECT_THAT(detail, HasSubstr("<c r=\"A2\" s=")) << "the day";
  EXPECT_THAT(detail, HasSubstr("<v>46327</v>")) << "2026-11-01 in Excel's days";
  EXPECT_THAT(detail, HasSubstr("<v>101</v>"));
  EXPECT_THAT(detail, HasSubstr("<t>=CMD()</t>")) << "a text";
  EXPECT_THAT(detail, Not(HasSubstr("<f>"))) << "no formula among the data";
  EXPECT_THAT(detail, HasSubstr("Tuyên truyền trực quan tại khu vực đông dân cư"));
  EXPECT_THAT(detail, HasSubstr("Sảnh chính"));
  EXPECT_THAT(detail, HasSubstr("state=\"frozen\""));
  monthly_report wordy = sample();
  wordy.the_plan.tasks.front().title = std::string(100, 'x');
  EXPECT_THAT(part(written(wordy, language::vietnamese, "wordy.xlsx"), "xl/worksheets/sheet1.xml"),
              HasSubstr("<row r=\"2\" ht=\"45\" customHeight=\"1\">"))
      << "a row has room for a long title";
  EXPECT_THAT(detail, HasSubstr("<autoFilter ref=\"A1:R57\"/>"));
  const std::string summary = part(file, "xl/worksheets/sheet1.xml");
  EXPECT_THAT(summary, HasSubstr("<f>SUBTOTAL(109,E2)</f><v>3486</v>"));
  EXPECT_THAT(part(file, "xl/styles.xml"), HasSubstr("[h]:mm:ss"));
  EXPECT_THAT(part(file, "xl/charts/chart1.xml"), HasSubstr("'Theo ngày'!$B$2:$B$31"))
      << "every day of the month";
}

// The sum of a column's numbers, read from the XML.
double sum_of(const std::string& sheet, const std::string& column) {
  double sum = 0;
  const std::regex cell("<c r=\"" + column + "[0-9]+\" s=\"[0-9]+\"><v>([^<]+)</v>");
  for (auto i = std::sregex_iterator(sheet.begin(), sheet.end(), cell); i != std::sregex_iterator(); ++i) {
    sum += std::stod((*i)[1].str());
  }
  return sum;
}

// The lines of the CSV have whole seconds, and the workbook's total is their sum.
TEST_F(workbooks, have_the_same_totals_on_every_sheet_as_the_lines_of_the_csv) {
  monthly_report r = sample();
  count_values total;
  std::int64_t odd_ms = 0;
  for (auto& [key, values] : r.rows) {
    values.airtime_ms += odd_ms = (odd_ms + 173) % 1000;
    total.add(values);
    total.airtime_ms += seconds_of(values) * 1000 - values.airtime_ms;
  }
  const std::filesystem::path file = written(r, language::vietnamese);
  struct place {
    const char *sheet, *plays, *airtime, *partial, *failed, *uncounted;
  };
  for (const place& p : {place{"sheet1", "E", "F", "G", "H", "I"}, place{"sheet2", "E", "F", "G", "H", "I"},
                         place{"sheet3", "B", "C", "D", "E", "F"}, place{"sheet4", "E", "F", "G", "H", "I"},
                         place{"sheet7", "M", "N", "O", "P", "Q"}}) {
    const std::string sheet = part(file, std::string("xl/worksheets/") + p.sheet + ".xml");
    EXPECT_EQ(sum_of(sheet, p.plays), total.plays) << p.sheet;
    EXPECT_NEAR(sum_of(sheet, p.airtime) * 86'400'000, static_cast<double>(total.airtime_ms), 1) << p.sheet;
    EXPECT_EQ(sum_of(sheet, p.partial), total.partial) << p.sheet;
    EXPECT_EQ(sum_of(sheet, p.failed), total.failed) << p.sheet;
    EXPECT_EQ(sum_of(sheet, p.uncounted), total.uncounted) << p.sheet;
  }
}

TEST_F(workbooks, give_reasons_in_the_readers_language) {
  monthly_report r = sample();
  r.shortfalls = {{"stopped", 5, 0, 0}, {"a-new-word", 0, 1, 0}};
  r.compliance.front().cause = "off";
  const std::filesystem::path vi = written(r, language::vietnamese, "vi.xlsx");
  EXPECT_THAT(part(vi, "xl/worksheets/sheet5.xml"), HasSubstr("trình phát bị dừng trong khi đang phát"));
  EXPECT_THAT(part(vi, "xl/worksheets/sheet5.xml"), HasSubstr("nguyên nhân khác (a-new-word)"));
  EXPECT_THAT(part(vi, "xl/worksheets/sheet6.xml"),
              HasSubstr("màn hình tắt hoặc trình phát không hoạt động"));
  const std::filesystem::path en = written(r, language::english, "en.xlsx");
  EXPECT_THAT(part(en, "xl/worksheets/sheet5.xml"),
              HasSubstr("the screen's program was stopped during the play"));
}

TEST_F(workbooks, keep_to_the_limits_of_the_format) {
  monthly_report r = sample();
  r.rows[key("2026-11-29", "lobby", "long", std::string(40'000, 'x') + "\x01")] = {1, 1, 0, 0, 0, 0};
  r.rows[key("2026-11-30", "lobby", "odd", "a\x02 b\xff _x0041_ \xEF\xBF\xBF <&>\"")] = {1, 1, 0, 0, 0, 0};
  const std::string detail = part(written(r, language::vietnamese), "xl/worksheets/sheet7.xml");
  const std::size_t cell = detail.find("<t>xx");
  ASSERT_NE(cell, std::string::npos);
  const std::size_t end = detail.find_first_not_of('x', cell + 3);
  EXPECT_EQ(end - (cell + 3), max_cell_units - 1);
  EXPECT_THAT(detail.substr(end, 20), StartsWith("…</t>"));
  EXPECT_THAT(detail, HasSubstr("a\xEF\xBF\xBD b\xEF\xBF\xBD _x005F_x0041_ \xEF\xBF\xBD &lt;&amp;&gt;\""));
  EXPECT_EQ(detail.find('\x02'), std::string::npos);
}

TEST_F(workbooks, go_on_in_another_sheet_past_the_last_row) {
  const std::filesystem::path file = written(sample(), language::vietnamese, "x.xlsx", 40);
  const std::string book = part(file, "xl/workbook.xml");
  EXPECT_THAT(book, HasSubstr("name=\"Chi tiết\""));
  EXPECT_THAT(book, HasSubstr("name=\"Chi tiết 2\""));
  EXPECT_THAT(part(file, "xl/worksheets/sheet7.xml"), HasSubstr("<autoFilter ref=\"A1:R40\"/>"));
  EXPECT_THAT(part(file, "xl/worksheets/sheet8.xml"), HasSubstr("<autoFilter ref=\"A1:R18\"/>"));
}

TEST_F(workbooks, of_an_empty_month_and_of_later_revisions_say_so) {
  monthly_report r;
  r.month = std::chrono::year(2026) / 2;
  r.revision = 0;
  const std::filesystem::path empty = written(r, language::vietnamese, "empty.xlsx");
  EXPECT_THAT(part(empty, "xl/worksheets/sheet7.xml"), HasSubstr("Tháng chưa kết thúc"));
  EXPECT_THAT(part(empty, "xl/charts/chart1.xml"), HasSubstr("'Theo ngày'!$B$2:$B$29"));
  r = sample();
  r.revision = 2;
  r.late = {{1, "lobby", 12, 3}, {1, "lobby"}};
  EXPECT_THAT(
      part(written(r, language::vietnamese, "late.xlsx"), "xl/worksheets/sheet8.xml"),
      AllOf(HasSubstr("Bổ sung sau bản 1, màn hình Sảnh chính: +12 lượt phát, +3 lượt không được tính"),
            HasSubstr("Bổ sung sau bản 1, màn hình Sảnh chính: số liệu thời lượng")));
}

TEST_F(workbooks, that_cannot_be_written_say_so) {
  result<void> done = write_xlsx(sample(), language::vietnamese, "/nonexistent/x.xlsx");
  ASSERT_FALSE(done);
  EXPECT_THAT(describe(done.error()), HasSubstr("/nonexistent/x.xlsx"));
}

TEST(cell_text, is_cut_at_a_whole_character) {
  std::string emoji;
  for (int i = 0; i < 20'000; ++i) emoji += "😀";  // two units each
  const std::string cut = cell_text(emoji);
  EXPECT_EQ(cut.size(), 16'383 * 4 + std::string("…").size());
  EXPECT_EQ(cell_text(std::string(max_cell_units, 'x')), std::string(max_cell_units, 'x'));
}

}  // namespace
}  // namespace bangtin::evidence::report
