// The report as poppler and qpdf read it. BANGTIN_KEEP_REPORTS=FOLDER keeps the samples for people to look
// at.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "evidence/report/heads_text.hpp"
#include "evidence/report/pdf.hpp"
#include "evidence/report/pdf_chart.hpp"
#include "evidence/report/pdf_tools.hpp"
#include "evidence/report/report_summary.hpp"
#include "evidence/report/sample_report.hpp"
#include "evidence/report/vietnamese.hpp"

namespace bangtin::evidence::report {
namespace {

using fakes::output_of;
using fakes::pdf_on_disk;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct sample {
  const char* name;
  std::string pdf;
};

// Drawn once for all tests of this file.
const std::vector<sample>& all_samples() {
  static const std::vector<sample> all{{"ordinary", to_pdf(samples::ordinary()).value()},
                                       {"second", to_pdf(samples::second_revision()).value()},
                                       {"empty", to_pdf(samples::empty_month()).value()},
                                       {"large", to_pdf(samples::large()).value()},
                                       {"sheet", head_sheet(samples::ordinary()).value()},
                                       {"large-sheet", head_sheet(samples::with_heads(40)).value()}};
  return all;
}
const std::string& pdf_of(std::string_view name) {
  for (const sample& s : all_samples())
    if (s.name == name) return s.pdf;
  throw std::runtime_error("no such sample");
}

TEST(report_pdf, keeps_the_samples_for_people_who_ask) {
  const char* folder = std::getenv("BANGTIN_KEEP_REPORTS");
  if (folder == nullptr) GTEST_SKIP() << "set BANGTIN_KEEP_REPORTS=FOLDER to look at the samples";
  std::filesystem::create_directories(folder);
  for (const sample& s : all_samples())
    std::ofstream(std::filesystem::path(folder) / (std::string(s.name) + ".pdf"), std::ios::binary) << s.pdf;
}

TEST(report_pdf, is_sound_for_qpdf) {
  for (const sample& s : all_samples())
    EXPECT_THAT(pdf_on_disk(s.pdf).read_with("qpdf --check"),
                AllOf(HasSubstr("No syntax or stream encoding errors found"), Not(HasSubstr("WARNING"))))
        << s.name;
}

// Every word lies within the margins of the form: 30 mm on the left, 15 on the right, 20 above and below; the
// page's number lies in the upper margin.
TEST(report_pdf, keeps_the_margins) {
  static const std::regex word(
      R"re(<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>)re");
  constexpr double point = 25.4 / 72, loose = 0.6;
  for (const sample& s : all_samples()) {
    pdf_on_disk file(s.pdf);
    std::istringstream lines(output_of("pdftotext -bbox '" + file.path() + "' -"));
    int words = 0;
    for (std::string line; std::getline(lines, line);) {
      std::smatch m;
      if (!std::regex_search(line, m, word)) continue;
      ++words;
      double left = std::stod(m[1]) * point, top = std::stod(m[2]) * point;
      double right = std::stod(m[3]) * point, bottom = std::stod(m[4]) * point;
      EXPECT_TRUE(left >= 30 - loose && right <= 195 + loose && bottom <= 277 + loose)
          << s.name << ": " << line;
      EXPECT_TRUE(top >= 20 - loose || (top >= 9 && bottom < 17 && left > 100 && right < 125))
          << s.name << ": " << line;
      if (HasFailure()) return;
    }
    EXPECT_GT(words, 50) << s.name;
  }
}

TEST(report_pdf, embeds_the_forms_typeface_and_no_other) {
  std::istringstream fonts(pdf_on_disk(pdf_of("ordinary")).read_with("pdffonts"));
  std::string line;
  std::getline(fonts, line), std::getline(fonts, line);
  int count = 0;
  for (; std::getline(fonts, line); ++count) {
    EXPECT_THAT(line, testing::MatchesRegex("[A-Z]+[+]LiberationSerif.*yes yes yes.*"));
  }
  EXPECT_GE(count, 4);
}

TEST(report_pdf, is_a4) {
  EXPECT_THAT(pdf_on_disk(pdf_of("ordinary")).read_with("pdfinfo"), HasSubstr("(A4)"));
}

TEST(report_pdf, has_the_parts_of_the_form_in_their_order) {
  pdf_on_disk file(pdf_of("ordinary"));
  std::string text = output_of("pdftotext -raw '" + file.path() + "' - | tr '\\n' ' '");
  std::size_t at = 0;
  for (const char* part : {"ỦY BAN NHÂN DÂN XÃ NGHĨA HƯNG",
                           "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
                           "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                           "Độc lập - Tự do - Hạnh phúc",
                           "Số: 12/BC-TTPVHCC",
                           "Nghĩa Hưng, ngày 02 tháng 11 năm 2026",
                           "BÁO CÁO",
                           "Kết quả tuyên truyền trên hệ thống màn hình điện tử tháng 10 năm 2026",
                           "Trung tâm Phục vụ hành chính công báo cáo kết quả",
                           "I. KẾT QUẢ CHUNG",
                           "Biểu đồ 1.",
                           "II. KẾT QUẢ THEO NHIỆM VỤ",
                           "III. KẾT QUẢ THEO ĐỊA ĐIỂM",
                           "IV. MỨC ĐỘ THỰC HIỆN",
                           "V. LƯỢT PHÁT CHƯA ĐẠT",
                           "VI. CĂN CỨ SỐ LIỆU",
                           "kính báo cáo./.",
                           "GIÁM ĐỐC",
                           "Nguyễn Thị Hồng Hạnh",
                           "Phụ lục I",
                           "Phụ lục II",
                           "Phụ lục III"}) {
    std::size_t found = text.find(part, at);
    EXPECT_NE(found, std::string::npos) << part << " is missing or too early";
    if (found != std::string::npos) at = found;
  }
  EXPECT_THAT(text, AllOf(HasSubstr("Nơi nhận: - UBND xã (để báo cáo);"), HasSubstr("- Lưu: VT, TTPVHCC.")));
}

TEST(report_pdf, leaves_open_what_is_not_given) {
  pdf_on_disk file(pdf_of("second"));
  EXPECT_THAT(file.pages().at(0), testing::ContainsRegex("Số: +/BC-TTPVHCC +Nghĩa Hưng, ngày +tháng +năm"));
  pdf_on_disk empty(pdf_of("empty"));
  EXPECT_THAT(empty.pages().at(0), AllOf(HasSubstr("GIÁM ĐỐC"), HasSubstr("không ghi nhận lượt phát nào")));
}

TEST(report_pdf, says_what_a_second_revision_adds_and_why) {
  pdf_on_disk file(pdf_of("second"));
  std::string text = output_of("pdftotext -layout '" + file.path() + "' -");
  EXPECT_THAT(text, AllOf(HasSubstr("lập lần thứ 2"), HasSubstr("DỮ LIỆU BỔ SUNG"),
                          HasSubstr("Thêm 412 lượt phát được tính"), HasSubstr("mất kết nối")));
  EXPECT_THAT(output_of("pdftotext '" + pdf_on_disk(pdf_of("ordinary")).path() + "' -"),
              Not(HasSubstr("DỮ LIỆU BỔ SUNG")));
}

// What was never counted was not shown: its rows are with the reasons, not among the items shown.
TEST(report_pdf, lists_only_items_that_were_counted) {
  monthly_report r = samples::ordinary();
  r.rows[{"2026-10", "2026-10-05", "lobby", "service-centre", "", "", "", "raw/khac.png", "", {}}].uncounted =
      1;
  pdf_on_disk file(to_pdf(r).value());
  EXPECT_THAT(output_of("pdftotext -raw '" + file.path() + "' -"), Not(HasSubstr("khac.png")));
  for (auto& [key, values] : r.rows) values = {.uncounted = 1};
  pdf_on_disk none(to_pdf(r).value());
  EXPECT_THAT(output_of("pdftotext -raw '" + none.path() + "' -"),
              HasSubstr("không có lượt phát nào được tính"));
}

std::string last_line(const std::string& page) {
  std::size_t end = page.find_last_not_of(" \n");
  std::size_t begin = page.rfind('\n', end);
  return page.substr(begin == std::string::npos ? 0 : begin + 1, end - begin);
}

TEST(report_pdf, numbers_its_pages_and_leaves_no_heading_at_the_foot_of_one) {
  static const std::regex number(R"(^\s*\d+\n)"),
      heading(R"(^\s*([IVX]+\. [A-ZĐ]|Bảng \d|Phụ lục|Các bước))");
  for (const char* name : {"ordinary", "second", "empty", "large"}) {
    std::vector<std::string> pages = pdf_on_disk(pdf_of(name)).pages();
    ASSERT_GE(pages.size(), 2U) << name;
    EXPECT_FALSE(std::regex_search(pages[0], number, std::regex_constants::match_continuous)) << name;
    for (std::size_t i = 0; i < pages.size(); ++i) {
      EXPECT_TRUE(i == 0 || std::regex_search(pages[i], number, std::regex_constants::match_continuous))
          << name << " page " << i + 1;
      EXPECT_FALSE(std::regex_search(last_line(pages[i]), heading))
          << name << " page " << i + 1 << ": " << last_line(pages[i]);
    }
  }
}

TEST(report_pdf, repeats_a_tables_header_on_every_page_of_it) {
  std::vector<std::string> pages = pdf_on_disk(pdf_of("large")).pages();
  int of_screens = 0;
  for (const std::string& page : pages) {
    if (page.find("man-hinh-") == std::string::npos || page.find("Nhà văn hóa") == std::string::npos)
      continue;
    if (page.find("(man-hinh-") == std::string::npos) continue;
    ++of_screens;
    EXPECT_THAT(page, HasSubstr("Địa điểm, màn hình"));
  }
  EXPECT_GT(of_screens, 5);
}

TEST(report_pdf, names_every_screen_task_and_head_of_a_large_site) {
  monthly_report r = samples::large();
  pdf_on_disk file(pdf_of("large"));
  std::string text = output_of("pdftotext -raw '" + file.path() + "' -");
  for (const planned_task& t : r.the_plan.tasks) EXPECT_THAT(text, HasSubstr(t.code + ". Hướng dẫn"));
  for (const head_row& h : r.heads) {
    EXPECT_THAT(text, AllOf(HasSubstr(h.head.log), HasSubstr(h.head.hash.hex().substr(32))));
    if (HasFailure()) return;
  }
}

// Nobody takes the time of a screen without a trusted clock for certain.
TEST(report_pdf, says_whose_time_is_uncertain) {
  monthly_report r = samples::ordinary();
  ASSERT_GE(r.heads.size(), 2U);
  const std::string estimated = "đồng hồ chỉ được ước tính", unsynced = "đồng hồ chưa được đồng bộ";
  auto words_of = [](const result<std::string>& pdf) {
    pdf_on_disk file(*pdf);
    std::string text = output_of("pdftotext -raw '" + file.path() + "' -");
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
  };
  for (const auto& write : {head_sheet, to_pdf}) {
    EXPECT_THAT(words_of(write(r)), Not(HasSubstr("không chắc chắn")));
    monthly_report other = r;
    other.heads[0].trust = clock_trust::unsynced;
    EXPECT_THAT(words_of(write(other)), AllOf(HasSubstr(unsynced), Not(HasSubstr(estimated))));
    other.heads[1].trust = clock_trust::estimated;
    EXPECT_THAT(words_of(write(other)), AllOf(HasSubstr(unsynced), HasSubstr(estimated)));
  }
}

// Whoever adds up the columns of the CSV finds the report's totals.
TEST(report_pdf, has_the_totals_of_the_csv) {
  monthly_report r = samples::ordinary();
  std::istringstream csv(to_csv(r.rows));
  std::string line;
  std::getline(csv, line);
  std::vector<std::string> names = split(std::string(trimmed(line, "\r\xEF\xBB\xBF")), ',');
  auto column = [&](const char* name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  std::int64_t plays = 0, seconds = 0, partial = 0;
  while (std::getline(csv, line)) {
    std::vector<std::string> fields = split(std::string(trimmed(line, "\r")), ',');
    plays += std::stoll(fields.at(column("plays")));
    seconds += std::stoll(fields.at(column("airtime_s")));
    partial += std::stoll(fields.at(column("partial")));
  }
  std::vector<std::string> pages = pdf_on_disk(pdf_of("ordinary")).pages();
  std::string text;
  for (const std::string& p : pages) text += p;
  std::string total = "Tổng cộng +" + number_text(plays) + " +" + clock_text(seconds);
  EXPECT_TRUE(std::regex_search(text, std::regex(total))) << total;
  EXPECT_THAT(text, AllOf(HasSubstr(duration_text(seconds).substr(0, 6)),
                          HasSubstr(number_text(partial) + " lượt phát chưa trọn vẹn")));
}

// One child draws the report in another environment, where locale, zone, home and font configuration differ.
TEST(report_pdf, drawn_by_a_child_for_the_tests_below) {
  const char* out = std::getenv("BANGTIN_REPORT_OUT");
  if (out == nullptr) GTEST_SKIP() << "only as a child";
  result<std::string> pdf = to_pdf(samples::ordinary());
  write_file(out, pdf ? *pdf : describe(pdf.error())).value();
}

std::string drawn_in(const std::string& environment) {
  fakes::temporary_folder folder;
  std::string out = (folder / "out").string(),
              self = std::filesystem::read_symlink("/proc/self/exe").string();
  write_file(folder / "empty.conf", "<?xml version=\"1.0\"?><fontconfig><cachedir>" + folder.path().string() +
                                        "</cachedir></fontconfig>")
      .value();
  std::string config = environment.find("NO_FONTS") == std::string::npos
                           ? ""
                           : "FONTCONFIG_FILE='" + (folder / "empty.conf").string() + "' ";
  output_of("env -i HOME='" + folder.path().string() + "' " + config + environment + " BANGTIN_REPORT_OUT='" +
            out + "' '" + self + "' --gtest_filter=report_pdf.drawn_by_a_child*");
  return read_file(out, 64U << 20).value();
}

TEST(report_pdf, has_the_same_bytes_in_every_environment) {
  EXPECT_EQ(to_pdf(samples::ordinary()).value(), pdf_of("ordinary"));
  for (const char* environment :
       {"TZ=America/St_Johns LC_ALL=C", "TZ=Asia/Tokyo LANG=C.UTF-8 LANGUAGE=vi USER=nobody",
        "LC_ALL=vi_VN.UTF-8 BANGTIN_LANG=en PANGO_LANGUAGE=ja"})
    EXPECT_TRUE(drawn_in(environment) == pdf_of("ordinary")) << environment;
}

TEST(report_pdf, refuses_to_take_another_typeface) {
  EXPECT_THAT(drawn_in("NO_FONTS=1"), AllOf(HasSubstr("Liberation Serif"), HasSubstr("fonts-liberation2")));
}

TEST(report_pdf, is_signed_twice_by_incremental_updates) {
  fakes::token officer("Nguyễn Thị Hồng Hạnh"), seal("TTPVHCC");
  const std::string& drawn = pdf_of("ordinary");
  EXPECT_THAT(pdf_on_disk(drawn).read_with("pdfsig -nocert"),
              AllOf(HasSubstr("NguoiKy"), HasSubstr("CoQuan"), HasSubstr("is not signed")));
  std::string once = fakes::signed_copy(drawn, "NguoiKy", officer);
  std::string twice = fakes::signed_copy(once, "CoQuan", seal);
  pdf_on_disk file(twice);
  std::string seen = file.read_with("pdfsig -nocert");
  std::size_t first = seen.find("Signature is Valid");
  ASSERT_NE(first, std::string::npos) << seen;
  EXPECT_NE(seen.find("Signature is Valid", first + 1), std::string::npos) << seen;
  EXPECT_THAT(file.read_with("qpdf --check"), HasSubstr("No syntax or stream encoding errors found"));
  EXPECT_EQ(heads_text_in(twice).value(), to_text(heads_of(samples::ordinary())));
}

TEST(report_pdf, the_heads_of_a_signed_copy_cannot_be_replaced) {
  filed_heads other = heads_of(samples::ordinary());
  other.heads[0].head.seq += 1;
  const std::string& drawn = pdf_of("ordinary");
  EXPECT_EQ(heads_text_in(fakes::with_attachment(drawn, to_text(other))).value(), to_text(other))
      << "nothing is signed yet";
  fakes::token officer("Hạnh"), seal("TTPVHCC");
  std::string forged = fakes::with_attachment(fakes::signed_copy(drawn, "NguoiKy", officer), to_text(other));
  EXPECT_EQ(heads_text_in(forged).error().code, errc::verification);
  EXPECT_EQ(heads_text_in(fakes::signed_copy(forged, "CoQuan", seal)).error().code, errc::verification);
}

TEST(head_sheet_pdf, has_codes_that_are_head_sheets_themselves) {
  monthly_report r = samples::ordinary();
  pdf_on_disk file(pdf_of("sheet"));
  output_of("pdftoppm -r 150 -png '" + file.path() + "' '" + (file.folder() / "page").string() + "'");
  std::string read = output_of("zbarimg --quiet --raw -Sdisable -Sqrcode.enable '" +
                               (file.folder() / "page").string() + "'*.png 2>/dev/null | cat");
  std::string codes = read.substr(read.find("bangtin-heads-1"));
  EXPECT_EQ(heads_text_in(codes.substr(0, codes.find("Connection"))).value(), to_text(heads_of(r)));
  EXPECT_EQ(file.pages().size(), 1U) << "a commune's three screens fit on one page";
  EXPECT_EQ(heads_text_in(pdf_of("sheet")).value(), to_text(heads_of(r)));
  EXPECT_THAT(file.read_with("pdfsig -nocert"), AllOf(HasSubstr("NguoiLap"), HasSubstr("NguoiKy")));
}

TEST(report_pdf, a_month_that_is_none_is_refused) {
  monthly_report r = samples::ordinary();
  r.month = std::chrono::year(2026) / 13;
  EXPECT_EQ(to_pdf(r).error().code, errc::invalid);
  EXPECT_EQ(head_sheet(r).error().code, errc::invalid);
}

// Texts that break layouts: nothing at all, control and bidirectional characters, broken UTF-8, a word as
// long as a page.
TEST(report_pdf, bears_any_text) {
  monthly_report r = samples::ordinary();
  r.the_plan = {};
  r.screen_titles = {{"lobby", std::string("a\x01\xC3\xE2\x80\xAE", 6)}, {"market", std::string(3000, 'x')}};
  r.rows.begin()->second.plays = 1'000'000'000'000;
  r.timezone = "Nowhere/Land";
  r.the_plan.report.recipients.assign(200, "Nơi nhận có tên dài để thử");
  r.the_plan.report.office = "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH";
  EXPECT_THAT(pdf_on_disk(to_pdf(r).value()).read_with("qpdf --check"),
              HasSubstr("No syntax or stream encoding errors found"));
}

TEST(day_chart, has_a_round_axis) {
  struct {
    std::int64_t max, step;
  } cases[]{{1, 1},   {5, 1},      {6, 2},           {11, 5},
            {60, 20}, {1153, 500}, {54'000, 20'000}, {1'000'000'000'000, 200'000'000'000}};
  for (auto c : cases) EXPECT_EQ(axis_step(c.max), c.step) << c.max;
}

TEST(vietnamese_texts, are_as_offices_write_them) {
  EXPECT_EQ(number_text(1234567), "1.234.567");
  EXPECT_EQ(number_text(-1234), "-1.234");
  EXPECT_EQ(number_text(999), "999");
  EXPECT_EQ(duration_text(3661), "1 giờ 1 phút 1 giây");
  EXPECT_EQ(duration_text(0), "0 giây");
  EXPECT_EQ(clock_text(360'005), "100:00:05");
  EXPECT_EQ(percent_text(999'999, 1'000'000), "99,9%") << "100% means all";
  EXPECT_EQ(percent_text(5, 0), "–");
  EXPECT_EQ(month_text(std::chrono::year(2027) / 2), "tháng 02 năm 2027");
  EXPECT_EQ(month_text(std::chrono::year(2027) / 3), "tháng 3 năm 2027");
  EXPECT_EQ(sentence_case("đồng hồ"), "Đồng hồ");
  EXPECT_EQ(instant_text(from_unix_ms(1'793'379'900'000), "Asia/Ho_Chi_Minh"), "31/10/2026 00:05");
  EXPECT_EQ(instant_text(from_unix_ms(1'793'379'900'000), "Nowhere"), "30/10/2026 17:05 UTC");
}

}  // namespace
}  // namespace bangtin::evidence::report
