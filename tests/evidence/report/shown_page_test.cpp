// The page that answers "was that us?", as poppler and qpdf read it. BANGTIN_KEEP_REPORTS=FOLDER keeps the
// samples for people to look at.
#include "evidence/report/shown_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "evidence/report/heads_text.hpp"
#include "evidence/report/pdf_tools.hpp"
#include "evidence/report/sample_report.hpp"
#include "evidence/report/vietnamese.hpp"
#include "media/screenshot.hpp"

namespace bangtin::evidence::report::shown_pages {
namespace {

using fakes::output_of;
using fakes::pdf_on_disk;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const utc_ms asked = from_unix_ms(1'791'590'405'000);  // 2026-10-10T07:00:05 in Viet Nam
constexpr const char* log_name = "00112233445566778899aabbccddeeff";

cited_record cited(record_role role, std::int64_t seq, record_type type, int after_s) {
  return {role,
          {log_name, seq, sha256("record " + std::to_string(seq))},
          type,
          asked + std::chrono::seconds(after_s)};
}

// Red on the left, white on the right.
page_picture picture(int width, int height) {
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < width * height; ++i) {
    std::uint8_t other = i % width < width / 2 ? 0 : 255;
    for (std::uint8_t byte : {other, other, std::uint8_t{255}, std::uint8_t{0}}) pixels.push_back(byte);
  }
  return {media::to_jpeg(pixels, width, height).value(), width, height};
}

shown_page asked_about(shown_verdict verdict, const std::string& reason) {
  shown_page p;
  p.form = samples::nghia_hung().report;
  p.screen = "lobby";
  p.screen_title = "Sảnh Trung tâm Phục vụ hành chính công";
  p.venue = "Trung tâm Phục vụ hành chính công";
  p.timezone = "Asia/Ho_Chi_Minh";
  p.at = asked;
  p.verdict = verdict;
  p.reason = reason;
  return p;
}

void add_item(shown_page& p) {
  p.media = "clips/loi-ich.mp4";
  p.title = "Lợi ích của dịch vụ công trực tuyến";
  p.campaign = "dich-vu-cong-truc-tuyen";
  p.kind = playlists::programme::media_kind::video;
  p.file = sha256("file");
  p.approver = "Nguyễn Thị Hồng Hạnh";
  p.programme = sha256("programme").hex();
  p.version = 12;
  p.approved = asked - std::chrono::hours(49);
  p.began = asked - std::chrono::seconds(5);
  p.ended = asked + std::chrono::seconds(10);
  p.planned = true;
}

void cover(shown_page& p) {
  const head& last = p.records.back().place;
  p.covering = head{last.log, last.seq + 3, sha256("head")};
  p.received = p.records.back().at + std::chrono::seconds(42);
  p.root = public_key::from(sha256("root").hex());
}

shown_page ours() {
  shown_page p = asked_about(shown_verdict::ours, "play");
  add_item(p);
  p.picture = picture(480, 270);
  p.records = {cited(record_role::start, 48213, record_type::start, -5),
               cited(record_role::end, 48214, record_type::end, 10)};
  cover(p);
  return p;
}
shown_page between(shown_page p, record_type before, record_type after) {
  p.records = {cited(record_role::before, 7, before, -900), cited(record_role::after, 8, after, 1800)};
  cover(p);
  return p;
}
shown_page notice() {
  shown_page p = between(asked_about(shown_verdict::ours, "notice"), record_type::end, record_type::start);
  p.notice = "0000aaaa";
  p.text =
      "CẢNH BÁO LŨ\nNước sông Ninh Cơ lên nhanh. Bà con thôn 3, thôn 5 chuyển đồ đạc lên cao trước 17 giờ.";
  p.approver = "Nguyễn Thị Hồng Hạnh";
  p.approved = asked - std::chrono::minutes(3);
  p.began = asked - std::chrono::minutes(2);
  p.ended = asked + std::chrono::minutes(58);
  return p;
}
shown_page open_start() {
  shown_page p = asked_about(shown_verdict::unknown, "no-end");
  add_item(p);
  p.ended.reset();
  p.lack = picture_lack::not_kept;
  p.records = {cited(record_role::start, 48213, record_type::start, -5)};
  cover(p);
  return p;
}
// Everything as long as a programme and a plan allow it, and every doubt at once.
shown_page longest() {
  shown_page p = ours();
  std::string words;
  while (words.size() < 190) words += "Hướng dẫn người dân nộp hồ sơ ";
  p.title = words, p.screen_title = words, p.venue = words, p.campaign = std::string(32, 'w');
  p.media = "clips/" + std::string(60, 'm') + ".mp4";
  p.approver = std::string(first_characters(words, 80));
  p.picture = picture(270, 480);
  p.output_unknown = p.has_ticker = p.near_a_change = true;
  p.bound = std::chrono::seconds(90);
  return p;
}

struct sample {
  const char* name;
  shown_page page;
  std::string pdf;
};
// Drawn once for all tests of this file.
const std::vector<sample>& all_samples() {
  static const std::vector<sample> all = [] {
    std::vector<sample> s{
        {"ours", ours(), {}},
        {"notice", notice(), {}},
        {"dark",
         between(asked_about(shown_verdict::dark, "closed"), record_type::end, record_type::start),
         {}},
        {"nothing",
         between(asked_about(shown_verdict::nothing, "player-off"), record_type::end, record_type::boot),
         {}},
        {"open", open_start(), {}},
        {"unknown", asked_about(shown_verdict::unknown, "no-records"), {}},
        {"longest", longest(), {}}};
    for (sample& one : s) one.pdf = to_pdf(one.page).value();
    return s;
  }();
  return all;
}
const sample& named(std::string_view name) {
  for (const sample& s : all_samples())
    if (s.name == name) return s;
  throw std::runtime_error("no such sample");
}
// The text of the page on one line.
std::string text_of(const sample& s) {
  pdf_on_disk file(s.pdf);
  return output_of("pdftotext -raw '" + file.path() + "' - | tr '\\n' ' '");
}

TEST(shown_page, keeps_the_samples_for_people_who_ask) {
  const char* folder = std::getenv("BANGTIN_KEEP_REPORTS");
  if (folder == nullptr) GTEST_SKIP() << "set BANGTIN_KEEP_REPORTS=FOLDER to look at the samples";
  std::filesystem::create_directories(folder);
  for (const sample& s : all_samples())
    std::ofstream(std::filesystem::path(folder) / ("at-" + std::string(s.name) + ".pdf"), std::ios::binary)
        << s.pdf;
}

TEST(shown_page, is_one_sound_a4_page_in_the_forms_typeface) {
  for (const sample& s : all_samples()) {
    pdf_on_disk file(s.pdf);
    EXPECT_THAT(file.read_with("qpdf --check"),
                AllOf(HasSubstr("No syntax or stream encoding errors found"), Not(HasSubstr("WARNING"))))
        << s.name;
    EXPECT_THAT(file.read_with("pdfinfo"), AllOf(HasSubstr("(A4)"), testing::ContainsRegex("Pages: +1\n")))
        << s.name;
    EXPECT_THAT(file.read_with("pdffonts"), Not(HasSubstr(" no ")))
        << s.name << ": a typeface is not embedded";
  }
}

TEST(shown_page, keeps_the_margins) {
  constexpr double point = 25.4 / 72, loose = 0.6;
  for (const sample& s : all_samples()) {
    pdf_on_disk file(s.pdf);
    std::istringstream words(
        output_of("pdftotext -bbox '" + file.path() + "' - | grep '<word' | tr -c '0-9.\\n' ' '"));
    int count = 0;
    for (std::string line; std::getline(words, line); ++count) {
      std::istringstream numbers(line);
      double left = 0, top = 0, right = 0, bottom = 0;
      numbers >> left >> top >> right >> bottom;
      EXPECT_TRUE(left * point >= 30 - loose && right * point <= 195 + loose && top * point >= 20 - loose &&
                  bottom * point <= 277 + loose)
          << s.name << ": " << line;
      if (HasFailure()) return;
    }
    EXPECT_GT(count, 150) << s.name;
  }
}

TEST(shown_page, answers_each_verdict_in_words_of_office) {
  struct {
    const char* name;
    std::vector<const char*> parts;
  } const cases[] = {
      {"ours",
       {"PHIẾU XÁC MINH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Màn hình “Sảnh Trung tâm Phục vụ hành chính công” (lobby), đặt tại Trung tâm Phục vụ hành chính "
        "công",
        "07 giờ 00 phút 05 giây, ngày 10 tháng 10 năm 2026 (UTC+07:00, Asia/Ho_Chi_Minh)",
        "Có. Màn hình phát tư liệu “Lợi ích của dịch vụ công trực tuyến” của hệ thống, do Nguyễn Thị Hồng "
        "Hạnh phê duyệt.",
        "(clips/loi-", "phiên bản 12", "từ 10/10/2026 07:00:00 đến 10/10/2026 07:00:15", "có lượt phát này",
        "không phải ảnh chụp mặt màn hình", log_name, "48.213", "48.214", "48.217",
        "bangtin plays export --month 2026-10", "không ai chụp mặt màn hình", "Khung hình nào"}},
      {"notice",
       {"Có. Màn hình hiển thị thông báo khẩn 0000aaaa của hệ thống", "CẢNH BÁO LŨ", "chuyển đồ đạc lên cao",
        "Người ký:", "lời xác nhận mà màn hình gửi về máy chủ"}},
      {"dark",
       {"Màn hình tối. Ngoài giờ mở cửa", "Bản ghi liền trước: kết thúc phát",
        "Bản ghi liền sau: bắt đầu phát", "Không có hình"}},
      {"nothing",
       {"Không. Lúc đó trình phát không chạy", "Bản ghi liền sau: khởi động", "ai đã đưa lên",
        "mất điện, tắt máy hay bị dừng"}},
      {"open",
       {"Chưa xác định được. Lượt phát tư liệu", "không có bản ghi kết thúc", "không rõ lúc kết thúc",
        "tư liệu không còn trong kho", "máy có thể đã mất điện"}},
      {"unknown",
       {"Chưa xác định được. Máy chủ chưa nhận được bản ghi nào", "chưa có bản ghi nào để nêu",
        "khi bản ghi đến, câu trả lời có thể thay đổi"}},
      {"longest", {"Nhiều khả năng có.", "có thể lệch đến 1 phút 30 giây", "Dòng chữ chạy"}}};
  for (const auto& c : cases) {
    std::string text = text_of(named(c.name));
    for (const char* part : c.parts) EXPECT_THAT(text, HasSubstr(part)) << c.name;
    EXPECT_THAT(text, AllOf(HasSubstr("IV. ĐIỀU KHÔNG THỂ BIẾT"), HasSubstr("Người có thẩm quyền")))
        << c.name;
  }
}

// A claim that no record supports would be worse than no page.
TEST(shown_page, says_no_more_than_the_records) {
  shown_page p = ours();
  EXPECT_THAT(headline(p), HasSubstr("do Nguyễn Thị Hồng Hạnh phê duyệt."));
  p.planned = false;
  EXPECT_THAT(headline(p), HasSubstr("lịch phát không có lượt phát này"));
  p.approver.clear();
  EXPECT_THAT(headline(p), HasSubstr("không tìm thấy chương trình nào"));
  shown_page off = asked_about(shown_verdict::dark, "no-display");
  EXPECT_THAT(headline(off), HasSubstr("không có màn hình nào được kết nối"));
  EXPECT_THAT(headline(asked_about(shown_verdict::unknown, "doubtful-records")),
              HasSubstr("không qua được kiểm tra"));
  shown_page no_play =
      between(asked_about(shown_verdict::unknown, "no-play"), record_type::end, record_type::start);
  EXPECT_THAT(unknowns(no_play), testing::Contains(HasSubstr("Hình chờ")));
  EXPECT_THAT(basis(no_play), HasSubstr("không thể có bản ghi nào ở giữa"));
  no_play.records.back().place.seq += 1;
  EXPECT_THAT(basis(no_play), HasSubstr("máy chủ không có bản ghi nào ở giữa"));
  no_play.records.pop_back();
  EXPECT_THAT(basis(no_play), HasSubstr("có trước thời điểm này"));
  EXPECT_THAT(unknowns(no_play), testing::Contains(HasSubstr("chưa đến máy chủ")));
}

TEST(shown_page, every_answer_of_the_records_has_its_own_sentence) {
  const struct {
    const char *reason, *part;
  } cases[] = {
      {"no-records", "chưa nhận được bản ghi nào"},
      {"records-missing", "dữ liệu đã mất"},
      {"none-due", "hình chờ"},
      {"clock", "đồng hồ"},
      {"notice-restart", "thông báo khẩn"},
      {"not-approved", "không ai phê duyệt"},
      {"too-long", "dài hơn lịch phát"},
      {"output-disconnected", "bị tắt hoặc chưa được kết nối"},
      {"slot-taken", "đã được tính một lần"},
  };
  for (const auto& c : cases) {
    shown_page p = ours();
    p.verdict = shown_verdict::unknown;
    p.reason = c.reason;
    p.approver.clear();
    if (p.reason == "records-missing" || p.reason == "clock") p.media.clear();
    EXPECT_THAT(headline(p), AllOf(HasSubstr("Chưa xác định được."), HasSubstr(c.part))) << c.reason;
    EXPECT_THAT(basis(p), Not(HasSubstr("từ khung hình đầu"))) << c.reason;
  }
  EXPECT_THAT(headline(asked_about(shown_verdict::nothing, "closed-or-off")),
              AllOf(HasSubstr("Không."), HasSubstr("Ngoài giờ mở cửa")));
}

// The player showed it to nobody.
TEST(shown_page, a_play_without_a_display_was_not_on_the_screen) {
  shown_page p = ours();
  p.verdict = shown_verdict::dark;
  p.reason = "no-display";
  std::string text = text_of({"off", p, to_pdf(p).value()});
  EXPECT_THAT(text, AllOf(HasSubstr("Màn hình tối."), HasSubstr("Bản ghi kết thúc lượt phát cho biết"),
                          HasSubstr("Lượt phát: từ"), Not(HasSubstr("Trên màn hình:"))));
}

TEST(shown_page, knows_nothing_of_the_time_before_the_first_record) {
  shown_page p =
      between(asked_about(shown_verdict::nothing, "player-off"), record_type::end, record_type::boot);
  EXPECT_THAT(unknowns(p), Not(testing::Contains(HasSubstr("sớm hơn"))));
  p.records.erase(p.records.begin());
  EXPECT_THAT(unknowns(p), testing::Contains(HasSubstr("sớm hơn bản ghi đầu tiên")));
  EXPECT_THAT(basis(p), HasSubstr("đầu tiên của màn hình"));
}

TEST(shown_page, tells_how_far_a_clock_can_be_off) {
  shown_page p = ours();
  for (const std::string& sure : unknowns(p)) EXPECT_THAT(sure, Not(HasSubstr("Đồng hồ")));
  p.bound = milliseconds(2'500);
  EXPECT_THAT(unknowns(p), testing::Contains(HasSubstr("có thể lệch đến 3 giây: giờ bắt đầu")));
  p.near_a_change = true;
  EXPECT_THAT(unknowns(p), testing::Contains(HasSubstr("nội dung liền trước hoặc liền sau")));
  EXPECT_THAT(headline(p), testing::StartsWith("Nhiều khả năng có."));
  p.bound = std::chrono::hours(24 * 400);
  EXPECT_THAT(unknowns(p), testing::Contains(HasSubstr("không đáng tin cậy")));
}

// The bytes of the stored file do not change: its SHA-256 tells which file it is.
TEST(shown_page, embeds_the_picture_as_it_is_stored) {
  pdf_on_disk file(named("ours").pdf);
  EXPECT_THAT(file.read_with("pdfimages -list"),
              AllOf(HasSubstr("jpeg"), HasSubstr(" 480 "), HasSubstr(" 270 ")));
  EXPECT_THAT(named("ours").pdf, HasSubstr(named("ours").page.picture->jpeg));
  for (const char* without : {"dark", "nothing", "unknown", "open", "notice"})
    EXPECT_THAT(pdf_on_disk(named(without).pdf).read_with("pdfimages -list"), Not(HasSubstr("jpeg")))
        << without;
}

TEST(shown_page, says_why_there_is_no_picture) {
  shown_page p = ours();
  EXPECT_EQ(picture_text(p), "");
  p.picture.reset();
  p.lack = picture_lack::not_made;
  EXPECT_THAT(picture_text(p), HasSubstr("không có ảnh thu nhỏ"));
  p.lack = picture_lack::damaged;
  EXPECT_THAT(picture_text(p), HasSubstr("bị hỏng hoặc bị thay đổi"));
  EXPECT_EQ(picture_text(notice()), "") << "its text stands in the picture's place";
}

TEST(shown_page, is_the_same_whenever_and_wherever_it_is_made) {
  const char* before = std::getenv("TZ");
  std::string kept = before == nullptr ? "" : before;
  ::setenv("TZ", "America/New_York", 1);
  ::tzset();
  for (const sample& s : all_samples()) EXPECT_EQ(to_pdf(s.page).value(), s.pdf) << s.name;
  before == nullptr ? ::unsetenv("TZ") : ::setenv("TZ", kept.c_str(), 1);
  ::tzset();
}

// Evidence whose records somebody changed later does not hold against a page that was filed before.
TEST(shown_page, carries_its_head_as_a_head_sheet_does) {
  filed_heads heads = heads_from_text(heads_text_in(named("ours").pdf).value()).value();
  EXPECT_EQ(heads.month, std::chrono::year(2026) / 10);
  EXPECT_EQ(heads.root, ours().root);
  ASSERT_EQ(heads.heads.size(), 1U);
  EXPECT_EQ(heads.heads[0], (filed_head{"lobby", *ours().covering}));
  EXPECT_FALSE(heads_text_in(named("nothing").pdf));
}

TEST(shown_page, knows_no_zone_but_that_of_the_site) {
  EXPECT_EQ(long_instant_text(asked, "America/St_Johns"),
            "21 giờ 30 phút 05 giây, ngày 09 tháng 10 năm 2026 (UTC-02:30, America/St_Johns)");
  EXPECT_EQ(long_instant_text(asked, "Nowhere/At_All"),
            "00 giờ 00 phút 05 giây, ngày 10 tháng 10 năm 2026 (UTC+00:00)");
  EXPECT_EQ(second_text(asked, "Asia/Ho_Chi_Minh"), "10/10/2026 07:00:05");
}

}  // namespace
}  // namespace bangtin::evidence::report::shown_pages
