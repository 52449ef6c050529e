// What the page says. A sentence claims what a record supports, and the list of what is not known grows with
// every gap in the records.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "evidence/report/shown_page.hpp"
#include "evidence/report/vietnamese.hpp"

namespace bangtin::evidence::report {

namespace {

std::string type_text(record_type t) {
  switch (t) {
    case record_type::genesis:
      return "lập sổ ghi";
    case record_type::boot:
      return "khởi động";
    case record_type::clock:
      return "chỉnh đồng hồ";
    case record_type::start:
      return "bắt đầu phát";
    case record_type::end:
      return "kết thúc phát";
    case record_type::gap:
      break;
  }
  return "không phát";
}

std::string item_of(const shown_page& p) {
  return "tư liệu “" + shortened(p.title.empty() ? p.media : p.title, max_title_characters) + "”";
}

std::string headline_of_notice(const shown_page& p) {
  return fmt::format("Có. Màn hình hiển thị thông báo khẩn {} của hệ thống, do {} ký.", p.notice, p.approver);
}

std::string headline_of_play(const shown_page& p) {
  std::string sure = p.near_a_change ? "Nhiều khả năng có" : "Có";
  if (p.approver.empty()) {
    return fmt::format(
        "{}. Màn hình phát {} từ hệ thống, nhưng không tìm thấy chương trình nào đã phê duyệt tư liệu này.",
        sure, item_of(p));
  }
  if (p.planned == false) {
    return fmt::format("{}. Màn hình phát {} do {} phê duyệt, nhưng lịch phát không có lượt phát này.", sure,
                       item_of(p), p.approver);
  }
  return fmt::format("{}. Màn hình phát {} của hệ thống, do {} phê duyệt.", sure, item_of(p), p.approver);
}

std::string headline_of_doubt(const shown_page& p) {
  if (p.reason == "no-end")
    return "Lượt phát " + item_of(p) + " đã bắt đầu, nhưng không có bản ghi kết thúc.";
  if (p.reason == "no-play") {
    return "Trình phát đang chạy, nhưng không có bản ghi nào cho biết nội dung hiển thị.";
  }
  if (p.reason == "doubtful-records")
    return "Có bản ghi về thời điểm này, nhưng bản ghi không qua được kiểm tra.";
  if (p.reason == "no-records") return "Máy chủ chưa nhận được bản ghi nào của màn hình về thời điểm này.";
  if (p.reason == "none-due") {
    return "Lúc đó không có lượt phát nào cần ghi: trình phát hiển thị hình chờ hoặc không chạy.";
  }
  if (p.reason == "notice-restart") {
    return "Màn hình đã xác nhận hiển thị thông báo khẩn " + p.notice +
           ", nhưng về sau trình phát khởi động lại và không có bản ghi nào cho biết nó dừng lúc nào.";
  }
  if (p.reason == "not-approved") {
    return "Bản ghi nêu " + item_of(p) +
           ", nhưng chương trình mà bản ghi viện dẫn không có tư liệu này trên màn hình này: không ai phê "
           "duyệt tư liệu đó.";
  }
  // What the counting says of the play, or of the time.
  std::string why = reason_in_vietnamese(p.reason);
  if (p.media.empty()) return "Lý do: " + why + ".";
  return "Có bản ghi lượt phát " + item_of(p) + ", nhưng không chứng tỏ được là đã hiển thị: " + why + ".";
}

bool has_role(const shown_page& p, record_role role) {
  return std::any_of(p.records.begin(), p.records.end(),
                     [&](const cited_record& r) { return r.role == role; });
}

void add_clock(const shown_page& p, std::vector<std::string>& all) {
  constexpr std::chrono::hours useless{24};
  std::string off = p.bound >= useless ? "Đồng hồ của màn hình không đáng tin cậy"
                                       : "Đồng hồ của màn hình có thể lệch đến " +
                                             duration_text((p.bound.count() + 999) / 1000);
  if (p.near_a_change) {
    all.push_back(off +
                  ", mà thời điểm này gần lúc chuyển nội dung: nội dung liền trước hoặc liền sau cũng có "
                  "thể là nội dung đã hiển thị.");
  } else if (p.bound.count() > 0) {
    all.push_back(off + ": giờ bắt đầu và giờ kết thúc chính xác trong khoảng đó.");
  }
}

// What records cannot tell of something that was on show.
void add_ours(const shown_page& p, std::vector<std::string>& all) {
  all.emplace_back(
      "Người qua lại đã nhìn thấy gì: không ai chụp mặt màn hình; bản ghi chỉ cho biết trình phát đã "
      "đưa "
      "hình nào ra màn hình.");
  if (p.output_unknown) {
    all.emplace_back("Màn hình có bật hay không: máy không đọc được trạng thái kết nối của màn hình.");
  }
  if (!p.notice.empty()) {
    all.emplace_back(
        "Thông báo khẩn không có bản ghi trong chuỗi: căn cứ là lời xác nhận mà màn hình gửi về máy chủ.");
    return;
  }
  if (p.kind == playlists::programme::media_kind::video)
    all.emplace_back("Khung hình nào của tư liệu đang hiển thị đúng vào giây này.");
  if (p.kind == playlists::programme::media_kind::pages)
    all.emplace_back("Trang nào của tư liệu đang hiển thị đúng vào giây này.");
  if (p.has_ticker) {
    all.emplace_back(
        "Dòng chữ chạy lúc đó đọc đến đâu: dòng chữ thuộc chương trình đã phê duyệt, nhưng không có bản ghi "
        "riêng.");
  }
}

}  // namespace

std::string shortened(const std::string& text, std::size_t max_characters) {
  std::string_view first = first_characters(text, max_characters);
  return first.size() == text.size() ? text : std::string(first) + "…";
}

std::string question(const shown_page& p) {
  std::string screen = p.screen_title.empty() ? p.screen : p.screen_title;
  std::string text = "Màn hình “" + screen + "”";
  if (screen != p.screen) text += " (" + p.screen + ")";
  if (!p.venue.empty() && p.venue != screen) text += ", đặt tại " + p.venue + ",";
  return text + " hiển thị gì vào lúc " + long_instant_text(p.at, p.timezone) +
         "? Nội dung đó có phải của hệ thống hay không?";
}

std::string record_text(const cited_record& r) {
  switch (r.role) {
    case record_role::start:
      return "Bắt đầu lượt phát";
    case record_role::end:
      return "Kết thúc lượt phát";
    case record_role::before:
      return "Bản ghi liền trước: " + type_text(r.type);
    case record_role::after:
      break;
  }
  return "Bản ghi liền sau: " + type_text(r.type);
}

std::string headline(const shown_page& p) {
  switch (p.verdict) {
    case shown_verdict::ours:
      return p.notice.empty() ? headline_of_play(p) : headline_of_notice(p);
    case shown_verdict::dark:
      if (p.reason == "closed") return "Màn hình tối. Ngoài giờ mở cửa, trình phát để màn hình đen.";
      return "Màn hình tối. Trình phát đang chạy, nhưng không có màn hình nào được kết nối hoặc được "
             "bật.";
    case shown_verdict::nothing:
      if (p.reason == "closed-or-off") {
        return "Không. Ngoài giờ mở cửa, trình phát để màn hình đen hoặc không chạy; những gì hiện "
               "trên màn hình, nếu có, không đến từ hệ thống.";
      }
      return "Không. Lúc đó trình phát không chạy hoặc không có màn hình nào được kết nối; những gì "
             "hiện trên màn hình, nếu có, không đến từ hệ thống.";
    case shown_verdict::unknown:
      break;
  }
  return "Chưa xác định được. " + headline_of_doubt(p);
}

std::string basis(const shown_page& p) {
  if (!p.notice.empty()) return "Màn hình đã xác nhận với máy chủ là có hiển thị thông báo khẩn này.";
  if (p.reason == "play") {
    return "Màn hình có bản ghi đã ký về lượt phát này, từ khung hình đầu đến khung hình cuối.";
  }
  if (p.reason == "no-display" && has_role(p, record_role::end)) {
    return "Bản ghi kết thúc lượt phát cho biết không có màn hình nào được kết nối hoặc được bật.";
  }
  if (p.reason == "no-end") {
    return "Màn hình có bản ghi đã ký về lúc bắt đầu lượt phát; lượt phát kéo dài nhất có thể thì vẫn đang "
           "phát vào "
           "thời điểm này.";
  }
  if (has_role(p, record_role::end)) {
    return "Màn hình có bản ghi đã ký về lượt phát này (mục III), nhưng bản ghi đó chưa đủ để kết luận.";
  }
  bool before = has_role(p, record_role::before), after = has_role(p, record_role::after);
  if (before && after) {
    std::string text = "Màn hình có bản ghi đã ký liền trước và liền sau thời điểm này (mục III); ";
    const evidence::head &first = p.records.front().place, &next = p.records.back().place;
    bool adjoin = first.log == next.log && first.seq + 1 == next.seq;
    if (p.reason == "closed") {
      text = "Theo chương trình đã phê duyệt, thời điểm này ngoài giờ mở cửa của màn hình. " + text;
    }
    return text + (adjoin ? "số của chúng liền nhau nên không thể có bản ghi nào ở giữa."
                          : "máy chủ không có bản ghi nào ở giữa.");
  }
  if (before) return "Bản ghi đã ký mới nhất của màn hình (mục III) có trước thời điểm này.";
  if (after) return "Bản ghi đã ký đầu tiên của màn hình (mục III) có sau thời điểm này.";
  return "Máy chủ chưa có bản ghi nào của màn hình này.";
}

std::string picture_text(const shown_page& p) {
  if (p.picture) return "";
  switch (p.lack) {
    case picture_lack::not_kept:
      return "Không có hình: tư liệu không còn trong kho của máy chủ.";
    case picture_lack::not_made:
      return "Không có hình: máy chủ không có ảnh thu nhỏ của tư liệu này.";
    case picture_lack::damaged:
      return "Không có hình: ảnh thu nhỏ trong kho của máy chủ đã bị hỏng hoặc bị thay đổi.";
    case picture_lack::nothing_shown:
      break;
  }
  if (!p.text.empty()) return "";
  return "Không có hình: bản ghi không cho biết tư liệu nào trên màn hình vào thời điểm này.";
}

std::vector<std::string> unknowns(const shown_page& p) {
  std::vector<std::string> all;
  if (p.verdict == shown_verdict::ours) add_ours(p, all);
  if (p.verdict == shown_verdict::nothing) {
    all.emplace_back("Trên màn hình lúc đó có gì không, và nếu có thì ai đã đưa lên.");
    if (!has_role(p, record_role::before)) {
      all.emplace_back(
          "Màn hình có bản ghi nào sớm hơn bản ghi đầu tiên này không: máy chủ chưa nhận được bản ghi nào "
          "như vậy.");
    }
    all.emplace_back("Vì sao trình phát không chạy: mất điện, tắt máy hay bị dừng.");
  }
  if (p.reason == "no-end") {
    all.emplace_back(
        "Lượt phát có còn trên màn hình vào thời điểm này hay không: máy có thể đã mất điện trước đó.");
  }
  if (p.reason == "no-play") {
    all.emplace_back(
        "Hình chờ không có bản ghi riêng: khi lịch không có tư liệu nào, trình phát hiển thị hình chờ "
        "của chương trình đã phê duyệt.");
  }
  if (!p.text.empty() && !p.media.empty()) {
    all.emplace_back("Lúc đó là chữ hay hình của thông báo: chữ hiển thị cho đến khi tệp hình đến màn hình.");
  }
  add_clock(p, all);
  all.emplace_back(
      p.verdict == shown_verdict::ours
          ? "Thiết bị hoặc dây tín hiệu khác nối vào màn hình có che hay thay nội dung này không: việc "
            "đó không để lại bản ghi."
          : "Thiết bị hoặc dây tín hiệu khác nối vào màn hình đã hiển thị gì: việc đó không để lại bản "
            "ghi.");
  if (p.verdict != shown_verdict::ours && !has_role(p, record_role::after)) {
    all.emplace_back(
        "Những gì màn hình ghi về sau: bản ghi chưa đến máy chủ; khi bản ghi đến, câu trả lời có thể thay "
        "đổi.");
  }
  all.emplace_back(
      "Người có cả khóa của màn hình và khóa của máy chủ có viết lại chuỗi bản ghi hay không: muốn loại trừ "
      "thì đối "
      "chiếu với phiếu xác nhận dữ liệu của tháng, đã ký và lưu ngoài hệ thống.");
  return all;
}

}  // namespace bangtin::evidence::report
