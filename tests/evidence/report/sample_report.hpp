// Months as the writers of reports get them: an ordinary one of a commune, an empty one, and one that is as
// large as a site may be.
#pragma once

#include <fmt/format.h>

#include <string>

#include "base/text.hpp"
#include "evidence/report/monthly_report.hpp"

namespace bangtin::evidence::report::samples {

inline plan nghia_hung() {
  plan p;
  p.report = {"ỦY BAN NHÂN DÂN XÃ NGHĨA HƯNG",
              "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
              "BC-TTPVHCC",
              "Nghĩa Hưng",
              "GIÁM ĐỐC",
              "Nguyễn Thị Hồng Hạnh",
              {"UBND xã (để báo cáo)", "Trung tâm Văn hóa – thông tin và thể thao", "Phòng Văn hóa – xã hội",
               "Bưu điện khu vực Nghĩa Hưng", "Lưu: VT, TTPVHCC"}};
  const std::string lead = "Trung tâm Phục vụ hành chính công";
  p.tasks = {{"IV.2.c", "Tuyên truyền trực quan tại khu vực đông dân cư và trụ sở trung tâm", lead},
             {"IV.3.c", "Hưởng ứng Ngày Chuyển đổi số quốc gia 10/10", "Phòng Văn hóa – xã hội"},
             {"IV.3.d", "Tuyên truyền, hỗ trợ tại điểm bưu điện công cộng và trung tâm", lead},
             {"IV.3.e", "Biểu dương, tôn vinh tổ chức, cá nhân", lead},
             {"IV.4", "Tư liệu cho học sinh theo lứa tuổi, cấp học", lead}};
  p.themes = {{"III.1", "Đường lối, chủ trương của Đảng, cơ chế chính sách, văn bản pháp luật"},
              {"III.2", "Vai trò, ý nghĩa và lợi ích; quy trình, cách thức sử dụng"},
              {"III.3", "Biện pháp bảo mật và kỹ năng bảo đảm an toàn thông tin"},
              {"III.4", "Kinh nghiệm, giải pháp; biểu dương, nhân rộng mô hình tốt"},
              {"III.5", "Nội dung khác liên quan đến nâng cao nhận thức, hiệu quả sử dụng"}};
  p.venues = {{"service-centre", "Sảnh Trung tâm Phục vụ hành chính công"},
              {"market", "Chợ trung tâm xã"},
              {"post-office", "Bưu điện khu vực Nghĩa Hưng"}};
  return p;
}

struct shown_item {
  const char *task, *theme, *campaign, *media, *title;
  int airtime_ms;
};

inline void add_day(monthly_report& r, unsigned day, const char* screen, const char* venue,
                    const shown_item& i, std::int64_t plays) {
  std::string date = fmt::format("2026-10-{:02}", day);
  count_values v;
  v.plays = plays;
  v.airtime_ms = plays * i.airtime_ms;
  v.partial = day % 7 == 3 ? 2 : 0;
  v.failed = day == 14 ? 1 : 0;
  v.uncounted = day == 21 ? 1 : 0;
  v.uncertain_clock = day == 5 ? 3 : 0;
  r.rows[{"2026-10", date, screen, venue, i.task, i.theme, i.campaign, i.media, i.title}] = v;
}

inline head_row head_of(const std::string& screen, int n) {
  head_row row{screen, {}, from_unix_ms(1793379900000 + n * 61000)};
  row.head = {sha256(screen + std::to_string(n)).hex().substr(0, 32), 48213 + 977 * n,
              sha256("head" + screen + std::to_string(n))};
  return row;
}

inline void add_compliance(monthly_report& r) {
  using std::chrono::minutes;
  auto add = [&](const char* screen, const char* campaign, int planned, int off, int notice, int unknown,
                 const char* cause) {
    compliance_row c;
    c.screen = screen, c.campaign = campaign, c.planned = minutes(planned);
    c.off = minutes(off), c.interrupted = minutes(notice), c.unknown = minutes(unknown);
    c.partial = minutes(planned > 5000 ? 3 : 0);
    c.shown = c.planned - c.off - c.interrupted - c.unknown - c.partial;
    c.offline = minutes(off > 0 ? 95 : 0);
    c.cause = cause;
    r.compliance.push_back(c);
  };
  add("lobby", "", 240, 0, 0, 0, "");
  add("lobby", "dich-vu-cong-truc-tuyen", 9800, 65, 12, 0, "off");
  add("lobby", "ngay-chuyen-doi-so", 2100, 0, 0, 0, "");
  add("market", "an-toan-thong-tin", 7400, 310, 12, 45, "off");
  add("market", "diem-ho-tro", 6200, 290, 0, 0, "off");
  add("post-office", "huong-dan-tung-buoc", 8100, 0, 12, 130, "unknown");
}

// October 2026 of Nghĩa Hưng.
inline monthly_report ordinary() {
  monthly_report r;
  r.month = std::chrono::year(2026) / 10;
  r.timezone = "Asia/Ho_Chi_Minh";
  r.the_plan = nghia_hung();
  r.number = "12";
  r.date = std::chrono::year(2026) / 11 / 2;
  r.screen_titles = {{"lobby", "Sảnh Trung tâm Phục vụ hành chính công"},
                     {"market", "Chợ trung tâm xã"},
                     {"post-office", "Bưu điện khu vực Nghĩa Hưng"}};
  const shown_item items[] = {
      {"IV.2.c", "III.2", "dich-vu-cong-truc-tuyen", "clips/loi-ich.mp4",
       "Lợi ích của dịch vụ công trực tuyến", 14987},
      {"IV.2.c", "III.2", "dich-vu-cong-truc-tuyen", "clips/bon-buoc.mp4", "Bốn bước nộp hồ sơ trực tuyến",
       20013},
      {"IV.2.c", "III.3", "an-toan-thong-tin", "posters/lua-dao.jpg", "Phòng chống lừa đảo trực tuyến", 6000},
      {"IV.3.d", "III.2", "huong-dan-tung-buoc", "guides/vneid.pdf", "Hướng dẫn đăng ký VNeID mức 2", 24020},
      {"IV.3.e", "III.4", "chinh-sach-va-bieu-duong", "posters/bieu-duong.svg", "Biểu dương điển hình", 6000},
      {"IV.2.c", "III.1", "chinh-sach-va-bieu-duong", "posters/chinh-sach.png", "Chính sách mới", 6004}};
  const shown_item day{
      "IV.3.c", "III.5", "ngay-chuyen-doi-so", "clips/chuyen-doi-so.mp4", "Ngày Chuyển đổi số quốc gia 10/10",
      12001};
  for (unsigned d = 1; d <= 31; ++d) {
    bool weekend = (d + 3) % 7 >= 5;
    std::int64_t base = weekend ? 21 : 96 + static_cast<int>(d * 7 % 13);
    if (d == 18) continue;  // the power was off
    for (const shown_item& i : items) {
      add_day(r, d, "lobby", "service-centre", i, base);
      if (i.theme[4] == '3') add_day(r, d, "market", "market", i, base * 2);
      if (!weekend && i.airtime_ms > 14000) add_day(r, d, "post-office", "post-office", i, base / 2);
    }
    if (d <= 10) add_day(r, d, "lobby", "service-centre", day, base + 40);
  }
  r.shortfalls = {{"shown-short", 28, 0, 0},
                  {"interrupted-by-notice", 40, 0, 0},
                  {"interrupted", 6, 0, 0},
                  {"output-disconnected", 0, 8, 0},
                  {"decoder-timeout", 0, 2, 0},
                  {"not-planned", 0, 0, 6},
                  {"open", 0, 0, 4}};
  add_compliance(r);
  r.heads = {head_of("lobby", 1), head_of("market", 2), head_of("post-office", 3)};
  r.evidence = sha256("evidence of October");
  r.root = public_key::from(sha256("root").hex());
  return r;
}

// The same after the post office's screen has come back with plays.
inline monthly_report second_revision() {
  monthly_report r = ordinary();
  r.revision = 2;
  r.number = "";
  r.date.reset();
  r.late = {{1, "post-office", 412}, {1, "market", 3}};
  return r;
}

inline monthly_report empty_month() {
  monthly_report r;
  r.month = std::chrono::year(2027) / 2;
  r.timezone = "Asia/Ho_Chi_Minh";
  r.the_plan = nghia_hung();
  r.the_plan.report.signatory.clear();
  return r;
}

// 300 screens at 120 venues, 40 tasks, titles of 200 characters, names without spaces.
inline monthly_report large() {
  monthly_report r = ordinary();
  r.rows.clear(), r.compliance.clear(), r.heads.clear(), r.screen_titles.clear();
  std::string sentence;
  while (sentence.size() < 230) sentence += "Hướng dẫn người dân nộp hồ sơ dịch vụ công trực tuyến; ";
  r.the_plan.tasks.clear();
  for (int t = 0; t < 40; ++t)
    r.the_plan.tasks.push_back(
        {fmt::format("IV.{}", t + 1), sentence, std::string(first_characters(sentence, 60))});
  for (int s = 0; s < 300; ++s) {
    std::string screen = fmt::format("man-hinh-{:03}", s);
    r.screen_titles[screen] = s % 10 == 0 ? std::string(180, 'W') : fmt::format("Nhà văn hóa thôn số {}", s);
    for (int i = 0; i < 4; ++i) {
      int task = (s * 3 + i) % 40;
      count_key key{"2026-10",
                    fmt::format("2026-10-{:02}", 1 + (s + i) % 31),
                    screen,
                    fmt::format("venue-{}", s % 120),
                    fmt::format("IV.{}", task + 1),
                    fmt::format("III.{}", 1 + i),
                    "chien-dich",
                    fmt::format("clips/{}.mp4", task),
                    sentence + std::to_string(task)};
      r.rows[key] = {1200 + s, (1200 + s) * 10'000LL, 1, 2, 0, 3};
    }
    for (int c = 0; c < 2; ++c) {
      compliance_row row;
      row.screen = screen, row.campaign = fmt::format("chien-dich-{}", c);
      row.planned = std::chrono::minutes(900 + s);
      row.shown = row.planned - std::chrono::minutes(10);
      row.off = std::chrono::minutes(10);
      row.cause = "off";
      r.compliance.push_back(row);
    }
    r.heads.push_back(head_of(screen, s));
  }
  return r;
}

// A site with so many logs.
inline monthly_report with_heads(int count) {
  monthly_report r = ordinary();
  r.heads.clear();
  for (int n = 0; n < count; ++n) r.heads.push_back(head_of(fmt::format("man-hinh-{:03}", n), n));
  return r;
}

}  // namespace bangtin::evidence::report::samples
